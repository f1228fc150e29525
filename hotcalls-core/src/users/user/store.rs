//! The SQL of users.

use super::model::{User, UserStatus};
use crate::{
    error::{Error, Result},
    id::Id,
    params,
    query::fold,
    store::Tx,
    time::Timestamp,
};

/// What is stored of a user beyond the record that is shown.
pub(crate) struct Account {
    pub user: User,
    pub password: String,
    pub is_staff: bool,
    pub is_superuser: bool,
}

/// The name as the unique rule's refusal says it.
pub(crate) const NAME_TAKEN: &str = "A user with that username already exists.";

pub(crate) fn insert(tx: &Tx<'_>, account: &Account) -> Result<()> {
    let user = &account.user;
    tx.execute(
        "INSERT INTO users (id, username, password, first_name, last_name, email, phone, stripe_customer_id, status, social_id, \
         social_provider, is_active, is_staff, is_superuser, date_joined, last_login, username_fold, first_name_fold, last_name_fold, \
         email_fold, phone_fold) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        params![
            user.id,
            user.username,
            account.password,
            user.first_name,
            user.last_name,
            user.email,
            user.phone,
            user.stripe_customer_id,
            user.status,
            user.social_id,
            user.social_provider,
            user.is_active,
            account.is_staff,
            account.is_superuser,
            user.date_joined,
            user.last_login,
            fold(&user.username),
            fold(&user.first_name),
            fold(&user.last_name),
            fold(&user.email),
            fold(&user.phone),
        ],
    )
    .map_err(|e| if e.is_unique_violation() { Error::field("username", NAME_TAKEN) } else { e })?;
    Ok(())
}

pub(crate) fn by_id(tx: &Tx<'_>, id: Id<User>) -> Result<Option<User>> {
    tx.one(&format!("SELECT {} FROM users u WHERE u.id = ?1", User::COLUMNS), params![id], User::read)
}

/// Whether the user is a superuser; `None` if there is no such user.
pub(crate) fn is_superuser(tx: &Tx<'_>, id: Id<User>) -> Result<Option<bool>> {
    tx.one("SELECT is_superuser FROM users WHERE id = ?1", params![id], |row| row.get(0))
}

/// The user's password hash.
pub(crate) fn password(tx: &Tx<'_>, id: Id<User>) -> Result<Option<String>> {
    tx.one("SELECT password FROM users WHERE id = ?1", params![id], |row| row.get(0))
}

/// Replaces the hash, unless somebody else replaced it since it was read.
pub(crate) fn set_password(tx: &Tx<'_>, id: Id<User>, old: &str, new: &str) -> Result<bool> {
    Ok(tx.execute("UPDATE users SET password = ?3 WHERE id = ?1 AND password = ?2", params![id, *old, *new])? == 1)
}

pub(crate) fn set_status(tx: &Tx<'_>, id: Id<User>, status: UserStatus) -> Result<()> {
    tx.execute("UPDATE users SET status = ?2 WHERE id = ?1", params![id, status]).map(drop)
}

pub(crate) fn set_last_login(tx: &Tx<'_>, id: Id<User>, at: Timestamp) -> Result<()> {
    tx.execute("UPDATE users SET last_login = ?2 WHERE id = ?1", params![id, at]).map(drop)
}

/// Writes what `update` may change.
pub(crate) fn update(tx: &Tx<'_>, user: &User) -> Result<()> {
    tx.execute(
        "UPDATE users SET first_name = ?2, last_name = ?3, email = ?4, phone = ?5, stripe_customer_id = ?6, status = ?7, social_id = ?8, \
         social_provider = ?9, first_name_fold = ?10, last_name_fold = ?11, email_fold = ?12, phone_fold = ?13 WHERE id = ?1",
        params![
            user.id,
            user.first_name,
            user.last_name,
            user.email,
            user.phone,
            user.stripe_customer_id,
            user.status,
            user.social_id,
            user.social_provider,
            fold(&user.first_name),
            fold(&user.last_name),
            fold(&user.email),
            fold(&user.phone),
        ],
    )
    .map(drop)
}

/// Deletes the user with its blacklist entry, memberships, sessions and tokens.
pub(crate) fn delete(tx: &Tx<'_>, id: Id<User>) -> Result<()> {
    tx.execute("DELETE FROM users WHERE id = ?1", params![id]).map(drop)
}

/// Whether anybody may do everything.
pub(crate) fn superuser_exists(tx: &Tx<'_>) -> Result<bool> {
    tx.exists("SELECT 1 FROM users WHERE is_superuser = 1 LIMIT 1", params![])
}
