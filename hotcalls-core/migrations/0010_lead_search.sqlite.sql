-- Trigrams of the folded columns of a lead, one text each; rowid = leads.seq. The text itself is stored once, in leads, and no places of
-- trigrams are kept: what is found here is verified there, so a smaller index that is written faster is enough.
-- Filled in sets after a batch; rows past `indexed_to` are a bounded tail that searches look at as well.
CREATE VIRTUAL TABLE lead_search USING fts5 (
    body, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
);
CREATE TABLE lead_search_state (id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), indexed_to INTEGER NOT NULL) STRICT;
INSERT INTO lead_search_state VALUES (1, 0);
