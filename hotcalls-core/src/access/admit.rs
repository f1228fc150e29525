//! The gate: reads what the caller is now, refuses whom the operation's rule refuses, makes the scope.

use uuid::Uuid;

use super::{
    Actor, KeyDigest, Rule, Scope,
    scope::{Secret, Settings, Stale, Who},
};
use crate::{
    Caller, Host,
    error::{Code, Error, Result},
    operation::Operation,
    params,
    store::{Row, Tx},
    time::Timestamp,
};

/// Notes of use are kept to the minute.
const NOTE_SECONDS: i64 = 60;

/// Admits the caller to an operation, or says why not. `first` is the row of [`SETTINGS`], if it has been read.
pub(crate) fn admit<'a>(
    tx: &'a Tx<'a>,
    first: Option<&Row<'_>>,
    host: &'a Host,
    caller: &Caller,
    operation: &Operation,
) -> Result<Scope<'a>> {
    let now = host.now();
    let mut credential = Credential::default();
    let user = match caller.actor {
        Actor::System | Actor::Anonymous => None,
        Actor::User(id) => Some(id),
        Actor::Token(digest) => Some(token(tx, digest, now, operation, &mut credential)?),
        Actor::Session(digest) => session(tx, digest, now, &mut credential)?,
    };
    let (settings, secret, state, memberships) = state(tx, first, user, now)?;
    let mut who = Who {
        user,
        system: caller.actor == Actor::System,
        staff: caller.actor == Actor::System,
        superuser: caller.actor == Actor::System,
        memberships: Vec::new(),
        workspaces: credential.workspaces,
        some_operations: credential.some_operations,
        session: credential.session,
        stale: credential.stale,
    };
    if user.is_some() {
        let state = state.filter(|s| s.is_active && s.status == "active" && !s.blacklisted).ok_or_else(refused)?;
        who.superuser = state.is_superuser;
        who.staff = state.is_staff || state.is_superuser;
        if let Some(only) = who.workspaces.as_ref().filter(|_| who.staff) {
            // What belongs to no workspace is out of a limited token's reach: inside its workspaces it does what an admin may do.
            who.memberships = only.iter().map(|id| (*id, true)).collect();
            (who.staff, who.superuser) = (false, false);
        } else if !who.staff {
            who.memberships = memberships;
        }
    }
    knock(&who, operation.rule, &settings)?;
    Ok(Scope::new(tx, host, who, settings, secret, now))
}

fn knock(who: &Who, rule: Rule, settings: &Settings) -> Result<()> {
    let allowed = match rule {
        Rule::Anyone => return Ok(()),
        Rule::Registration if settings.open_registration => return Ok(()),
        Rule::User => true,
        Rule::Manager => who.staff || who.memberships.iter().any(|(_, admin)| *admin),
        Rule::Staff | Rule::Registration => who.staff,
        Rule::Superuser => who.superuser,
        Rule::System => who.system,
    };
    if who.user.is_none() && !who.system {
        return Err(Error::not_authenticated());
    }
    if allowed { Ok(()) } else { Err(Error::denied()) }
}

/// What a session or token says beside its user.
#[derive(Default)]
struct Credential {
    workspaces: Option<Vec<Uuid>>,
    some_operations: bool,
    session: Option<KeyDigest>,
    stale: Option<Stale>,
}

fn refused() -> Error {
    Error::new(Code::InvalidCredentials, "Invalid credentials.")
}

fn token(tx: &Tx<'_>, digest: KeyDigest, now: Timestamp, operation: &Operation, credential: &mut Credential) -> Result<Uuid> {
    let found = tx.one(
        "SELECT user_id, workspaces, operations, expires_at, last_used_at FROM api_tokens WHERE digest = ?1",
        params![digest],
        |row| {
            Ok((
                row.get::<Uuid>(0)?,
                row.get::<Option<String>>(1)?,
                row.get::<Option<String>>(2)?,
                row.get::<Option<Timestamp>>(3)?,
                row.get::<Option<Timestamp>>(4)?,
            ))
        },
    )?;
    let (user, workspaces, operations, expires, used) = found.ok_or_else(refused)?;
    if expires.is_some_and(|at| at <= now) {
        return Err(refused());
    }
    if let Some(patterns) = operations {
        let patterns: Vec<String> = serde_json::from_str(&patterns).map_err(Error::internal)?;
        if !patterns.iter().any(|p| matches(p, operation.name)) {
            return Err(Error::denied());
        }
        credential.some_operations = true;
    }
    credential.workspaces = workspaces.map(|list| serde_json::from_str(&list).map_err(Error::internal)).transpose()?;
    if used.is_none_or(|at| at.plus_seconds(NOTE_SECONDS) <= now) {
        credential.stale = Some(Stale::Token(digest));
    }
    Ok(user)
}

/// `leads.*` matches every operation of the room, `*` all, anything else itself.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some("") => true,
        Some(prefix) => prefix.ends_with('.') && name.starts_with(prefix),
        None => pattern == name,
    }
}

/// The user of a session; an unknown or expired one is nobody's.
fn session(tx: &Tx<'_>, digest: KeyDigest, now: Timestamp, credential: &mut Credential) -> Result<Option<Uuid>> {
    let found = tx.one("SELECT user_id, seen_at FROM sessions WHERE digest = ?1 AND expires_at > ?2", params![digest, now], |row| {
        Ok((row.get::<Uuid>(0)?, row.get::<Timestamp>(1)?))
    })?;
    Ok(found.map(|(user, seen)| {
        credential.session = Some(digest);
        if seen.plus_seconds(NOTE_SECONDS) <= now {
            credential.stale = Some(Stale::Session(digest));
        }
        user
    }))
}

struct UserState {
    is_active: bool,
    is_staff: bool,
    is_superuser: bool,
    status: String,
    blacklisted: bool,
}

type State = (Settings, Secret, Option<UserState>, Vec<(Uuid, bool)>);

/// Settings, the user's state and its workspaces in one statement, which is one round trip to a server.
fn state(tx: &Tx<'_>, first: Option<&Row<'_>>, user: Option<Uuid>, now: Timestamp) -> Result<State> {
    let nobody = |row: &Row<'_>| Ok((settings(row)?, secret(row)?, None, Vec::new()));
    let found = match (user, first) {
        (None, Some(row)) => Some(nobody(row)?),
        (None, None) => tx.one(SETTINGS, &[], nobody)?,
        (Some(id), _) => state_of(tx, id, now)?,
    };
    found.ok_or_else(|| Error::internal("the settings are missing"))
}

/// All that is asked for callers that are no user; with it a read begins.
pub(crate) const SETTINGS: &str = "SELECT s.time_zone, s.shared_rows, s.open_registration, s.secret FROM settings s WHERE s.id = 1";
/// A row for each workspace of the user, or one.
const SOMEBODY: &str = "SELECT s.time_zone, s.shared_rows, s.open_registration, s.secret,
        u.is_active, u.is_staff, u.is_superuser, u.status,
        EXISTS (SELECT 1 FROM blacklist b WHERE b.user_id = u.id AND (b.expires_at IS NULL OR b.expires_at > ?2)),
        m.workspace_id, m.role = 'admin'
    FROM settings s LEFT JOIN users u ON u.id = ?1 LEFT JOIN workspace_members m ON m.user_id = u.id
    WHERE s.id = 1";

fn state_of(tx: &Tx<'_>, user: Uuid, now: Timestamp) -> Result<Option<State>> {
    let mut found: Option<State> = None;
    tx.each(SOMEBODY, params![user, now], |row| {
        if found.is_none() {
            found = Some((settings(row)?, secret(row)?, user_state(row)?, Vec::new()));
        }
        if let (Some(workspace), Some((.., memberships))) = (row.get(9)?, &mut found) {
            memberships.push((workspace, row.get(10)?));
        }
        Ok(())
    })?;
    if let Some((.., memberships)) = &mut found {
        memberships.sort_unstable();
    }
    Ok(found)
}

fn secret(row: &Row<'_>) -> Result<Secret> {
    Ok(row.get::<Option<_>>(3)?.unwrap_or_default())
}

fn settings(row: &Row<'_>) -> Result<Settings> {
    Ok(Settings { time_zone: row.get(0)?, shared_rows: row.get(1)?, open_registration: row.get(2)? })
}

fn user_state(row: &Row<'_>) -> Result<Option<UserState>> {
    let Some(is_active) = row.get::<Option<bool>>(4)? else { return Ok(None) };
    Ok(Some(UserState { is_active, is_staff: row.get(5)?, is_superuser: row.get(6)?, status: row.get(7)?, blacklisted: row.get(8)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_patterns_name_operations_or_rooms() {
        assert!(matches("leads.*", "leads.list") && matches("*", "leads.list") && matches("leads.list", "leads.list"));
        assert!(!matches("leads.*", "leadsx.list") && !matches("lea*", "leads.list") && !matches("leads.get", "leads.list"));
    }
}
