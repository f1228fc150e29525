//! What a careful programmer writes by hand on the same client: same server, schema and isolation, statements prepared, the same checks of user
//! and workspace, the same round trips.

use std::{
    collections::BTreeSet,
    future::{Future, poll_fn, ready},
    pin::pin,
    task::Poll,
};

use futures_util::future::{try_join, try_join3};
use hotcalls_core::{Id, Timestamp, leads::Lead, operation::Json, workspaces::Workspace};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{
    Client, Error, NoTls, Row, Statement,
    binary_copy::BinaryCopyInWriter,
    types::{ToSql, Type},
};
use uuid::Uuid;

const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
const COLUMNS: &str = "l.id, l.workspace_id, l.name, l.surname, l.email, l.phone, l.phone_e164, l.meta_data, l.created_at, l.updated_at";
const INSERTED: &str =
    "id, workspace_id, name, email, phone, phone_e164, meta_data, created_at, updated_at, name_fold, email_fold, phone_fold";

pub struct Baseline {
    runtime: Runtime,
    client: Client,
    user: Uuid,
    check: Statement,
    get: Statement,
    count: Statement,
    page: Statement,
    limit: Statement,
    insert: Statement,
    counter: Statement,
    lead: Statement,
    record: Statement,
}

fn read(row: &Row) -> Lead {
    let (name, surname): (String, Option<String>) = (row.get(2), row.get(3));
    let workspace: Id<Workspace> = Id::new(uuid(row, 1));
    Lead {
        id: Id::new(uuid(row, 0)),
        full_name: match surname.as_deref() {
            Some(surname) if !surname.is_empty() => format!("{name} {surname}"),
            _ => name.clone(),
        },
        name,
        surname,
        email: row.get(4),
        phone: row.get(5),
        phone_e164: row.get(6),
        meta_data: Json(serde_json::from_str(row.get(7)).unwrap()),
        created_at: Timestamp::from_micros(row.get(8)),
        updated_at: Timestamp::from_micros(row.get(9)),
        workspace: workspace.known(),
    }
}

/// The client has no feature for this type here.
struct Raw(Uuid);
impl<'a> tokio_postgres::types::FromSql<'a> for Raw {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(Uuid::from_slice(raw)?))
    }
    fn accepts(_: &Type) -> bool {
        true
    }
}
#[derive(Debug)]
struct Bound(Uuid);
impl ToSql for Bound {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(tokio_postgres::types::IsNull::No)
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    tokio_postgres::types::to_sql_checked!();
}

fn uuid(row: &Row, n: usize) -> Uuid {
    row.get::<_, Raw>(n).0
}

fn now() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros() as i64
}

fn new_id() -> Uuid {
    let mut random = [0; 10];
    getrandom::fill(&mut random).unwrap();
    uuid::Builder::from_unix_timestamp_millis(now() as u64 / 1000, &random).into_uuid()
}

impl Baseline {
    pub fn open(url: &str, user: Uuid) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
            tokio::spawn(connection);
            client
        });
        let prepare = |sql: &str| runtime.block_on(client.prepare(sql)).unwrap();
        let check = prepare(
            "SELECT u.is_active, u.status, EXISTS (SELECT 1 FROM blacklist b WHERE b.user_id = u.id AND (b.expires_at IS NULL OR b.expires_at > $2)),
                 m.workspace_id, m.role FROM users u LEFT JOIN workspace_members m ON m.user_id = u.id WHERE u.id = $1",
        );
        let condition = "l.workspace_id = $1 AND l.name_fold LIKE $2";
        Self {
            check,
            get: prepare(&format!("SELECT {COLUMNS} FROM leads l WHERE l.id = $1 AND l.workspace_id = $2")),
            count: prepare(&format!("SELECT COUNT(*) FROM leads l WHERE {condition}")),
            page: prepare(&format!(
                "SELECT {COLUMNS} FROM leads l WHERE {condition} ORDER BY l.created_at DESC, l.id DESC LIMIT 20"
            )),
            limit: prepare(
                "SELECT pf.limit_value FROM workspaces w JOIN plan_features pf ON pf.plan_id = w.plan_id
                 JOIN features f ON f.id = pf.feature_id AND f.feature_name = 'max_leads' WHERE w.id = $1",
            ),
            insert: prepare(&format!("INSERT INTO leads ({INSERTED}) VALUES ($1, $2, $3, $4, $5, $5, '{{}}', $6, $6, $7, $8, $9)")),
            counter: prepare(
                "INSERT INTO counters (workspace_id, kind, n) VALUES ($1, $2, $3)
                 ON CONFLICT (workspace_id, kind) DO UPDATE SET n = counters.n + excluded.n",
            ),
            lead: prepare("SELECT name, surname, email FROM leads WHERE id = $1 AND workspace_id = $2"),
            record: prepare(
                "INSERT INTO calls (id, workspace_id, lead_id, provider, from_number, to_number, direction, status, timestamp, duration, duration_ms,
                     disconnection_reason, reason, created_at, updated_at, from_number_fold, to_number_fold, disconnection_reason_fold)
                 VALUES ($1, $2, $3, '', $4, $5, 'outbound', 'completed', $6, $7, $8, 'completed', 'completed_user_hangup', $6, $6, $4, $5, 'completed')",
            ),
            runtime,
            client,
            user,
        }
    }

    /// Begins, and asks in the same round trip whether the user is active and not blacklisted, and which workspace is its own.
    async fn begin(&self, begin: &str) -> Result<Uuid, Error> {
        let user = Bound(self.user);
        let (at, rows) = (now(), &self.check);
        let ((), rows) = try_join(self.client.batch_execute(begin), self.client.query(rows, &[&user, &at])).await?;
        let row = &rows[0];
        assert!(row.get::<_, i64>(0) == 1 && row.get::<_, &str>(1) == "active" && !row.get::<_, bool>(2));
        Ok(uuid(row, 3))
    }

    /// The end of a read is sent, but not waited for.
    async fn end(&self) {
        let mut end = pin!(self.client.batch_execute("ROLLBACK"));
        poll_fn(|cx| {
            let _ = end.as_mut().poll(cx);
            Poll::Ready(())
        })
        .await;
        // The connection's turn: else the transaction would stay open until the next call.
        tokio::task::yield_now().await;
    }

    /// Counts and commits, in one round trip with what is still to be done.
    async fn commit(&self, last: impl Future<Output = Result<u64, Error>>, own: Uuid, kind: &str, by: i64) -> Result<(), Error> {
        let own = Bound(own);
        try_join3(last, self.client.execute(&self.counter, &[&own, &kind, &by]), self.client.batch_execute("COMMIT")).await?;
        Ok(())
    }

    pub fn get(&self, id: Uuid) -> Lead {
        self.runtime.block_on(async {
            let own = Bound(self.begin(READ).await.unwrap());
            let lead = read(&self.client.query_one(&self.get, &[&Bound(id), &own]).await.unwrap());
            self.end().await;
            lead
        })
    }

    pub fn list(&self, name: &str) -> (i64, Vec<Lead>) {
        // What is looked for is text: its own wildcards are none.
        let name = format!("%{}%", name.to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
        self.runtime.block_on(async {
            let own = Bound(self.begin(READ).await.unwrap());
            let count = self.client.query_one(&self.count, &[&own, &name]).await.unwrap().get(0);
            let leads = self.client.query(&self.page, &[&own, &name]).await.unwrap().iter().map(read).collect();
            self.end().await;
            (count, leads)
        })
    }

    pub fn create(&self, name: &str, email: &str, phone: &str) -> Uuid {
        self.runtime.block_on(async {
            let own = self.begin(WRITE).await.unwrap();
            let limit = self.client.query_opt(&self.limit, &[&Bound(own)]).await.unwrap();
            assert!(limit.is_none());
            let (id, at) = (new_id(), now());
            let folded = [name, email, phone].map(str::to_lowercase);
            let (key, home) = (Bound(id), Bound(own));
            let row: [&(dyn ToSql + Sync); 9] = [&key, &home, &name, &email, &phone, &at, &folded[0], &folded[1], &folded[2]];
            self.commit(self.client.execute(&self.insert, &row), own, "leads/0", 1).await.unwrap();
            id
        })
    }

    pub fn record(&self, lead: Uuid, from: &str, to: &str, seconds: i64) -> (Uuid, String) {
        self.runtime.block_on(async {
            let own = self.begin(WRITE).await.unwrap();
            let found = self.client.query_one(&self.lead, &[&Bound(lead), &Bound(own)]).await.unwrap();
            let (id, at, millis) = (new_id(), now(), seconds * 1000);
            let (key, home, lead) = (Bound(id), Bound(own), Bound(lead));
            let row: [&(dyn ToSql + Sync); 8] = [&key, &home, &lead, &from, &to, &at, &seconds, &millis];
            self.commit(self.client.execute(&self.record, &row), own, "calls/0", 1).await.unwrap();
            (id, found.get(0))
        })
    }

    /// Many calls by one COPY, of leads that are looked up a thousand at a time.
    pub fn record_many(&self, from: &str, calls: &[(Uuid, String, i64)]) -> Vec<Uuid> {
        const COLUMNS: &str = "id, workspace_id, lead_id, provider, from_number, to_number, direction, status, timestamp, duration, duration_ms, \
             disconnection_reason, reason, created_at, updated_at, from_number_fold, to_number_fold, disconnection_reason_fold";
        let types =
            [vec![Type::UUID; 3], vec![Type::TEXT; 5], vec![Type::INT8; 3], vec![Type::TEXT; 2], vec![Type::INT8; 2], vec![Type::TEXT; 3]]
                .concat();
        self.runtime.block_on(async {
            let own = self.begin(WRITE).await.unwrap();
            let leads: Vec<_> = calls.iter().map(|(lead, ..)| *lead).collect::<BTreeSet<_>>().into_iter().map(Bound).collect();
            let mut known = 0;
            for some in leads.chunks(1000) {
                let marks: Vec<_> = (2..=some.len() + 1).map(|n| format!("${n}")).collect();
                let sql = format!("SELECT id, name FROM leads WHERE workspace_id = $1 AND id IN ({})", marks.join(", "));
                let home = Bound(own);
                let values: Vec<&(dyn ToSql + Sync)> = std::iter::once(&home).chain(some).map(|id| id as _).collect();
                known += self.client.query(&sql, &values).await.unwrap().len();
            }
            assert_eq!(known, leads.len());
            let sink = self.client.copy_in(&format!("COPY calls ({COLUMNS}) FROM STDIN BINARY")).await.unwrap();
            let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
            let mut ids = Vec::with_capacity(calls.len());
            for (lead, to, seconds) in calls {
                let (id, at, millis) = (new_id(), now(), seconds * 1000);
                let (key, home, lead) = (Bound(id), Bound(own), Bound(*lead));
                let row: [&(dyn ToSql + Sync); 18] = [
                    &key,
                    &home,
                    &lead,
                    &"",
                    &from,
                    to,
                    &"outbound",
                    &"completed",
                    &at,
                    seconds,
                    &millis,
                    &"completed",
                    &"completed_user_hangup",
                    &at,
                    &at,
                    &from,
                    to,
                    &"completed",
                ];
                writer.as_mut().write(&row).await.unwrap();
                ids.push(id);
            }
            writer.finish().await.unwrap();
            self.commit(ready(Ok(0)), own, "calls/0", calls.len() as i64).await.unwrap();
            ids
        })
    }

    /// Many leads by one COPY.
    pub fn bulk_create(&self, leads: &[(String, String, String)]) -> Vec<Uuid> {
        self.runtime.block_on(async {
            let own = self.begin(WRITE).await.unwrap();
            let limit = self.client.query_opt(&self.limit, &[&Bound(own)]).await.unwrap();
            assert!(limit.is_none());
            let types = [
                Type::UUID,
                Type::UUID,
                Type::TEXT,
                Type::TEXT,
                Type::TEXT,
                Type::TEXT,
                Type::TEXT,
                Type::INT8,
                Type::INT8,
                Type::TEXT,
                Type::TEXT,
                Type::TEXT,
            ];
            let sink = self.client.copy_in(&format!("COPY leads ({INSERTED}) FROM STDIN BINARY")).await.unwrap();
            let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
            let mut ids = Vec::with_capacity(leads.len());
            for (name, email, phone) in leads {
                let (id, at) = (new_id(), now());
                let folded = [name, email, phone].map(|text| text.to_lowercase());
                let row: [&(dyn ToSql + Sync); 12] =
                    [&Bound(id), &Bound(own), name, email, phone, phone, &"{}", &at, &at, &folded[0], &folded[1], &folded[2]];
                writer.as_mut().write(&row).await.unwrap();
                ids.push(id);
            }
            writer.finish().await.unwrap();
            self.commit(ready(Ok(0)), own, "leads/0", leads.len() as i64).await.unwrap();
            ids
        })
    }
}
