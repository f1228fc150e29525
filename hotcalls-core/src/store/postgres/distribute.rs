//! Spreads the tables over the machines of a cluster, by the extension Citus: applies the [plan](super::plan).

use super::{
    Engine,
    error::engine_error,
    plan::{FUNCTIONS, Place, TABLES},
    pool::Connection,
};
use crate::{
    error::{Code, Error, Result},
    store::{Spread, closed},
};

impl Engine {
    /// Puts every table in its place, each in a transaction of its own: cut off, it goes on where it was. What is in its place already stays.
    pub fn distribute(&self, done: &mut dyn FnMut(&Spread)) -> Result<()> {
        let mut lease = self.pool.lease(None)?;
        let conn = lease.conn.as_mut().ok_or_else(closed)?;
        check_extension(conn)?;
        // Copies the rows that are there, however long that takes; and all at once could not be one transaction with references between tables.
        run(conn, "SET statement_timeout = 0; SET citus.multi_shard_modify_mode = 'sequential'")?;
        for function in FUNCTIONS {
            run(conn, &format!("SELECT create_distributed_function('{function}')"))?;
            done(&Spread { what: function.to_string(), place: "on every machine".into(), before: false });
        }
        for (table, place) in TABLES {
            let there = whereabouts(conn, table)?;
            if let Some(other) = there.as_ref().filter(|there| *there != place.words().as_str()) {
                let message = format!("The table {table} is {other} already, not {}; nothing more was changed.", place.words());
                return Err(Error::new(Code::NotADatabase, message));
            }
            if there.is_none() {
                run(conn, &place.statement(table))?;
            }
            done(&Spread { what: (*table).to_owned(), place: place.words(), before: there.is_some() });
        }
        // The settings of the connection are not those of others: it is closed.
        Ok(())
    }
}

impl Place {
    /// The same in words, for people.
    fn words(self) -> String {
        match self {
            Self::Everywhere => "on every machine".to_owned(),
            Self::By(column, _) => format!("spread by {column}"),
        }
    }

    /// What puts a table there.
    fn statement(self, table: &str) -> String {
        match self {
            Self::Everywhere => format!("SELECT create_reference_table('{table}')"),
            Self::By(column, with) => {
                format!("SELECT create_distributed_table('{table}', '{column}', colocate_with => '{}')", with.unwrap_or("none"))
            }
        }
    }
}

/// Where a table is by now, in the same words; `None` if it is an ordinary one.
fn whereabouts(conn: &mut Connection, table: &str) -> Result<Option<String>> {
    let sql =
        "SELECT CASE citus_table_type WHEN 'reference' THEN 'on every machine' WHEN 'distributed' THEN 'spread by ' || distribution_column
             ELSE citus_table_type END
         FROM citus_tables WHERE table_name = CAST(CAST($1 AS text) AS regclass)";
    let row = conn.wait(None, |client| async move { client.query_opt(sql, &[&table]).await }).map_err(|e| engine_error(&e))?;
    row.map(|row| row.try_get::<_, String>(0).map_err(|e| engine_error(&e))).transpose()
}

/// Refuses a database that has no Citus, and says what is missing.
fn check_extension(conn: &mut Connection) -> Result<()> {
    let sql = "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus'),
             EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'citus')";
    let row = conn.wait(None, |client| client.query_one(sql, &[])).map_err(|e| engine_error(&e))?;
    let missing = match (row.get(0), row.get(1)) {
        (true, _) => return Ok(()),
        (false, true) => {
            "is installed on the server but not in this database: CREATE EXTENSION citus, then add the other machines with citus_add_node"
        }
        (false, false) => "is not installed on this server: tables can only be spread over machines by a cluster that has it",
    };
    Err(Error::new(Code::Io, format!("The extension citus {missing}. Nothing was changed.")))
}

fn run(conn: &mut Connection, sql: &str) -> Result<()> {
    conn.batch(sql).map_err(|e| match e.as_db_error() {
        // What the extension does not accept is for whoever runs the cluster to read.
        Some(db) => Error::new(Code::Io, format!("{sql}: {}", db.message())),
        None => engine_error(&e),
    })
}
