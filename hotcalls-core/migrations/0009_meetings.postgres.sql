CREATE TABLE meetings (
    id uuid NOT NULL,
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    calendar_configuration_id uuid NOT NULL REFERENCES calendar_configurations (id) ON DELETE CASCADE,
    calendar_id uuid NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    sub_calendar_id text COLLATE "C" NOT NULL,
    lead_id uuid,
    agent_id uuid REFERENCES agents (agent_id) ON DELETE SET NULL,
    call_id uuid,
    start bigint NOT NULL,
    duration_minutes bigint NOT NULL,
    busy_from bigint NOT NULL,
    busy_to bigint NOT NULL,
    status text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    notes text COLLATE "C" NOT NULL,
    title_fold text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE SET NULL (lead_id)
        DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (workspace_id, call_id) REFERENCES calls (workspace_id, id) ON DELETE SET NULL (call_id)
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX meetings_id ON meetings (id);
CREATE INDEX meetings_slot ON meetings (calendar_id, sub_calendar_id, busy_from);
CREATE INDEX meetings_workspace ON meetings (workspace_id, start, id);
CREATE INDEX meetings_configuration ON meetings (calendar_configuration_id);
CREATE INDEX meetings_lead ON meetings (lead_id);
CREATE INDEX meetings_agent ON meetings (agent_id);
CREATE INDEX meetings_call ON meetings (call_id);
