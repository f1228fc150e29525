//! What makes a call whole, free of SQL: lengths, times, the derived reason, the appointment, and into which workspace it belongs.

use super::{
    model::{Call, CallStatus, Outcome},
    reason::Reason,
};
use crate::{
    agents::{Agent, PhoneNumber},
    error::Problems,
    id::Id,
    leads::Lead,
    time::Timestamp,
    workspaces::Workspace,
};

const REQUIRED: &str = "This field is required.";

/// Talk time as an input says it: in whole seconds, in milliseconds, in both, or not at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Said {
    pub duration: Option<i32>,
    pub duration_ms: Option<i64>,
}

/// What of the stored row an update builds on.
#[derive(Debug, Clone, Copy)]
pub struct Before {
    pub status: CallStatus,
    pub duration_ms: i64,
    /// Whether neither the status nor the raw text of why it ended changes.
    pub reason_stands: bool,
}

/// Works out what follows from the other columns; what is wrong goes to `problems`.
pub fn settle(call: &mut Call, said: Said, before: Option<Before>, problems: &mut Problems) {
    match (call.outcome, call.appointment_datetime) {
        (Some(Outcome::AppointmentScheduled), None) => problems.add("appointment_datetime", REQUIRED),
        (Some(Outcome::AppointmentScheduled), Some(_)) | (_, None) => {}
        (_, Some(_)) => problems.add("appointment_datetime", "Only an outcome of appointment_scheduled has an appointment."),
    }
    call.set_duration_ms(talk_ms(call, said, before, problems));
    // Events know more than the text, so what they said of an end stays as long as that end does.
    if !before.is_some_and(|b| b.reason_stands) {
        call.reason = reason(call);
    }
    if call.status.is_ended() {
        (call.owner, call.lease_until) = (None, None);
    }
}

/// Talk time: as said, else as it was, else from the times. A call that has ended must have one.
fn talk_ms(call: &Call, said: Said, before: Option<Before>, problems: &mut Problems) -> i64 {
    let stored = before.map_or(0, |b| b.duration_ms);
    match (said.duration, said.duration_ms) {
        (Some(seconds), Some(ms)) if i64::from(seconds) != ms / 1000 => match before {
            // A client that sends back what it read, with one of the two changed, means the one that it changed.
            Some(b) if ms == b.duration_ms => i64::from(seconds) * 1000,
            Some(b) if i64::from(seconds) == b.duration_ms / 1000 => ms,
            _ => {
                problems.add("duration", "Must be duration_ms in whole seconds, rounded down.");
                0
            }
        },
        (_, Some(ms)) => ms,
        // Seconds that say nothing new do not cost the milliseconds that were known.
        (Some(seconds), None) if i64::from(seconds) == stored / 1000 => stored,
        (Some(seconds), None) => i64::from(seconds) * 1000,
        (None, None) if !call.status.is_ended() || stored > 0 || before.is_some_and(|b| b.status.is_ended()) => stored,
        (None, None) => match (call.answered_at, call.ended_at) {
            (Some(answered), Some(ended)) if ended < answered => {
                problems.add("ended_at", "A call cannot end before it was answered.");
                0
            }
            (Some(answered), Some(ended)) => (ended.micros() - answered.micros()) / 1000,
            (None, Some(_)) if call.status != CallStatus::Completed => 0,
            _ => {
                problems.add("duration", REQUIRED);
                0
            }
        },
    }
}

/// None while the call has not ended; without a text what the status says, and `completed` says nothing about who hung up. A status that
/// says that there was no conversation wins over a text that says how one ended: switches clear unanswered calls "normally" too.
fn reason(call: &Call) -> Option<Reason> {
    let text = call.disconnection_reason.as_deref().unwrap_or_default().trim();
    let said = (!text.is_empty()).then(|| Reason::from_text(text));
    match call.status {
        status if !status.is_ended() => None,
        status if said.is_some_and(|r| status == CallStatus::Completed || !r.is_conversation()) => said,
        CallStatus::Busy => Some(Reason::Busy),
        CallStatus::NoAnswer => Some(Reason::NoAnswer),
        CallStatus::Canceled => Some(Reason::Canceled),
        CallStatus::Failed => Some(Reason::ProviderUnavailable),
        _ => Some(Reason::Unknown),
    }
}

/// `timestamp` of a new call: as given, else its start, else now.
pub fn timestamp(given: Option<Timestamp>, started_at: Option<Timestamp>, now: Timestamp) -> Timestamp {
    given.or(started_at).unwrap_or(now)
}

/// A thing that an input points at: its id, and its workspace if the caller may see the thing at all.
#[derive(Debug)]
pub struct Target<T> {
    pub id: Id<T>,
    pub workspace: Option<Id<Workspace>>,
}

/// Everything that an input points at.
#[derive(Debug, Default)]
pub struct Targets {
    /// The workspace that the input names (`None` inside: it names none, on purpose), and whether the caller may see it.
    pub workspace: Option<(Option<Id<Workspace>>, bool)>,
    pub lead: Option<Target<Lead>>,
    pub agent: Option<Target<Agent>>,
    pub phone_number: Option<Target<PhoneNumber>>,
    pub parent_call: Option<Target<Call>>,
}

/// The workspace of the call: its lead's, else the one named, else (`kept`) the one it has, else its agent's, else its number's.
/// What does not exist for the caller, or belongs to another workspace, goes to `problems`.
pub fn place(targets: &Targets, kept: Option<Id<Workspace>>, problems: &mut Problems) -> Id<Workspace> {
    let mut exists = true;
    let mut check = |seen: bool, field: &str, id: String| {
        if !seen {
            problems.add(field, invalid_pk(id));
            exists = false;
        }
    };
    let named = targets.workspace.map(|(id, seen)| {
        check(seen, "workspace", Id::or_none(id).to_string());
        Id::or_none(id)
    });
    each(targets, |field, id, workspace| check(workspace.is_some(), field, id));
    if !exists {
        return Id::NONE;
    }
    let of_lead = targets.lead.as_ref().and_then(|t| t.workspace);
    let of_agent = targets.agent.as_ref().and_then(|t| t.workspace);
    let of_number = targets.phone_number.as_ref().and_then(|t| t.workspace);
    let home = of_lead.or(named).or(kept).or(of_agent).or(of_number).unwrap_or(Id::NONE);
    if named.is_some_and(|named| named != home) {
        problems.add("workspace", "A call has the workspace of its lead.");
    }
    each(targets, |field, id, workspace| {
        let anybodys = field == "phone_number" && workspace == Some(Id::NONE);
        if workspace != Some(home) && !anybodys {
            problems.add(field, invalid_pk(id));
        }
    });
    home
}

fn each(targets: &Targets, mut f: impl FnMut(&'static str, String, Option<Id<Workspace>>)) {
    fn visit<T>(field: &'static str, target: &Option<Target<T>>, f: &mut impl FnMut(&'static str, String, Option<Id<Workspace>>)) {
        if let Some(target) = target {
            f(field, target.id.to_string(), target.workspace);
        }
    }
    visit("lead", &targets.lead, &mut f);
    visit("agent", &targets.agent, &mut f);
    visit("phone_number", &targets.phone_number, &mut f);
    visit("parent_call", &targets.parent_call, &mut f);
}

/// The framework's words for a reference to nothing.
pub fn invalid_pk(id: impl std::fmt::Display) -> String {
    format!("Invalid pk \"{id}\" - object does not exist.")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::error::Detail;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(second * 1_000_000)
    }

    /// A call of that status, changed by `with` and settled: or the one field that is wrong.
    fn settled(status: CallStatus, said: Said, before: Option<Before>, with: impl FnOnce(&mut Call)) -> Result<Call, String> {
        let mut call = Call::sample(status);
        with(&mut call);
        let mut problems = Problems::new();
        settle(&mut call, said, before, &mut problems);
        problems.iter().next().map_or(Ok(call), |(field, _)| Err(field))
    }

    fn seconds(n: i32) -> Said {
        Said { duration: Some(n), duration_ms: None }
    }

    fn ms(status: CallStatus, said: Said, before: Option<Before>, with: impl FnOnce(&mut Call)) -> Result<i64, String> {
        settled(status, said, before, with).map(|c| c.duration_ms)
    }

    fn nothing(_: &mut Call) {}

    #[test]
    fn a_call_that_has_ended_must_have_a_length() {
        use CallStatus::*;
        for status in [Completed, Busy, NoAnswer, Canceled, Failed] {
            assert_eq!(ms(status, Said::default(), None, nothing), Err("duration".into()), "{status:?}");
            assert_eq!(ms(status, seconds(0), None, nothing), Ok(0), "{status:?}");
        }
        for status in CallStatus::OPEN {
            assert_eq!(ms(status, Said::default(), None, nothing), Ok(0), "{status:?}");
        }
    }

    #[test]
    fn seconds_are_milliseconds_rounded_down() {
        let said = |duration, duration_ms| {
            let call = settled(CallStatus::Completed, Said { duration, duration_ms }, None, nothing)?;
            Ok::<_, String>((call.duration_ms, call.duration, call.duration_formatted))
        };
        assert_eq!(said(None, Some(61_999)), Ok((61_999, 61, "1m 1s".into())));
        assert_eq!(said(Some(65), None), Ok((65_000, 65, "1m 5s".into())));
        assert_eq!(said(Some(1), Some(1999)), Ok((1999, 1, "0m 1s".into())));
        assert_eq!(said(Some(2), Some(1999)), Err("duration".into()));
        assert_eq!(said(Some(i32::MAX), None).map(|s| s.1), Ok(i32::MAX));
    }

    #[test]
    fn lengths_come_from_the_times_when_both_are_known() {
        let times = |status, said, answered: Option<i64>, ended: i64| {
            ms(status, said, None, |c| (c.answered_at, c.ended_at) = (answered.map(at), Some(at(ended))))
        };
        assert_eq!(times(CallStatus::Completed, Said::default(), Some(10), 75), Ok(65_000));
        assert_eq!(times(CallStatus::NoAnswer, Said::default(), None, 75), Ok(0));
        assert_eq!(times(CallStatus::Completed, Said::default(), None, 75), Err("duration".into()), "perhaps it was answered");
        assert_eq!(times(CallStatus::Completed, Said::default(), Some(75), 10), Err("ended_at".into()));
        assert_eq!(times(CallStatus::Completed, seconds(5), Some(10), 75), Ok(5000), "what is said wins");
    }

    #[test]
    fn updates_keep_what_they_do_not_say() {
        let after = |status, duration_ms, said| {
            ms(CallStatus::Completed, said, Some(Before { status, duration_ms, reason_stands: false }), nothing)
        };
        assert_eq!(after(CallStatus::Completed, 1999, Said::default()), Ok(1999));
        assert_eq!(after(CallStatus::Completed, 0, Said::default()), Ok(0), "it had ended before");
        assert_eq!(after(CallStatus::InProgress, 0, Said::default()), Err("duration".into()), "it ends now");
        assert_eq!(after(CallStatus::InProgress, 4000, Said::default()), Ok(4000));
        assert_eq!(after(CallStatus::Completed, 1999, seconds(1)), Ok(1999), "the same seconds");
        assert_eq!(after(CallStatus::Completed, 1999, seconds(2)), Ok(2000));
        let both = |duration, ms| Said { duration: Some(duration), duration_ms: Some(ms) };
        assert_eq!(after(CallStatus::Completed, 1999, both(1, 1999)), Ok(1999), "sent back as it was read");
        assert_eq!(after(CallStatus::Completed, 1999, both(7, 1999)), Ok(7000), "the seconds were changed");
        assert_eq!(after(CallStatus::Completed, 1999, both(1, 7500)), Ok(7500), "the milliseconds were changed");
        assert_eq!(after(CallStatus::Completed, 1999, both(3, 7500)), Err("duration".into()), "both, and they differ");
    }

    #[test]
    fn reasons_follow_the_text_and_wait_for_the_end() {
        let reason = |status, text: Option<&str>| {
            settled(status, seconds(0), None, |c| c.disconnection_reason = text.map(Into::into)).unwrap().reason
        };
        assert_eq!(reason(CallStatus::Completed, Some("Caller Hangup")), Some(Reason::CompletedUserHangup));
        assert_eq!(reason(CallStatus::Completed, Some("what is this")), Some(Reason::Unknown));
        assert_eq!(reason(CallStatus::Busy, Some("what is this")), Some(Reason::Unknown));
        assert_eq!(reason(CallStatus::Busy, None), Some(Reason::Busy));
        assert_eq!(reason(CallStatus::Completed, Some("  ")), Some(Reason::Unknown));
        assert_eq!(reason(CallStatus::InProgress, Some("busy")), None);
        assert_eq!(reason(CallStatus::NoAnswer, Some("NORMAL_CLEARING")), Some(Reason::NoAnswer));
        assert_eq!(reason(CallStatus::Completed, Some("NORMAL_CLEARING")), Some(Reason::CompletedUserHangup));
    }

    #[test]
    fn appointments_and_their_outcome_go_together() {
        let appointment = |outcome, time: Option<i64>| {
            let with = |c: &mut Call| (c.outcome, c.appointment_datetime) = (outcome, time.map(at));
            settled(CallStatus::Completed, seconds(0), None, with).map(drop)
        };
        assert_eq!(appointment(Some(Outcome::AppointmentScheduled), Some(1)), Ok(()));
        assert_eq!(appointment(Some(Outcome::AppointmentScheduled), None), Err("appointment_datetime".into()));
        assert_eq!(appointment(Some(Outcome::Reached), Some(1)), Err("appointment_datetime".into()));
        assert_eq!(appointment(None, Some(1)), Err("appointment_datetime".into()));
        assert_eq!(appointment(None, None), Ok(()));
    }

    #[test]
    fn the_time_of_a_call_is_given_or_its_start_or_now() {
        assert_eq!(timestamp(Some(at(1)), Some(at(2)), at(3)), at(1));
        assert_eq!(timestamp(None, Some(at(2)), at(3)), at(2));
        assert_eq!(timestamp(None, None, at(3)), at(3));
    }

    fn ws(n: u128) -> Id<Workspace> {
        Id::new(Uuid::from_u128(n))
    }

    fn to<T>(workspace: Option<Id<Workspace>>) -> Option<Target<T>> {
        Some(Target { id: Id::new(Uuid::from_u128(99)), workspace })
    }

    fn placed(targets: &Targets, kept: Option<Id<Workspace>>) -> Result<Id<Workspace>, Vec<(String, String)>> {
        let mut problems = Problems::new();
        let home = place(targets, kept, &mut problems);
        let all: Vec<_> = problems
            .iter()
            .map(|(field, detail)| match detail {
                Detail::Messages(all) => (field, all.join(" ")),
                Detail::Inside(_) => (field, String::new()),
            })
            .collect();
        if all.is_empty() { Ok(home) } else { Err(all) }
    }

    #[test]
    fn a_call_lives_where_its_lead_lives_else_where_it_is_told() {
        let none = Targets::default();
        assert_eq!(placed(&none, None), Ok(Id::NONE));
        assert_eq!(placed(&Targets { agent: to(Some(ws(1))), phone_number: to(Some(ws(1))), ..none }, None), Ok(ws(1)));
        assert_eq!(placed(&Targets { phone_number: to(Some(ws(2))), ..Default::default() }, None), Ok(ws(2)));
        assert_eq!(placed(&Targets { phone_number: to(Some(Id::NONE)), agent: to(Some(ws(1))), ..Default::default() }, None), Ok(ws(1)));
        assert_eq!(
            placed(&Targets { workspace: Some((Some(ws(3)), true)), ..Default::default() }, Some(ws(1))),
            Ok(ws(3)),
            "moved by name"
        );
        assert_eq!(placed(&Targets { lead: to(Some(ws(2))), ..Default::default() }, Some(ws(1))), Ok(ws(2)), "moved with its new lead");
        assert_eq!(placed(&Targets { lead: to(Some(ws(2))), workspace: Some((Some(ws(2)), true)), ..Default::default() }, None), Ok(ws(2)));
    }

    #[test]
    fn what_another_workspace_owns_cannot_be_pointed_at() {
        let gone = Err(vec![("agent".to_owned(), invalid_pk(ws(99)))]);
        assert_eq!(placed(&Targets { agent: to(None), lead: to(Some(ws(1))), ..Default::default() }, None), gone, "not to be seen");
        assert_eq!(
            placed(&Targets { agent: to(Some(ws(2))), lead: to(Some(ws(1))), ..Default::default() }, None),
            gone,
            "seen, and of another"
        );
        assert_eq!(
            placed(&Targets { agent: to(Some(ws(2))), ..Default::default() }, Some(ws(1))),
            gone,
            "an update does not follow its agent"
        );
        assert_eq!(
            placed(&Targets { agent: to(Some(ws(2))), lead: to(Some(Id::NONE)), ..Default::default() }, None),
            gone,
            "a lead of nobody"
        );
        let wrong = placed(&Targets { lead: to(Some(ws(1))), workspace: Some((Some(ws(2)), true)), ..Default::default() }, None);
        assert_eq!(wrong.unwrap_err()[0].0, "workspace");
        let unseen = placed(&Targets { workspace: Some((Some(ws(2)), false)), ..Default::default() }, None);
        assert_eq!(unseen, Err(vec![("workspace".to_owned(), invalid_pk(ws(2)))]));
        let both = placed(&Targets { lead: to(None), parent_call: to(None), ..Default::default() }, None).unwrap_err();
        assert_eq!(both.len(), 2, "all at once");
    }
}
