//! What leads can be filtered, searched and ordered by.

use super::model::COLUMNS;
use crate::{
    id::Id,
    query::{Listing, Order, Paging, at_least, at_most, contains, flag, fold, json_contains, json_key, terms},
    time::Timestamp,
    workspaces::Workspace,
};

input! {
    /// Filters of `leads.list`.
    pub struct LeadList {
        flatten pub page: Paging,
        /// The given name contains.
        pub name: Option<String> = None => contains("l.name_fold"),
        /// The family name contains.
        pub surname: Option<String> = None => contains("l.surname_fold"),
        /// The e-mail address contains.
        pub email: Option<String> = None => contains("l.email_fold"),
        /// The phone number contains.
        pub phone: Option<String> = None => contains("l.phone_fold"),
        /// Created then or later.
        pub created_after: Option<Timestamp> = None => at_least("l.created_at"),
        /// Created then or before.
        pub created_before: Option<Timestamp> = None => at_most("l.created_at"),
        /// Changed then or later.
        pub updated_after: Option<Timestamp> = None => at_least("l.updated_at"),
        /// Changed then or before.
        pub updated_before: Option<Timestamp> = None => at_most("l.updated_at"),
        /// Whether there is metadata.
        pub has_metadata: Option<bool> = None => flag("l.meta_data <> '{}'", "l.meta_data = '{}'"),
        /// The metadata has this top-level key, exactly.
        pub metadata_key: Option<String> = None => json_key("l.meta_data"),
        /// The metadata, as JSON text, contains.
        pub metadata_value: Option<String> = None => json_contains("l.meta_data"),
        /// Of this workspace.
        pub workspace: Option<Id<Workspace>> = None,
    }
}

impl LeadList {
    /// The folded texts that every result contains.
    pub(super) fn wanted(&self) -> Vec<String> {
        let filters = [&self.name, &self.surname, &self.email, &self.phone];
        let mut wanted: Vec<_> = filters.into_iter().flatten().map(|text| fold(text.trim())).collect();
        wanted.extend(self.page.search.as_deref().map(terms).unwrap_or_default());
        wanted
    }
}

pub(super) const LISTING: Listing = Listing {
    columns: COLUMNS,
    from: "leads l",
    id: "l.id",
    search: &["l.name_fold", "l.surname_fold", "l.email_fold", "l.phone_fold"],
    orders: &[
        Order::new("name", "l.name"),
        Order::new("surname", "l.surname").nullable(),
        Order::new("email", "l.email"),
        Order::new("created_at", "l.created_at"),
        Order::new("updated_at", "l.updated_at"),
    ],
    default_order: "-created_at",
};
