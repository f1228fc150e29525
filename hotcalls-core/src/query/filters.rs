//! Field rules that are filters: named behind `=>` in the input of a list.

use super::{fold, where_::Where};
use crate::{error::Detail, operation::rules::FieldRule, store::ToParam};

/// See [`contains`].
pub struct Contains(&'static str);

/// Text, compared case-insensitively: the folded `column` contains the value. An empty value is no filter.
pub const fn contains(column: &'static str) -> Contains {
    Contains(column)
}

impl FieldRule<String> for Contains {
    fn admit(&self, value: &mut String) -> Result<(), Detail> {
        no_nul(value)
    }
    fn filter(&self, value: &String, w: &mut Where) {
        let folded = fold(value.trim());
        if !folded.is_empty() {
            w.push(&format!("instr({}, {{}}) > 0", self.0), [folded]);
        }
    }
}

/// See [`related`].
pub struct Related(&'static str);

/// Text looked for in related rows: `sql` is a condition in which each `{}` stands for the folded value.
pub const fn related(sql: &'static str) -> Related {
    Related(sql)
}

impl FieldRule<String> for Related {
    fn admit(&self, value: &mut String) -> Result<(), Detail> {
        no_nul(value)
    }
    fn filter(&self, value: &String, w: &mut Where) {
        let folded = fold(value.trim());
        if !folded.is_empty() {
            w.push(self.0, std::iter::repeat(folded));
        }
    }
}

/// See [`json_key`].
pub struct JsonKey(&'static str);

/// The JSON object in `column` has the value as a top-level key, exact and case-sensitive.
pub const fn json_key(column: &'static str) -> JsonKey {
    JsonKey(column)
}

impl FieldRule<String> for JsonKey {
    fn admit(&self, value: &mut String) -> Result<(), Detail> {
        no_nul(value)
    }
    fn filter(&self, value: &String, w: &mut Where) {
        if !value.is_empty() {
            w.push(&format!("json_has_key({}, {{}})", self.0), [value]);
        }
    }
}

/// See [`json_contains`].
pub struct JsonContains(&'static str);

/// The JSON text in `column` contains the value, keys and quotes included, compared case-insensitively. An empty value is no filter.
pub const fn json_contains(column: &'static str) -> JsonContains {
    JsonContains(column)
}

impl FieldRule<String> for JsonContains {
    fn admit(&self, value: &mut String) -> Result<(), Detail> {
        no_nul(value)
    }
    fn filter(&self, value: &String, w: &mut Where) {
        let folded = fold(value.trim());
        if !folded.is_empty() {
            // Folded as it is read: a folded twin of every metadata would double the table for a rare question.
            w.push(&format!("instr(fold({}), {{}}) > 0", self.0), [folded]);
        }
    }
}

fn no_nul(value: &str) -> Result<(), Detail> {
    if value.contains('\0') { Err("Null characters are not allowed.".into()) } else { Ok(()) }
}

/// See [`equals`], [`at_least`] and their like.
pub struct Compare {
    column: &'static str,
    operator: &'static str,
}

/// `column` (or any expression) is the value.
pub const fn equals(column: &'static str) -> Compare {
    Compare { column, operator: "=" }
}
/// `column` is the value or more.
pub const fn at_least(column: &'static str) -> Compare {
    Compare { column, operator: ">=" }
}
/// `column` is the value or less.
pub const fn at_most(column: &'static str) -> Compare {
    Compare { column, operator: "<=" }
}
/// `column` is more than the value.
pub const fn greater(column: &'static str) -> Compare {
    Compare { column, operator: ">" }
}
/// `column` is less than the value.
pub const fn less(column: &'static str) -> Compare {
    Compare { column, operator: "<" }
}

impl<T: ToParam> FieldRule<T> for Compare {
    fn filter(&self, value: &T, w: &mut Where) {
        let place = w.bind(value);
        w.raw(&format!("{} {} {place}", self.column, self.operator));
    }
}

/// See [`flag`].
pub struct Flag {
    yes: &'static str,
    no: &'static str,
}

/// A yes or no: the condition for each; an empty one is no filter.
pub const fn flag(yes: &'static str, no: &'static str) -> Flag {
    Flag { yes, no }
}

impl FieldRule<bool> for Flag {
    fn filter(&self, value: &bool, w: &mut Where) {
        let sql = if *value { self.yes } else { self.no };
        if !sql.is_empty() {
            w.raw(sql);
        }
    }
}
