-- What was said in calls. A turn's place in its call makes it safe to send twice.
CREATE TABLE call_turns (
    call_id BLOB NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    workspace_id BLOB NOT NULL,  -- its call's
    turn INTEGER NOT NULL,
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    start_ms INTEGER NOT NULL,  -- since the call began
    end_ms INTEGER NOT NULL,
    tool_calls TEXT NOT NULL,  -- canonical JSON
    received_at INTEGER NOT NULL,
    PRIMARY KEY (call_id, workspace_id, turn)
) STRICT;
