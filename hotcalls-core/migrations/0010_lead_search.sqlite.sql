-- Trigrams of the folded columns; rowid = leads.seq. Contentless: the text is stored once, in leads.
-- Filled in sets after a batch; rows past `indexed_to` are a bounded tail that searches scan.
CREATE VIRTUAL TABLE lead_search USING fts5 (
    name_fold, surname_fold, email_fold, phone_fold,
    content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);
CREATE TABLE lead_search_state (id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), indexed_to INTEGER NOT NULL) STRICT;
INSERT INTO lead_search_state VALUES (1, 0);
