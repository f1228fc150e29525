//! Rows that change their workspace.
//!
//! On a server such rows are deleted and inserted, never updated in that column: where tables are spread over machines by it, the row has to
//! go to another machine. A file has one place for all, so there the column is updated.

use super::{Param, Tx};
use crate::{error::Result, id::Id, query::Where, store::ToParam};

/// The column that says whose a row is, in every table that has one.
pub(crate) const HOME: &str = "workspace_id";

/// Rows of one table on their way from one workspace to another, with whatever else changes about them.
///
/// What refers to the rows moves in the same transaction: what goes with them when they are deleted before them, all else in any order.
pub(crate) struct Rehome {
    table: &'static str,
    to: Param<'static>,
    which: Where,
    set: Vec<(&'static str, String)>,
    /// How many values choose the rows; those after them are of what is set.
    choosing: usize,
}

impl Rehome {
    /// Of a table, from where to where.
    pub fn new<T>(table: &'static str, from: Id<T>, to: Id<T>) -> Self {
        let mut which = Where::new();
        // The plus keeps SQLite's planner with the index that the condition names.
        which.push(&format!("+{HOME} = {{}}"), [from]);
        Self { table, to: Param::Id(to.uuid()), choosing: which.params().len(), which, set: Vec::new() }
    }
    /// Which rows. Said before anything is [set](Self::set).
    pub fn which<V: ToParam>(mut self, condition: &str, values: impl IntoIterator<Item = V>) -> Self {
        self.which.push(condition, values);
        self.choosing = self.which.params().len();
        self
    }
    /// What a column becomes: an expression over the row as it was.
    pub fn set(mut self, column: &'static str, expression: &str) -> Self {
        self.set.push((column, expression.to_owned()));
        self
    }
    /// A column becomes a value.
    pub fn set_value(mut self, column: &'static str, value: &impl ToParam) -> Self {
        let place = self.which.bind(value);
        self.set.push((column, place));
        self
    }
    /// Binds a value for an expression; the text that stands for it.
    pub fn bind(&mut self, value: &impl ToParam) -> String {
        self.which.bind(value)
    }
    /// Moves them; how many there were.
    pub fn run(mut self, tx: &Tx<'_>) -> Result<u64> {
        let to = self.which.bind(&self.to);
        let Self { table, which, set, choosing, .. } = self;
        let condition = which.condition();
        let Some(columns) = tx.columns_to_copy(table)? else {
            let mut all = vec![format!("{HOME} = {to}")];
            all.extend(set.iter().map(|(column, value)| format!("{column} = {value}")));
            return tx.execute(&format!("UPDATE {table} SET {} WHERE {condition}", all.join(", ")), which.params());
        };
        let value = |column: &String| {
            let changed = set.iter().find(|(name, _)| name == column).map(|(_, value)| value.clone());
            if column == HOME { format!("CAST({to} AS uuid)") } else { changed.unwrap_or_else(|| column.clone()) }
        };
        let values: Vec<_> = columns.iter().map(value).collect();
        let sql = format!("INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {condition}", columns.join(", "), values.join(", "));
        let moved = tx.execute(&sql, which.params())?;
        tx.execute(&format!("DELETE FROM {table} WHERE {condition}"), &which.params()[..choosing])?;
        Ok(moved)
    }
}
