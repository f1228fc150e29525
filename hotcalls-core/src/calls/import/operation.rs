//! `calls.import_cdr`: its input, its answer, and the chunks between.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    format::{FIELD, Options, Reader},
    window::{AHEAD, Fate, Window},
    write::{self, Draft},
};
use crate::{
    access::Scope,
    agents::Agent,
    calls::{
        Call, Direction,
        references::{Pointers, References},
        rules,
    },
    error::{Error, Problems, Result},
    id::Id,
    leads::phone::{self, Country},
    operation::{
        Choice, Chunks, Json, import,
        rules::{text, zone},
    },
    time::parse_zone,
    workspaces::Workspace,
};

/// What a file of call records is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CdrFormat {
    /// What FreeSWITCH's `mod_cdr_csv` writes.
    FreeswitchCsv,
    /// What FreeSWITCH's `mod_json_cdr` writes: any number of objects, in a list or without one.
    FreeswitchJson,
    /// What Asterisk's `cdr_csv` or `cdr_custom` writes.
    AsteriskCsv,
}
impl Choice for CdrFormat {}

input! {
    /// What `calls.import_cdr` takes beside the stream of the file.
    pub struct CdrImport {
        /// The file as text, where there is no stream for it.
        pub cdr: Option<String> = None,
        /// What the file is; found out if it is not given.
        pub format: Option<CdrFormat> = None,
        /// The columns of a CSV file that has no header and no standard layout: their names, or the template of the switch's configuration.
        pub columns: Option<String> = None => text(10_000),
        /// The encoding, such as `utf-8` or `iso-8859-2`; found out if it is not given.
        pub encoding: Option<String> = None => text(40),
        /// The IANA zone of the switch's clock, for times without one: the database's if it is not given.
        pub time_zone: Option<String> = None => zone(),
        /// The workspace of the calls.
        pub workspace: Option<Id<Workspace>> = None,
        /// Who carried the calls: `freeswitch` or `asterisk` if it is not given. Switches whose ids may be alike need a name each.
        pub provider: Option<String> = None => text(255),
        /// The country, in two letters, of numbers that are written without one: to find our numbers and leads by them.
        pub default_country: Option<String> = None => text(2),
        /// Who called whom, in all of the file; found out call by call if it is not given.
        pub direction: Option<Direction> = None,
        /// The agent on the calls, instead of the one that answers the number of ours.
        pub agent: Option<Id<Agent>> = None,
        /// Link each call to the lead whose number is the other one.
        pub link_leads: bool = false,
        /// One transaction instead of many small ones.
        pub atomic: bool = false,
    }
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CdrVerdict {
    /// A new call.
    Created,
    /// Another leg of a call: of a new one, or of one that was there and now knows more.
    Merged,
    /// Everything that it says was known.
    Duplicate,
    /// The record is wrong.
    Invalid,
}

/// The verdict on a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CdrRow {
    /// The line on which the record begins; the file's first is 1.
    pub line: i64,
    /// What became of it.
    pub verdict: CdrVerdict,
    /// The call that it made or is part of.
    pub id: Option<Id<Call>>,
    /// What is wrong with which field of the call.
    pub errors: Option<Json>,
}

/// What `calls.import_cdr` answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CdrReport {
    /// Records of the file, blank lines not counted.
    pub total_rows: i64,
    /// New calls.
    pub created: i64,
    /// Records that are other legs of a call.
    pub merged: i64,
    /// Records that say nothing new.
    pub duplicates: i64,
    /// Records that are wrong.
    pub invalid: i64,
    /// The verdicts, in the order of the file, at most 10,000; none if they were streamed.
    pub rows: Vec<CdrRow>,
    /// Verdicts that are not listed because there are too many.
    pub rows_left_out: i64,
}

impl import::Report for CdrReport {
    type Row = CdrRow;
    fn count(&mut self, row: &CdrRow) {
        self.total_rows += 1;
        *match row.verdict {
            CdrVerdict::Created => &mut self.created,
            CdrVerdict::Merged => &mut self.merged,
            CdrVerdict::Duplicate => &mut self.duplicates,
            CdrVerdict::Invalid => &mut self.invalid,
        } += 1;
    }
    fn total(&self) -> i64 {
        self.total_rows
    }
    fn list(&mut self) -> (&mut Vec<CdrRow>, &mut i64) {
        (&mut self.rows, &mut self.rows_left_out)
    }
}

/// What the options ask for, checked.
pub(super) struct Plan {
    workspace: Option<Id<Workspace>>,
    pub(super) provider: String,
    pub(super) country: Option<Country>,
    pub(super) direction: Option<Direction>,
    pub(super) agent: Option<Id<Agent>>,
    pub(super) link_leads: bool,
}

impl Plan {
    /// Where the calls go, if the caller may record any there.
    pub(super) fn admit(&self, scope: &Scope<'_>) -> Result<Id<Workspace>> {
        let pointers = Pointers { workspace: self.workspace, agent: self.agent, ..Pointers::default() };
        let found = References::find(scope, std::iter::once(pointers))?;
        let mut problems = Problems::new();
        let home = rules::place(&found.targets(&pointers), None, &mut problems);
        problems.into_result()?;
        scope.require_manages(home)?;
        Ok(home)
    }
}

/// Reads calls from a PBX's records. See the operation's row.
pub(in crate::calls) fn import_cdr(chunks: &mut Chunks<'_>, mut input: CdrImport) -> Result<CdrReport> {
    let country = input.default_country.as_deref().map(str::parse::<Country>).transpose();
    let country = country.map_err(|_| Error::field("default_country", "Give the two letters of a country, such as DE."))?;
    let mut plan = Plan {
        workspace: input.workspace,
        provider: input.provider.take().unwrap_or_default(),
        country,
        direction: input.direction,
        agent: input.agent,
        link_leads: input.link_leads,
    };
    let zone = chunks.read(|scope| plan.admit(scope).map(|_| scope.settings().time_zone))?;
    if plan.country.is_some() {
        phone::warm_up();
    }
    let zone = input.time_zone.as_deref().and_then(parse_zone).unwrap_or(zone);
    let options = Options { format: input.format, columns: input.columns.take(), encoding: input.encoding.take(), zone };
    let reader = Reader::open(import::source(chunks, FIELD, input.cdr.take())?, &options)?;
    if plan.provider.is_empty() {
        reader.switch.provider().clone_into(&mut plan.provider);
    }
    import::run(chunks, input.atomic, &mut Records { reader, plan, window: Window::default() })
}

/// The calls of one file.
struct Records<'a> {
    reader: Reader<'a>,
    plan: Plan,
    window: Window,
}

/// The calls of the records at the front of the window.
#[derive(Clone)]
struct Chunk {
    records: usize,
    calls: Vec<Draft>,
}

impl import::Work for Records<'_> {
    type Chunk = Chunk;
    type Written = (usize, Vec<(u64, Fate)>);
    type Report = CdrReport;

    fn next(&mut self, most: usize) -> Result<Option<Chunk>> {
        while self.window.len() < most + AHEAD {
            let Some(record) = self.reader.next()? else { break };
            self.window.push(record);
        }
        let records = self.window.len().min(most);
        if records == 0 {
            return Ok(None);
        }
        let calls = self.window.groups(records).into_iter().filter_map(|group| Draft::of(group, &self.plan)).collect();
        Ok(Some(Chunk { records, calls }))
    }

    fn write(&self, scope: &Scope<'_>, chunk: Chunk) -> Result<Self::Written> {
        Ok((chunk.records, write::write(scope, &self.plan, chunk.calls)?))
    }

    fn told(&mut self, (records, fates): Self::Written) -> Vec<CdrRow> {
        for (place, fate) in fates {
            self.window.settle(place, fate);
        }
        self.window.told(records)
    }
}
