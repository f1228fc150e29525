//! Older schemas become the newest one, with what is in them. Run on a server, see `testing::everything_again_on_a_server`.

use std::sync::Arc;

use hotcalls_test_postgres::Database;

use super::{address::Address, limits::Limits, migrate::climb, pool::Connection};
use crate::{
    Hotcalls,
    agents::RouteInput,
    leads::{LeadCreate, LeadList},
    store::{StoreOptions, migrations::VERSION},
};

/// Everything that the schema is made of, as the server describes it.
const SCHEMA: &str = "
    SELECT 'column ' || table_name || ' ' || ordinal_position || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
        || COALESCE(column_default, '') || COALESCE(collation_name, '') AS said
        FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    ORDER BY said";

fn schema(db: &Hotcalls) -> Vec<String> {
    let caller = db.system();
    caller.core().unwrap().store.read(None, |tx| tx.all(SCHEMA, &[], |row| row.get::<String>(0))).unwrap()
}

/// Sets a database up as the library of that schema version did.
fn made_by_version(database: &Database, version: usize) {
    let (address, _) = Address::parse(&database.url()).unwrap();
    let limits = Limits::new(&StoreOptions::of(""), &address.limits).unwrap();
    let mut conn = Connection::open(&Arc::new(address), &limits).unwrap();
    climb(&mut conn, 0, version).unwrap();
}

#[test]
fn every_older_schema_is_brought_to_the_newest() {
    let Some(database) = Database::empty() else { return };
    let fresh = schema(&Hotcalls::open(database.url()).unwrap());
    assert!(fresh.len() > 250, "{}", fresh.len());
    for version in 1..VERSION {
        let Some(older) = Database::empty() else { return };
        made_by_version(&older, version);
        let db = Hotcalls::open(older.url()).unwrap();
        assert_eq!(schema(&db), fresh, "from version {version}");
        db.system().leads().create(LeadCreate::new("Ada", "ada@example.com", "1")).unwrap();
        db.close();
    }
}

#[test]
fn what_is_in_an_older_database_is_found_as_what_is_new() {
    let Some(database) = Database::empty() else { return };
    made_by_version(&database, 9);
    database.run(
        "INSERT INTO phone_numbers (id, workspace_id, phonenumber, phonenumber_fold, is_active, created_at)
            SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000000', number, number, 1, 0
            FROM unnest(ARRAY['+1 (555) 123-0000', '+15551230001', '100', '+', 'ada@pbx']) number;
         INSERT INTO leads (id, workspace_id, name, surname, email, phone, phone_e164, meta_data, created_at, updated_at,
                name_fold, surname_fold, email_fold, phone_fold)
            VALUES (gen_random_uuid(), '00000000-0000-0000-0000-000000000000', 'Straßer', '', 'a@example.com', '1', NULL, '{}', 0, 0,
                'strasser', '', 'a@example.com', '1')",
    );
    let db = Hotcalls::open(database.url()).unwrap();
    let found = |number: &str| db.system().agents().route(RouteInput::new(number)).map(|r| r.phonenumber).ok();
    assert_eq!(found("15551230000").as_deref(), Some("+1 (555) 123-0000"));
    assert_eq!(found("sip:+15551230001@host").as_deref(), Some("+15551230001"));
    assert_eq!((found("100").as_deref(), found("+").as_deref(), found("0")), (Some("100"), Some("+"), None));
    let list = |part: &str| db.system().leads().list(LeadList { name: Some(part.into()), ..LeadList::new() }).unwrap();
    assert_eq!(list("SSER").results.first().map(|lead| lead.name.as_str()), Some("Straßer"));
    db.close();
}
