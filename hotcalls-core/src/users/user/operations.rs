//! The operations of users: the table first, then inputs and bodies.

use uuid::Uuid;

use super::{
    fields::{LISTING, UserList},
    model::{SocialProvider, User, UserStatus},
    name::username,
    store::{self, Account},
};
use crate::{
    access::{Rule, Scope},
    error::{Code, Error, Problems, Result},
    host::Host,
    id::Id,
    operation::{
        ById, Nothing, Patch, Preparing, Secret,
        rules::{email, text},
    },
    query::{Count, Page, Where},
    users::auth,
};

operations! {
    /// Users: who may log in.
    users: Users {
        /// Creates a plain active user. For staff; for everybody where the setting `open_registration` is on.
        write create(UserCreate) -> User, may Rule::Registration, prepare hash_new -> NewUser;
        /// One user by its id. A regular user sees only itself.
        read get(ById<User>) -> User, may Rule::User;
        /// Users, newest first: filtered, searched, ordered, in pages. A regular user sees only itself.
        browse list(UserList) -> Page<User>, may Rule::User;
        /// Changes the given fields. `status` and `stripe_customer_id` stay as they are unless the caller is staff.
        write update(UserUpdate) -> User, may Rule::User, target locate;
        /// Deletes a user with its blacklist entry, memberships, sessions and tokens. For superusers.
        write delete(ById<User>) -> (), may Rule::User, target locate_doomed;
        /// The caller itself.
        read me(Nothing) -> User, may Rule::User;
        /// Changes the given fields of the caller itself, as `users.update` does.
        write update_me(UserChanges) -> User, may Rule::User;
        /// Suspends, disables or reactivates a user; its sessions and tokens follow at once.
        write change_status(ChangeStatus) -> User, may Rule::Staff, target locate;
        /// Creates a user with the given roles and state. A superuser is always staff too.
        write create_privileged(PrivilegedCreate) -> User, may Rule::Superuser, prepare hash_privileged -> NewUser;
        /// Replaces the caller's password and ends its other sessions.
        write change_password(PasswordChange) -> (), may Rule::User, prepare check_passwords -> NewPassword;
    }
}

input! {
    /// What `users.create` takes.
    pub struct UserCreate {
        /// The name to log in with: at most 150 letters, digits and `@ . + - _`; unique.
        pub username: String => username(),
        /// Phone number, in any form; at most 50 characters.
        pub phone: String => text(50),
        /// At least 8 characters; not digits only, not a common password, not like the name or the e-mail address.
        pub password: Secret => auth::new_password(),
        /// Given name.
        pub first_name: String = String::new() => text(150).blank(),
        /// Family name.
        pub last_name: String = String::new() => text(150).blank(),
        /// E-mail address.
        pub email: String = String::new() => email().blank(),
        /// The account at another service.
        pub social_id: Option<String> = None => text(255).blank(),
        /// The other service.
        pub social_provider: Option<SocialProvider> = None,
    }
}

input! {
    /// What `users.create_privileged` takes.
    pub struct PrivilegedCreate {
        /// The name to log in with: at most 150 letters, digits and `@ . + - _`; unique.
        pub username: String => username(),
        /// Phone number, in any form; at most 50 characters.
        pub phone: String => text(50),
        /// At least 8 characters; not digits only, not a common password, not like the name or the e-mail address.
        pub password: Secret => auth::new_password(),
        /// Given name.
        pub first_name: String = String::new() => text(150).blank(),
        /// Family name.
        pub last_name: String = String::new() => text(150).blank(),
        /// E-mail address.
        pub email: String = String::new() => email().blank(),
        /// The account at another service.
        pub social_id: Option<String> = None => text(255).blank(),
        /// The other service.
        pub social_provider: Option<SocialProvider> = None,
        /// Whether it has the rights of staff.
        pub is_staff: bool = false,
        /// Whether it has all rights; such a user is staff too.
        pub is_superuser: bool = false,
        /// False locks it out, whatever its status.
        pub is_active: bool = true,
        /// Whether it may use the product.
        pub status: UserStatus = UserStatus::Active,
    }
}

input! {
    /// The fields of a user that can be changed.
    pub struct UserChanges {
        /// Given name.
        pub first_name: Patch<String> = Patch::Keep => text(150).blank(),
        /// Family name.
        pub last_name: Patch<String> = Patch::Keep => text(150).blank(),
        /// E-mail address.
        pub email: Patch<String> = Patch::Keep => email().blank(),
        /// Phone number.
        pub phone: Patch<String> = Patch::Keep => text(50),
        /// The customer at the payment provider; only staff changes it.
        pub stripe_customer_id: Patch<Option<String>> = Patch::Keep => text(255).blank(),
        /// Whether it may use the product; only staff changes it.
        pub status: Patch<UserStatus> = Patch::Keep,
        /// The account at another service.
        pub social_id: Patch<Option<String>> = Patch::Keep => text(255).blank(),
        /// The other service.
        pub social_provider: Patch<Option<SocialProvider>> = Patch::Keep,
    }
}

input! {
    /// What `users.update` takes: the fields to change.
    pub struct UserUpdate {
        flatten pub changes: UserChanges,
        /// The user.
        pub id: Id<User>,
    }
}

input! {
    /// What `users.change_status` takes.
    pub struct ChangeStatus {
        /// The user.
        pub id: Id<User>,
        /// Whether it may use the product.
        pub status: UserStatus,
    }
}

input! {
    /// What `users.change_password` takes.
    pub struct PasswordChange {
        /// The password that it has.
        pub old_password: Secret => auth::old_password(),
        /// The password that it shall have; the rules are those of `users.create`.
        pub new_password: Secret => auth::new_password(),
    }
}

/// A user to be, its password hashed.
#[derive(Clone)]
pub(crate) struct NewUser {
    input: PrivilegedCreate,
    hash: String,
}

fn hash_new(host: &Host, input: UserCreate) -> Result<NewUser> {
    let plain = PrivilegedCreate {
        first_name: input.first_name,
        last_name: input.last_name,
        email: input.email,
        social_id: input.social_id,
        social_provider: input.social_provider,
        ..PrivilegedCreate::new(input.username, input.phone, input.password)
    };
    hash_privileged(host, plain)
}

fn hash_privileged(host: &Host, input: PrivilegedCreate) -> Result<NewUser> {
    let hash = hash_checked(host, "password", &input.password, &[(USERNAME, &input.username), (EMAIL, &input.email)])?;
    Ok(NewUser { input, hash })
}

const USERNAME: &str = "username";
const EMAIL: &str = "email address";

/// The hash of a password that is good enough.
fn hash_checked(host: &Host, field: &str, password: &Secret, known: &[(&str, &str)]) -> Result<String> {
    let mut problems = Problems::new();
    for objection in auth::objections(&password.0, known) {
        problems.add(field, objection);
    }
    problems.into_result()?;
    host.passwords().hash(&password.0, host.random())
}

fn create(scope: &Scope<'_>, new: NewUser) -> Result<User> {
    let NewUser { input, hash } = new;
    let user = User {
        id: scope.new_id(),
        username: input.username,
        first_name: input.first_name,
        last_name: input.last_name,
        email: input.email,
        phone: input.phone,
        stripe_customer_id: None,
        status: input.status,
        social_id: input.social_id,
        social_provider: input.social_provider,
        date_joined: scope.now(),
        last_login: None,
        is_active: input.is_active,
    };
    let account = Account { user, password: hash, is_staff: input.is_staff || input.is_superuser, is_superuser: input.is_superuser };
    store::insert(scope.tx(), &account)?;
    Ok(account.user)
}

fn create_privileged(scope: &Scope<'_>, new: NewUser) -> Result<User> {
    create(scope, new)
}

/// The user, if the caller sees it: staff sees all, others themselves.
fn find(scope: &Scope<'_>, id: Id<User>) -> Result<User> {
    let visible = scope.who().is_staff() || scope.who().is(id);
    let found = if visible { store::by_id(scope.tx(), id)? } else { None };
    found.ok_or_else(|| Error::not_found("User"))
}

/// Whether a user may be seen, and changed: a superuser only by superusers.
fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    let id = Id::new(id);
    find(scope, id)?;
    scope.require_whole_account()?;
    require_outranks(scope, id)
}

/// `permission_denied` if the user is a superuser and the caller is none.
pub(crate) fn require_outranks(scope: &Scope<'_>, id: Id<User>) -> Result<()> {
    if store::is_superuser(scope.tx(), id)? == Some(true) { scope.require_superuser() } else { Ok(()) }
}

fn locate_doomed(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    find(scope, Id::new(id))?;
    scope.require_superuser()
}

fn get(scope: &Scope<'_>, input: ById<User>) -> Result<User> {
    find(scope, input.id)
}

fn list(scope: &Scope<'_>, input: UserList) -> Result<Page<User>> {
    let mut w = Where::new();
    if !scope.who().is_staff() {
        w.push("u.id = {}", [scope.who().require_user::<User>()?]);
    }
    LISTING.page(scope, w, &input, &input.page, User::read, Count::Query)
}

fn update(scope: &Scope<'_>, input: UserUpdate) -> Result<User> {
    change(scope, input.id, input.changes)
}

fn update_me(scope: &Scope<'_>, changes: UserChanges) -> Result<User> {
    let id = scope.who().require_user()?;
    scope.require_whole_account()?;
    change(scope, id, changes)
}

fn change(scope: &Scope<'_>, id: Id<User>, changes: UserChanges) -> Result<User> {
    let stored = find(scope, id)?;
    let mut user = User {
        first_name: changes.first_name.or(stored.first_name),
        last_name: changes.last_name.or(stored.last_name),
        email: changes.email.or(stored.email),
        phone: changes.phone.or(stored.phone),
        social_id: changes.social_id.or(stored.social_id),
        social_provider: changes.social_provider.or(stored.social_provider),
        ..stored
    };
    // Clients of the reference send the whole user back, so for others these two are left alone instead of refused.
    if scope.who().is_staff() {
        user.stripe_customer_id = changes.stripe_customer_id.or(user.stripe_customer_id);
        user.status = changes.status.or(user.status);
    }
    store::update(scope.tx(), &user)?;
    Ok(user)
}

fn delete(scope: &Scope<'_>, input: ById<User>) -> Result<()> {
    store::delete(scope.tx(), input.id)
}

fn me(scope: &Scope<'_>, _: Nothing) -> Result<User> {
    find(scope, scope.who().require_user()?)
}

fn change_status(scope: &Scope<'_>, input: ChangeStatus) -> Result<User> {
    store::set_status(scope.tx(), input.id, input.status)?;
    find(scope, input.id)
}

/// A password to be: in whose place, and its hash.
#[derive(Clone)]
pub(crate) struct NewPassword {
    subjects: auth::Subjects,
    old_hash: String,
    /// `None` if the old password was wrong.
    new_hash: Option<String>,
}

fn check_passwords(before: &Preparing<'_>, input: PasswordChange) -> Result<NewPassword> {
    let (user, old_hash, subjects) = before.read(|scope| {
        let id = scope.who().require_user()?;
        scope.require_whole_account()?;
        let hash = store::password(scope.tx(), id)?.ok_or_else(|| Error::not_found("User"))?;
        let user = find(scope, id)?;
        // A stolen session must not be a way to guess the password at leisure.
        let subjects = auth::Subjects::new(&user.username, before.address());
        subjects.require_patience_over(scope)?;
        Ok((user, hash, subjects))
    })?;
    let stored = Some(old_hash.as_str()).filter(|hash| !hash.is_empty());
    if !before.passwords().verify(&input.old_password.0, stored)? {
        return Ok(NewPassword { subjects, old_hash, new_hash: None });
    }
    let known = [(USERNAME, user.username.as_str()), (EMAIL, user.email.as_str())];
    let new_hash = hash_checked(before, "new_password", &input.new_password, &known)?;
    Ok(NewPassword { subjects, old_hash, new_hash: Some(new_hash) })
}

fn change_password(scope: &Scope<'_>, new: NewPassword) -> Result<()> {
    let id = scope.who().require_user()?;
    new.subjects.require_patience_over(scope)?;
    let Some(new_hash) = new.new_hash else {
        new.subjects.failed(scope)?;
        return Err(Error::field("old_password", "Your old password was entered incorrectly. Please enter it again."));
    };
    if !store::set_password(scope.tx(), id, &new.old_hash, &new_hash)? {
        // Somebody else with the old password was faster; what this caller proved is not true any more.
        return Err(Error::new(Code::InvalidCredentials, "The password was changed meanwhile."));
    }
    new.subjects.succeeded(scope)?;
    auth::end_other_sessions(scope, id)
}
