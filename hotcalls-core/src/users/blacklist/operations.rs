//! The operations of the blacklist: the table first, then inputs and bodies.

use uuid::Uuid;

use super::{
    fields::{BlacklistList, LISTING},
    model::{BlacklistEntry, BlacklistStatus},
    store::{self, Stored},
};
use crate::{
    access::{Rule, Scope},
    error::{Error, Result},
    id::Id,
    operation::{ById, Patch, rules::text},
    query::{Count, Page, Where},
    time::Timestamp,
    users::{
        User,
        user::{require_outranks, store as users},
    },
};

operations! {
    /// The blacklist: users who are locked out.
    blacklist: Blacklist {
        /// Locks a user out: every credential of it is refused at once. Only a superuser does so to a superuser.
        /// An entry of the same user that has ended makes way; one that is in force is an error.
        write create(BlacklistCreate) -> BlacklistEntry, may Rule::Staff;
        /// One entry by its id.
        read get(ById<BlacklistEntry>) -> BlacklistEntry, may Rule::Staff;
        /// Entries, newest first: filtered, searched, ordered, in pages. Those that have ended are among them.
        browse list(BlacklistList) -> Page<BlacklistEntry>, may Rule::Staff;
        /// Changes the given fields.
        write update(BlacklistUpdate) -> BlacklistEntry, may Rule::Superuser, target locate;
        /// Removes an entry: its user may log in again.
        write delete(ById<BlacklistEntry>) -> (), may Rule::Superuser, target locate;
    }
}

input! {
    /// What `blacklist.create` takes.
    pub struct BlacklistCreate {
        /// Who is locked out; there must be no entry in force for this user.
        pub user: Id<User>,
        /// Why, in words.
        pub reason: String => text(65_536),
        /// Why, as a kind.
        pub status: BlacklistStatus,
        /// When it ends; without it, when it is removed.
        pub expires_at: Option<Timestamp> = None,
    }
}

input! {
    /// What `blacklist.update` takes: the fields to change.
    pub struct BlacklistUpdate {
        /// The entry.
        pub id: Id<BlacklistEntry>,
        /// Who is locked out.
        pub user: Patch<Id<User>> = Patch::Keep,
        /// Why, in words.
        pub reason: Patch<String> = Patch::Keep => text(65_536),
        /// Why, as a kind.
        pub status: Patch<BlacklistStatus> = Patch::Keep,
        /// When it ends.
        pub expires_at: Patch<Option<Timestamp>> = Patch::Keep,
    }
}

fn find(scope: &Scope<'_>, id: Id<BlacklistEntry>) -> Result<BlacklistEntry> {
    store::by_id(scope.tx(), id)?.ok_or_else(|| Error::not_found("Blacklist"))
}

fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    find(scope, Id::new(id)).map(drop)
}

/// Refuses users that do not exist, and superusers to those who are none.
fn check_user(scope: &Scope<'_>, user: Id<User>) -> Result<()> {
    if users::by_id(scope.tx(), user)?.is_none() {
        return Err(Error::invalid_pk("user", user));
    }
    require_outranks(scope, user)
}

fn create(scope: &Scope<'_>, input: BlacklistCreate) -> Result<BlacklistEntry> {
    check_user(scope, input.user)?;
    // Staff may make entries but not remove them: one that has ended must not keep a user from being locked out again.
    store::delete_ended(scope.tx(), input.user, scope.now())?;
    let id = scope.new_id();
    let entry = Stored { id, user: input.user, reason: &input.reason, status: input.status, expires_at: input.expires_at };
    store::insert(scope.tx(), &entry, scope.now())?;
    find(scope, id)
}

fn get(scope: &Scope<'_>, input: ById<BlacklistEntry>) -> Result<BlacklistEntry> {
    find(scope, input.id)
}

fn list(scope: &Scope<'_>, input: BlacklistList) -> Result<Page<BlacklistEntry>> {
    LISTING.page(scope, Where::new(), &input, &input.page, BlacklistEntry::read, Count::Query)
}

fn update(scope: &Scope<'_>, input: BlacklistUpdate) -> Result<BlacklistEntry> {
    let stored = find(scope, input.id)?;
    if let Some(user) = input.user.given() {
        check_user(scope, *user)?;
    }
    let reason = input.reason.or(stored.reason);
    let entry = Stored {
        id: stored.id,
        user: input.user.or(stored.user),
        reason: &reason,
        status: input.status.or(stored.status),
        expires_at: input.expires_at.or(stored.expires_at),
    };
    store::update(scope.tx(), &entry, scope.now())?;
    find(scope, stored.id)
}

fn delete(scope: &Scope<'_>, input: ById<BlacklistEntry>) -> Result<()> {
    store::delete(scope.tx(), input.id)
}
