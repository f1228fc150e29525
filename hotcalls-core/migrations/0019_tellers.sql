-- Whether an event said who talks to whom: of a call that nobody began, the first one that did is believed.
ALTER TABLE call_events ADD COLUMN tells INTEGER NOT NULL DEFAULT 0;
