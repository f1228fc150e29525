//! What users can be filtered, searched and sorted by.

use super::model::{SocialProvider, UserStatus};
use crate::{
    query::{Listing, Order, Paging, at_least, at_most, contains, equals, flag},
    time::Timestamp,
};

input! {
    /// Filters of `users.list`.
    pub struct UserList {
        flatten pub page: Paging,
        /// The name contains.
        pub username: Option<String> = None => contains("u.username_fold"),
        /// The e-mail address contains.
        pub email: Option<String> = None => contains("u.email_fold"),
        /// The given name contains.
        pub first_name: Option<String> = None => contains("u.first_name_fold"),
        /// The family name contains.
        pub last_name: Option<String> = None => contains("u.last_name_fold"),
        /// The phone number contains.
        pub phone: Option<String> = None => contains("u.phone_fold"),
        /// Of this status.
        pub status: Option<UserStatus> = None => equals("u.status"),
        /// With an account at this service.
        pub social_provider: Option<SocialProvider> = None => equals("u.social_provider"),
        /// Whether the user may log in as far as `is_active` goes.
        pub is_active: Option<bool> = None => flag("u.is_active = 1", "u.is_active = 0"),
        /// Joined at or after.
        pub date_joined_after: Option<Timestamp> = None => at_least("u.date_joined"),
        /// Joined at or before.
        pub date_joined_before: Option<Timestamp> = None => at_most("u.date_joined"),
        /// Last logged in at or after.
        pub last_login_after: Option<Timestamp> = None => at_least("u.last_login"),
        /// Last logged in at or before.
        pub last_login_before: Option<Timestamp> = None => at_most("u.last_login"),
    }
}

pub(crate) const LISTING: Listing = Listing {
    columns: super::model::User::COLUMNS,
    from: "users u",
    id: "u.id",
    search: &["u.username_fold", "u.email_fold", "u.first_name_fold", "u.last_name_fold", "u.phone_fold"],
    orders: &[
        Order::new("username", "u.username"),
        Order::new("email", "u.email"),
        Order::new("date_joined", "u.date_joined"),
        Order::new("last_login", "u.last_login").nullable(),
    ],
    default_order: "-date_joined",
};
