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

/// Holds the references between tables while these are put in their places: a reference from a table that is there to one that is not, or the
/// other way round, is not always accepted. So they are taken down first and put back at last; what was cut off finds them here.
const KEPT: &str = "hotcalls_references";

impl Engine {
    /// Puts every table in its place, each in a transaction of its own: cut off, it goes on where it was. What is in its place already stays.
    pub fn distribute(&self, done: &mut dyn FnMut(&Spread)) -> Result<()> {
        let mut lease = self.pool.lease(None)?;
        let conn = lease.conn.as_mut().ok_or_else(closed)?;
        check_extension(conn)?;
        let mut there = Vec::new();
        for (table, place) in TABLES {
            let found = whereabouts(conn, table)?;
            if let Some(other) = found.as_ref().filter(|found| *found != place.words().as_str()) {
                let message = format!("The table {table} is {other} already, not {}; nothing was changed.", place.words());
                return Err(Error::new(Code::NotADatabase, message));
            }
            there.push(found.is_some());
        }
        // Copies the rows that are there, however long that takes.
        run(conn, "SET statement_timeout = 0; SET lock_timeout = 0; SET citus.multi_shard_modify_mode = 'sequential'")?;
        let missing: Vec<_> = TABLES.iter().zip(&there).filter(|(_, there)| !**there).map(|((table, _), _)| *table).collect();
        if !missing.is_empty() {
            take_references_down(conn, &missing)?;
        }
        for function in FUNCTIONS {
            run(conn, &format!("SELECT create_distributed_function('{function}')"))?;
            done(&Spread { what: (*function).to_owned(), place: "on every machine".into(), before: false });
        }
        for ((table, place), before) in TABLES.iter().zip(there) {
            if !before {
                run(conn, &place.statement(table))?;
            }
            done(&Spread { what: (*table).to_owned(), place: place.words(), before });
        }
        let references = put_references_back(conn)?;
        if references > 0 {
            done(&Spread { what: format!("{references} references"), place: "as before".into(), before: false });
        }
        // The settings of the connection are not those of others: it is closed.
        Ok(())
    }
}

/// Notes the references from and to some tables, and drops them.
fn take_references_down(conn: &mut Connection, tables: &[&str]) -> Result<()> {
    let those: Vec<_> = tables.iter().map(|table| format!("'{table}'::regclass")).collect();
    let those = those.join(", ");
    run(
        conn,
        &format!(
            "BEGIN;
             CREATE TABLE IF NOT EXISTS {KEPT} (relation text NOT NULL, name text NOT NULL, definition text NOT NULL, PRIMARY KEY (relation, name));
             DO $$
             DECLARE r record;
             BEGIN
                 FOR r IN SELECT conrelid::regclass::text AS relation, conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
                     WHERE contype = 'f' AND (conrelid IN ({those}) OR confrelid IN ({those}))
                 LOOP
                     INSERT INTO {KEPT} VALUES (r.relation, r.name, r.definition);
                     EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.relation, r.name);
                 END LOOP;
             END $$;
             COMMIT"
        ),
    )
}

/// Adds the references again that were taken down, by this run or an earlier one; how many.
fn put_references_back(conn: &mut Connection) -> Result<usize> {
    let ask = |conn: &mut Connection, sql: String| {
        conn.wait(None, |client| async move { client.query(&sql, &[]).await }).map_err(|e| engine_error(&e))
    };
    let there = ask(conn, format!("SELECT 1 WHERE to_regclass('{KEPT}') IS NOT NULL"))?;
    if there.is_empty() {
        return Ok(0);
    }
    let kept = ask(conn, format!("SELECT relation, name, definition FROM {KEPT} ORDER BY relation, name"))?;
    for row in &kept {
        let [relation, name, definition] = [0, 1, 2].map(|n| row.get::<_, String>(n));
        // The names are those of our own schema.
        let add = format!("ALTER TABLE {relation} ADD CONSTRAINT {name} {definition}");
        run(conn, &format!("BEGIN; {add}; DELETE FROM {KEPT} WHERE relation = '{relation}' AND name = '{name}'; COMMIT"))?;
    }
    run(conn, &format!("DROP TABLE {KEPT}"))?;
    Ok(kept.len())
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

/// Where a table is by now, in the same words; `None` if it is an ordinary one, or one that the extension merely knows.
fn whereabouts(conn: &mut Connection, table: &str) -> Result<Option<String>> {
    let sql =
        "SELECT CASE citus_table_type WHEN 'reference' THEN 'on every machine' WHEN 'distributed' THEN 'spread by ' || distribution_column
             ELSE citus_table_type END
         FROM citus_tables WHERE table_name = CAST(CAST($1 AS text) AS regclass) AND citus_table_type <> 'local'";
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
    Err(Error::new(Code::Io, format!("The extension citus {missing}. No table was moved.")))
}

fn run(conn: &mut Connection, sql: &str) -> Result<()> {
    conn.batch(sql).map_err(|e| match e.as_db_error() {
        // What the extension does not accept is for whoever runs the cluster to read.
        Some(db) => Error::new(Code::Io, format!("{sql}: {}", db.message())),
        None => engine_error(&e),
    })
}
