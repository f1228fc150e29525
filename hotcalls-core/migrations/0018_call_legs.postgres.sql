CREATE TABLE call_legs (
    workspace_id uuid NOT NULL,
    provider text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    call_id uuid NOT NULL,
    records text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, provider, external_id),
    FOREIGN KEY (workspace_id, call_id) REFERENCES calls (workspace_id, id) ON DELETE CASCADE
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX call_legs_call ON call_legs (workspace_id, call_id);
