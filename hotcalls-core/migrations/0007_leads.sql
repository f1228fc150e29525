-- `seq` is the integer key that the search index needs; clients see `id` only.
CREATE TABLE leads (
    seq INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    name TEXT NOT NULL,
    surname TEXT,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    phone_e164 TEXT,
    meta_data TEXT NOT NULL,  -- canonical JSON
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    name_fold TEXT NOT NULL,
    surname_fold TEXT,
    email_fold TEXT NOT NULL,
    phone_fold TEXT NOT NULL
) STRICT;
CREATE INDEX leads_workspace_created ON leads (workspace_id, created_at, id);
CREATE INDEX leads_created ON leads (created_at, id);
CREATE INDEX leads_workspace_phone ON leads (workspace_id, phone_e164);
CREATE INDEX leads_workspace_email ON leads (workspace_id, email_fold);
