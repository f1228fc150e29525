//! Builds the condition of a statement and the values bound to it.

use crate::{
    access::Reach,
    store::{Param, ToParam},
};

/// A conjunction under construction. `{}` in a piece stands for the next bound value.
#[derive(Debug, Clone, Default)]
pub struct Where {
    sql: String,
    params: Vec<Param<'static>>,
}

impl Where {
    /// No condition.
    pub fn new() -> Self {
        Self::default()
    }
    /// ANDs a piece of SQL; each `{}` is bound to the next value.
    pub fn push<T: ToParam>(&mut self, piece: &str, values: impl IntoIterator<Item = T>) {
        let mut values = values.into_iter();
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push('(');
        let mut parts = piece.split("{}");
        self.sql.push_str(parts.next().unwrap_or_default());
        for part in parts {
            if let Some(value) = values.next() {
                let place = self.bind(&value);
                self.sql.push_str(&place);
            }
            self.sql.push_str(part);
        }
        self.sql.push(')');
    }
    /// ANDs a piece of SQL without values, as it stands.
    pub fn raw(&mut self, piece: &str) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push('(');
        self.sql.push_str(piece);
        self.sql.push(')');
    }
    /// Binds a value; the text that stands for it.
    pub fn bind(&mut self, value: &(impl ToParam + ?Sized)) -> String {
        let value = value.to_param().into_owned();
        // A number with a fraction may be compared with whole ones; where parameters have types it would be taken for one of those.
        let real = matches!(value, Param::Real(_));
        self.params.push(value);
        let n = self.params.len();
        if real { format!("CAST(?{n} AS DOUBLE PRECISION)") } else { format!("?{n}") }
    }
    /// Narrows to the workspaces of a reach.
    pub fn reach(&mut self, column: &str, reach: &Reach) {
        match reach {
            Reach::All => {}
            Reach::Only(ids) => self.among(column, ids),
        }
    }
    /// Narrows to rows whose `column` is one of the values; nothing if there are none.
    pub fn among<T: ToParam>(&mut self, column: &str, values: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>) {
        let values = values.into_iter();
        match values.len() {
            0 => self.raw("1 = 0"),
            // One is an equality, so that an index on (column, order) is walked in order.
            1 => self.push(&format!("{column} = {{}}"), values),
            n => self.push(&format!("{column} IN ({})", vec!["{}"; n].join(", ")), values),
        }
    }
    /// A condition for use in a piece of this one (`EXISTS (SELECT ... WHERE ...)`), with values bound among this one's.
    pub fn nested(&mut self, build: impl FnOnce(&mut Self)) -> String {
        let mut inner = Self { sql: String::new(), params: std::mem::take(&mut self.params) };
        build(&mut inner);
        let condition = inner.condition().to_owned();
        self.params = inner.params;
        condition
    }
    /// `WHERE ...`, or nothing.
    pub fn clause(&self) -> String {
        if self.sql.is_empty() { String::new() } else { format!("WHERE {}", self.sql) }
    }
    /// The condition for use inside another one; `1 = 1` if there is none.
    pub fn condition(&self) -> &str {
        if self.sql.is_empty() { "1 = 1" } else { &self.sql }
    }
    /// Whether there is no condition.
    pub fn is_empty(&self) -> bool {
        self.sql.is_empty()
    }
    /// The bound values, in order.
    pub fn params(&self) -> &[Param<'static>] {
        &self.params
    }
}
