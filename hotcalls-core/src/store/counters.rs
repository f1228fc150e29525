//! Rows per workspace and kind, kept in the same transaction as the rows: the count of an unfiltered list is free.

use super::Tx;
use crate::{access::Reach, error::Result, id::Id, params, query::Where};

/// Moves the counter of a workspace (`Id::NONE`: rows of no workspace) by `by`.
///
/// Where many write at once a counter is several rows (`leads/0`, `leads/1`, ...), of which each connection takes one: writers of one workspace
/// would wait for each other, or be run again, for nothing but this.
pub fn add<T>(tx: &Tx<'_>, workspace: Id<T>, kind: &str, by: i64) -> Result<()> {
    if by != 0 {
        let row = tx.lane().map(|lane| format!("{kind}/{lane}"));
        tx.execute_later(
            "INSERT INTO counters (workspace_id, kind, n) VALUES (?1, ?2, ?3)
             ON CONFLICT (workspace_id, kind) DO UPDATE SET n = counters.n + excluded.n",
            params![workspace, row.as_deref().unwrap_or(kind), by],
        )?;
    }
    Ok(())
}

/// The number of rows of a kind in one workspace.
pub fn get<T>(tx: &Tx<'_>, workspace: Id<T>, kind: &str) -> Result<u64> {
    total(tx, &Reach::one(workspace), kind)
}

/// The number of rows of a kind that a caller can see.
pub fn total(tx: &Tx<'_>, reach: &Reach, kind: &str) -> Result<u64> {
    let mut w = Where::new();
    // The kind itself and those of its rows that have a number: a slash comes right before the digits.
    w.push("kind >= {} AND kind < {}", [kind.to_owned(), format!("{kind}0")]);
    w.reach("workspace_id", reach);
    let sql = format!("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM counters {}", w.clause());
    let n = tx.one(&sql, w.params(), |row| row.get::<i64>(0))?;
    Ok(n.unwrap_or(0).max(0) as u64)
}

/// Lets those who write in a workspace and name the same thing wait for each other until their transactions end. Where one writes at a time
/// anyway there is nothing to wait for.
///
/// It is a row beside the counters and not the one of the workspace or the calendar: those may stand on every machine, this one is where the
/// rows of the workspace are.
pub fn hold<T>(tx: &Tx<'_>, workspace: Id<T>, what: &str) -> Result<()> {
    if tx.lane().is_some() {
        tx.execute(
            "INSERT INTO counters (workspace_id, kind, n) VALUES (?1, ?2, 0) ON CONFLICT (workspace_id, kind) DO UPDATE SET n = 0",
            params![workspace, format!("held: {what}")],
        )?;
    }
    Ok(())
}

/// Forgets the counters of a workspace that is deleted.
pub fn forget<T>(tx: &Tx<'_>, workspace: Id<T>) -> Result<()> {
    tx.execute("DELETE FROM counters WHERE workspace_id = ?1", params![workspace]).map(drop)
}
