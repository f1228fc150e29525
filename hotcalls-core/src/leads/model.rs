//! The record of a lead.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{error::Result, id::Id, operation::Json, store::Row, time::Timestamp, workspaces::Workspace};

/// A lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lead {
    /// Its id.
    pub id: Id<Lead>,
    /// Given name.
    pub name: String,
    /// Family name.
    pub surname: Option<String>,
    /// Both names, or the given name alone.
    pub full_name: String,
    /// E-mail address.
    pub email: String,
    /// Phone number as it was given.
    pub phone: String,
    /// Anything else that is known: a JSON value.
    pub meta_data: Json,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Its workspace; null for none.
    pub workspace: Option<Id<Workspace>>,
    /// The phone number in E.164, where it could be read.
    pub phone_e164: Option<String>,
}

/// The columns that [`Lead::read`] reads, of `leads l`.
pub(super) const COLUMNS: &str =
    "l.id, l.workspace_id, l.name, l.surname, l.email, l.phone, l.phone_e164, l.meta_data, l.created_at, l.updated_at";

impl Lead {
    pub(super) fn read(row: &Row<'_>) -> Result<Self> {
        let (name, surname): (String, Option<String>) = (row.get(2)?, row.get(3)?);
        Ok(Self {
            id: row.get(0)?,
            full_name: full_name(&name, surname.as_deref()),
            name,
            surname,
            email: row.get(4)?,
            phone: row.get(5)?,
            meta_data: row.get(7)?,
            created_at: row.get(8)?,
            updated_at: row.get(9)?,
            workspace: row.get::<Id<Workspace>>(1)?.known(),
            phone_e164: row.get(6)?,
        })
    }
}

/// "name surname", or the name alone.
pub(crate) fn full_name(name: &str, surname: Option<&str>) -> String {
    match surname {
        Some(surname) if !surname.is_empty() => format!("{name} {surname}"),
        _ => name.to_owned(),
    }
}
