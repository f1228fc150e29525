//! All rows from one engine to the other: a snapshot of a server as a file, and moving house.

use std::collections::HashMap;

use blake2::{Blake2b, Digest, digest::consts::U8};

use super::{CancelToken, Param, Row, Store, Tx, value::Cell};
use crate::{
    error::{Code, Error, Result},
    id::Id,
    params,
    workspaces::Workspace,
};

/// A table and its columns, in the order of the references between tables.
struct Table {
    name: String,
    columns: Vec<String>,
}

impl Table {
    /// Whether what it holds was said by somebody: counters follow from other tables, and each engine keeps them in its own way.
    fn counts(&self) -> bool {
        self.name != "counters"
    }
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
///
/// What was written is noted beside it, by count and checksum: a target that was used since is not what an earlier attempt has left, and is
/// never overwritten.
pub(crate) fn all(from: &Store, to: &Store, cancel: Option<&CancelToken>, mut done: impl FnMut(&Copied)) -> Result<()> {
    from.read(cancel, |source| {
        source.takes_its_time()?;
        let tables = tables(from, source, to)?;
        let mut there = to.read(None, |target| untouched(source, target, &tables))?;
        for (n, table) in tables.iter().enumerate() {
            let here = content(source, table)?;
            let before = there[n] == here;
            if before {
                to.write(None, |target| keep(note(target, table, &here)))?;
            } else {
                to.write(None, |target| keep(replace(source, target, &tables[n..], &there[n..], &here)))?;
                there[n..].fill(Content::default());
                there[n] = here;
            }
            done(&Copied { table: table.name.clone(), rows: here.rows, before: before && here.rows > 0 });
        }
        Ok(())
    })?;
    to.write(None, |target| (target.after_copy(), true))
}

/// Forgets what was noted: nothing will go on with this copy.
#[cfg(feature = "postgres")]
pub(super) fn forget(to: &Store) -> Result<()> {
    to.write(None, |target| keep(target.execute(&format!("DROP TABLE IF EXISTS {NOTES}"), &[]).map(drop)))
}

fn keep<T>(result: Result<T>) -> (Result<T>, bool) {
    let keep = result.is_ok();
    (result, keep)
}

/// Writes the first of the tables anew; the others, which may refer to it, are emptied: their turn comes. All are still as they were found.
fn replace(source: &Tx<'_>, target: &Tx<'_>, tables: &[Table], there: &[Content], wanted: &Content) -> Result<()> {
    let table = &tables[0];
    target.takes_its_time()?;
    let mut used = Vec::new();
    for (table, there) in tables.iter().zip(there).filter(|(table, _)| table.counts()) {
        if content(target, table)? != *there {
            used.push(table);
        }
    }
    refuse_used(&used)?;
    target.before_copy()?;
    for table in tables.iter().rev() {
        target.execute(&format!("DELETE FROM {}", table.name), &[])?;
    }
    target.insert_rows(&table.name, &table.columns.join(", "), table.columns.len(), &mut |take| each(source, table, take))?;
    if content(target, table)? != *wanted {
        return Err(Error::internal(format_args!("{}: the copy differs", table.name)));
    }
    for table in &tables[1..] {
        unnote(target, table)?;
    }
    note(target, table, wanted)
}

/// What the target holds, if that is nothing beside a fresh schema, or only what copies of the source have left there. A database that is
/// used, since it was copied or before, is not to be overwritten.
fn untouched(source: &Tx<'_>, target: &Tx<'_>, tables: &[Table]) -> Result<Vec<Content>> {
    let secret = |tx: &Tx<'_>| Ok::<_, Error>(tx.one("SELECT secret FROM settings", &[], |row| row.get::<Option<Vec<u8>>>(0))?.flatten());
    target.takes_its_time()?;
    // The source's is copied first.
    let (here, there) = (secret(source)?, secret(target)?);
    let (ours, notes) = (here.is_some() && here == there, noted(target)?);
    let mut found = Vec::with_capacity(tables.len());
    let mut used = Vec::new();
    for table in tables {
        let now = content(target, table)?;
        let known = ours && (notes.get(&table.name) == Some(&now) || (!notes.contains_key(&table.name) && now == content(source, table)?));
        // Its turn had not come.
        let fresh = !notes.contains_key(&table.name) && is_fresh(target, table, now)?;
        if table.counts() && !known && !fresh {
            used.push(table);
        }
        found.push(now);
    }
    if ours {
        refuse_used(&used)?
    } else {
        refuse_foreign(&used)?
    }
    Ok(found)
}

/// Whether a table holds no more than the schema itself has put there.
fn is_fresh(target: &Tx<'_>, table: &Table, now: Content) -> Result<bool> {
    match table.name.as_str() {
        "settings" => {
            let own = "SELECT 1 FROM settings WHERE time_zone <> 'UTC' OR shared_rows <> 0 OR open_registration <> 0";
            target.exists(own, &[]).map(|own| !own)
        }
        "workspaces" => target.exists("SELECT 1 FROM workspaces WHERE id <> ?1", params![Id::<Workspace>::NONE]).map(|own| !own),
        _ => Ok(now.rows == 0),
    }
}

fn refuse_used(tables: &[&Table]) -> Result<()> {
    let what = "it holds rows that the source does not have, that changed since, or it lacks some";
    refuse(tables, &format!("The target was used after it was copied: {what}"), "is as it is. Copy into a fresh database")
}

fn refuse_foreign(tables: &[&Table]) -> Result<()> {
    refuse(tables, "The target is in use: it holds rows of its own", "was not changed. Copy into a fresh database")
}

fn refuse(tables: &[&Table], what: &str, so: &str) -> Result<()> {
    let names: Vec<_> = tables.iter().map(|table| table.name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(Error::new(Code::NotADatabase, format!("{what}, in {}. The target {so}.", names.join(", "))))
}

/// Where it is noted what was copied. It comes with the first copy and is none of the schema's tables: most databases never need it.
const NOTES: &str = "hotcalls_copied";

/// What earlier attempts have written.
fn noted(target: &Tx<'_>) -> Result<HashMap<String, Content>> {
    if !target.has_table(NOTES)? {
        return Ok(HashMap::new());
    }
    let content = |row: &Row<'_>| Ok(Content { rows: row.get::<i64>(1)?.cast_unsigned(), sum: row.get::<i64>(2)?.cast_unsigned() });
    let all = target.all(&format!("SELECT name, n, checksum FROM {NOTES}"), &[], |row| Ok((row.get(0)?, content(row)?)))?;
    Ok(all.into_iter().collect())
}

fn note(target: &Tx<'_>, table: &Table, content: &Content) -> Result<()> {
    if !target.has_table(NOTES)? {
        let columns = "name TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL, checksum BIGINT NOT NULL";
        target.execute(&format!("CREATE TABLE IF NOT EXISTS {NOTES} ({columns})"), &[])?;
    }
    let sql = format!(
        "INSERT INTO {NOTES} (name, n, checksum) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET n = excluded.n, checksum = excluded.checksum"
    );
    target.execute(&sql, params![table.name.as_str(), content.rows.cast_signed(), content.sum.cast_signed()]).map(drop)
}

fn unnote(target: &Tx<'_>, table: &Table) -> Result<()> {
    if target.has_table(NOTES)? {
        target.execute(&format!("DELETE FROM {NOTES} WHERE name = ?1"), params![table.name.as_str()])?;
    }
    Ok(())
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
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'lead_search%' AND name <> ?1
             ORDER BY rowid",
        params![NOTES],
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
