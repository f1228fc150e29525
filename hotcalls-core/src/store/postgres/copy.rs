//! Many rows at once, in the binary form of COPY.
//!
//! Encoded here and sent in pieces of some size: the client's own writer wants its values owned for as long as it waits, and sends every
//! four kilobytes by themselves.

use std::pin::pin;

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::SinkExt;
use tokio_postgres::types::{IsNull, ToSql, Type};

use super::Transaction;
use crate::{
    error::{Error, Result},
    store::{Param, RowSource},
};

/// What a COPY begins with: the signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// How many bytes one COPY takes.
const ENOUGH: usize = 1 << 20;

impl Transaction {
    /// Adds rows by COPY, some at a time.
    pub fn copy_in(&self, table: &str, columns: &str, rows: &mut RowSource<'_>) -> Result<u64> {
        // Prepared, never run: it says the types of the columns.
        let shape = self.prepare(&format!("SELECT {columns} FROM {table}"))?;
        let types: Vec<_> = shape.statement.columns().iter().map(|c| c.type_().clone()).collect();
        let sql = format!("COPY {table} ({columns}) FROM STDIN BINARY");
        let (mut batch, mut n) = (CopyData::new(), 0);
        rows(&mut |row| {
            batch.add(row, &types)?;
            if batch.is_large() {
                n += self.copy_some(&sql, batch.finish())?;
            }
            Ok(())
        })?;
        Ok(n + if batch.is_empty() { 0 } else { self.copy_some(&sql, batch.finish())? })
    }

    fn copy_some(&self, sql: &str, data: Bytes) -> Result<u64> {
        self.ask(async |client| {
            let mut sink = pin!(client.copy_in(sql).await?);
            sink.send(data).await?;
            sink.finish().await
        })
    }
}

/// Rows as COPY reads them.
struct CopyData(BytesMut);

impl CopyData {
    fn new() -> Self {
        Self(HEADER.into())
    }
    fn is_empty(&self) -> bool {
        self.0.len() == HEADER.len()
    }
    fn is_large(&self) -> bool {
        self.0.len() >= ENOUGH
    }
    fn add(&mut self, row: &[Param<'_>], types: &[Type]) -> Result<()> {
        self.0.put_i16(i16::try_from(row.len()).map_err(Error::internal)?);
        for (value, ty) in row.iter().zip(types) {
            let start = self.0.len();
            self.0.put_i32(-1);
            if let IsNull::No = value.to_sql(ty, &mut self.0).map_err(Error::internal)? {
                let length = i32::try_from(self.0.len() - start - size_of::<i32>()).map_err(Error::internal)?;
                self.0[start..start + size_of::<i32>()].copy_from_slice(&length.to_be_bytes());
            }
        }
        Ok(())
    }
    /// The rows so far; the next ones begin another COPY.
    fn finish(&mut self) -> Bytes {
        self.0.put_i16(-1);
        let whole = self.0.split().freeze();
        self.0.extend_from_slice(HEADER);
        whole
    }
}
