//! The server's errors in our words. Its own text is kept in `internal` only, which doors do not show.

use tokio_postgres::error::SqlState;

use super::{address::Address, limits::Limits};
use crate::error::{Code, Error};

/// What a failed statement means for its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// Another transaction was in the way: the same may well succeed on a new one.
    Conflict,
    /// A rule of the schema was broken. Where the body looked before, another transaction may have come in between.
    Rule,
    /// The connection is gone; nothing of the transaction was kept.
    Lost,
    /// Anything else.
    Other,
}

pub(super) fn failure(error: &tokio_postgres::Error) -> Failure {
    let Some(state) = error.code() else { return if connection(error) { Failure::Lost } else { Failure::Other } };
    match state {
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED | &SqlState::LOCK_NOT_AVAILABLE => Failure::Conflict,
        &SqlState::UNIQUE_VIOLATION | &SqlState::FOREIGN_KEY_VIOLATION => Failure::Rule,
        state if ends_session(state) => Failure::Lost,
        _ => Failure::Other,
    }
}

/// Whether the session is over, the server shutting down or crashed.
fn ends_session(state: &SqlState) -> bool {
    // 57P05, a session that was idle for too long, has no name in the client.
    state.code().starts_with("08") || state.code().starts_with("57P")
}

/// An error without a code of the server: of the connection, unless a value could not be encoded or decoded.
fn connection(error: &tokio_postgres::Error) -> bool {
    error.is_closed() || std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

pub(super) fn engine_error(error: &tokio_postgres::Error) -> Error {
    let internal = || match error.as_db_error() {
        Some(db) => Error::internal(format_args!("{}: {}", db.code().code(), db.message())),
        None => Error::internal(format_args!("{error}: {}", std::error::Error::source(error).map(ToString::to_string).unwrap_or_default())),
    };
    match failure(error) {
        Failure::Conflict => return conflict(),
        Failure::Lost => return lost(),
        Failure::Rule | Failure::Other => {}
    }
    let Some(state) = error.code() else { return internal() };
    let (code, message) = match state {
        &SqlState::UNIQUE_VIOLATION => return internal().into_unique_violation(),
        // Whose call was cancelled knows it without being told, see `stopped`.
        &SqlState::QUERY_CANCELED => (Code::Busy, "The database took longer than a statement may; nothing was changed."),
        &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => return Limits::idled(),
        state if state.code() == "25P04" => return Limits::outlasted(),
        &SqlState::READ_ONLY_SQL_TRANSACTION => return takes_no_writes(),
        &SqlState::INSUFFICIENT_PRIVILEGE => (Code::AccessRefused, "The database role lacks the rights to do this; nothing was changed."),
        &SqlState::DISK_FULL => (Code::DiskFull, "The disk of the database server is full; nothing was changed."),
        &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => (Code::Corrupt, "The database is damaged."),
        _ => return internal(),
    };
    Error::new(code, message)
}

/// Whether a statement was stopped before it was done: since it took too long, or since somebody wanted it so. The server says which in words only.
pub(super) fn stopped(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::QUERY_CANCELED)
}

/// An attempt to connect that failed.
#[derive(Debug)]
pub(super) enum Attempt {
    /// The server takes no more connections, or none yet.
    Later(Error),
    Failed(Error),
}

pub(super) fn connect_error(error: &tokio_postgres::Error, address: &Address) -> Attempt {
    // It names no password.
    let refused = refused(error, &address.place());
    match error.code() {
        // Nothing else that a connection begins with is of these kinds: a syntax or a value that the server does not know.
        Some(state) if address.config.get_options().is_some() && ["22", "42"].contains(&&state.code()[..2]) => {
            let why = "the database server does not know what `options` of the address sets, or refuses it";
            Attempt::Failed(Error::new(Code::Malformed, format!("{}: {why}.", address.place())))
        }
        Some(&SqlState::TOO_MANY_CONNECTIONS | &SqlState::CANNOT_CONNECT_NOW) => Attempt::Later(refused),
        _ => Attempt::Failed(refused),
    }
}

fn refused(error: &tokio_postgres::Error, place: &str) -> Error {
    let Some(state) = error.code() else {
        // The client's errors never quote the address.
        let why = std::error::Error::source(error).map(ToString::to_string);
        // It has no kind for this one.
        if why.as_deref() == Some("password missing") {
            return Error::new(Code::AccessRefused, format!("{place}: the database server wants a password, and the address has none."));
        }
        return unreachable(place, &why.map_or_else(|| error.to_string(), |why| format!("{error}: {why}")));
    };
    let (code, message) = match state {
        &SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            (Code::AccessRefused, "the database server refuses this role or its password")
        }
        &SqlState::INVALID_CATALOG_NAME => (Code::AccessRefused, "there is no such database"),
        &SqlState::INSUFFICIENT_PRIVILEGE => (Code::AccessRefused, "the role may not connect to this database"),
        // Of a database that exists, but is a template or being moved.
        &SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE => {
            (Code::AccessRefused, "the database takes no connections (ALTER DATABASE ... ALLOW_CONNECTIONS true)")
        }
        &SqlState::TOO_MANY_CONNECTIONS => (Code::Unavailable, "the database server has too many connections"),
        state if ends_session(state) => (Code::Unavailable, "the database server is starting or stopping"),
        _ => return engine_error(error),
    };
    Error::new(code, format!("{place}: {message}."))
}

pub(super) fn unreachable(place: &str, why: &dyn std::fmt::Display) -> Error {
    Error::new(Code::Unavailable, format!("{place}: the database server cannot be reached ({why})."))
}

pub(super) fn conflict() -> Error {
    Error::new(Code::Busy, "Other writers were in the way for too long; nothing was changed.")
}

pub(super) fn takes_no_writes() -> Error {
    let why = "its server is a standby, or default_transaction_read_only is set for it or for the role";
    Error::new(Code::ReadOnly, format!("The database takes no writes: {why}; nothing was changed."))
}

/// Whether a transaction cannot begin: a standby has no serializable ones.
pub(super) fn cannot_begin(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED)
}

pub(super) fn lost() -> Error {
    Error::new(Code::Unavailable, "The connection to the database server was lost; nothing was changed.")
}

pub(super) fn unknown_outcome() -> Error {
    Error::new(
        Code::UnknownOutcome,
        "The connection was lost while the change was being committed: it may have happened or not. \
         The same call with the same idempotency key finds out.",
    )
}
