//! All rows from one engine to the other: a snapshot of a server as a file, and moving house.

use blake2::{Blake2b, Digest, digest::consts::U8};

use super::{CancelToken, Param, Row, Store, Tx, value::Cell};
use crate::{
    error::{Code, Error, Result},
    query::Where,
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
        let tables = tables(from, source, to)?;
        if !is_part(to, source, &tables)? {
            return Err(Error::new(Code::NotADatabase, "The target holds rows that the source does not have; nothing was changed."));
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
        let written = target.before_copy().and_then(|()| {
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
/// record that the source does not have. A database that went on by itself after it was copied is not to be overwritten.
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
        tables.iter().filter(|table| !made_by_schema(table)).try_fold(true, |empty, table| Ok(empty && content(target, table)?.rows == 0))
    })
}

/// Whether the source has every record of the target.
fn has_all(source: &Tx<'_>, target: &Tx<'_>, table: &Table) -> Result<bool> {
    let known = |ids: &mut Vec<Param<'static>>| {
        let mut w = Where::new();
        w.among("id", ids.drain(..));
        let sql = format!("SELECT COUNT(*) FROM {} {}", table.name, w.clause());
        let found = source.one(&sql, w.params(), |row| row.get::<i64>(0))?.unwrap_or_default();
        Ok(usize::try_from(found) == Ok(w.params().len()))
    };
    let (mut ids, mut all) = (Vec::with_capacity(ASKED_AT_ONCE), true);
    target.stream(&format!("SELECT id FROM {}", table.name), &table.name, &mut |row| {
        ids.push(row.cell(0)?.to_param().into_owned());
        if ids.len() == ASKED_AT_ONCE {
            all = all && known(&mut ids)?;
        }
        Ok(())
    })?;
    Ok(all && known(&mut ids)?)
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
