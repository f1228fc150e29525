CREATE TABLE meetings (
    id BLOB NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,  -- its configuration's
    calendar_configuration_id BLOB NOT NULL REFERENCES calendar_configurations (id) ON DELETE CASCADE,
    calendar_id BLOB NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    sub_calendar_id TEXT NOT NULL,  -- overlap is judged per (calendar, sub_calendar_id)
    lead_id BLOB REFERENCES leads (id) ON DELETE SET NULL,
    agent_id BLOB REFERENCES agents (agent_id) ON DELETE SET NULL,
    call_id BLOB REFERENCES calls (id) ON DELETE SET NULL,
    start INTEGER NOT NULL,
    duration_minutes INTEGER NOT NULL,
    busy_from INTEGER NOT NULL,  -- start less the preparation time
    busy_to INTEGER NOT NULL,
    status TEXT NOT NULL,
    title TEXT NOT NULL,
    notes TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX meetings_slot ON meetings (calendar_id, sub_calendar_id, busy_from);
CREATE INDEX meetings_workspace ON meetings (workspace_id, start, id);
CREATE INDEX meetings_configuration ON meetings (calendar_configuration_id);
CREATE INDEX meetings_lead ON meetings (lead_id);
CREATE INDEX meetings_agent ON meetings (agent_id);
CREATE INDEX meetings_call ON meetings (call_id);
