-- Machinery: settings, counters, idempotency keys. Ids are 16-byte BLOBs, times UTC microseconds, booleans 0 and 1,
-- text columns that are searched have a case-folded twin (`*_fold`), folded in Rust so that every engine agrees.

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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
