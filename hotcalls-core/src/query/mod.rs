//! Lists: filter rules, the builder of WHERE clauses, search, pages and cursors. Values are always bound, never printed.

mod filters;
mod page;
mod search;
mod trigrams;
mod where_;

pub(crate) use self::search::{fold, search, terms};
pub use self::{
    filters::{at_least, at_most, contains, equals, flag, greater, json_contains, json_key, less, related},
    page::{Count, Listing, Order, Page, Paging},
    trigrams::Trigrams,
    where_::Where,
};
