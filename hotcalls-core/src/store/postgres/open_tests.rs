//! What cannot be opened, each with its own word and what to do about it. Run on a server, see `testing::everything_again_on_a_server`.

use hotcalls_test_postgres::Database;

use crate::{
    Hotcalls, OpenOptions,
    error::{Code, Error},
    leads::LeadCreate,
};

/// Why it cannot be opened: without the password that a role was given, which the server trusts anyway.
fn refused(url: &str) -> Error {
    let error = OpenOptions::new().readers(1).open(url).map(drop).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    error
}

fn url(database: &Database) -> String {
    database.url_as("hotcalls:s3cret")
}

fn says(error: &Error, code: Code, what: &str) {
    assert!(error.code() == code && error.message().contains(what), "{code:?} {what}: {error:?}");
}

#[test]
fn a_database_of_another_encoding_is_refused_and_left_alone() {
    for (encoding, locale) in [("LATIN1", "C"), ("SQL_ASCII", "C")] {
        let Some(database) = Database::of(&format!("ENCODING '{encoding}' LC_COLLATE '{locale}' LC_CTYPE '{locale}' TEMPLATE template0"))
        else {
            return;
        };
        says(&refused(&url(&database)), Code::NotADatabase, &format!("encoding is {encoding}; it must be UTF8"));
        database.run("DO $$ BEGIN ASSERT NOT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace); END $$");
    }
}

#[test]
fn a_search_path_that_leads_nowhere_or_past_the_tables_is_told() {
    let Some(database) = Database::empty() else { return };
    for path in ["nowhere", ""] {
        let nowhere = format!("{}?options=-c%20search_path%3D{path}", url(&database));
        says(&refused(&nowhere), Code::AccessRefused, "search_path names no schema");
    }
    // Tables of others in another schema of the path have our names, and are theirs.
    database.run("CREATE SCHEMA theirs; CREATE TABLE theirs.users (id bigint); CREATE TABLE theirs.leads (id bigint); CREATE SCHEMA ours");
    let ours = format!("{}?options=-c%20search_path%3Dours,theirs", url(&database));
    let db = Hotcalls::open(&ours).unwrap();
    db.system().leads().create(LeadCreate::new("ada", "ada@example.com", "1")).unwrap();
    assert_eq!(Hotcalls::open(&ours).unwrap().system().leads().list(()).unwrap().count, 1);
    database.run("DO $$ BEGIN ASSERT (SELECT COUNT(*) FROM theirs.leads) = 0 AND (SELECT COUNT(*) FROM ours.leads) = 1; END $$");
    // Where theirs come first it is their database; and ours is not set up again in front of itself.
    let theirs = format!("{}?options=-c%20search_path%3Dtheirs,ours", url(&database));
    says(&refused(&theirs), Code::NotADatabase, "another program");
    let before = format!("{}?options=-c%20search_path%3Dpublic,ours", url(&database));
    says(&refused(&before), Code::NotADatabase, "in the schema ours, but the search_path begins with public");
}

#[test]
fn what_the_server_refuses_at_the_door_is_told() {
    let Some(database) = Database::empty() else { return };
    for wrong in ["-c%20no_such_setting%3D1", "-c%20statement_timeout%3Dsoon", "--nonsense", "-x"] {
        says(&refused(&format!("{}?options={wrong}", url(&database))), Code::Malformed, "`options`");
    }
    database.allow_connections(false);
    says(&refused(&url(&database)), Code::AccessRefused, "ALLOW_CONNECTIONS");
    database.allow_connections(true);
    Hotcalls::open(url(&database)).unwrap().close();
}

#[test]
fn what_is_set_to_read_only_is_read_and_not_written() {
    let Some(database) = Database::empty() else { return };
    let read_only = format!("{}?options=-c%20default_transaction_read_only%3Don", url(&database));
    says(&refused(&read_only), Code::ReadOnly, "default_transaction_read_only");
    let ada = LeadCreate::new("ada", "ada@example.com", "1");
    Hotcalls::open(url(&database)).unwrap().system().leads().create(ada.clone()).unwrap();
    let db = Hotcalls::open(&read_only).unwrap();
    assert_eq!(db.system().leads().list(()).unwrap().count, 1);
    says(&db.system().leads().create(ada).unwrap_err(), Code::ReadOnly, "default_transaction_read_only");
    assert_eq!(db.system().leads().list(()).unwrap().count, 1, "and reading goes on");
}

#[test]
fn a_role_without_rights_is_told_which_it_needs() {
    let Some(database) = Database::empty() else { return };
    database.run("CREATE ROLE visitor LOGIN");
    says(&refused(&database.url_as("visitor")), Code::AccessRefused, "CREATE on the schema public");
    database.run("DROP ROLE visitor");
}

#[test]
fn a_table_that_only_has_our_name_is_not_ours() {
    for table in ["(id bigint)", "(version text)", "(version bigint)"] {
        let Some(database) = Database::empty() else { return };
        database.run(&format!("CREATE TABLE hotcalls_schema {table}"));
        says(&refused(&url(&database)), Code::NotADatabase, "another program");
    }
}
