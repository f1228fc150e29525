//! What a careful programmer writes by hand on rusqlite: same file, schema, indexes and pragmas, statements cached, rows decoded into
//! the same structs, the same number of transactions, the same checks of user and workspace.

use hotcalls_core::{
    Id, Timestamp,
    calls::{Call, CallStatus, Direction, Reason},
    leads::Lead,
    operation::Json,
    workspaces::Workspace,
};
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

pub struct Baseline {
    pub conn: Connection,
    pub user: Uuid,
    counter: u64,
}

const COLUMNS: &str = "l.id, l.workspace_id, l.name, l.surname, l.email, l.phone, l.phone_e164, l.meta_data, l.created_at, l.updated_at";

pub fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { unicase::UniCase::unicode(text).to_folded_case() }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Lead> {
    let (name, surname): (String, Option<String>) = (row.get(2)?, row.get(3)?);
    let id = |index: usize| -> rusqlite::Result<Uuid> { Ok(Uuid::from_slice(row.get_ref(index)?.as_blob()?).unwrap()) };
    let workspace: Id<Workspace> = Id::new(id(1)?);
    Ok(Lead {
        id: Id::new(id(0)?),
        full_name: match surname.as_deref() {
            Some(surname) if !surname.is_empty() => format!("{name} {surname}"),
            _ => name.clone(),
        },
        name,
        surname,
        email: row.get(4)?,
        phone: row.get(5)?,
        phone_e164: row.get(6)?,
        meta_data: Json(serde_json::from_str(row.get_ref(7)?.as_str()?).unwrap()),
        created_at: Timestamp::from_micros(row.get(8)?),
        updated_at: Timestamp::from_micros(row.get(9)?),
        workspace: workspace.known(),
    })
}

impl Baseline {
    pub fn open(path: &std::path::Path, user: Uuid) -> Self {
        let conn = Connection::open(path).unwrap();
        conn.execute_batch("PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-4096; PRAGMA temp_store=MEMORY;")
            .unwrap();
        conn.set_prepared_statement_cache_capacity(64);
        Self { conn, user, counter: 0 }
    }

    fn run(&self, sql: &str) {
        self.conn.prepare_cached(sql).unwrap().execute([]).unwrap();
    }

    fn now() -> i64 {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros() as i64
    }

    /// Is the user active and not blacklisted, and which workspaces are its own?
    fn check(&self) -> Vec<Uuid> {
        let mut user = self
            .conn
            .prepare_cached(
                "SELECT u.is_active, u.is_staff, u.is_superuser, u.status,
                    EXISTS (SELECT 1 FROM blacklist b WHERE b.user_id = u.id AND (b.expires_at IS NULL OR b.expires_at > ?2))
                 FROM users u WHERE u.id = ?1",
            )
            .unwrap();
        let allowed: bool = user
            .query_row(params![self.user.as_bytes().as_slice(), Self::now()], |row| {
                Ok(row.get::<_, bool>(0)? && row.get_ref(3)?.as_str()? == "active" && !row.get::<_, bool>(4)?)
            })
            .unwrap();
        assert!(allowed);
        let mut members = self.conn.prepare_cached("SELECT workspace_id, role FROM workspace_members WHERE user_id = ?1").unwrap();
        let rows =
            members.query_map([self.user.as_bytes().as_slice()], |row| Ok(Uuid::from_slice(row.get_ref(0)?.as_blob()?).unwrap())).unwrap();
        rows.map(|row| row.unwrap()).collect()
    }

    pub fn get(&self, id: Uuid) -> Lead {
        self.run("BEGIN");
        let own = self.check()[0];
        let sql = format!("SELECT {COLUMNS} FROM leads l WHERE l.id = ?1 AND l.workspace_id = ?2");
        let lead = self.conn.prepare_cached(&sql).unwrap().query_row([id.as_bytes().as_slice(), own.as_bytes().as_slice()], read).unwrap();
        self.run("COMMIT");
        lead
    }

    pub fn list(&self, name: &str) -> (u64, Vec<Lead>) {
        self.run("BEGIN");
        let own = self.check()[0];
        let pattern = fold(name);
        let condition = "l.workspace_id = ?1 AND instr(l.name_fold, ?2) > 0";
        let count = self
            .conn
            .prepare_cached(&format!("SELECT COUNT(*) FROM leads l WHERE {condition}"))
            .unwrap()
            .query_row(params![own.as_bytes().as_slice(), pattern], |row| row.get::<_, i64>(0))
            .unwrap();
        let sql = format!("SELECT {COLUMNS} FROM leads l WHERE {condition} ORDER BY l.created_at DESC, l.id DESC LIMIT 20");
        let mut statement = self.conn.prepare_cached(&sql).unwrap();
        let leads = statement.query_map(params![own.as_bytes().as_slice(), pattern], read).unwrap().map(|l| l.unwrap()).collect();
        self.run("COMMIT");
        (count.unsigned_abs(), leads)
    }

    fn new_id(&mut self) -> Uuid {
        self.counter += 1;
        let mut random = [0; 10];
        getrandom::fill(&mut random).unwrap();
        uuid::Builder::from_unix_timestamp_millis(Self::now() as u64 / 1000, &random).into_uuid()
    }

    fn insert(&mut self, own: Uuid, name: &str, email: &str, phone: &str) -> Uuid {
        let id = self.new_id();
        self.conn
            .prepare_cached(
                "INSERT INTO leads (id, workspace_id, name, surname, email, phone, phone_e164, meta_data, created_at, updated_at,
                     name_fold, surname_fold, email_fold, phone_fold) VALUES (?1, ?2, ?3, NULL, ?4, ?5, ?5, '{}', ?6, ?6, ?7, NULL, ?8, ?9)",
            )
            .unwrap()
            .execute(params![
                id.as_bytes().as_slice(),
                own.as_bytes().as_slice(),
                name,
                email,
                phone,
                Self::now(),
                fold(name),
                fold(email),
                fold(phone)
            ])
            .unwrap();
        id
    }

    fn count(&self, own: Uuid, kind: &str, by: i64) {
        self.conn
            .prepare_cached(
                "INSERT INTO counters (workspace_id, kind, n) VALUES (?1, ?2, ?3)
                 ON CONFLICT (workspace_id, kind) DO UPDATE SET n = counters.n + excluded.n",
            )
            .unwrap()
            .execute(params![own.as_bytes().as_slice(), kind, by])
            .unwrap();
    }

    pub fn create(&mut self, name: &str, email: &str, phone: &str) -> Lead {
        self.run("BEGIN IMMEDIATE");
        let own = self.check()[0];
        let id = self.insert(own, name, email, phone);
        self.count(own, "leads", 1);
        let sql = format!("SELECT {COLUMNS} FROM leads l WHERE l.id = ?1");
        let lead = self.conn.prepare_cached(&sql).unwrap().query_row([id.as_bytes().as_slice()], read).unwrap();
        self.run("COMMIT");
        lead
    }

    /// One ended call of a lead: the lead is looked up within the user's workspace, the call stored, the counter moved.
    pub fn record(&mut self, lead: Uuid, from: &str, to: &str, seconds: i32) -> Call {
        self.run("BEGIN IMMEDIATE");
        let own = self.check()[0];
        let (name, surname, email) = self
            .conn
            .prepare_cached("SELECT name, surname, email FROM leads WHERE id = ?1 AND workspace_id = ?2")
            .unwrap()
            .query_row([lead.as_bytes().as_slice(), own.as_bytes().as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap();
        let (id, now) = (self.new_id(), Self::now());
        self.conn
            .prepare_cached(
                "INSERT INTO calls (id, workspace_id, lead_id, provider, from_number, to_number, direction, status, timestamp, duration,
                     duration_ms, disconnection_reason, reason, created_at, updated_at, from_number_fold, to_number_fold,
                     disconnection_reason_fold)
                 VALUES (?1, ?2, ?3, '', ?4, ?5, 'outbound', 'completed', ?6, ?7, ?8, 'completed', 'completed_user_hangup', ?6, ?6, ?9, ?10,
                     'completed')",
            )
            .unwrap()
            .execute(params![
                id.as_bytes().as_slice(),
                own.as_bytes().as_slice(),
                lead.as_bytes().as_slice(),
                from,
                to,
                now,
                seconds,
                i64::from(seconds) * 1000,
                fold(from),
                fold(to)
            ])
            .unwrap();
        self.count(own, "calls", 1);
        self.run("COMMIT");
        let at = Timestamp::from_micros(now);
        Call {
            id: Id::new(id),
            lead: Some(Id::new(lead)),
            lead_name: Some(name),
            lead_surname: Some(surname),
            lead_email: Some(email),
            timestamp: at,
            from_number: from.to_owned(),
            to_number: to.to_owned(),
            duration: seconds,
            duration_formatted: format!("{}m {}s", seconds / 60, seconds % 60),
            disconnection_reason: Some("completed".to_owned()),
            direction: Direction::Outbound,
            updated_at: at,
            workspace: Some(Id::new(own)),
            agent: None,
            phone_number: None,
            parent_call: None,
            provider: None,
            external_id: None,
            leg: None,
            transferred_to: None,
            hung_up_by: None,
            status: CallStatus::Completed,
            started_at: None,
            ringing_at: None,
            answered_at: None,
            ended_at: None,
            duration_ms: i64::from(seconds) * 1000,
            reason: Some(Reason::CompletedUserHangup),
            answered_by: None,
            outcome: None,
            appointment_datetime: None,
            created_at: at,
            owner: None,
            lease_until: None,
        }
    }

    /// Many leads in one transaction; the search index is filled in one statement, as the library does.
    pub fn bulk_create(&mut self, leads: &[(String, String, String)]) -> Vec<Uuid> {
        self.run("BEGIN IMMEDIATE");
        let own = self.check()[0];
        let ids = leads.iter().map(|(name, email, phone)| self.insert(own, name, email, phone)).collect();
        self.count(own, "leads", leads.len() as i64);
        self.run(
            "INSERT INTO lead_search (rowid, body)
             SELECT seq, name_fold || char(10) || COALESCE(surname_fold, '') || char(10) || email_fold || char(10) || phone_fold
             FROM leads WHERE seq > (SELECT indexed_to FROM lead_search_state) ORDER BY seq",
        );
        self.run("UPDATE lead_search_state SET indexed_to = (SELECT MAX(seq) FROM leads)");
        self.run("COMMIT");
        ids
    }
}
