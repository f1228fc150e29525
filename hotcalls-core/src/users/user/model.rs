//! The records of users.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{error::Result, id::Id, operation::Choice, store::Row, time::Timestamp};

/// Whether a user may use the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// It may.
    Active,
    /// Not for now: every credential is refused.
    Suspended,
    /// Never again: every credential is refused.
    ForeverDisabled,
}
impl Choice for UserStatus {}

/// Where a user's account at another service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SocialProvider {
    /// Google.
    Google,
    /// Apple.
    Apple,
    /// Facebook.
    Facebook,
    /// None: an empty text, which some clients send instead of null.
    #[serde(rename = "")]
    Unspecified,
}
impl Choice for SocialProvider {}

/// Somebody who may log in. Password and roles are never shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct User {
    /// Its id.
    pub id: Id<Self>,
    /// The name it logs in with; unique, case matters.
    pub username: String,
    /// Given name, or empty.
    pub first_name: String,
    /// Family name, or empty.
    pub last_name: String,
    /// E-mail address, or empty.
    pub email: String,
    /// Phone number, as it was given.
    pub phone: String,
    /// The customer at the payment provider.
    pub stripe_customer_id: Option<String>,
    /// Whether it may use the product.
    pub status: UserStatus,
    /// The account at the other service.
    pub social_id: Option<String>,
    /// The other service.
    pub social_provider: Option<SocialProvider>,
    /// When it was created.
    pub date_joined: Timestamp,
    /// The last login that made a session.
    pub last_login: Option<Timestamp>,
    /// False locks it out, whatever its status.
    pub is_active: bool,
}

impl User {
    /// Its columns, of `users u`, in the order of [`read`](Self::read).
    pub(crate) const COLUMNS: &'static str = "u.id, u.username, u.first_name, u.last_name, u.email, u.phone, u.stripe_customer_id, u.status, \
         u.social_id, u.social_provider, u.date_joined, u.last_login, u.is_active";

    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            username: row.get(1)?,
            first_name: row.get(2)?,
            last_name: row.get(3)?,
            email: row.get(4)?,
            phone: row.get(5)?,
            stripe_customer_id: row.get(6)?,
            status: row.get(7)?,
            social_id: row.get(8)?,
            social_provider: row.get(9)?,
            date_joined: row.get(10)?,
            last_login: row.get(11)?,
            is_active: row.get(12)?,
        })
    }
}
