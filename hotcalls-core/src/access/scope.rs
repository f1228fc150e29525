//! What the gate hands to the body of an operation. Its fields are private, so a body without a permission check does not compile.

use std::cell::{Cell, RefCell};

use blake2::{Blake2b, Digest, digest::consts::U16};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{KeyDigest, Reach};
use crate::{
    Host,
    error::{Error, Result},
    id::Id,
    params,
    store::Tx,
    time::Timestamp,
};

/// The settings of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The zone of calendar days and naive times.
    pub time_zone: Tz,
    /// Whether rows of no workspace are shared with all users.
    pub shared_rows: bool,
    /// Whether anybody may register.
    pub open_registration: bool,
}

/// The database's own secret; all zero before the first open has made it.
pub(super) type Secret = [u8; 32];

/// Who makes the call, as the database knows it now.
#[derive(Debug, Clone)]
pub struct Who {
    pub(super) user: Option<Uuid>,
    pub(super) system: bool,
    pub(super) staff: bool,
    pub(super) superuser: bool,
    /// Workspaces, and whether as an admin.
    pub(super) memberships: Vec<(Uuid, bool)>,
    /// What an API token is limited to.
    pub(super) workspaces: Option<Vec<Uuid>>,
    /// Whether it is limited to some operations.
    pub(super) some_operations: bool,
    pub(super) session: Option<KeyDigest>,
    /// What to note about the session or token, if the last note is old enough.
    pub(super) stale: Option<Stale>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Stale {
    Token(KeyDigest),
    Session(KeyDigest),
}

/// How long a session lives after it was last used.
pub(crate) const SESSION_SECONDS: i64 = 14 * 24 * 3600;

impl Who {
    /// The user, unless the embedding program or nobody calls.
    pub fn user_id<T>(&self) -> Option<Id<T>> {
        self.user.map(Id::new)
    }
    /// The user, or `not_authenticated`.
    pub fn require_user<T>(&self) -> Result<Id<T>> {
        self.user_id().ok_or_else(Error::not_authenticated)
    }
    /// Whether it is the embedding program.
    pub fn is_system(&self) -> bool {
        self.system
    }
    /// Whether it has the rights of staff (superusers and the embedding program have).
    pub fn is_staff(&self) -> bool {
        self.staff
    }
    /// Whether it has the rights of a superuser (the embedding program has).
    pub fn is_superuser(&self) -> bool {
        self.superuser
    }
    /// Whether it is this user.
    pub fn is<T>(&self, user: Id<T>) -> bool {
        self.user == Some(user.uuid())
    }
    /// The digest of the session by which the user calls.
    pub(crate) fn session(&self) -> Option<KeyDigest> {
        self.session
    }
    /// The user as a bare UUID.
    pub(crate) fn user_uuid(&self) -> Option<Uuid> {
        self.user
    }
    /// Tells callers apart, for idempotency keys. A token that is limited to workspaces is another caller than its owner: it must not be
    /// given an answer about what it may not see.
    pub(crate) fn identity(&self) -> Uuid {
        let user = self.user.unwrap_or(if self.system { Uuid::max() } else { Uuid::nil() });
        let Some(only) = &self.workspaces else { return user };
        let mut only = only.clone();
        only.sort_unstable();
        let hash = only.iter().fold(Blake2b::<U16>::new_with_prefix(user), |hash, id| hash.chain_update(id));
        Uuid::from_bytes(hash.finalize().into())
    }
}

/// The permission to run the body of one operation, with what it needs.
pub struct Scope<'a> {
    tx: &'a Tx<'a>,
    host: &'a Host,
    who: Who,
    settings: Settings,
    secret: Secret,
    now: Timestamp,
    keep: Cell<bool>,
    existing: Cell<bool>,
    lenient: Cell<bool>,
    uncounted: Cell<bool>,
    batch: Cell<Option<u32>>,
    ignored: RefCell<Vec<String>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(tx: &'a Tx<'a>, host: &'a Host, who: Who, settings: Settings, secret: Secret, now: Timestamp) -> Self {
        Self {
            tx,
            host,
            who,
            settings,
            secret,
            now,
            keep: Cell::new(false),
            existing: Cell::new(false),
            lenient: Cell::new(false),
            uncounted: Cell::new(false),
            batch: Cell::new(None),
            ignored: RefCell::default(),
        }
    }

    /// The transaction.
    pub fn tx(&self) -> &Tx<'a> {
        self.tx
    }
    /// Who calls.
    pub fn who(&self) -> &Who {
        &self.who
    }
    /// The moment of the call: one for the whole operation.
    pub fn now(&self) -> Timestamp {
        self.now
    }
    /// The settings of the database.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
    /// Services of the handle: clock, randomness, key.
    pub fn host(&self) -> &'a Host {
        self.host
    }
    /// A new id, later than all before it.
    pub fn new_id<T>(&self) -> Id<T> {
        self.host.new_id(self.now)
    }
    /// Random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.host.random()
    }
    /// The database's own secret, with which cursors are signed.
    pub(crate) fn secret(&self) -> &[u8] {
        &self.secret
    }

    /// The workspaces whose rows the caller sees; rows of no workspace are for staff.
    pub fn sees(&self) -> Reach {
        self.sees_or_none(false)
    }
    /// The same, and rows of no workspace too when `none` holds. A token that is limited to workspaces never sees those.
    pub fn sees_or_none(&self, none: bool) -> Reach {
        self.reach(|_| true, none)
    }
    /// The workspaces whose rows the caller may change as staff may.
    pub fn manages(&self) -> Reach {
        self.reach(|admin| admin, false)
    }
    fn reach(&self, member: impl Fn(bool) -> bool, none: bool) -> Reach {
        if self.who.staff {
            return Reach::All;
        }
        let allowed = |id: &Uuid| self.who.workspaces.as_ref().is_none_or(|only| only.contains(id));
        let mut ids: Vec<_> = self.who.memberships.iter().filter(|(id, admin)| member(*admin) && allowed(id)).map(|(id, _)| *id).collect();
        if none && self.who.workspaces.is_none() {
            ids.push(Uuid::nil());
        }
        Reach::Only(ids)
    }
    /// `permission_denied` unless the caller manages the workspace (`Id::NONE`: unless it manages everything).
    pub fn require_manages<T>(&self, workspace: Id<T>) -> Result<()> {
        if self.manages().contains(workspace) { Ok(()) } else { Err(Error::denied()) }
    }
    /// `permission_denied` to a token that is limited to workspaces: its owner's account belongs to none of them.
    pub fn require_whole_account(&self) -> Result<()> {
        if self.who.workspaces.is_none() { Ok(()) } else { Err(Error::denied()) }
    }
    /// `permission_denied` to a token that is limited in any way.
    pub fn require_unlimited(&self) -> Result<()> {
        if self.who.some_operations { Err(Error::denied()) } else { self.require_whole_account() }
    }
    /// `permission_denied` unless the caller is staff.
    pub fn require_staff(&self) -> Result<()> {
        if self.who.staff { Ok(()) } else { Err(Error::denied()) }
    }
    /// `permission_denied` unless the caller is a superuser.
    pub fn require_superuser(&self) -> Result<()> {
        if self.who.superuser { Ok(()) } else { Err(Error::denied()) }
    }

    /// What was written stays although the body fails (failed logins).
    pub fn keep_on_error(&self) {
        self.keep.set(true);
    }
    pub(crate) fn kept(&self) -> bool {
        self.keep.get()
    }
    /// The result was there already: HTTP answers 200 instead of 201.
    pub fn mark_existing(&self) {
        self.existing.set(true);
    }
    pub(crate) fn found_existing(&self) -> bool {
        self.existing.get()
    }
    pub(crate) fn set_lenient(&self, lenient: bool) {
        self.lenient.set(lenient);
    }
    /// Whether unknown names are ignored, as the HTTP door wants it, and not refused.
    pub(crate) fn is_lenient(&self) -> bool {
        self.lenient.get()
    }
    pub(crate) fn set_walk(&self, uncounted: bool, batch: Option<u32>) {
        self.uncounted.set(uncounted);
        self.batch.set(batch);
    }
    /// Whether a list need not be counted, since the caller walks all of it.
    pub(crate) fn is_uncounted(&self) -> bool {
        self.uncounted.get()
    }
    /// How many rows a list gives instead of those of a page.
    pub(crate) fn batch(&self) -> Option<u32> {
        self.batch.get()
    }
    /// Something in the input was ignored: the door tells its client.
    pub(crate) fn note_ignored(&self, what: String) {
        self.ignored.borrow_mut().push(what);
    }
    pub(crate) fn take_ignored(&self) -> Vec<String> {
        self.ignored.take()
    }

    /// Whether the session or token should be noted as used.
    pub(crate) fn is_stale(&self) -> bool {
        self.who.stale.is_some()
    }
    /// Notes that the session or token is used; a session's end moves along.
    pub(crate) fn touch(&self) -> Result<()> {
        match self.who.stale {
            None => Ok(()),
            Some(Stale::Token(digest)) => {
                self.tx.execute("UPDATE api_tokens SET last_used_at = ?2 WHERE digest = ?1", params![digest, self.now]).map(drop)
            }
            Some(Stale::Session(digest)) => {
                let end = self.now.plus_seconds(SESSION_SECONDS);
                let sql = "UPDATE sessions SET seen_at = ?2, expires_at = ?3 WHERE digest = ?1";
                self.tx.execute(sql, params![digest, self.now, end]).map(drop)
            }
        }
    }
}
