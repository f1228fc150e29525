//! Events, as they are reported and as they are stored.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    calls::{AnsweredBy, Call, Reason},
    error::{Code, Error, Result},
    id::Id,
    operation::Choice,
    time::Timestamp,
};

/// What happened to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It rings at the other end.
    Ringing,
    /// It was answered.
    Answered,
    /// It was handed over to somebody else.
    Transferred,
    /// It was put on hold.
    Held,
    /// It was taken back from hold.
    Resumed,
    /// It ended, or was never made.
    Ended,
}
impl Choice for EventKind {}

/// Who reports an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reporter {
    /// Who carries the call: its word on how a call ended is the strongest.
    #[default]
    Carrier,
    /// The program that runs the call.
    Host,
}
impl Choice for Reporter {}

/// Where a stored event comes from, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// `calls.reap`, for a lease that ran out.
    Reaper,
    /// The program that runs the call.
    Host,
    /// Who carries it.
    Carrier,
}
impl Choice for Source {}

impl From<Reporter> for Source {
    fn from(reporter: Reporter) -> Self {
        match reporter {
            Reporter::Carrier => Self::Carrier,
            Reporter::Host => Self::Host,
        }
    }
}

/// A stored event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub source: Source,
    pub event_id: String,
    pub kind: EventKind,
    pub at: Timestamp,
    pub sip_status: Option<i32>,
    pub q850_cause: Option<i32>,
    /// Why it ended, in the reporter's words.
    pub said: Option<String>,
    /// Whether our side had sent CANCEL.
    pub after_cancel: bool,
    /// To whom it was handed over, or who ended it.
    pub party: Option<String>,
    pub answered_by: Option<AnsweredBy>,
    /// Whether it said who talks to whom.
    pub tells: bool,
}

impl Event {
    /// `idempotency_conflict` unless the event that is known says the same. `timed`: whether the reporter said when, so that a repetition
    /// must say the same.
    pub fn require_same(&self, known: Option<Self>, timed: bool) -> Result<()> {
        if known.is_some_and(|known| Self { at: if timed { known.at } else { self.at }, tells: self.tells, ..known } == *self) {
            return Ok(());
        }
        Err(Error::new(Code::IdempotencyConflict, "The call has an event of this event_id that says something else."))
    }

    /// The raw value that the call keeps of an end: the words, else the codes.
    pub fn raw(&self) -> Option<String> {
        let sip = self.sip_status.map(|status| format!("SIP {status}"));
        let q850 = self.q850_cause.map(|cause| format!("Q.850 {cause}"));
        let codes = [sip, q850].into_iter().flatten().collect::<Vec<_>>().join(", ");
        self.said.clone().or((!codes.is_empty()).then_some(codes))
    }

    /// The reason of an end: what the words map to, else the codes. A normal clearing says little, so it counts only where nothing says
    /// more: the words, one of the codes, that the call had been handed over, or who ended it.
    pub fn reason(&self, transferred: bool) -> Reason {
        if self.source == Source::Reaper {
            return Reason::Lost;
        }
        let code = |code: Option<i32>| code.and_then(|c| u16::try_from(c).ok());
        let found = [
            self.said.as_deref().map(Reason::from_text),
            code(self.q850_cause).map(Reason::from_q850),
            code(self.sip_status).map(|status| Reason::from_sip(status, self.after_cancel)),
        ];
        let vague = |reason: &Reason| matches!(reason, Reason::Unknown | Reason::CompletedUserHangup);
        if let Some(clear) = found.into_iter().flatten().find(|reason| !vague(reason)) {
            return clear;
        }
        match self.party.as_deref().map(str::to_lowercase).as_deref() {
            _ if transferred => Reason::Transferred,
            Some("agent" | "assistant") => Reason::CompletedAgentHangup,
            Some("user" | "caller" | "callee" | "customer") => Reason::CompletedUserHangup,
            _ if found.contains(&Some(Reason::CompletedUserHangup)) => Reason::CompletedUserHangup,
            _ if self.after_cancel => Reason::Canceled,
            _ => Reason::Unknown,
        }
    }
}

/// What `calls.renew` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallLeases {
    /// The calls whose lease was renewed.
    pub renewed: Vec<Id<Call>>,
    /// The named calls whose lease was not: they have ended, are another owner's, or do not exist for the caller.
    pub not_renewed: Vec<Id<Call>>,
    /// Until when the renewed leases last.
    pub lease_until: Timestamp,
}

/// What `calls.reap` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReapReport {
    /// The calls that were closed as `lost`, the longest silent first.
    pub lost: Vec<Id<Call>>,
    /// Whether there are more to close: call again.
    pub more: bool,
}
