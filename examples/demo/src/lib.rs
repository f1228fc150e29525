//! Fills an empty database with a believable company: what `hotcalls-server --demo` shows.
//!
//! Three workspaces with twelve agents, twenty numbers, 5,000 leads, 50,000 calls of the ninety days before today, the meetings that came of
//! them, and plans. Everything goes through public operations, so it is an example too. The same day gives the same company; only ids
//! and the times of insertion differ. Nobody is called: the numbers are those that regulators keep free for fiction.

mod company;
mod people;
mod random;
mod traffic;

use std::{collections::HashSet, fmt};

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use hotcalls_core::{
    Caller, Code, Error, Hotcalls, Id, Result, Timestamp,
    agents::{Agent, PhoneNumber},
    calendars::{CalendarConfiguration, MeetingCreate, MeetingStatus},
    calls::{CallBulkCreate, CallCreate, Direction, Outcome},
    leads::{Lead, LeadBulkCreate, LeadCreate},
    time::resolve,
    workspaces::Workspace,
};

use self::{
    company::{Branch, Plans},
    people::Numbers,
    random::Random,
    traffic::Dialed,
};

/// How much was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Workspaces.
    pub workspaces: usize,
    /// Agents.
    pub agents: usize,
    /// Phone numbers.
    pub phone_numbers: usize,
    /// Leads.
    pub leads: usize,
    /// Calls.
    pub calls: usize,
    /// Meetings.
    pub meetings: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { workspaces, agents, phone_numbers, leads, calls, meetings } = self;
        write!(f, "{workspaces} workspaces, {agents} agents, {phone_numbers} numbers, {leads} leads, {calls} calls, {meetings} meetings")
    }
}

/// Fills an empty database with the company of the day that it is now, in UTC; see [`fill_for`].
pub fn fill(db: &Hotcalls) -> Result<Summary> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let now = Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or_default());
    fill_for(db, now.date_in(chrono_tz::UTC))
}

/// Fills an empty database. One that has a workspace, a plan, a number, a lead or a call is refused (`not_empty`) and stays as it is.
/// The calls are of the ninety days before `today`. Needs a handle that was opened with a key, since calendars have tokens.
///
/// It works in some dozens of transactions: when it is cut short, the file holds a part of the company.
pub fn fill_for(db: &Hotcalls, today: NaiveDate) -> Result<Summary> {
    let root = db.system();
    refuse_unless_empty(&root)?;
    let mut random = Random::new(today.num_days_from_ce().unsigned_abs().into());
    let plans = Plans::create(&root)?;
    let mut summary = Summary::default();
    for branch in &company::BRANCHES {
        Filling { root: &root, branch, random: &mut random, summary: &mut summary }.fill(&plans, today)?;
    }
    Ok(summary)
}

fn refuse_unless_empty(root: &Caller) -> Result<()> {
    let rows = root.workspaces().list(())?.count
        + root.plans().list(())?.count
        + root.phone_numbers().list(())?.count
        + root.leads().list(())?.count
        + root.calls().list(())?.count;
    if rows == 0 { Ok(()) } else { Err(Error::new(Code::NotEmpty, "The database is not empty; the demo was not added to it.")) }
}

/// One branch on its way into the database.
struct Filling<'f> {
    root: &'f Caller,
    branch: &'static Branch,
    random: &'f mut Random,
    summary: &'f mut Summary,
}

/// An agent with what its calls and meetings need.
struct Desk {
    agent: Id<Agent>,
    configuration: Id<CalendarConfiguration>,
    numbers: Vec<(Id<PhoneNumber>, String)>,
    /// Starts of its meetings.
    taken: HashSet<Timestamp>,
}

/// An appointment that was made in the call of a row.
struct Appointment {
    row: usize,
    desk: usize,
    lead: Id<Lead>,
    start: Timestamp,
}

/// Rows of one `bulk_create`: many enough to be fast, few enough that others get a turn.
const CHUNK: usize = 5_000;

impl Filling<'_> {
    fn fill(&mut self, plans: &Plans, today: NaiveDate) -> Result<()> {
        let mut numbers = Numbers::new(self.branch.numbers);
        let (workspace, mut desks) = company::create(self.root, self.branch, plans, self.random, &mut numbers)?;
        self.summary.workspaces += 1;
        self.summary.agents += desks.len();
        self.summary.phone_numbers += self.branch.lines;
        let leads = self.leads(workspace, &mut numbers)?;
        let dialed = traffic::calls(self.random, self.branch.calls, today, self.branch.zone);
        for chunk in dialed.chunks(CHUNK) {
            self.calls(chunk, &leads, &mut desks)?;
        }
        Ok(())
    }

    /// Creates the leads; their ids and numbers.
    fn leads(&mut self, workspace: Id<Workspace>, numbers: &mut Numbers) -> Result<Vec<(Id<Lead>, String)>> {
        let rows: Vec<LeadCreate> =
            (0..self.branch.leads).map(|n| company::lead(self.branch, workspace, n, self.random, numbers)).collect();
        let phones: Vec<String> = rows.iter().map(|row| row.phone.clone()).collect();
        let created = self.root.leads().bulk_create(LeadBulkCreate::new(rows))?.created_lead_ids;
        self.summary.leads += created.len();
        Ok(created.into_iter().zip(phones).collect())
    }

    /// Records calls, then books the meetings that were agreed on in them.
    fn calls(&mut self, dialed: &[Dialed], leads: &[(Id<Lead>, String)], desks: &mut [Desk]) -> Result<()> {
        let (mut rows, mut appointments) = (Vec::with_capacity(dialed.len()), Vec::new());
        for (row, call) in dialed.iter().enumerate() {
            let (desk, lead) = (self.random.below(desks.len()), self.random.pick(leads).clone());
            let mut input = self.call(call, &lead, &desks[desk]);
            if input.outcome == Some(Outcome::AppointmentScheduled) {
                input.appointment_datetime = self.free_time(call.day, &mut desks[desk].taken);
                match input.appointment_datetime {
                    Some(start) => appointments.push(Appointment { row, desk, lead: lead.0, start }),
                    None => input.outcome = Some(Outcome::Reached),
                }
            }
            rows.push(input);
        }
        let created = self.root.calls().bulk_create(CallBulkCreate::new(rows))?.created_call_ids;
        self.summary.calls += created.len();
        for made in appointments {
            let desk = &desks[made.desk];
            let canceled = self.random.chance(0.07);
            self.root.meetings().create(MeetingCreate {
                lead: Some(made.lead),
                agent: Some(desk.agent),
                call: created.get(made.row).copied(),
                status: if canceled { MeetingStatus::Canceled } else { MeetingStatus::Booked },
                title: (*self.random.pick(self.branch.meetings)).to_owned(),
                ..MeetingCreate::new(desk.configuration, made.start)
            })?;
            self.summary.meetings += 1;
        }
        Ok(())
    }

    /// The log of a call with a lead.
    fn call(&mut self, call: &Dialed, (lead, phone): &(Id<Lead>, String), desk: &Desk) -> CallCreate {
        let (line, number) = self.random.pick(&desk.numbers).clone();
        let (direction, from, to) =
            if call.inbound { (Direction::Inbound, phone.clone(), number) } else { (Direction::Outbound, number, phone.clone()) };
        let at = |ms: i64| Timestamp::from_micros(call.started_at.micros() + ms * 1000);
        CallCreate {
            duration_ms: Some(call.talk_ms),
            disconnection_reason: Some(call.course.reason.to_owned()),
            agent: Some(desk.agent),
            phone_number: Some(line),
            status: call.course.status,
            started_at: Some(call.started_at),
            ringing_at: Some(at(call.ring_ms.min(900))),
            answered_at: call.course.answered_by.map(|_| at(call.ring_ms)),
            ended_at: Some(at(call.ring_ms + call.talk_ms)),
            answered_by: call.course.answered_by,
            outcome: call.outcome,
            ..CallCreate::new(Some(*lead), from, to, direction)
        }
    }

    /// A free half hour in the office hours of the ten days after a call.
    fn free_time(&mut self, day: NaiveDate, taken: &mut HashSet<Timestamp>) -> Option<Timestamp> {
        // Forty tries find one of the hundred and more half hours unless hardly any is left.
        (0..40).find_map(|_| {
            let day = day.checked_add_days(Days::new(self.random.between(1, 10).unsigned_abs()))?;
            let half_hour = self.random.between(18, 33).unsigned_abs() as u32;
            let start = resolve(day.and_time(NaiveTime::from_num_seconds_from_midnight_opt(half_hour * 1800, 0)?), self.branch.zone);
            let is_free = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && taken.insert(start);
            is_free.then_some(start)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is drawn for a day, before ids are given.
    fn story(today: NaiveDate) -> String {
        let mut random = Random::new(today.num_days_from_ce().unsigned_abs().into());
        let mut story = String::new();
        for branch in &company::BRANCHES {
            let mut numbers = Numbers::new(branch.numbers);
            for n in 0..100 {
                story += &format!("{:?}\n", company::lead(branch, Id::NONE, n, &mut random, &mut numbers));
            }
            for call in traffic::calls(&mut random, 500, today, branch.zone) {
                story += &format!("{} {} {} {:?}\n", call.started_at, call.talk_ms, call.course.reason, call.outcome);
            }
        }
        story
    }

    #[test]
    fn the_same_day_gives_the_same_company_and_another_day_another() {
        let day = |n| NaiveDate::from_ymd_opt(2026, 11, n).unwrap();
        assert_eq!(story(day(22)), story(day(22)));
        assert_ne!(story(day(22)), story(day(23)));
        assert!(story(day(22)).contains("@example.com"), "nobody's address");
    }
}
