-- What was reported of calls that nobody knows yet, until they begin. Few, and looked for by every call that begins with an external id.
CREATE TABLE early_events (
    external_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,  -- that the reporter named, or none
    source TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    sip_status INTEGER,
    q850_cause INTEGER,
    said TEXT,
    after_cancel INTEGER NOT NULL,
    party TEXT,
    answered_by TEXT,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (external_id, provider, workspace_id, source, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX early_events_received ON early_events (received_at);
CREATE INDEX early_events_workspace ON early_events (workspace_id);

-- Calls of no workspace that began with an event, for which somebody may still name one. A note only: what is noted may be gone.
CREATE TABLE unplaced_calls (
    external_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    PRIMARY KEY (external_id, provider)
) STRICT, WITHOUT ROWID;
