-- While a call goes on: who runs it, and until when that one vouches for it.
ALTER TABLE calls ADD COLUMN owner TEXT;
ALTER TABLE calls ADD COLUMN lease_until INTEGER;
-- Whether an event was the first that was heard of it: such a call starts with its earliest event.
ALTER TABLE calls ADD COLUMN inferred INTEGER NOT NULL DEFAULT 0;
CREATE INDEX calls_lease ON calls (lease_until) WHERE lease_until IS NOT NULL;

-- What was reported of calls, in any order. A call's row is a fold over them.
CREATE TABLE call_events (
    call_id BLOB NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    workspace_id BLOB NOT NULL,  -- its call's
    source TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    sip_status INTEGER,
    q850_cause INTEGER,
    said TEXT,  -- why it ended, in the reporter's words
    after_cancel INTEGER NOT NULL,
    party TEXT,  -- to whom it was handed over, or who ended it
    answered_by TEXT,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (call_id, workspace_id, source, event_id)
) STRICT, WITHOUT ROWID;
