CREATE TABLE call_turns (
    call_id uuid NOT NULL,
    workspace_id uuid NOT NULL,
    turn bigint NOT NULL,
    role text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    start_ms bigint NOT NULL,
    end_ms bigint NOT NULL,
    tool_calls text COLLATE "C" NOT NULL,
    received_at bigint NOT NULL,
    PRIMARY KEY (call_id, workspace_id, turn),
    FOREIGN KEY (workspace_id, call_id) REFERENCES calls (workspace_id, id) ON DELETE CASCADE
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX call_turns_call ON call_turns (workspace_id, call_id);
