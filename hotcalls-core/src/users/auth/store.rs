//! The SQL of sessions, API tokens and failed logins.

use super::{
    model::ApiToken,
    throttle::{self, Attempts},
};
use crate::{error::Result, id::Id, params, store::Tx, time::Timestamp, users::User, workspaces::Workspace};

/// What a login needs to know of the account behind a name.
pub(crate) struct Credentials {
    pub id: Id<User>,
    /// The hash; without one nobody can log in by password.
    pub password: Option<String>,
    /// Whether every credential of the user is refused: suspended, inactive or blacklisted.
    pub refused: bool,
}

pub(crate) fn credentials(tx: &Tx<'_>, username: &str, now: Timestamp) -> Result<Option<Credentials>> {
    tx.one(
        "SELECT u.id, u.password, u.status <> 'active' OR u.is_active = 0 OR EXISTS (SELECT 1 FROM blacklist b \
         WHERE b.user_id = u.id AND (b.expires_at IS NULL OR b.expires_at > ?2)) FROM users u WHERE u.username = ?1",
        params![*username, now],
        |row| {
            let password = row.get::<String>(1)?;
            Ok(Credentials { id: row.get(0)?, password: Some(password).filter(|p| !p.is_empty()), refused: row.get(2)? })
        },
    )
}

pub(crate) fn insert_session(tx: &Tx<'_>, digest: &[u8; 32], user: Id<User>, now: Timestamp, expires_at: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO sessions (digest, user_id, created_at, seen_at, expires_at) VALUES (?1, ?2, ?3, ?3, ?4)",
        params![*digest, user, now, expires_at],
    )
    .map(drop)
}

pub(crate) fn delete_session(tx: &Tx<'_>, digest: &[u8; 32]) -> Result<()> {
    tx.execute("DELETE FROM sessions WHERE digest = ?1", params![*digest]).map(drop)
}

/// Sessions that ended are of no use to anybody; every login sweeps them.
pub(crate) fn delete_expired_sessions(tx: &Tx<'_>, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM sessions WHERE expires_at <= ?1", params![now]).map(drop)
}

/// Ends the user's sessions, but the one to keep.
pub(crate) fn delete_sessions_of(tx: &Tx<'_>, user: Id<User>, keep: Option<&[u8; 32]>) -> Result<()> {
    match keep {
        Some(digest) => tx.execute("DELETE FROM sessions WHERE user_id = ?1 AND digest <> ?2", params![user, *digest]),
        None => tx.execute("DELETE FROM sessions WHERE user_id = ?1", params![user]),
    }
    .map(drop)
}

pub(crate) fn insert_token(tx: &Tx<'_>, token: &ApiToken, user: Id<User>, digest: &[u8; 32]) -> Result<()> {
    let workspaces = token.workspaces.as_ref().map(|all| serde_json::json!(all).to_string());
    let operations = token.operations.as_ref().map(|all| serde_json::json!(all).to_string());
    tx.execute(
        "INSERT INTO api_tokens (id, user_id, name, digest, workspaces, operations, expires_at, last_used_at, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, ?8)",
        params![token.id, user, token.name, *digest, workspaces, operations, token.expires_at, token.created_at],
    )
    .map(drop)
}

pub(crate) fn tokens_of(tx: &Tx<'_>, user: Id<User>) -> Result<Vec<ApiToken>> {
    let sql = format!("SELECT {} FROM api_tokens WHERE user_id = ?1 ORDER BY created_at DESC, id DESC", ApiToken::COLUMNS);
    tx.all(&sql, params![user], ApiToken::read)
}

/// Whether the user has such a token.
pub(crate) fn has_token(tx: &Tx<'_>, user: Id<User>, id: Id<ApiToken>) -> Result<bool> {
    tx.exists("SELECT 1 FROM api_tokens WHERE id = ?1 AND user_id = ?2", params![id, user])
}

pub(crate) fn delete_token(tx: &Tx<'_>, user: Id<User>, id: Id<ApiToken>) -> Result<()> {
    tx.execute("DELETE FROM api_tokens WHERE id = ?1 AND user_id = ?2", params![id, user]).map(drop)
}

pub(crate) fn attempts(tx: &Tx<'_>, subject: &str) -> Result<Option<Attempts>> {
    tx.one("SELECT failures, last_at, blocked_until FROM login_attempts WHERE subject = ?1", params![*subject], |row| {
        Ok(Attempts { failures: row.get(0)?, last_at: row.get(1)?, blocked_until: row.get(2)? })
    })
}

pub(crate) fn set_attempts(tx: &Tx<'_>, subject: &str, attempts: Attempts) -> Result<()> {
    tx.execute(
        "INSERT INTO login_attempts (subject, failures, last_at, blocked_until) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (subject) \
         DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until",
        params![*subject, attempts.failures, attempts.last_at, attempts.blocked_until],
    )
    .map(drop)
}

pub(crate) fn clear_attempts(tx: &Tx<'_>, subject: &str) -> Result<()> {
    tx.execute("DELETE FROM login_attempts WHERE subject = ?1", params![*subject]).map(drop)
}

/// Names that nobody has are remembered too, so the table is swept of what is forgotten anyway.
pub(crate) fn sweep_attempts(tx: &Tx<'_>, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM login_attempts WHERE last_at <= ?1", params![throttle::forgotten_before(now)]).map(drop)
}

/// Whether there is such a workspace; the reserved one is none.
pub(crate) fn workspace_exists(tx: &Tx<'_>, id: Id<Workspace>) -> Result<bool> {
    Ok(id.known().is_some() && tx.exists("SELECT 1 FROM workspaces WHERE id = ?1", params![id])?)
}
