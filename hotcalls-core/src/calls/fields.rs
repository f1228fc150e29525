//! What calls can be filtered, searched and sorted by.
#![allow(non_snake_case)] // `lead__name` and its like are the contract's names

use chrono_tz::Tz;

use super::{
    model::{AnsweredBy, Call, CallStatus, Direction, Outcome},
    reason::Reason,
    references::{Pointers, References},
    store,
};
use crate::{
    access::{Reach, Scope},
    agents::{Agent, PhoneNumber},
    error::{Problems, Result},
    id::Id,
    leads::Lead,
    operation::{
        Input,
        rules::{text, zone},
    },
    query::{Listing, Order, Where, at_least, at_most, contains, equals, flag},
    time::{Date, Timestamp, day_span, parse_zone},
    workspaces::Workspace,
};

input! {
    /// Filters of call logs: of lists and of statistics.
    pub struct CallFilters {
        /// The calling number contains.
        pub from_number: Option<String> = None => contains("c.from_number_fold"),
        /// The called number contains.
        pub to_number: Option<String> = None => contains("c.to_number_fold"),
        /// The raw text of why it ended contains.
        pub disconnection_reason: Option<String> = None => contains("c.disconnection_reason_fold"),
        /// The lead's given name contains.
        pub lead__name: Option<String> = None => contains("(SELECT r.name_fold FROM leads r WHERE r.id = c.lead_id AND r.workspace_id = c.workspace_id)"),
        /// The lead's e-mail address contains.
        pub lead__email: Option<String> = None => contains("(SELECT r.email_fold FROM leads r WHERE r.id = c.lead_id AND r.workspace_id = c.workspace_id)"),
        /// The lead's phone number contains.
        pub lead__phone: Option<String> = None => contains("(SELECT r.phone_fold FROM leads r WHERE r.id = c.lead_id AND r.workspace_id = c.workspace_id)"),
        /// Who called whom.
        pub direction: Option<Direction> = None => equals("c.direction"),
        /// Of this lead.
        pub lead: Option<Id<Lead>> = None => equals("c.lead_id"),
        /// At least so many seconds of talk.
        pub duration_min: Option<f64> = None => at_least("c.duration"),
        /// At most so many seconds of talk.
        pub duration_max: Option<f64> = None => at_most("c.duration"),
        /// At this time or later.
        pub timestamp_after: Option<Timestamp> = None => at_least("c.timestamp"),
        /// At this time or earlier.
        pub timestamp_before: Option<Timestamp> = None => at_most("c.timestamp"),
        /// On this calendar day.
        pub date: Option<Date> = None,
        /// True: there was talk. False: there was none, or the reason is one of failure.
        pub successful: Option<bool> = None => flag(SUCCESSFUL, NOT_SUCCESSFUL),
        /// Of this workspace.
        pub workspace: Option<Id<Workspace>> = None => equals("c.workspace_id"),
        /// Of this agent.
        pub agent: Option<Id<Agent>> = None => equals("c.agent_id"),
        /// Over this number of ours.
        pub phone_number: Option<Id<PhoneNumber>> = None => equals("c.phone_number_id"),
        /// Legs of this call.
        pub parent_call: Option<Id<Call>> = None => equals("c.parent_call_id"),
        /// In this status. Statistics count ended calls unless this is given.
        pub status: Option<CallStatus> = None => equals("c.status"),
        /// With this outcome.
        pub outcome: Option<Outcome> = None => equals("c.outcome"),
        /// Ended for this reason.
        pub reason: Option<Reason> = None => equals("c.reason"),
        /// Answered by.
        pub answered_by: Option<AnsweredBy> = None => equals("c.answered_by"),
        /// Carried by exactly this provider.
        pub provider: Option<String> = None => text(255).blank(),
        /// With exactly this id of the provider.
        pub external_id: Option<String> = None => text(255).blank(),
        /// The IANA zone of calendar days, instead of the database's.
        pub tz: Option<String> = None => zone(),
    }
}

const SUCCESSFUL: &str = "c.duration > 0";
/// In `LIKE`, `_` stands for any character: "no answer", "no-answer" and "no_answer" are all meant.
const NOT_SUCCESSFUL: &str = "(c.duration = 0
    OR c.disconnection_reason_fold LIKE '%busy%'
    OR c.disconnection_reason_fold LIKE '%failed%'
    OR c.disconnection_reason_fold LIKE '%no_answer%'
    OR c.reason IN ('no_answer', 'busy', 'declined', 'unwanted', 'blocked_spam', 'invalid_number', 'congestion',
        'provider_unavailable', 'permission_denied', 'routing_error', 'agent_error', 'blocked_before_dial', 'lost'))";

/// What is true of calls that have ended.
pub const ENDED: &str = "c.status NOT IN ('queued', 'ringing', 'in_progress')";

/// The columns that a search looks through; those of the lead need [`store::WITH_LEAD`].
pub const SEARCH: &[&str] =
    &["c.from_number_fold", "c.to_number_fold", "l.name_fold", "l.surname_fold", "l.email_fold", "c.disconnection_reason_fold"];

/// Calls as a list.
pub const LISTING: Listing = Listing {
    columns: store::COLUMNS,
    from: store::WITH_LEAD,
    id: "c.id",
    search: SEARCH,
    orders: &[Order::new("timestamp", "c.timestamp"), Order::new("duration", "c.duration"), Order::new("direction", "c.direction")],
    default_order: "-timestamp",
};

/// The workspaces whose calls the caller sees; calls of none as the setting `shared_rows` says.
pub fn sees(scope: &Scope<'_>) -> Reach {
    scope.sees_or_none(scope.settings().shared_rows)
}

impl CallFilters {
    /// The zone of calendar days.
    pub(super) fn zone(&self, scope: &Scope<'_>) -> Tz {
        self.tz.as_deref().and_then(parse_zone).unwrap_or(scope.settings().time_zone)
    }

    /// Narrows a statement by what the filter rules cannot say. A filter by something that does not exist for the caller is refused.
    pub(super) fn restrict(&self, scope: &Scope<'_>, w: &mut Where) -> Result<()> {
        self.check_relations(scope)?;
        for (column, value) in [("c.provider", &self.provider), ("c.external_id", &self.external_id)] {
            if let Some(value) = value.as_deref().filter(|v| !v.is_empty()) {
                w.push(&format!("{column} = {{}}"), [value]);
            }
        }
        if let Some(date) = self.date {
            let (from, to) = day_span(date.0, self.zone(scope));
            w.push("c.timestamp >= {} AND c.timestamp < {}", [from, to]);
        }
        Ok(())
    }

    /// Whether the filter rules narrow anything.
    pub(super) fn narrows(&self) -> bool {
        let mut w = Where::new();
        self.filters(&mut w);
        !w.is_empty()
    }

    fn check_relations(&self, scope: &Scope<'_>) -> Result<()> {
        let pointers = Pointers {
            workspace: self.workspace,
            lead: self.lead,
            agent: self.agent,
            phone_number: self.phone_number,
            parent_call: self.parent_call,
        };
        let mut problems = Problems::new();
        for field in References::find(scope, std::iter::once(pointers))?.missing(&pointers) {
            problems.add(field, "Select a valid choice. That choice is not one of the available choices.");
        }
        problems.into_result()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Choice;

    #[test]
    fn failures_in_the_filter_are_those_of_the_table() {
        let list: Vec<_> = Reason::ALL.iter().filter(|r| r.is_failure()).map(|r| format!("'{}'", r.word())).collect();
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(NOT_SUCCESSFUL).ends_with(&format!("c.reason IN ({}))", list.join(", "))));
    }

    #[test]
    fn open_statuses_in_the_filter_are_those_of_the_model() {
        let list: Vec<_> = CallStatus::OPEN.iter().map(|s| format!("'{}'", s.as_str())).collect();
        assert_eq!(ENDED, format!("c.status NOT IN ({})", list.join(", ")));
    }
}
