//! Values in the server's binary form.

use std::error::Error as StdError;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};

use crate::{
    error::{Error, Result},
    store::{Cell, Param},
};

type Wrong = Box<dyn StdError + Sync + Send>;

/// The type of a parameter is what the server takes it for; a value that does not fit is a fault of the statement.
impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Wrong> {
        match (self, ty) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Int(n), &Type::INT8) => out.extend_from_slice(&n.to_be_bytes()),
            (Self::Int(n), &Type::INT4) => out.extend_from_slice(&i32::try_from(*n)?.to_be_bytes()),
            (Self::Int(n), &Type::FLOAT8) => out.extend_from_slice(&(*n as f64).to_be_bytes()),
            (Self::Int(n), &Type::BOOL) => out.extend_from_slice(&[u8::from(*n != 0)]),
            (Self::Real(x), &Type::FLOAT8) => out.extend_from_slice(&x.to_be_bytes()),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::UNKNOWN | &Type::NAME) => out.extend_from_slice(text.as_bytes()),
            (Self::Blob(bytes), &Type::BYTEA) => out.extend_from_slice(bytes),
            (Self::Id(id), &Type::UUID | &Type::BYTEA) => out.extend_from_slice(id.as_bytes()),
            _ => return Err(format!("a value does not fit the type {ty} of its parameter").into()),
        }
        Ok(IsNull::No)
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Wrong> {
        self.to_sql(ty, out)
    }
}

/// A row of a result.
pub(crate) struct Row<'a>(pub(super) &'a tokio_postgres::Row);

impl Row<'_> {
    pub fn cell(&self, index: usize) -> Result<Cell<'_>> {
        self.0.try_get::<_, Raw<'_>>(index).map(|raw| raw.0).map_err(Error::internal)
    }
    pub fn width(&self) -> usize {
        self.0.len()
    }
}

struct Raw<'a>(Cell<'a>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> std::result::Result<Self, Wrong> {
        Ok(Self(match *ty {
            Type::INT8 => Cell::Int(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Cell::Int(i32::from_be_bytes(raw.try_into()?).into()),
            Type::BOOL => Cell::Int((raw != [0]).into()),
            Type::FLOAT8 => Cell::Real(f64::from_be_bytes(raw.try_into()?)),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => Cell::Text(std::str::from_utf8(raw)?),
            Type::UUID | Type::BYTEA => Cell::Blob(raw),
            _ => return Err(format!("results of the type {ty} are not read").into()),
        }))
    }
    fn from_sql_null(_: &Type) -> std::result::Result<Self, Wrong> {
        Ok(Self(Cell::Null))
    }
    fn accepts(_: &Type) -> bool {
        true
    }
}
