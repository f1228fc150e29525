//! What holds so that tables can be spread over machines. Run on a server, see `testing::everything_again_on_a_server`.

use std::time::Duration;

use hotcalls_test_postgres::{Database, FAKE_CITUS, Folder};
use serde_json::{Value, json};

use super::plan::{Place, TABLES};
use crate::{
    Caller, Hotcalls, OpenOptions,
    error::Code,
    store::{Row, Tx},
};

pub(super) fn open(database: &Database) -> Hotcalls {
    OpenOptions::new().key([7; 32]).readers(4).busy_timeout(Duration::from_secs(60)).open(database.url()).unwrap()
}

pub(super) fn call(caller: &Caller, name: &str, input: Value) -> Value {
    let answer = caller.call_json(name, &input.to_string()).unwrap_or_else(|e| panic!("{name} {input}: {e:?}"));
    serde_json::from_str(&answer).unwrap()
}

/// A workspace with an agent, a number, a calendar with a configuration, a lead, a call of it and a meeting.
pub(super) struct Tenant {
    pub workspace: Value,
    pub agent: Value,
    pub configuration: Value,
    pub lead: Value,
    pub call: Value,
    pub meeting: Value,
    pub number: Value,
    pub number_id: Value,
}

impl Tenant {
    pub fn new(root: &Caller, number: &str) -> Self {
        let made = |name: &str, input: Value| call(root, name, input)["id"].clone();
        let workspace = made("workspaces.create", json!({"workspace_name": number}));
        let calendar = json!({"workspace": workspace, "calendar_type": "google", "account_id": number, "auth_token": "secret"});
        let calendar = made("calendars.create", calendar);
        let configuration = json!({"calendar": calendar, "sub_calendar_id": "primary", "duration": 30, "prep_time": 0, "from_time": "09:00:00",
            "to_time": "17:00:00"});
        let configuration = made("calendar_configurations.create", configuration);
        let agent = json!({"workspace": workspace, "greeting": "Hi", "voice": "v", "language": "en", "call_from": "09:00:00",
            "call_to": "17:00:00", "character": "c", "calendar_configuration": configuration});
        let agent = call(root, "agents.create", agent)["agent_id"].clone();
        let of_ours = made("phone_numbers.create", json!({"phonenumber": number, "workspace": workspace, "inbound_agent": agent}));
        call(root, "agents.assign_phone_numbers", json!({"agent_id": agent, "phone_number_ids": [of_ours]}));
        let lead = made("leads.create", json!({"name": "Ada", "email": "ada@example.com", "phone": "+15550123", "workspace": workspace}));
        let begun = json!({"lead": lead, "agent": agent, "phone_number": of_ours, "from_number": number, "to_number": "+15550123",
            "direction": "outbound", "owner": "worker", "provider": "p", "external_id": number});
        let id = made("calls.begin", begun);
        let event = json!({"call": id, "event_id": "1", "kind": "answered", "at": "2026-11-22T12:00:00Z", "source": "host"});
        call(root, "calls.event", event);
        let turns = json!([{"turn": 0, "role": "agent", "text": "Hi", "start_ms": 0, "end_ms": 900}]);
        call(root, "calls.append_transcript", json!({"call": id, "turns": turns}));
        let meeting =
            json!({"calendar_configuration": configuration, "start": "2027-01-04T10:00:00Z", "lead": lead, "agent": agent, "call": id});
        let meeting = made("meetings.create", meeting);
        Self { workspace, agent, configuration, lead, call: id, meeting, number: json!(number), number_id: of_ours }
    }
}

#[test]
fn what_changes_its_workspace_is_deleted_and_inserted_with_all_that_is_its() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database);
    let root = db.system();
    let (here, there) = (Tenant::new(&root, "+15550101"), Tenant::new(&root, "+15550102"));
    for table in ["leads", "calls", "call_events", "call_turns", "call_legs", "meetings", "counters"] {
        database.run(&format!(
            "CREATE FUNCTION refuse_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'moved in its place: %', TG_TABLE_NAME; END $$;
             CREATE TRIGGER stays BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.workspace_id <> NEW.workspace_id)
                 EXECUTE FUNCTION refuse_{table}()"
        ));
    }
    let leg = json!({"lead": null, "workspace": here.workspace, "parent_call": here.call, "from_number": "1", "to_number": "2", "direction": "inbound",
        "duration": 1, "status": "completed"});
    let leg = call(&root, "calls.create", leg)["id"].clone();
    let other = json!({"calendar_configuration": here.configuration, "start": "2027-01-05T10:00:00Z", "call": here.call});
    let other = call(&root, "meetings.create", other)["id"].clone();
    let seq = |lead: &Value| {
        let caller = db.system();
        let id: uuid::Uuid = lead.as_str().unwrap().parse().unwrap();
        let sql = "SELECT seq FROM leads WHERE id = ?1";
        caller.core().unwrap().store.read(None, |tx| tx.one(sql, crate::params![id], |row| row.get::<i64>(0))).unwrap().unwrap()
    };
    let before = seq(&here.lead);
    let get = |name: &str, id: &Value| call(&root, name, json!({"id": id}));

    let moved = call(&root, "leads.update", json!({"id": here.lead, "workspace": there.workspace, "name": "Eve"}));
    assert_eq!((&moved["workspace"], &moved["name"], seq(&here.lead)), (&there.workspace, &json!("Eve"), before));
    let moved = get("calls.get", &here.call);
    assert_eq!((&moved["workspace"], &moved["lead"], &moved["lead_name"]), (&there.workspace, &here.lead, &json!("Eve")));
    assert_eq!((&moved["agent"], &moved["phone_number"], &moved["external_id"]), (&Value::Null, &Value::Null, &json!("+15550101")));
    assert_eq!(call(&root, "calls.transcript", json!({"call": here.call}))["total_turns"], 1);
    let again = json!({"call": here.call, "event_id": "1", "kind": "answered", "at": "2026-11-22T12:00:00Z", "source": "host"});
    assert_eq!(call(&root, "calls.event", again)["status"], "in_progress", "its events went along: one that is repeated is known");
    let moved = get("meetings.get", &here.meeting);
    assert_eq!((&moved["workspace"], &moved["lead"], &moved["call"]), (&there.workspace, &here.lead, &here.call));
    assert_eq!((&moved["agent"], &moved["calendar_configuration"]), (&Value::Null, &Value::Null));
    assert_eq!(get("calls.get", &leg)["parent_call"], Value::Null);
    assert_eq!(get("meetings.get", &other)["call"], Value::Null);

    call(&root, "calls.update", json!({"id": here.call, "lead": null, "workspace": here.workspace}));
    assert_eq!(get("calls.get", &here.call)["workspace"], here.workspace);
    assert_eq!(get("meetings.get", &here.meeting)["call"], Value::Null, "the meeting stays where its lead is");
    assert_eq!(call(&root, "calls.transcript", json!({"call": here.call}))["total_turns"], 1);

    call(&root, "leads.delete", json!({"id": there.lead}));
    assert_eq!((&get("calls.get", &there.call)["lead"], &get("meetings.get", &there.meeting)["lead"]), (&Value::Null, &Value::Null));
    call(&root, "calls.delete", json!({"id": there.call}));
    assert_eq!(get("meetings.get", &there.meeting)["call"], Value::Null);
    assert_eq!(call(&root, "leads.list", json!({}))["count"], 1);
    assert_eq!(call(&root, "calls.list", json!({}))["count"], 2);
    call(&root, "agents.delete", json!({"agent_id": there.agent}));
    for tenant in [&here, &there] {
        call(&root, "workspaces.delete", json!({"id": tenant.workspace, "cascade": true}));
    }
}

#[test]
fn what_is_written_to_a_call_that_moves_meanwhile_is_not_lost() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database);
    let root = db.system();
    let (here, there) = (Tenant::new(&root, "+15550101"), Tenant::new(&root, "+15550102"));
    std::thread::scope(|s| {
        for writer in 0..2 {
            let (root, here) = (db.system(), &here);
            s.spawn(move || {
                for n in 0..40 {
                    let event = json!({"call": here.call, "event_id": format!("{writer}/{n}"), "kind": "ringing", "at": "2026-11-22T12:00:00Z",
                        "source": "host"});
                    call(&root, "calls.event", event);
                    let turn = json!({"turn": 1 + writer * 100 + n, "role": "agent", "text": "Hi", "start_ms": 0, "end_ms": 900});
                    call(&root, "calls.append_transcript", json!({"call": here.call, "turns": [turn]}));
                }
            });
        }
        for n in 0..30 {
            let to = if n % 2 == 0 { &there } else { &here };
            call(&root, "leads.update", json!({"id": here.lead, "workspace": to.workspace}));
        }
    });
    assert_eq!(call(&root, "calls.get", json!({"id": here.call}))["workspace"], here.workspace);
    assert_eq!(call(&root, "calls.transcript", json!({"call": here.call}))["total_turns"], 81);
    let of_call = format!("WHERE call_id = '{}'", here.call.as_str().unwrap());
    assert_eq!(rows(&db, &format!("SELECT COUNT(*)::text FROM call_events {of_call}")), [["81"]]);
    for (kind, table) in [("leads", "leads"), ("calls", "calls")] {
        let counted = format!(
            "SELECT t.workspace_id::text FROM {table} t GROUP BY t.workspace_id
             HAVING COUNT(*) <> (SELECT SUM(c.n) FROM counters c WHERE c.workspace_id = t.workspace_id AND c.kind LIKE '{kind}/%')"
        );
        assert_eq!(rows(&db, &counted), Vec::<Vec<String>>::new(), "{table} are counted right");
    }
}

/// Rows of text.
fn rows(db: &Hotcalls, sql: &str) -> Vec<Vec<String>> {
    let caller = db.system();
    let read = |row: &Row<'_>| (0..row.width()).map(|n| row.get::<Option<String>>(n).map(Option::unwrap_or_default)).collect();
    caller.core().unwrap().store.read(None, |tx| tx.all(sql, &[], read)).unwrap_or_else(|e| panic!("{sql}: {e:?}"))
}

fn place(table: &str) -> Option<Place> {
    TABLES.iter().find(|(name, _)| *name == table).map(|(_, place)| *place)
}

/// The column by which a table is spread, and the table whose rows its rows are with.
fn spread(table: &str) -> Option<(&'static str, &'static str)> {
    TABLES.iter().find(|(name, _)| *name == table).and_then(|(name, place)| match place {
        Place::Everywhere => None,
        Place::By(column, with) => Some((*column, with.unwrap_or(name))),
    })
}

/// What of the schema breaks a documented rule of Citus under the plan.
fn faults(db: &Hotcalls) -> Vec<String> {
    let mut faults = Vec::new();
    let listed = |column: &str, relation: &str| {
        format!(
            "(SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest({column}) WITH ORDINALITY AS k (at, n)
                 JOIN pg_attribute a ON a.attrelid = {relation} AND a.attnum = k.at)"
        )
    };
    let ours = "(SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p'))";
    // Every table is planned, and is an ordinary one.
    let tables = rows(
        db,
        &format!(
            "SELECT relname, CASE WHEN relkind <> 'r' OR relrowsecurity OR relhasrules OR relhassubclass OR relispartition THEN 'special' END FROM pg_class WHERE oid IN {ours}"
        ),
    );
    for table in &tables {
        if place(&table[0]).is_none() || !table[1].is_empty() {
            faults.push(format!("{}: not planned, or not an ordinary table", table[0]));
        }
    }
    faults
        .extend(TABLES.iter().filter(|(name, _)| !tables.iter().any(|t| t[0] == *name)).map(|(name, _)| format!("{name}: no such table")));
    // What is unique is so where the row is: the column is in every unique index, and nothing is excluded.
    let indexes = format!(
        "SELECT t.relname, c.relname, {}, CASE WHEN i.indisexclusion THEN 'exclusion' WHEN i.indexprs IS NOT NULL THEN 'expressions' END,
             CASE WHEN i.indisprimary THEN 'primary' END
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
         WHERE i.indrelid IN {ours} AND (i.indisunique OR i.indisexclusion)",
        listed("i.indkey::int2[]", "i.indrelid")
    );
    let indexes = rows(db, &indexes);
    for index in &indexes {
        if let Some((column, _)) = spread(&index[0])
            && (!index[2].split(',').any(|c| c == column) || !index[3].is_empty())
        {
            faults.push(format!("{}.{}: unique without {column}", index[0], index[1]));
        }
    }
    faults.extend(
        TABLES
            .iter()
            .filter(|(name, _)| !indexes.iter().any(|i| i[0] == *name && i[4] == "primary"))
            .map(|(name, _)| format!("{name}: no primary key")),
    );
    // References.
    let references = format!(
        "SELECT t.relname, c.conname, {}, r.relname, {}, c.confdeltype::text, c.confupdtype::text
         FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid
         WHERE c.contype = 'f' AND c.conrelid IN {ours}",
        listed("c.conkey", "c.conrelid"),
        listed("c.confkey", "c.confrelid")
    );
    let order = |table: &str| TABLES.iter().position(|(name, _)| *name == table);
    for r in rows(db, &references) {
        let [table, name, columns, to, to_columns, deleted, updated] = &r[..] else { panic!("{r:?}") };
        let mut fault = |why: &str| faults.push(format!("{table}.{name}: {why}"));
        if table != to && order(table) < order(to) {
            fault("refers to a table that is placed later");
        }
        let at = |columns: &str, column: &str| columns.split(',').position(|c| c == column);
        match (spread(table), spread(to)) {
            (None, Some(_)) => fault("refers from every machine to one"),
            (None, None) => {}
            (Some((column, _)), None) if at(columns, column).is_none() => {}
            (Some((column, with)), target) => {
                if ["n", "d"].contains(&deleted.as_str()) || ["n", "d", "c"].contains(&updated.as_str()) {
                    fault("changes columns although it holds the one of the machine");
                }
                if let Some((to_column, to_with)) = target
                    && (with != to_with || at(columns, column).is_none() || at(columns, column) != at(to_columns, to_column))
                {
                    fault("refers to rows of another machine");
                }
            }
        }
    }
    // Columns: those that decide are never null and of one type for all who are together; no default is computed; numbers are given by bigints.
    let columns = format!(
        "SELECT t.relname, a.attname, a.atttypid::regtype::text, CASE WHEN a.attnotnull THEN 'not null' END, a.attidentity::text, a.attgenerated::text,
             (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = t.oid AND d.adnum = a.attnum)
         FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
         WHERE a.attrelid IN {ours} AND a.attnum > 0 AND NOT a.attisdropped"
    );
    let columns = rows(db, &columns);
    let kind = |table: &str, column: &str| columns.iter().find(|c| c[0] == table && c[1] == column).map(|c| c[2].clone());
    for c in &columns {
        let mut fault = |why: &str| faults.push(format!("{}.{}: {why}", c[0], c[1]));
        if c[6].contains('(') || !c[5].is_empty() || (!c[4].is_empty() && c[2] != "bigint") {
            fault("is computed");
        }
        if let Some((column, with)) = spread(&c[0]).filter(|(column, _)| *column == c[1])
            && (c[3] != "not null" || kind(with, column).as_ref() != Some(&c[2]))
        {
            fault("may be null, or is of another type than where it goes");
        }
    }
    for t in
        rows(db, &format!("SELECT t.tgrelid::regclass::text, t.tgname FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgrelid IN {ours}"))
    {
        faults.push(format!("{}.{}: a trigger", t[0], t[1]));
    }
    faults.sort();
    faults
}

#[test]
fn the_schema_keeps_the_rules_of_the_plan() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database);
    assert_eq!(faults(&db), Vec::<String>::new());
    for (table, place) in TABLES {
        if let Place::By(_, Some(with)) = place {
            assert!(matches!(self::place(with), Some(Place::By(_, None))), "{table} is with {with}, which is with nobody else");
        }
    }
    // And what breaks one is found.
    for (ddl, fault) in [
        ("CREATE TABLE stray (id bigint PRIMARY KEY)", "stray: not planned, or not an ordinary table"),
        ("CREATE UNIQUE INDEX alone ON calls (id)", "calls.alone: unique without workspace_id"),
        ("CREATE UNIQUE INDEX folded ON leads (workspace_id, lower(name))", "leads.folded: unique without workspace_id"),
        ("ALTER TABLE call_turns DROP CONSTRAINT call_turns_pkey", "call_turns: no primary key"),
        (
            "ALTER TABLE calls ADD CONSTRAINT nulls FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE SET NULL (lead_id)",
            "calls.nulls: changes columns although it holds the one of the machine",
        ),
        (
            "ALTER TABLE users ADD COLUMN w uuid, ADD COLUMN l uuid, ADD CONSTRAINT out FOREIGN KEY (w, l) REFERENCES leads (workspace_id, id)",
            "users.out: refers from every machine to one",
        ),
        (
            "ALTER TABLE meetings ADD COLUMN w uuid, ADD CONSTRAINT far FOREIGN KEY (w, call_id) REFERENCES calls (workspace_id, id)",
            "meetings.far: refers to rows of another machine",
        ),
        ("ALTER TABLE counters ADD COLUMN at timestamptz DEFAULT now()", "counters.at: is computed"),
        ("ALTER TABLE leads ADD COLUMN n int GENERATED ALWAYS AS IDENTITY", "leads.n: is computed"),
        (
            "ALTER TABLE plans ADD CONSTRAINT late FOREIGN KEY (id) REFERENCES workspaces (id)",
            "plans.late: refers to a table that is placed later",
        ),
        (
            "ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey, ALTER COLUMN key_digest DROP NOT NULL",
            "idempotency_keys.key_digest: may be null, or is of another type than where it goes",
        ),
        (
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER late AFTER INSERT ON leads FOR EACH ROW EXECUTE FUNCTION f()",
            "leads.late: a trigger",
        ),
    ] {
        database.run(ddl);
        let found = faults(&db);
        assert!(found.iter().any(|f| f == fault), "{ddl}: {found:?}");
    }
}

#[test]
fn the_plan_is_applied_where_the_extension_is_and_explains_itself_where_it_is_not() {
    let Some(database) = Database::empty() else { return };
    let plain = open(&database);
    let refused = plain.distribute(|what| panic!("{what}")).unwrap_err();
    assert!(refused.code() == Code::Io && refused.message().contains("The extension citus is not installed on this server"), "{refused}");
    database.run(FAKE_CITUS);
    let db = open(&database);
    let told = || {
        let mut told = Vec::new();
        db.distribute(|spread| told.push(spread.to_string())).map(|()| told)
    };
    let asked = || {
        rows(&db, "SELECT table_name::text || ' ' || COALESCE(distribution_column || ' ' || colocated, 'everywhere') FROM citus_tables ORDER BY n").concat()
    };
    let references = || {
        let sql =
            "SELECT conrelid::regclass::text || conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY 1";
        rows(&db, sql).concat()
    };
    let before = references();
    assert!(before.len() > 20);
    // What the extension merely knows of is in no place yet.
    database.run("INSERT INTO fake.citus_tables (table_name, citus_table_type) VALUES ('users', 'local')");
    // Cut off in the middle, it goes on.
    database.run("CREATE FUNCTION fake.stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no such node''; END';
        CREATE TRIGGER stop BEFORE INSERT ON fake.citus_tables FOR EACH ROW WHEN (NEW.table_name = 'leads'::regclass) EXECUTE FUNCTION fake.stop()");
    let failed = told().unwrap_err();
    assert!(
        failed.message().contains("create_distributed_table('leads', 'workspace_id'") && failed.message().contains("no such node"),
        "{failed}"
    );
    assert!(references().len() < before.len());
    database.run("DROP TRIGGER stop ON fake.citus_tables; DELETE FROM fake.citus_tables WHERE citus_table_type = 'local'");
    let first = told().unwrap();
    assert!(first.contains(&"users: on every machine already".to_owned()), "{first:?}");
    assert!(first.contains(&"calls: spread by workspace_id".to_owned()), "{first:?}");
    let planned: Vec<_> = TABLES
        .iter()
        .map(|(table, place)| match place {
            Place::Everywhere => format!("{table} everywhere"),
            Place::By(column, with) => format!("{table} {column} {}", with.unwrap_or("none")),
        })
        .collect();
    assert_eq!(asked(), planned, "in the order of the plan, each once");
    let functions = rows(&db, "SELECT DISTINCT name::text FROM fake.functions ORDER BY 1").concat();
    assert_eq!(functions, ["fold(text)", "fold_short(text)", "json_has_key(text,text)"]);
    assert!(first.contains(&format!("{} references: as before", before.len())), "{first:?}");
    assert_eq!(references(), before);
    assert_eq!(faults(&db), Vec::<String>::new());
    let again = told().unwrap();
    assert_eq!(again.iter().filter(|line| line.ends_with(" already")).count(), TABLES.len(), "{again:?}");
    assert_eq!(asked(), planned);
    // A handle that was opened on a cluster goes on working, from machine to machine.
    let lead = call(&db.system(), "leads.create", json!({"name": "Ada", "email": "ada@example.com", "phone": "1"}));
    assert_eq!(call(&db.system(), "leads.get", json!({"id": lead["id"]}))["name"], "Ada");
    let mode = |db: &Hotcalls| {
        let caller = db.system();
        let sql = "SELECT current_setting('citus.multi_shard_modify_mode', true)";
        let read = |tx: &Tx<'_>| (tx.one(sql, &[], |row| row.get::<Option<String>>(0)), false);
        caller.core().unwrap().store.write(None, read).unwrap().flatten()
    };
    assert_eq!((mode(&db).as_deref(), mode(&plain).as_deref()), (Some("sequential"), None));
    database.run("UPDATE fake.citus_tables SET distribution_column = 'id' WHERE table_name = 'calls'::regclass");
    let other = told().unwrap_err();
    assert!(other.message().contains("calls is spread by id already, not spread by workspace_id"), "{other}");
}

#[test]
fn a_file_is_not_spread() {
    let folder = Folder::new("spread");
    let refused = Hotcalls::open(folder.path().join("x.db")).unwrap().distribute(|what| panic!("{what}")).unwrap_err();
    assert!(refused.code() == Code::Io && refused.message().contains("only tables on a server"), "{refused}");
}
