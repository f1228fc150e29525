//! A world for tests: two workspaces, a caller of every role, calls by name in JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    Caller,
    error::{Code, Error, Result},
    id::Id,
    testing::TestDb,
};

/// Two workspaces; of the users, `member` and `admin` belong to the first, `stranger` to the second, `outsider` to none.
pub(crate) struct World {
    pub test: TestDb,
    /// The id of the first workspace.
    pub a: Value,
    /// The id of the second workspace.
    pub b: Value,
    users: BTreeMap<&'static str, Id<()>>,
}

impl World {
    pub fn new() -> Self {
        let test = TestDb::new();
        let (a, b) = (test.workspace::<()>("alpha"), test.workspace::<()>("beta"));
        let mut users = BTreeMap::new();
        for name in ["outsider", "member", "admin", "stranger", "staff", "superuser"] {
            test.clock.advance(1);
            users.insert(name, test.user(name, if matches!(name, "staff" | "superuser") { name } else { "user" }));
        }
        test.member(a, users["member"], "member");
        test.clock.advance(1);
        test.member(a, users["admin"], "admin");
        test.member(b, users["stranger"], "member");
        Self { test, a: json!(a), b: json!(b), users }
    }

    /// The id of a user by its role's name.
    pub fn user(&self, role: &str) -> Value {
        json!(self.users[role])
    }

    /// The id of nothing.
    pub fn no_id(&self) -> Value {
        json!("0192f0c1-2345-7abc-8def-0123456789ab")
    }

    pub fn caller(&self, role: &str) -> Caller {
        if role == "anonymous" { self.test.db.anonymous() } else { self.test.db.as_user(self.users[role]) }
    }

    /// One call; the clock moves on by a second before it.
    pub fn call(&self, role: &str, operation: &str, input: &Value) -> Result<Value> {
        self.test.clock.advance(1);
        let answer = self.caller(role).call_json(operation, &input.to_string())?;
        Ok(serde_json::from_str(&answer).unwrap())
    }

    #[track_caller]
    pub fn ok(&self, role: &str, operation: &str, input: Value) -> Value {
        self.call(role, operation, &input).unwrap_or_else(|e| panic!("{role} {operation} {input}: {e}"))
    }

    #[track_caller]
    pub fn err(&self, role: &str, operation: &str, input: Value) -> Error {
        match self.call(role, operation, &input) {
            Err(error) => error,
            Ok(answer) => panic!("{role} {operation} {input}: {answer}"),
        }
    }

    /// A refusal that says exactly this about one field.
    #[track_caller]
    pub fn field_error(&self, role: &str, operation: &str, input: Value, field: &str, text: &str) {
        let error = self.err(role, operation, input);
        assert_eq!(serde_json::to_value(error.details()).unwrap(), json!({ field: [text] }));
    }

    #[track_caller]
    pub fn all_ok(&self, operation: &str, input: &Value, roles: &[&str]) {
        for role in roles {
            self.ok(role, operation, input.clone());
        }
    }

    #[track_caller]
    pub fn expect(&self, operation: &str, input: &Value, roles: &[&str], code: Code) {
        for role in roles {
            assert_eq!(self.err(role, operation, input.clone()).code(), code, "{role} {operation}");
        }
    }

    /// The keys of a record in the order in which it is written.
    pub fn keys_of(&self, role: &str, operation: &str, input: &Value) -> Vec<String> {
        let text = self.caller(role).call_json(operation, &input.to_string()).unwrap();
        top_level_keys(&text)
    }

    pub fn agent_input(&self, workspace: &Value) -> Value {
        json!({"workspace": workspace, "greeting": "Hello", "voice": "Nova", "language": "en", "call_from": "09:00", "call_to": "17:00",
               "character": "Kind"})
    }

    pub fn agent(&self, workspace: &Value) -> Value {
        self.ok("staff", "agents.create", self.agent_input(workspace))
    }

    /// A number of a workspace, or of none (`null`).
    pub fn number(&self, text: &str, workspace: &Value) -> Value {
        self.ok("staff", "phone_numbers.create", json!({"phonenumber": text, "workspace": workspace}))
    }

    /// A calendar configuration of a workspace, made in storage.
    pub fn configuration(&self, workspace: &Value, name: &str) -> Value {
        let workspace: Id<()> = serde_json::from_value(workspace.clone()).unwrap();
        let host = self.test.db.system();
        let (calendar, configuration): (Id<()>, Id<()>) = (host.host().new_id(self.now()), host.host().new_id(self.now()));
        self.test.sql(|tx| {
            tx.execute(
                "INSERT INTO calendars (id, workspace_id, calendar_type, account_id, account_id_fold, auth_token, created_at, updated_at)
                 VALUES (?1, ?2, 'google', ?3, ?3, x'00', 0, 0)",
                crate::params![calendar, workspace, name],
            )?;
            tx.execute(
                "INSERT INTO calendar_configurations (id, workspace_id, calendar_id, sub_calendar_id, sub_calendar_id_fold, duration, prep_time,
                    days_buffer, slot_step_minutes, from_time, to_time, workdays, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?4, 30, 0, 0, 30, 0, 0, '[]', 0, 0)",
                crate::params![configuration, workspace, calendar, name],
            )
        });
        json!(configuration)
    }

    /// A call of a workspace, made in storage: its seconds of talk, at this moment, by this agent and number.
    pub fn talk(&self, workspace: &Value, seconds: i64, at: &str, agent: &Value, number: &Value) {
        let id = |value: &Value| serde_json::from_value::<Option<Id<()>>>(value.clone()).unwrap();
        let call: Id<()> = self.test.db.system().host().new_id(self.now());
        let at: crate::Timestamp = at.parse().unwrap();
        self.test.sql(|tx| {
            tx.execute(
                "INSERT INTO calls (id, workspace_id, agent_id, phone_number_id, provider, from_number, to_number, direction, status, timestamp,
                    duration, duration_ms, created_at, updated_at, from_number_fold, to_number_fold)
                 VALUES (?1, ?2, ?3, ?4, '', '1', '2', 'outbound', 'completed', ?5, ?6, ?7, 0, 0, '1', '2')",
                crate::params![call, id(workspace), id(agent), id(number), at, seconds, seconds * 1000],
            )
        });
    }

    fn now(&self) -> crate::Timestamp {
        crate::Clock::now(&self.test.clock)
    }
}

/// The keys of a JSON object at its top level, in order; a parsed value would have sorted them.
fn top_level_keys(text: &str) -> Vec<String> {
    let (mut keys, mut depth, mut quoted, mut escaped, mut token) = (Vec::new(), 0, false, false, String::new());
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => {
                quoted = !quoted;
                if quoted {
                    token.clear();
                }
            }
            c if quoted => token.push(c),
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ':' if depth == 1 => keys.push(std::mem::take(&mut token)),
            _ => {}
        }
    }
    keys
}
