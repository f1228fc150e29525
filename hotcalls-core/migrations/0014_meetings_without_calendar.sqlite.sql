-- A meeting lets go of its calendar when its lead moves to another workspace. SQLite cannot drop NOT NULL from a column, so the table is
-- written anew; nothing refers to it.
CREATE TABLE moved_meetings (
    id BLOB NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,  -- its configuration's, or its lead's after a move
    calendar_configuration_id BLOB REFERENCES calendar_configurations (id) ON DELETE CASCADE,
    calendar_id BLOB REFERENCES calendars (id) ON DELETE CASCADE,
    sub_calendar_id TEXT,  -- overlap is judged per (calendar, sub_calendar_id)
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
INSERT INTO moved_meetings (id, workspace_id, calendar_configuration_id, calendar_id, sub_calendar_id, lead_id, agent_id, call_id, start,
    duration_minutes, busy_from, busy_to, status, title, notes, title_fold, created_at, updated_at)
SELECT m.id, m.workspace_id,
    CASE WHEN k.workspace_id = m.workspace_id THEN m.calendar_configuration_id END,
    CASE WHEN k.workspace_id = m.workspace_id THEN m.calendar_id END,
    CASE WHEN k.workspace_id = m.workspace_id THEN m.sub_calendar_id END,
    m.lead_id, m.agent_id, m.call_id, m.start, m.duration_minutes, m.busy_from, m.busy_to, m.status, m.title, m.notes, m.title_fold,
    m.created_at, m.updated_at
FROM meetings m JOIN calendar_configurations k ON k.id = m.calendar_configuration_id;
DROP TABLE meetings;
ALTER TABLE moved_meetings RENAME TO meetings;
CREATE INDEX meetings_slot ON meetings (calendar_id, sub_calendar_id, busy_from);
CREATE INDEX meetings_workspace ON meetings (workspace_id, start, id);
CREATE INDEX meetings_configuration ON meetings (calendar_configuration_id);
CREATE INDEX meetings_lead ON meetings (lead_id);
CREATE INDEX meetings_agent ON meetings (agent_id);
CREATE INDEX meetings_call ON meetings (call_id);
