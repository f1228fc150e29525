CREATE TABLE calendars (
    id BLOB NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    calendar_type TEXT NOT NULL,
    account_id TEXT NOT NULL,
    account_id_fold TEXT NOT NULL,
    auth_token BLOB NOT NULL,  -- encrypted
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (workspace_id, calendar_type, account_id)
) STRICT;

CREATE TABLE calendar_configurations (
    id BLOB NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,  -- its calendar's
    calendar_id BLOB NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    sub_calendar_id TEXT NOT NULL,
    sub_calendar_id_fold TEXT NOT NULL,
    duration INTEGER NOT NULL,
    prep_time INTEGER NOT NULL,
    days_buffer INTEGER NOT NULL,
    slot_step_minutes INTEGER NOT NULL,
    from_time INTEGER NOT NULL,  -- microseconds since midnight
    to_time INTEGER NOT NULL,
    workdays TEXT NOT NULL,  -- JSON list
    timezone TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX calendar_configurations_calendar ON calendar_configurations (calendar_id, sub_calendar_id);
CREATE INDEX calendar_configurations_workspace ON calendar_configurations (workspace_id, created_at, id);
