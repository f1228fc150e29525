//! The operations of logins, sessions and API tokens: the table first, then inputs and bodies.

use uuid::Uuid;

use super::{
    attempts::Subjects,
    keys::{self, KeyKind},
    model::{ApiToken, Login, NewToken},
    password::old_password,
    store::{self, Credentials},
};
use crate::{
    access::{Rule, SESSION_SECONDS, Scope},
    error::{Code, Error, Problems, Result},
    hotcalls::{Caller, Hotcalls},
    id::Id,
    operation::{
        ById, Listed, Nothing, Preparing, Secret, dispatch,
        rules::{list, text},
    },
    time::Timestamp,
    users::{
        User,
        user::{name, store as users},
    },
    workspaces::Workspace,
};

operations! {
    /// Logins, sessions and API tokens.
    auth: Auth {
        /// Begins a session, which lives 14 days after its last use. Failed attempts slow the account and the address down.
        write login(LoginInput) -> Login, may Rule::Anyone, prepare check_credentials -> Attempt, answer secret;
        /// Ends the session by which the caller calls; without one nothing happens.
        write logout(Nothing) -> (), may Rule::User;
        /// Makes an API token of the caller. Its key is in this answer and nowhere else.
        write create_token(TokenCreate) -> NewToken, may Rule::User, answer secret;
        /// The caller's API tokens, newest first, without their keys.
        read tokens(Nothing) -> Vec<ApiToken>, may Rule::User;
        /// Deletes one of the caller's API tokens: its key is refused from then on.
        write delete_token(ById<ApiToken>) -> (), may Rule::User, target locate_token;
    }
}

input! {
    /// What `auth.login` takes.
    pub struct LoginInput {
        /// The user's name.
        pub username: String => text(150),
        /// The user's password.
        pub password: Secret => old_password(),
    }
}

input! {
    /// What `auth.create_token` takes.
    pub struct TokenCreate {
        /// What it is for.
        pub name: String => text(100),
        /// When it ends; without it, when it is deleted.
        pub expires_at: Option<Timestamp> = None,
        /// The workspaces that it sees and touches; without it, all that its owner may.
        pub workspaces: Option<Vec<Id<Workspace>>> = None => list(1000),
        /// The operations that it may call, as names or patterns (`leads.*`); without it, all that its owner may.
        pub operations: Option<Vec<String>> = None => list(1000),
    }
}

/// A login whose password was looked at.
#[derive(Clone)]
pub(crate) struct Attempt {
    subjects: Subjects,
    username: String,
    /// The hash that the password matches.
    verified: Option<String>,
    /// A stronger hash of the same password, if that one is of a lower cost than today's.
    renewed: Option<String>,
}

impl Attempt {
    /// The hash that is stored once it was admitted.
    fn stored(&self) -> &str {
        self.renewed.as_ref().or(self.verified.as_ref()).map_or("", String::as_str)
    }
}

fn check_credentials(before: &Preparing<'_>, input: LoginInput) -> Result<Attempt> {
    let username = name::normal(&input.username);
    let subjects = Subjects::new(&username, before.address());
    let known = before.read(|scope| {
        subjects.require_patience_over(scope)?;
        store::credentials(scope.tx(), &username, scope.now())
    })?;
    let stored = known.as_ref().and_then(|k| k.password.as_deref());
    let right = before.passwords().verify(&input.password.0, stored)?;
    let verified = stored.filter(|_| right).map(str::to_owned);
    let renewed = match &verified {
        Some(hash) if before.passwords().needs_rehash(hash) => Some(before.passwords().hash(&input.password.0, before.random())?),
        _ => None,
    };
    Ok(Attempt { subjects, username, verified, renewed })
}

/// The user who logs in. What was read before the hashing is read again: others may have failed, or the user's state changed, meanwhile.
fn admit(scope: &Scope<'_>, attempt: &Attempt) -> Result<Id<User>> {
    attempt.subjects.require_patience_over(scope)?;
    let known = store::credentials(scope.tx(), &attempt.username, scope.now())?;
    let right = |k: &Credentials| attempt.verified.is_some() && k.password == attempt.verified && !k.refused;
    let Some(Credentials { id, password: Some(hash), .. }) = known.filter(right) else {
        attempt.subjects.failed(scope)?;
        return Err(Error::new(Code::InvalidCredentials, "Invalid username/password."));
    };
    attempt.subjects.succeeded(scope)?;
    if let Some(renewed) = &attempt.renewed {
        users::set_password(scope.tx(), id, &hash, renewed)?;
    }
    Ok(id)
}

fn login(scope: &Scope<'_>, attempt: Attempt) -> Result<Login> {
    let id = admit(scope, &attempt)?;
    store::delete_expired_sessions(scope.tx(), scope.now())?;
    let session_key = keys::text(scope.random());
    let expires_at = scope.now().plus_seconds(SESSION_SECONDS);
    store::insert_session(scope.tx(), &keys::digest(KeyKind::Session, &session_key), id, scope.now(), expires_at)?;
    users::set_last_login(scope.tx(), id, scope.now())?;
    let user = users::by_id(scope.tx(), id)?.ok_or_else(|| Error::not_found("User"))?;
    Ok(Login { user, session_key, expires_at })
}

fn logout(scope: &Scope<'_>, _: Nothing) -> Result<()> {
    scope.who().session().map_or(Ok(()), |digest| store::delete_session(scope.tx(), &digest))
}

/// Ends the user's sessions but the one by which the caller calls.
pub(crate) fn end_other_sessions(scope: &Scope<'_>, user: Id<User>) -> Result<()> {
    store::delete_sessions_of(scope.tx(), user, scope.who().session().as_ref())
}

fn create_token(scope: &Scope<'_>, input: TokenCreate) -> Result<NewToken> {
    let user = scope.who().require_user()?;
    // A limited token must not make one that is limited less.
    scope.require_unlimited()?;
    check_token(scope, &input)?;
    let key = keys::text(scope.random());
    let token = ApiToken {
        id: scope.new_id(),
        name: input.name,
        workspaces: input.workspaces,
        operations: input.operations,
        expires_at: input.expires_at,
        last_used_at: None,
        created_at: scope.now(),
    };
    store::insert_token(scope.tx(), &token, user, &keys::digest(KeyKind::Token, &key))?;
    Ok(NewToken::new(token, key))
}

fn check_token(scope: &Scope<'_>, input: &TokenCreate) -> Result<()> {
    const EMPTY: &str = "This list may not be empty.";
    let mut problems = Problems::new();
    if input.expires_at.is_some_and(|at| at <= scope.now()) {
        problems.add("expires_at", "Ensure this value is in the future.");
    }
    if let Some(workspaces) = &input.workspaces {
        if workspaces.is_empty() {
            problems.add("workspaces", EMPTY);
        }
        let reach = scope.sees();
        for id in workspaces {
            if !reach.contains(*id) || !store::workspace_exists(scope.tx(), *id)? {
                problems.add("workspaces", format!("Invalid pk \"{id}\" - object does not exist."));
            }
        }
    }
    if let Some(operations) = &input.operations {
        if operations.is_empty() {
            problems.add("operations", EMPTY);
        }
        for pattern in operations {
            if !crate::catalog().any(|operation| crate::access::matches(pattern, operation.name)) {
                let shown: String = pattern.chars().take(100).collect();
                problems.add("operations", format!("\"{shown}\" names no operation."));
            }
        }
    }
    problems.into_result()
}

fn tokens(scope: &Scope<'_>, _: Nothing) -> Result<Vec<ApiToken>> {
    store::tokens_of(scope.tx(), scope.who().require_user()?)
}

fn locate_token(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    let mine = store::has_token(scope.tx(), scope.who().require_user()?, Id::new(id))?;
    if !mine {
        return Err(Error::not_found("ApiToken"));
    }
    scope.require_whole_account()
}

fn delete_token(scope: &Scope<'_>, input: ById<ApiToken>) -> Result<()> {
    store::delete_token(scope.tx(), scope.who().require_user()?, input.id)
}

impl Hotcalls {
    /// A caller acting as the user with this name and password; no session is made.
    ///
    /// # Errors
    /// `invalid_credentials`, also for a user who is suspended, inactive or blacklisted; `throttled` after too many failures.
    pub fn login(&self, username: &str, password: &str) -> Result<Caller> {
        self.anonymous().login(username, password)
    }
    /// Whether these credentials were right within the last minute, so that [`Caller::login_remembered`] has no password to check.
    pub fn remembers(&self, username: &str, password: &str) -> bool {
        let host = self.anonymous();
        let host = host.host();
        host.remembered().find(&name::normal(username), password, host.now()).is_some()
    }
    /// A caller acting as whoever holds this API token. A key that is worth nothing is refused at the first call.
    pub fn with_token(&self, key: &str) -> Caller {
        self.with_token_digest(keys::digest(KeyKind::Token, key))
    }
    /// A caller acting as whoever holds this session. A key that is worth nothing makes it anonymous.
    pub fn with_session(&self, key: &str) -> Caller {
        self.with_session_digest(keys::digest(KeyKind::Session, key))
    }
}

impl Caller {
    /// The same as [`Hotcalls::login`], with the options of this caller: failed attempts slow its [`address`](Self::address) down.
    ///
    /// # Errors
    /// As [`Hotcalls::login`].
    pub fn login(&self, username: &str, password: &str) -> Result<Self> {
        self.log_in(username, password).map(|(caller, _)| caller)
    }

    /// The same as [`login`](Self::login), for credentials that come with every request (HTTP Basic): for a minute the password is not
    /// hashed again. Whether it is still the stored one, and whether the user may come in, is read every time.
    ///
    /// # Errors
    /// As [`Hotcalls::login`].
    pub fn login_remembered(&self, username: &str, password: &str) -> Result<Self> {
        let (operation, host, normal) = (row::login::operation(), self.host(), name::normal(username));
        if let Some(hash) = host.remembered().find(&normal, password, host.now()) {
            let known = dispatch::gated_read(self, operation, |scope| store::credentials(scope.tx(), &normal, scope.now()))?;
            if let Some(known) = known.filter(|k| k.password.as_ref() == Some(&hash) && !k.refused) {
                return Ok(self.acting_as(known.id));
            }
        }
        let (caller, hash) = self.log_in(username, password)?;
        host.remembered().keep(&normal, password, hash, host.now(), || host.random());
        Ok(caller)
    }

    /// The caller, and the hash that is stored of its password.
    fn log_in(&self, username: &str, password: &str) -> Result<(Self, String)> {
        let (operation, _used) = (row::login::operation(), self.core()?);
        let admitted = dispatch::checked(LoginInput::new(username, password))
            .and_then(|input| check_credentials(&Preparing::new(self, operation), input))
            .and_then(|attempt| dispatch::gated_write(self, operation, |scope| Ok((admit(scope, &attempt)?, attempt.stored().to_owned()))));
        let (id, hash) = admitted.map_err(|e| e.in_operation(operation.name))?;
        Ok((self.acting_as(id), hash))
    }
}
