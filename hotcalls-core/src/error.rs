//! THE error table, for all doors: one row per code with its stable word, stable number and HTTP status.
//!
//! Nothing is decided by message text. What several domains share (`not_found` with a resource) lives here.

use std::{collections::BTreeMap, fmt};

use serde::{Serialize, Serializer, ser::SerializeMap};

/// Shorthand for results of the library.
pub type Result<T> = std::result::Result<T, Error>;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal $word:literal $status:literal;)+) => {
        /// What went wrong, as a closed set. Words and numbers never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name = $number),+ }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            /// The stable word.
            pub const fn word(self) -> &'static str { match self { $(Self::$name => $word),+ } }
            /// The HTTP status.
            pub const fn http_status(self) -> u16 { match self { $(Self::$name => $status),+ } }
            /// One line on when it happens.
            pub const fn doc(self) -> &'static str { match self { $(Self::$name => concat!($($doc),+)),+ } }
        }
    };
}

codes! {
    /// A value of the input is wrong; `details` names the fields.
    InvalidInput = 1 "invalid_input" 400;
    /// Nobody is logged in, and the operation needs a user.
    NotAuthenticated = 2 "not_authenticated" 403;
    /// The credentials are wrong, or their user is suspended, inactive or blacklisted.
    InvalidCredentials = 3 "invalid_credentials" 401;
    /// The caller may not do this.
    PermissionDenied = 4 "permission_denied" 403;
    /// No such thing, or it is outside of what the caller may see.
    NotFound = 5 "not_found" 404;
    /// The thing still has dependants; `cascade` would take them along.
    NotEmpty = 6 "not_empty" 409;
    /// The time is occupied by another meeting.
    SlotTaken = 7 "slot_taken" 409;
    /// The idempotency key was used before with another input.
    IdempotencyConflict = 8 "idempotency_conflict" 409;
    /// The workspace's plan allows no more; `limit` and `used` say how many.
    QuotaExceeded = 9 "quota_exceeded" 403;
    /// Secrets cannot be written or read without the key given at open.
    KeyRequired = 10 "key_required" 400;
    /// Too many failed attempts; `retry_after` says how many seconds to wait.
    Throttled = 11 "throttled" 429;
    /// No operation of that name.
    UnknownOperation = 12 "unknown_operation" 404;
    /// The input is not well-formed (JSON syntax, encoding, nesting beyond 64).
    Malformed = 13 "malformed" 400;
    /// The input is larger than the limit.
    TooLarge = 14 "too_large" 413;
    /// The call was cancelled before it changed anything.
    Cancelled = 15 "cancelled" 499;
    /// The write was cancelled or cut off so late that it may have happened or not.
    UnknownOutcome = 16 "unknown_outcome" 503;
    /// Another process kept the database locked for too long; nothing was changed.
    Busy = 17 "busy" 503;
    /// The file is not a database of this library.
    NotADatabase = 18 "not_a_database" 500;
    /// The database was written by a newer version of this library.
    DatabaseNewer = 19 "database_newer" 500;
    /// The file or its folder cannot be written.
    ReadOnly = 20 "read_only" 500;
    /// The disk is full; nothing was changed.
    DiskFull = 21 "disk_full" 507;
    /// The file cannot be opened or read.
    Io = 22 "io" 500;
    /// The file is damaged.
    Corrupt = 23 "corrupt" 500;
    /// The handle is closed.
    Closed = 24 "closed" 500;
    /// The handle was made, or the file was open, before a fork().
    Forked = 25 "forked" 500;
    /// A fault of the library itself.
    Internal = 26 "internal" 500;
    /// The database server cannot be reached, or the connection to it was lost; nothing was changed.
    Unavailable = 27 "unavailable" 503;
    /// The database server refuses the role, its password, or what it would have to do.
    AccessRefused = 28 "access_refused" 500;
    /// The database server is older than what is supported.
    ServerTooOld = 29 "server_too_old" 500;
}

impl Code {
    /// The stable number.
    pub const fn number(self) -> i32 {
        self as i32
    }
    /// The code of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.word() == word)
    }
}

/// What is wrong with one field: messages, or the fields (or indexes) inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Sentences about the field itself.
    Messages(Vec<String>),
    /// Problems of the fields of an object, or of the elements of a list by index.
    Inside(Problems),
}

/// A mapping from field to what is wrong with it. `non_field_errors` holds what concerns several fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(BTreeMap<FieldKey, Detail>);

/// Sorts indexes as numbers, so that row 10 comes after row 9.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum FieldKey {
    Index(u64),
    Name(String),
}

impl From<&str> for FieldKey {
    fn from(key: &str) -> Self {
        key.parse().map_or_else(|_| Self::Name(key.to_owned()), Self::Index)
    }
}

/// The key of problems that concern several fields at once.
pub const NON_FIELD: &str = "non_field_errors";

impl Problems {
    /// No problems.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a sentence about a field.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        match self.0.entry(field.into()).or_insert_with(|| Detail::Messages(Vec::new())) {
            Detail::Messages(all) => all.push(message.into()),
            Detail::Inside(inside) => inside.add(NON_FIELD, message),
        }
    }
    /// Adds that a field points at something that does not exist, or not for this caller.
    pub fn add_invalid_pk(&mut self, field: &str, id: impl fmt::Display) {
        self.add(field, format!("Invalid pk \"{id}\" - object does not exist."));
    }
    /// Adds that a filter names something that does not exist, or not for this caller.
    pub fn add_no_choice(&mut self, field: &str) {
        self.add(field, "Select a valid choice. That choice is not one of the available choices.");
    }
    /// Adds the problems inside a field; nothing if there are none.
    pub fn inside(&mut self, field: &str, problems: Problems) {
        if !problems.is_empty() {
            self.0.insert(field.into(), Detail::Inside(problems));
        }
    }
    /// The same for the element of a list.
    pub fn at(&mut self, index: usize, problems: Problems) {
        if !problems.is_empty() {
            self.0.insert(FieldKey::Index(index as u64), Detail::Inside(problems));
        }
    }
    /// Says what is wrong with a field, instead of what was said before.
    pub fn set(&mut self, field: &str, detail: Detail) {
        self.0.insert(field.into(), detail);
    }
    /// Takes over the problems of another mapping.
    pub fn extend(&mut self, other: Problems) {
        self.0.extend(other.0);
    }
    /// Whether anything is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// How many fields are concerned.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// What is wrong with a field.
    pub fn get(&self, field: &str) -> Option<&Detail> {
        self.0.get(&field.into())
    }
    /// Fields and what is wrong with them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (String, &Detail)> {
        self.0.iter().map(|(k, d)| (k.text(), d))
    }
    /// `Err` if anything is wrong.
    pub fn into_result(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Error::invalid(self)) }
    }
}

impl From<&str> for Detail {
    fn from(message: &str) -> Self {
        Self::Messages(vec![message.to_owned()])
    }
}
impl From<String> for Detail {
    fn from(message: String) -> Self {
        Self::Messages(vec![message])
    }
}
impl FieldKey {
    fn text(&self) -> String {
        match self {
            Self::Index(n) => n.to_string(),
            Self::Name(name) => name.clone(),
        }
    }
}
impl Serialize for Problems {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.0.len()))?;
        for (key, detail) in &self.0 {
            map.serialize_entry(&key.text(), detail)?;
        }
        map.end()
    }
}
impl Serialize for Detail {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Messages(all) => all.serialize(s),
            Self::Inside(inside) => inside.serialize(s),
        }
    }
}

/// An error of any operation, the same through every door.
#[derive(Debug, Clone)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    code: Code,
    message: String,
    resource: Option<&'static str>,
    operation: Option<&'static str>,
    details: Problems,
    /// Numbers that belong to the code: `limit`, `used`, `retry_after`.
    figures: BTreeMap<&'static str, i64>,
    unique_violation: bool,
}

impl Error {
    /// An error with a sentence for people.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Inner {
            code,
            message,
            resource: None,
            operation: None,
            details: Problems::new(),
            figures: BTreeMap::new(),
            unique_violation: false,
        }))
    }
    /// `invalid_input` with its fields.
    pub fn invalid(details: Problems) -> Self {
        let fields: Vec<_> = details.iter().map(|(k, _)| k).take(8).collect();
        let mut error = Self::new(Code::InvalidInput, format!("Invalid input: {}.", fields.join(", ")));
        error.0.details = details;
        error
    }
    /// `invalid_input` on one field.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        let mut problems = Problems::new();
        problems.add(field, message);
        Self::invalid(problems)
    }
    /// `invalid_input` on a field that points at something that does not exist, or not for this caller.
    pub fn invalid_pk(field: &str, id: impl fmt::Display) -> Self {
        let mut problems = Problems::new();
        problems.add_invalid_pk(field, id);
        Self::invalid(problems)
    }
    /// `invalid_input` on a filter that names something that does not exist, or not for this caller.
    pub fn no_choice(field: &str) -> Self {
        let mut problems = Problems::new();
        problems.add_no_choice(field);
        Self::invalid(problems)
    }
    /// `not_found` of a resource by its model name (`Lead`).
    pub fn not_found(resource: &'static str) -> Self {
        let mut error = Self::new(Code::NotFound, format!("No {resource} matches the given query."));
        error.0.resource = Some(resource);
        error
    }
    /// `permission_denied` in the framework's words.
    pub fn denied() -> Self {
        Self::new(Code::PermissionDenied, "You do not have permission to perform this action.")
    }
    /// `not_authenticated`.
    pub fn not_authenticated() -> Self {
        Self::new(Code::NotAuthenticated, "Authentication credentials were not provided.")
    }
    /// `internal`, with a text for the log.
    pub fn internal(message: impl fmt::Display) -> Self {
        Self::new(Code::Internal, message.to_string())
    }
    /// Marks an engine's refusal of a row that exists already.
    pub(crate) fn into_unique_violation(mut self) -> Self {
        self.0.unique_violation = true;
        self
    }
    /// Whether a unique rule of the schema was broken: the room says it in the words of its field.
    pub(crate) fn is_unique_violation(&self) -> bool {
        self.0.unique_violation
    }
    /// Adds a number that belongs to the code (`limit`, `used`, `retry_after`).
    #[must_use]
    pub fn with_figure(mut self, name: &'static str, value: i64) -> Self {
        self.0.figures.insert(name, value);
        self
    }
    /// Names the resource.
    #[must_use]
    pub fn with_resource(mut self, resource: &'static str) -> Self {
        self.0.resource = Some(resource);
        self
    }
    /// Names the operation, unless an inner one did.
    #[must_use]
    pub fn in_operation(mut self, operation: &'static str) -> Self {
        self.0.operation.get_or_insert(operation);
        self
    }
    /// What went wrong.
    pub fn code(&self) -> Code {
        self.0.code
    }
    /// A sentence for people.
    pub fn message(&self) -> &str {
        &self.0.message
    }
    /// The resource concerned, if one is.
    pub fn resource(&self) -> Option<&'static str> {
        self.0.resource
    }
    /// The operation that failed.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }
    /// What is wrong with which field.
    pub fn details(&self) -> &Problems {
        &self.0.details
    }
    /// Numbers that belong to the code: `limit`, `used`, `retry_after`.
    pub fn figures(&self) -> &BTreeMap<&'static str, i64> {
        &self.0.figures
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code.word(), self.0.message)?;
        if !self.0.details.is_empty() {
            write!(f, " {}", serde_json::to_string(&self.0.details).unwrap_or_default())?;
        }
        Ok(())
    }
}
impl std::error::Error for Error {}

/// The error as one JSON object: `code`, `number`, `message`, and where there are any `resource`, `operation`, `details` and figures.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("code", self.0.code.word())?;
        map.serialize_entry("number", &self.0.code.number())?;
        map.serialize_entry("message", &self.0.message)?;
        if let Some(resource) = self.0.resource {
            map.serialize_entry("resource", resource)?;
        }
        if let Some(operation) = self.0.operation {
            map.serialize_entry("operation", operation)?;
        }
        if !self.0.details.is_empty() {
            map.serialize_entry("details", &self.0.details)?;
        }
        for (name, value) in &self.0.figures {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_unique() {
        for (i, a) in Code::ALL.iter().enumerate() {
            assert_eq!(a.number(), i as i32 + 1);
            assert_eq!(Code::from_word(a.word()), Some(*a));
        }
    }

    #[test]
    fn details_nest_and_sort_by_index() {
        let mut row = Problems::new();
        row.add("email", "Enter a valid email address.");
        let mut rows = Problems::new();
        rows.at(10, row.clone());
        rows.at(9, row);
        let mut all = Problems::new();
        all.inside("leads", rows);
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(text, r#"{"leads":{"9":{"email":["Enter a valid email address."]},"10":{"email":["Enter a valid email address."]}}}"#);
    }
}
