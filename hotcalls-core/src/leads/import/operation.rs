//! `leads.import_csv`: its input, its answer, and the transactions between.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    rows::{Draft, Options, Rows, Source},
    typed::Typed,
};
use crate::{
    access::Scope,
    error::{Problems, Result},
    id::Id,
    leads::{
        LeadCreate,
        model::{Lead, full_name},
        phone::{self, Country},
        rules::Places,
        store,
    },
    operation::{
        Choice, Chunks, Input, Json, Mode, OnError, Reading, import,
        rules::{json, text},
    },
    workspaces::Workspace,
};

/// A transaction has fewer rows if they are long, so that memory stays bounded.
const CHUNK_BYTES: usize = 4 * 1024 * 1024;

/// What to do with a row about a lead that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// Leave the lead as it is.
    #[default]
    Skip,
    /// Change it to what the row says; what the row leaves blank stays.
    Update,
}
impl Choice for OnDuplicate {}

input! {
    /// What `leads.import_csv` takes beside the stream of the file.
    pub struct LeadImport {
        /// The file as text, where there is no stream for it.
        pub csv: Option<String> = None,
        /// The workspace of the leads.
        pub workspace: Option<Id<Workspace>> = None,
        /// The country, in two letters, of numbers that are written without one.
        pub default_country: Option<String> = None => text(2),
        /// Names of columns and what they are: `name`, `surname`, `full_name`, `email`, `phone`, `meta_data`, or null to leave them out.
        pub mapping: Json = Json::object() => json(),
        /// The character between fields; found out if it is not given.
        pub delimiter: Option<String> = None,
        /// The encoding, such as `utf-8` or `iso-8859-2`; found out if it is not given.
        pub encoding: Option<String> = None => text(40),
        /// What to do with a row about a lead that is there already: `update` is for those who may update leads.
        pub on_duplicate: OnDuplicate = OnDuplicate::Skip,
        /// One transaction instead of many small ones.
        pub atomic: bool = false,
        /// A JSON object that every lead's metadata gets too; columns of the file win.
        pub meta_data: Json = Json::object() => json(),
    }
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A new lead.
    Created,
    /// The lead was there and stays as it was.
    Duplicate,
    /// The lead was there and was changed.
    Updated,
    /// The row is wrong.
    Invalid,
}

/// The verdict on a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportRow {
    /// The line on which the row begins; the header's is usually 1. Of typed rows, the place from 0.
    pub line: i64,
    /// What became of it.
    pub verdict: Verdict,
    /// The lead that it made, changed or repeats.
    pub id: Option<Id<Lead>>,
    /// What is wrong with which field.
    pub errors: Option<Json>,
}

/// What `leads.import_csv` answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportReport {
    /// Rows of the file, blank ones not counted.
    pub total_rows: i64,
    /// New leads.
    pub created: i64,
    /// Leads that were changed.
    pub updated: i64,
    /// Rows about leads that were there and stay as they were.
    pub duplicates: i64,
    /// Rows that are wrong.
    pub invalid: i64,
    /// The verdicts, in the order of the file, at most 10,000; none if they were streamed.
    pub rows: Vec<ImportRow>,
    /// Verdicts that are not listed because there are too many.
    pub rows_left_out: i64,
}

/// What the options ask for, checked.
struct Plan {
    workspace: Option<Id<Workspace>>,
    country: Option<Country>,
    update: bool,
    meta_data: serde_json::Map<String, Value>,
    options: Options,
}

impl Plan {
    fn new(input: &LeadImport) -> Result<Self> {
        let mut problems = Problems::new();
        let country = input.default_country.as_deref().map(str::parse::<Country>).and_then(|country| {
            country.map_err(|_| problems.add("default_country", "Give the two letters of a country, such as DE.")).ok()
        });
        let mapping = object(&input.mapping.0).unwrap_or_else(|| {
            problems.add("mapping", "Expected a dictionary of column names and the fields that they are.");
            BTreeMap::new()
        });
        let mut characters =
            input.delimiter.as_deref().map(|d| if d.eq_ignore_ascii_case("tab") { "\t" } else { d }).unwrap_or_default().chars();
        let delimiter = characters.next();
        if characters.next().is_some() {
            problems.add("delimiter", "The delimiter is one ASCII character.");
        }
        let meta_data = object(&input.meta_data.0).unwrap_or_else(|| {
            problems.add("meta_data", "Expected a dictionary of items.");
            serde_json::Map::new()
        });
        problems.into_result()?;
        let options = Options { mapping, delimiter, encoding: input.encoding.clone() };
        Ok(Self { workspace: input.workspace, country, update: input.on_duplicate == OnDuplicate::Update, meta_data, options })
    }

    /// Where the leads go, and whether the caller may do with them what the options say.
    fn admit(&self, scope: &Scope<'_>) -> Result<Id<Workspace>> {
        let workspace = store::workspace_for_new(scope, self.workspace)?;
        if self.update {
            scope.require_manages(workspace)?;
        }
        Ok(workspace)
    }
}

/// An object; over HTTP, beside a file, it comes as its text.
fn object<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    match value {
        Value::String(text) => serde_json::from_str(text).ok(),
        other => serde_json::from_value(other.clone()).ok(),
    }
}

/// Reads leads from CSV. See the operation's row.
pub(in crate::leads) fn import_csv(chunks: &mut Chunks<'_>, mut input: LeadImport) -> Result<ImportReport> {
    let plan = Plan::new(&input)?;
    chunks.read(|scope| plan.admit(scope))?;
    if plan.country.is_some() {
        phone::warm_up();
    }
    let rows: Box<dyn Source + '_> = match chunks.streams.records.take() {
        Some(records) => Box::new(Typed::open(records, &plan.options)?),
        None => Box::new(Rows::open(import::source(chunks, "csv", input.csv.take())?, &plan.options)?),
    };
    import::run(chunks, input.atomic, &mut LeadRows { rows, plan })
}

/// The leads of one file, or of one frame.
struct LeadRows<'a> {
    rows: Box<dyn Source + 'a>,
    plan: Plan,
}

impl import::Work for LeadRows<'_> {
    type Chunk = Vec<Checked>;
    type Written = Vec<ImportRow>;
    type Report = ImportReport;
    fn next(&mut self, most: usize) -> Result<Option<Vec<Checked>>> {
        read_chunk(&mut *self.rows, &self.plan, most)
    }
    fn write(&self, scope: &Scope<'_>, chunk: Vec<Checked>) -> Result<Vec<ImportRow>> {
        apply(scope, &self.plan, chunk)
    }
    fn told(&mut self, verdicts: Vec<ImportRow>) -> Vec<ImportRow> {
        verdicts
    }
}

impl import::Report for ImportReport {
    type Row = ImportRow;
    fn count(&mut self, row: &ImportRow) {
        self.total_rows += 1;
        *match row.verdict {
            Verdict::Created => &mut self.created,
            Verdict::Duplicate => &mut self.duplicates,
            Verdict::Updated => &mut self.updated,
            Verdict::Invalid => &mut self.invalid,
        } += 1;
    }
    fn total(&self) -> i64 {
        self.total_rows
    }
    fn list(&mut self) -> (&mut Vec<ImportRow>, &mut i64) {
        (&mut self.rows, &mut self.rows_left_out)
    }
}

/// A row that was read and checked, outside of any transaction.
#[derive(Clone)]
struct Checked {
    line: u64,
    lead: std::result::Result<(LeadCreate, Option<String>), Problems>,
}

fn read_chunk(rows: &mut dyn Source, plan: &Plan, most: usize) -> Result<Option<Vec<Checked>>> {
    let (mut chunk, mut bytes) = (Vec::new(), 0);
    while chunk.len() < most && bytes < CHUNK_BYTES {
        let Some(row) = rows.next()? else { break };
        bytes += row.bytes;
        chunk.push(Checked { line: row.line, lead: row.draft.and_then(|draft| check(draft, plan)) });
    }
    Ok((!chunk.is_empty()).then_some(chunk))
}

/// Checks a draft as `leads.create` would.
fn check(draft: Draft, plan: &Plan) -> std::result::Result<(LeadCreate, Option<String>), Problems> {
    let mut meta_data = plan.meta_data.clone();
    meta_data.extend(draft.meta_data);
    let mut lead = LeadCreate {
        surname: draft.surname,
        meta_data: Json(Value::Object(meta_data)),
        ..LeadCreate::new(draft.name, draft.email, draft.phone)
    };
    let mut reading = Reading::new(Mode::Strict);
    lead.check(&mut reading);
    if !reading.problems.is_empty() {
        return Err(reading.problems);
    }
    let number = phone::normalise(&lead.phone, plan.country);
    Ok((lead, number))
}

/// Makes, changes or passes over the leads of a chunk; in the transaction of `scope`.
fn apply(scope: &Scope<'_>, plan: &Plan, chunk: Vec<Checked>) -> Result<Vec<ImportRow>> {
    let workspace = plan.admit(scope)?;
    let mut places = Places::new(scope, OnError::Skip);
    let (mut verdicts, mut added) = (Vec::with_capacity(chunk.len()), 0);
    for Checked { line, lead } in chunk {
        let (verdict, id, wrong) = match lead {
            Err(problems) => (Verdict::Invalid, None, Some(problems)),
            Ok((lead, number)) => {
                let lead = Lead { phone_e164: number, ..Lead::new(scope, lead, workspace) };
                match store::twin(scope.tx(), &lead)? {
                    Some(twin) if plan.update => {
                        let changed = merged(&twin, lead);
                        let verdict = if changed == twin { Verdict::Duplicate } else { Verdict::Updated };
                        if verdict == Verdict::Updated {
                            store::update(scope.tx(), &Lead { updated_at: scope.now(), ..changed }, &twin)?;
                        }
                        (verdict, Some(twin.id), None)
                    }
                    Some(twin) => (Verdict::Duplicate, Some(twin.id), None),
                    None => match places.take(Some(workspace)) {
                        Ok(_) => {
                            store::insert_row(scope.tx(), &lead)?;
                            added += 1;
                            (Verdict::Created, Some(lead.id), None)
                        }
                        Err(problems) => (Verdict::Invalid, None, Some(problems)),
                    },
                }
            }
        };
        let errors = wrong.map(|problems| Json(serde_json::to_value(&problems).unwrap_or_default()));
        verdicts.push(ImportRow { line: line as i64, verdict, id, errors });
    }
    places.finish()?;
    store::settle(scope.tx(), [(workspace, added)])?;
    Ok(verdicts)
}

/// The stored lead with what the file knows better.
fn merged(stored: &Lead, new: Lead) -> Lead {
    let surname = new.surname.filter(|s| !s.is_empty()).or_else(|| stored.surname.clone());
    let meta_data = match (stored.meta_data.0.as_object(), new.meta_data.0) {
        (Some(old), Value::Object(new)) => {
            let mut both = old.clone();
            both.extend(new);
            Json(Value::Object(both))
        }
        _ => stored.meta_data.clone(),
    };
    Lead {
        full_name: full_name(&new.name, surname.as_deref()),
        name: new.name,
        surname,
        email: new.email,
        // A number that cannot be read does not take the place of what was read from it before.
        phone_e164: new.phone_e164.or_else(|| stored.phone_e164.clone().filter(|_| new.phone == stored.phone)),
        phone: new.phone,
        meta_data,
        ..stored.clone()
    }
}
