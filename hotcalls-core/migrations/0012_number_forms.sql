-- The number in E.164, where its text is one: what carriers say is matched with it.
ALTER TABLE phone_numbers ADD COLUMN phonenumber_e164 TEXT;
UPDATE phone_numbers SET phonenumber_e164 = REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(phonenumber, ' ', ''), '-', ''), '(', ''), ')', ''), '.', '')
WHERE phonenumber LIKE '+%' AND phonenumber NOT LIKE '%(0)%';
UPDATE phone_numbers SET phonenumber_e164 = NULL
WHERE TRIM(phonenumber_e164, '+0123456789') <> '' OR LENGTH(phonenumber_e164) NOT BETWEEN 8 AND 16;
CREATE INDEX phone_numbers_e164 ON phone_numbers (phonenumber_e164);
