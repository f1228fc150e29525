CREATE TABLE workspaces (
    id BLOB NOT NULL PRIMARY KEY,
    workspace_name TEXT NOT NULL,
    workspace_name_fold TEXT NOT NULL,
    plan_id BLOB REFERENCES plans (id) ON DELETE SET NULL,
    timezone TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX workspaces_plan ON workspaces (plan_id);

-- The reserved workspace: stands for "none", since workspace_id is never null; never shown.
INSERT INTO workspaces (id, workspace_name, workspace_name_fold, created_at, updated_at)
VALUES (x'00000000000000000000000000000000', '', '', 0, 0);

CREATE TABLE workspace_members (
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX workspace_members_user ON workspace_members (user_id, workspace_id, role);
