ALTER TABLE calls ADD COLUMN owner text COLLATE "C";
ALTER TABLE calls ADD COLUMN lease_until bigint;
ALTER TABLE calls ADD COLUMN inferred bigint NOT NULL DEFAULT 0;
CREATE INDEX calls_lease ON calls (lease_until) WHERE lease_until IS NOT NULL;

CREATE TABLE call_events (
    call_id uuid NOT NULL,
    workspace_id uuid NOT NULL,
    source text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    sip_status bigint,
    q850_cause bigint,
    said text COLLATE "C",
    after_cancel bigint NOT NULL,
    party text COLLATE "C",
    answered_by text COLLATE "C",
    received_at bigint NOT NULL,
    PRIMARY KEY (call_id, workspace_id, source, event_id),
    FOREIGN KEY (workspace_id, call_id) REFERENCES calls (workspace_id, id) ON DELETE CASCADE
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX call_events_call ON call_events (workspace_id, call_id);
