//! Records of calls.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::reason::Reason;
use crate::{
    agents::{Agent, PhoneNumber},
    id::Id,
    leads::Lead,
    operation::Choice,
    time::Timestamp,
    workspaces::Workspace,
};

/// Who called whom, as seen from our side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// They called us.
    Inbound,
    /// We called them.
    Outbound,
}
impl Choice for Direction {}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// Not dialed yet.
    Queued,
    /// Dialed, not answered yet.
    Ringing,
    /// Answered, and going on.
    InProgress,
    /// Ended after it took place.
    #[default]
    Completed,
    /// Ended: the line was busy.
    Busy,
    /// Ended: nobody answered.
    NoAnswer,
    /// Ended: taken back before it was answered.
    Canceled,
    /// Ended: it could not be made, or broke.
    Failed,
}
impl Choice for CallStatus {}

impl CallStatus {
    /// Every status, in the order of a call's life.
    pub const ALL: [Self; 8] =
        [Self::Queued, Self::Ringing, Self::InProgress, Self::Completed, Self::Busy, Self::NoAnswer, Self::Canceled, Self::Failed];
    /// The statuses of calls that have not ended.
    pub const OPEN: [Self; 3] = [Self::Queued, Self::Ringing, Self::InProgress];

    /// Whether the call is over: what statistics count.
    pub fn is_ended(self) -> bool {
        !Self::OPEN.contains(&self)
    }
}

/// Who or what answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredBy {
    /// A person.
    Human,
    /// A mailbox, a menu, an assistant.
    Machine,
    /// A fax.
    Fax,
    /// Answered, by whom was not found out. Never silently a person.
    Unknown,
}
impl Choice for AnsweredBy {}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An appointment was made, for `appointment_datetime`.
    AppointmentScheduled,
    /// The right person was spoken to.
    Reached,
    /// Spoken to, and not interested.
    NoInterest,
    /// Not spoken to.
    NotReached,
}
impl Choice for Outcome {}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::AppointmentScheduled, Self::Reached, Self::NoInterest, Self::NotReached];

    /// Whether it counts for `success_rate`.
    pub fn is_success(self) -> bool {
        matches!(self, Self::AppointmentScheduled | Self::Reached)
    }
}

impl Choice for Reason {}

/// One call, made, taken or going on.
///
/// `lead_name`, `lead_surname` and `lead_email` are read through the lead, and absent without one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Call {
    /// Its id.
    pub id: Id<Call>,
    /// Who was called or called; null when not known, or deleted since.
    pub lead: Option<Id<Lead>>,
    /// The lead's given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_name: Option<String>,
    /// The lead's family name: absent without a lead, null for a lead without one.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub lead_surname: Option<Option<String>>,
    /// The lead's e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_email: Option<String>,
    /// The moment that decides into which days and windows the call falls: as given, else its start, else when it was recorded.
    pub timestamp: Timestamp,
    /// The number or SIP address that called.
    pub from_number: String,
    /// The number or SIP address that was called.
    pub to_number: String,
    /// Talk time in whole seconds, rounded down.
    pub duration: i32,
    /// Talk time as `<minutes>m <seconds>s`.
    pub duration_formatted: String,
    /// Why it ended, in the provider's words.
    pub disconnection_reason: Option<String>,
    /// Who called whom.
    pub direction: Direction,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Its workspace: that of its lead.
    pub workspace: Option<Id<Workspace>>,
    /// The agent on the call.
    pub agent: Option<Id<Agent>>,
    /// Our number on the call.
    pub phone_number: Option<Id<PhoneNumber>>,
    /// The call of which this is another leg.
    pub parent_call: Option<Id<Call>>,
    /// Who carried it.
    pub provider: Option<String>,
    /// The provider's id of the call; unique per workspace and provider.
    pub external_id: Option<String>,
    /// Which leg of the parent call this is.
    pub leg: Option<String>,
    /// To whom it was handed over.
    pub transferred_to: Option<String>,
    /// Who ended it.
    pub hung_up_by: Option<String>,
    /// Where it stands.
    pub status: CallStatus,
    /// When it was dialed or came in.
    pub started_at: Option<Timestamp>,
    /// When it first rang.
    pub ringing_at: Option<Timestamp>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Talk time in milliseconds.
    pub duration_ms: i64,
    /// Why it ended, as one of the closed set; null while it has not ended.
    pub reason: Option<Reason>,
    /// Who or what answered.
    pub answered_by: Option<AnsweredBy>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// For when the appointment was made; set exactly when the outcome is `appointment_scheduled`.
    pub appointment_datetime: Option<Timestamp>,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// Who runs it; absent unless it goes on and was begun with an owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Until when its owner vouches for it; absent unless it goes on and was begun with a lease.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_until: Option<Timestamp>,
}

impl Call {
    /// Says how long was talked, in every form.
    pub(super) fn set_duration_ms(&mut self, ms: i64) {
        self.duration_ms = ms;
        // Inputs are bounded so that it fits; what the times say may not, and the milliseconds keep it.
        self.duration = i32::try_from(ms / 1000).unwrap_or(i32::MAX);
        self.duration_formatted = duration_formatted(self.duration);
    }
}

/// A key that is there, null or not.
fn present<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(d).map(Some)
}

/// `90` as `1m 30s`; hours are not split off.
pub fn duration_formatted(seconds: i32) -> String {
    format!("{}m {}s", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Call {
        /// A call of no workspace, with nothing known about it.
        pub(crate) fn sample(status: CallStatus) -> Self {
            Self {
                id: Id::NONE,
                lead: None,
                lead_name: None,
                lead_surname: None,
                lead_email: None,
                timestamp: Timestamp::default(),
                from_number: "+15550001".into(),
                to_number: "+15550002".into(),
                duration: 0,
                duration_formatted: duration_formatted(0),
                disconnection_reason: None,
                direction: Direction::Outbound,
                updated_at: Timestamp::default(),
                workspace: None,
                agent: None,
                phone_number: None,
                parent_call: None,
                provider: None,
                external_id: None,
                leg: None,
                transferred_to: None,
                hung_up_by: None,
                status,
                started_at: None,
                ringing_at: None,
                answered_at: None,
                ended_at: None,
                duration_ms: 0,
                reason: None,
                answered_by: None,
                outcome: None,
                appointment_datetime: None,
                created_at: Timestamp::default(),
                owner: None,
                lease_until: None,
            }
        }
    }

    #[test]
    fn durations_are_minutes_and_seconds() {
        let all: Vec<_> = [0, 59, 60, 90, 3600, 86400].map(duration_formatted).into();
        assert_eq!(all, ["0m 0s", "0m 59s", "1m 0s", "1m 30s", "60m 0s", "1440m 0s"]);
    }
}
