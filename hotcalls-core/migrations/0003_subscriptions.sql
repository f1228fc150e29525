CREATE TABLE plans (
    id BLOB NOT NULL PRIMARY KEY,
    plan_name TEXT NOT NULL UNIQUE,
    plan_name_fold TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE features (
    id BLOB NOT NULL PRIMARY KEY,
    feature_name TEXT NOT NULL UNIQUE,
    feature_name_fold TEXT NOT NULL,
    description TEXT NOT NULL,
    description_fold TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- Called "limit" outside; the word is reserved in SQL.
CREATE TABLE plan_features (
    id BLOB NOT NULL PRIMARY KEY,
    plan_id BLOB NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    feature_id BLOB NOT NULL REFERENCES features (id) ON DELETE CASCADE,
    limit_value INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (plan_id, feature_id)
) STRICT;
CREATE INDEX plan_features_feature ON plan_features (feature_id);
