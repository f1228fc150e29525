-- A meeting lets go of its calendar when its lead moves to another workspace.
ALTER TABLE meetings ALTER COLUMN calendar_configuration_id DROP NOT NULL;
ALTER TABLE meetings ALTER COLUMN calendar_id DROP NOT NULL;
ALTER TABLE meetings ALTER COLUMN sub_calendar_id DROP NOT NULL;
UPDATE meetings SET calendar_configuration_id = NULL, calendar_id = NULL, sub_calendar_id = NULL
WHERE workspace_id <> (SELECT k.workspace_id FROM calendar_configurations k WHERE k.id = meetings.calendar_configuration_id);
