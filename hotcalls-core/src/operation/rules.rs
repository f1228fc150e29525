//! What a field's value must be: rules that normalise, check and refine the JSON Schema, named behind `=>` in `input!`.
//! Rules that are filters live in [`crate::query`].

use schemars::Schema;
use serde_json::Value;

use super::types::{JSON_DEPTH, Json, Secret};
use crate::{
    error::{Detail, Problems},
    query::Where,
    time,
};

/// A rule of a field whose value (inside of `Option` and `Patch`) is a `T`.
pub trait FieldRule<T> {
    /// Normalises and checks a value.
    fn admit(&self, _value: &mut T) -> Result<(), Detail> {
        Ok(())
    }
    /// Refines the field's JSON Schema.
    fn schema(&self, _schema: &mut Schema) {}
    /// ANDs what the value asks for into a statement, for filters.
    fn filter(&self, _value: &T, _w: &mut Where) {}
}

/// No rule.
pub struct Free;
impl<T> FieldRule<T> for Free {}

/// A text, trimmed; see [`text`].
pub struct Text {
    max: usize,
    min: usize,
    blank: bool,
}

/// A text of at most `max` characters, trimmed and not blank.
pub const fn text(max: usize) -> Text {
    Text { max, min: 0, blank: false }
}

impl Text {
    /// May be blank.
    pub const fn blank(self) -> Self {
        Self { blank: true, ..self }
    }
    /// At least so many characters.
    pub const fn min(self, min: usize) -> Self {
        Self { min, ..self }
    }
}

impl FieldRule<String> for Text {
    fn admit(&self, value: &mut String) -> Result<(), Detail> {
        let trimmed = value.trim();
        if trimmed.len() != value.len() {
            *value = trimmed.to_owned();
        }
        if value.is_empty() && !self.blank {
            return Err("This field may not be blank.".into());
        }
        // Bytes bound characters, so long texts are not counted.
        if value.len() > self.max && value.chars().count() > self.max {
            return Err(format!("Ensure this field has no more than {} characters.", self.max).into());
        }
        if value.chars().count() < self.min {
            return Err(format!("Ensure this field has at least {} characters.", self.min).into());
        }
        if value.contains('\0') {
            return Err("Null characters are not allowed.".into());
        }
        Ok(())
    }
    fn schema(&self, schema: &mut Schema) {
        schema.insert("maxLength".into(), self.max.into());
        if self.min > 0 || !self.blank {
            schema.insert("minLength".into(), self.min.max(1).into());
        }
    }
}
impl FieldRule<Secret> for Text {
    fn admit(&self, value: &mut Secret) -> Result<(), Detail> {
        self.admit(&mut value.0)
    }
    fn schema(&self, schema: &mut Schema) {
        FieldRule::<String>::schema(self, schema);
    }
}

/// A text of whatever length; see [`excerpt`].
pub struct Excerpt {
    max: usize,
}

/// A text, trimmed, of which the first `max` characters are kept: what others report in their words is not refused for its length.
pub const fn excerpt(max: usize) -> Excerpt {
    Excerpt { max }
}

impl FieldRule<String> for Excerpt {
    fn admit(&self, value: &mut String) -> Result<(), Detail> {
        let trimmed = value.trim();
        // Bytes bound characters, so short texts are not counted.
        let is_short = trimmed.len() <= self.max;
        let end = if is_short { None } else { trimmed.char_indices().nth(self.max).map(|(at, _)| at) };
        let kept = end.map_or(trimmed, |end| trimmed[..end].trim_end());
        if kept.len() != value.len() {
            *value = kept.to_owned();
        }
        text(self.max).blank().admit(value)
    }
}

/// An e-mail address; see [`email`].
pub struct Email {
    blank: bool,
}

/// An e-mail address of at most 254 characters; its domain is lower-cased.
pub const fn email() -> Email {
    Email { blank: false }
}

impl Email {
    /// May be blank.
    pub const fn blank(self) -> Self {
        Self { blank: true }
    }
}

impl FieldRule<String> for Email {
    fn admit(&self, value: &mut String) -> Result<(), Detail> {
        text(254).blank().admit(value)?;
        if value.is_empty() {
            return if self.blank { Ok(()) } else { Err("This field may not be blank.".into()) };
        }
        let (local, domain) = value.rsplit_once('@').filter(|(l, d)| is_local(l) && is_domain(d)).ok_or("Enter a valid email address.")?;
        *value = format!("{local}@{}", domain.to_lowercase());
        Ok(())
    }
    fn schema(&self, schema: &mut Schema) {
        schema.insert("maxLength".into(), 254.into());
        if !self.blank {
            schema.insert("format".into(), "email".into());
        }
    }
}

fn is_local(local: &str) -> bool {
    let atom = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    !local.is_empty()
        && local.len() <= 64
        && local.chars().all(atom)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty() && l.len() <= 63 && l.chars().all(|c| c.is_alphanumeric() || c == '-') && !l.starts_with('-') && !l.ends_with('-')
    };
    domain.contains('.')
        && domain.split('.').all(label)
        && domain.rsplit('.').next().is_some_and(|l| l.chars().count() >= 2 && !l.chars().all(|c| c.is_ascii_digit()))
}

/// A range of whole numbers; see [`int`].
pub struct Int {
    min: i64,
    max: i64,
}

/// A whole number from `min` to `max`.
pub const fn int(min: i64, max: i64) -> Int {
    Int { min, max }
}

impl Int {
    fn check(&self, value: i64) -> Result<(), Detail> {
        if value > self.max {
            Err(format!("Ensure this value is less than or equal to {}.", self.max).into())
        } else if value < self.min {
            Err(format!("Ensure this value is greater than or equal to {}.", self.min).into())
        } else {
            Ok(())
        }
    }
    fn refine(&self, schema: &mut Schema) {
        schema.insert("minimum".into(), self.min.into());
        schema.insert("maximum".into(), self.max.into());
    }
}
impl FieldRule<i32> for Int {
    fn admit(&self, value: &mut i32) -> Result<(), Detail> {
        self.check((*value).into())
    }
    fn schema(&self, schema: &mut Schema) {
        self.refine(schema);
    }
}
impl FieldRule<i64> for Int {
    fn admit(&self, value: &mut i64) -> Result<(), Detail> {
        self.check(*value)
    }
    fn schema(&self, schema: &mut Schema) {
        self.refine(schema);
    }
}

/// The days of a week, Monday first.
pub const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A list of weekday names; see [`weekdays`].
pub struct Weekdays;

/// Weekday names in any letter case, kept in lower case without repeats; an empty list means every day.
pub const fn weekdays() -> Weekdays {
    Weekdays
}

impl FieldRule<Vec<String>> for Weekdays {
    fn admit(&self, value: &mut Vec<String>) -> Result<(), Detail> {
        let mut problems = Problems::new();
        let mut days: Vec<String> = Vec::with_capacity(value.len().min(7));
        for (index, day) in value.iter().enumerate() {
            let lower = day.trim().to_lowercase();
            if !WEEKDAYS.contains(&lower.as_str()) {
                let shown: String = day.chars().take(100).collect();
                problems.set(&index.to_string(), format!("\"{shown}\" is not a valid choice.").into());
            } else if !days.contains(&lower) {
                days.push(lower);
            }
        }
        if !problems.is_empty() {
            return Err(Detail::Inside(problems));
        }
        *value = days;
        Ok(())
    }
    fn schema(&self, schema: &mut Schema) {
        schema.insert("items".into(), serde_json::json!({"type": "string", "enum": WEEKDAYS}));
    }
}

/// An IANA time zone; see [`zone`].
pub struct Zone;

/// The name of an IANA time zone, such as `Europe/Berlin`.
pub const fn zone() -> Zone {
    Zone
}

impl FieldRule<String> for Zone {
    fn admit(&self, value: &mut String) -> Result<(), Detail> {
        let zone = time::parse_zone(value).ok_or_else(|| {
            let shown: String = value.chars().take(100).collect();
            format!("\"{shown}\" is not an IANA time zone.")
        })?;
        *value = zone.name().to_owned();
        Ok(())
    }
}

/// A JSON value; see [`json`].
pub struct AnyJson;

/// A JSON value that nests at most 64 deep and has no NUL characters.
pub const fn json() -> AnyJson {
    AnyJson
}

impl FieldRule<Json> for AnyJson {
    fn admit(&self, value: &mut Json) -> Result<(), Detail> {
        if value.depth() > JSON_DEPTH {
            return Err(format!("Ensure this value nests no deeper than {JSON_DEPTH} levels.").into());
        }
        if has_nul(&value.0) { Err("Null characters are not allowed.".into()) } else { Ok(()) }
    }
}

/// A JSON object; see [`json_object`].
pub struct JsonObject;

/// A JSON object, within the limits of [`json`].
pub const fn json_object() -> JsonObject {
    JsonObject
}

impl FieldRule<Json> for JsonObject {
    fn admit(&self, value: &mut Json) -> Result<(), Detail> {
        if !value.0.is_object() {
            return Err("Expected a dictionary of items.".into());
        }
        json().admit(value)
    }
    fn schema(&self, schema: &mut Schema) {
        schema.insert("type".into(), "object".into());
    }
}

/// Recursion is safe: the depth was checked before.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(all) => all.iter().any(has_nul),
        Value::Object(all) => all.iter().any(|(key, v)| key.contains('\0') || has_nul(v)),
        _ => false,
    }
}

/// A bounded list; see [`list`].
pub struct List {
    max: usize,
}

/// A list of at most `max` elements.
pub const fn list(max: usize) -> List {
    List { max }
}

impl<T> FieldRule<Vec<T>> for List {
    fn admit(&self, value: &mut Vec<T>) -> Result<(), Detail> {
        if value.len() > self.max { Err(format!("Ensure this field has no more than {} elements.", self.max).into()) } else { Ok(()) }
    }
    fn schema(&self, schema: &mut Schema) {
        schema.insert("maxItems".into(), self.max.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit<T>(rule: impl FieldRule<T>, mut value: T) -> Result<T, Detail> {
        rule.admit(&mut value).map(|()| value)
    }

    #[test]
    fn texts_are_trimmed_and_bounded_in_characters() {
        assert_eq!(admit(text(3), " äöü ".to_owned()), Ok("äöü".into()));
        assert_eq!(admit(text(3), "äöüß".to_owned()), Err("Ensure this field has no more than 3 characters.".into()));
        assert_eq!(admit(text(3), "  ".to_owned()), Err("This field may not be blank.".into()));
        assert_eq!(admit(text(3).blank(), "  ".to_owned()), Ok(String::new()));
    }

    #[test]
    fn addresses_are_checked_and_their_domain_lower_cased() {
        assert_eq!(admit(email(), "Jane.Doe+x@EXAMPLE.com".to_owned()), Ok("Jane.Doe+x@example.com".into()));
        for bad in [
            "jane",
            "jane@",
            "@example.com",
            "jane@localhost",
            "jane@exa mple.com",
            "ja ne@example.com",
            "a@b..com",
            "a@-b.com",
            "a..b@c.de",
        ] {
            assert_eq!(admit(email(), bad.to_owned()), Err("Enter a valid email address.".into()), "{bad}");
        }
    }

    #[test]
    fn weekdays_lose_case_and_repeats() {
        let days = |all: &[&str]| admit(weekdays(), all.iter().map(|d| (*d).to_owned()).collect());
        assert_eq!(days(&["Monday", "FRIDAY", "monday"]), Ok(vec!["monday".into(), "friday".into()]));
        assert!(days(&["monday", "someday"]).is_err());
    }
}
