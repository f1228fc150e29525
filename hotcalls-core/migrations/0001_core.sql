-- Machinery: settings, counters, idempotency keys. Ids are 16-byte BLOBs, times UTC microseconds, booleans 0 and 1,
-- text columns that are searched have a case-folded twin (`*_fold`), folded in Rust so that every engine agrees.

-- One row, so that it comes along with the caller's row in one statement.
CREATE TABLE settings (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    time_zone TEXT NOT NULL,
    shared_rows INTEGER NOT NULL,
    open_registration INTEGER NOT NULL,
    secret BLOB  -- signs cursors; made at the first open
) STRICT;
INSERT INTO settings (id, time_zone, shared_rows, open_registration) VALUES (1, 'UTC', 0, 0);

-- Rows per workspace and kind, kept in the transaction of the write: an unfiltered count is a sum of a few rows.
CREATE TABLE counters (
    workspace_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency_keys (
    actor BLOB NOT NULL,
    key_digest BLOB NOT NULL,
    input_digest BLOB NOT NULL,
    answer BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (actor, key_digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
