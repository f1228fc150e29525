CREATE TABLE agents (
    agent_id BLOB NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    greeting TEXT NOT NULL,
    voice TEXT NOT NULL,
    language TEXT NOT NULL,
    retry_interval INTEGER NOT NULL,
    max_retries INTEGER NOT NULL,
    max_call_duration_minutes INTEGER NOT NULL,
    workdays TEXT NOT NULL,  -- JSON list
    call_from INTEGER NOT NULL,  -- microseconds since midnight
    call_to INTEGER NOT NULL,
    timezone TEXT,
    character TEXT NOT NULL,
    config_id TEXT,
    calendar_configuration_id BLOB REFERENCES calendar_configurations (id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    greeting_fold TEXT NOT NULL,
    voice_fold TEXT NOT NULL,
    language_fold TEXT NOT NULL,
    character_fold TEXT NOT NULL,
    config_id_fold TEXT
) STRICT;
CREATE INDEX agents_workspace ON agents (workspace_id, created_at, agent_id);
CREATE INDEX agents_calendar_configuration ON agents (calendar_configuration_id);

CREATE TABLE phone_numbers (
    id BLOB NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    phonenumber TEXT NOT NULL UNIQUE,
    phonenumber_fold TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    inbound_agent_id BLOB REFERENCES agents (agent_id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX phone_numbers_workspace ON phone_numbers (workspace_id);
CREATE INDEX phone_numbers_inbound_agent ON phone_numbers (inbound_agent_id);

CREATE TABLE agent_phone_numbers (
    agent_id BLOB NOT NULL REFERENCES agents (agent_id) ON DELETE CASCADE,
    phone_number_id BLOB NOT NULL REFERENCES phone_numbers (id) ON DELETE CASCADE,
    assigned_at INTEGER NOT NULL,
    PRIMARY KEY (agent_id, phone_number_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_phone_numbers_number ON agent_phone_numbers (phone_number_id, agent_id);
