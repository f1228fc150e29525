CREATE TABLE calls (
    seq INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    lead_id BLOB REFERENCES leads (id) ON DELETE SET NULL,
    agent_id BLOB REFERENCES agents (agent_id) ON DELETE SET NULL,
    phone_number_id BLOB REFERENCES phone_numbers (id) ON DELETE SET NULL,
    parent_call_id BLOB REFERENCES calls (id) ON DELETE SET NULL,
    provider TEXT NOT NULL,  -- '' when not given, so that unique rules see it
    external_id TEXT,
    leg TEXT,
    transferred_to TEXT,
    hung_up_by TEXT,
    from_number TEXT NOT NULL,
    to_number TEXT NOT NULL,
    direction TEXT NOT NULL,
    status TEXT NOT NULL,
    timestamp INTEGER NOT NULL,  -- the one key of days and windows
    started_at INTEGER,
    ringing_at INTEGER,
    answered_at INTEGER,
    ended_at INTEGER,
    duration INTEGER NOT NULL,  -- talk time, whole seconds, rounded down
    duration_ms INTEGER NOT NULL,
    disconnection_reason TEXT,  -- the raw text
    reason TEXT,  -- one of the closed set; null while the call has not ended
    answered_by TEXT,
    outcome TEXT,
    appointment_datetime INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    from_number_fold TEXT NOT NULL,
    to_number_fold TEXT NOT NULL,
    disconnection_reason_fold TEXT
) STRICT;
CREATE INDEX calls_workspace_time ON calls (workspace_id, timestamp, id);
CREATE INDEX calls_time ON calls (timestamp, id);
CREATE INDEX calls_lead ON calls (lead_id, timestamp);
CREATE INDEX calls_agent ON calls (agent_id, timestamp);
CREATE INDEX calls_phone_number ON calls (phone_number_id);
CREATE INDEX calls_parent ON calls (parent_call_id) WHERE parent_call_id IS NOT NULL;
CREATE UNIQUE INDEX calls_external ON calls (workspace_id, provider, external_id) WHERE external_id IS NOT NULL;
