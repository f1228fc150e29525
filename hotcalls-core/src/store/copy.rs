//! All rows from one engine to the other: a snapshot of a server as a file, and moving house.

use std::collections::HashMap;

use blake2::{Blake2b, Digest, digest::consts::U8};

use super::{CancelToken, Param, Row, Store, ToParam, Tx, value::Cell};
use crate::{
    error::{Code, Error, Result},
    id::Id,
    params,
    query::Where,
    workspaces::Workspace,
};

/// How many records are looked for at once.
const ASKED_AT_ONCE: usize = 1000;

/// A table and its columns, in the order of the references between tables.
struct Table {
    name: String,
    columns: Vec<String>,
}

/// What a table holds: how many rows, and a sum over their digests that does not depend on their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Content {
    rows: u64,
    sum: u64,
}

/// What was copied of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The table.
    pub table: String,
    /// How many rows it has, on both sides.
    pub rows: u64,
    /// Whether an earlier attempt had copied it.
    pub before: bool,
}

impl std::fmt::Display for Copied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>10} {}{}", self.rows, self.table, if self.before { " (copied before)" } else { "" })
    }
}

impl Content {
    fn add(&mut self, row: &[Param<'_>]) {
        let mut hasher = Blake2b::<U8>::new();
        for value in row {
            let (tag, bytes): (u8, &[u8]) = match value {
                Param::Null => (0, &[]),
                Param::Int(n) => (1, &n.to_le_bytes()),
                Param::Real(x) => (2, &x.to_le_bytes()),
                Param::Text(text) => (3, text.as_bytes()),
                Param::Blob(bytes) => (4, bytes),
                Param::Id(id) => (4, id.as_bytes()),
            };
            hasher.update([tag]);
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u64::from_le_bytes(hasher.finalize().into()));
    }
}

/// Copies everything that `from` holds into `to`, which is fresh or holds a part of the same from an attempt that was cut off: table by table,
/// each in a transaction of its own and compared afterwards. `from` is read as of one moment. `done` is told of each table.
pub(crate) fn all(from: &Store, to: &Store, cancel: Option<&CancelToken>, mut done: impl FnMut(&Copied)) -> Result<()> {
    from.read(cancel, |source| {
        source.takes_its_time()?;
        let tables = tables(from, source, to)?;
        if !is_part(to, source, &tables)? {
            return Err(Error::new(
                Code::NotADatabase,
                "The target holds rows that the source does not have, or that changed since they were copied; nothing was changed.",
            ));
        }
        for (n, table) in tables.iter().enumerate() {
            let there = to.read(None, |target| content(target, table))?;
            let here = content(source, table)?;
            if there != here {
                replace(source, to, &tables[n..], &here)?;
            }
            done(&Copied { table: table.name.clone(), rows: here.rows, before: there == here && here.rows > 0 });
        }
        Ok(())
    })?;
    to.write(None, |target| (target.after_copy(), true))
}

/// Writes the first of the tables anew; the others, which may refer to it, are emptied: their turn comes.
fn replace(source: &Tx<'_>, to: &Store, tables: &[Table], wanted: &Content) -> Result<()> {
    let table = &tables[0];
    to.write(None, |target| {
        let written = target.takes_its_time().and_then(|()| target.before_copy()).and_then(|()| {
            for table in tables.iter().rev() {
                target.execute(&format!("DELETE FROM {}", table.name), &[])?;
            }
            target.insert_rows(&table.name, &table.columns.join(", "), table.columns.len(), &mut |take| each(source, table, take))?;
            if content(target, table)? == *wanted { Ok(()) } else { Err(Error::internal(format_args!("{}: the copy differs", table.name))) }
        });
        let keep = written.is_ok();
        (written, keep)
    })
}

/// Whether the target has nothing beside a fresh schema, or only what a copy of the source has left there: its secret, which is copied first, and no
/// record that the source does not have, or has as it was before. A database that went on by itself after it was copied is not to be overwritten.
fn is_part(to: &Store, source: &Tx<'_>, tables: &[Table]) -> Result<bool> {
    let secret = |tx: &Tx<'_>| Ok(tx.one("SELECT secret FROM settings", &[], |row| row.get::<Option<Vec<u8>>>(0))?.flatten());
    let (here, there) = (secret(source)?, to.read(None, secret)?);
    let has = |table: &Table, name: &str| table.columns.iter().any(|column| column == name);
    // Sessions and the like come and go: that they went from the source does not matter.
    let is_record = |table: &&Table| has(table, "id") && (has(table, "updated_at") || has(table, "date_joined"));
    to.read(None, |target| {
        if here.is_some() && here == there {
            return tables.iter().filter(is_record).try_fold(true, |part, table| Ok(part && has_all(source, target, table)?));
        }
        let made_by_schema = |table: &&Table| ["settings", "workspaces"].contains(&table.name.as_str());
        let sql = "SELECT (SELECT COUNT(*) FROM workspaces WHERE id <> ?1) + (SELECT COUNT(*) FROM settings WHERE time_zone <> 'UTC'
                       OR shared_rows <> 0 OR open_registration <> 0)";
        let own = target.one(sql, params![Id::<Workspace>::NONE], |row| row.get::<i64>(0))?.unwrap_or_default();
        tables
            .iter()
            .filter(|table| !made_by_schema(table))
            .try_fold(own == 0, |empty, table| Ok(empty && content(target, table)?.rows == 0))
    })
}

/// Whether the source has every record of the target, changed no earlier.
fn has_all(source: &Tx<'_>, target: &Tx<'_>, table: &Table) -> Result<bool> {
    let changed = if table.columns.iter().any(|column| column == "updated_at") { "updated_at" } else { "CAST(0 AS BIGINT)" };
    let select = format!("SELECT id, {changed} FROM {}", table.name);
    let known = |records: &mut HashMap<Id<()>, i64>| {
        let mut w = Where::new();
        w.among("id", records.keys().map(|id| id.to_param().into_owned()));
        source.each(&format!("{select} {}", w.clause()), w.params(), |row| {
            let (id, at) = (row.get(0)?, row.get::<i64>(1)?);
            if records.get(&id).is_some_and(|there| *there <= at) {
                records.remove(&id);
            }
            Ok(())
        })?;
        let all = records.is_empty();
        records.clear();
        Ok::<_, Error>(all)
    };
    let (mut records, mut all) = (HashMap::with_capacity(ASKED_AT_ONCE), true);
    target.stream(&select, &table.name, &mut |row| {
        records.insert(row.get(0)?, row.get(1)?);
        if records.len() == ASKED_AT_ONCE {
            all = all && known(&mut records)?;
        }
        Ok(())
    })?;
    Ok(all && (records.is_empty() || known(&mut records)?))
}

/// The tables, as the side that is a file describes them: both have the same.
fn tables(from: &Store, source: &Tx<'_>, to: &Store) -> Result<Vec<Table>> {
    match (from, to) {
        (Store::Sqlite(_), _) => described(source),
        #[cfg(feature = "postgres")]
        (_, Store::Sqlite(_)) => to.read(None, described),
        #[cfg(feature = "postgres")]
        _ => Err(Error::new(Code::Io, "One of the two must be a file; between servers, use their own tools (pg_dump).")),
    }
}

fn described(file: &Tx<'_>) -> Result<Vec<Table>> {
    // What an engine derives for itself is no content. The order is that of creation, and a table refers to older ones.
    let names = file.all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'lead_search%' ORDER BY rowid",
        &[],
        |row| row.get::<String>(0),
    )?;
    let columns = |name: &String| {
        file.all("SELECT name FROM pragma_table_info(?1) ORDER BY cid", &[Param::Text(name.into())], |row| row.get::<String>(0))
    };
    names.into_iter().map(|name| Ok(Table { columns: columns(&name)?, name })).collect()
}

fn content(tx: &Tx<'_>, table: &Table) -> Result<Content> {
    let mut content = Content::default();
    each(tx, table, &mut |row| {
        content.add(row);
        Ok(())
    })?;
    Ok(content)
}

/// Hands every row over.
fn each(tx: &Tx<'_>, table: &Table, take: &mut dyn FnMut(&[Param<'_>]) -> Result<()>) -> Result<()> {
    tx.stream(&format!("SELECT {} FROM {}", table.columns.join(", "), table.name), &table.name, &mut |row: &Row<'_>| {
        let values: Result<Vec<_>> = (0..row.width()).map(|n| row.cell(n).map(Cell::to_param)).collect();
        take(&values?)
    })
}
