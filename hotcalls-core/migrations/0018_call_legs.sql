-- The legs of which imported calls are made, by every id that they name: whatever comes later finds its call, which follows from all of them.
CREATE TABLE call_legs (
    workspace_id BLOB NOT NULL,  -- its call's
    provider TEXT NOT NULL,
    external_id TEXT NOT NULL,
    call_id BLOB NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    records TEXT NOT NULL,  -- JSON: what was read of the leg with this id; an empty list if others name it only
    PRIMARY KEY (workspace_id, provider, external_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_legs_call ON call_legs (call_id);
