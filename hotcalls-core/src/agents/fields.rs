//! How agents are filtered, searched and ordered.

use super::AgentStatus;
use crate::{
    id::Id,
    query::{Listing, Order, Paging, at_least, at_most, contains, equals, flag, related},
    time::{TimeOfDay, Timestamp},
    workspaces::Workspace,
};

input! {
    /// Filters of `agents.list`.
    pub struct AgentList {
        flatten pub page: Paging,
        /// Of this workspace.
        pub workspace: Option<Id<Workspace>> = None => equals("a.workspace_id"),
        /// The workspace's name contains.
        pub workspace__workspace_name: Option<String> = None => contains("w.workspace_name_fold"),
        /// Voice contains.
        pub voice: Option<String> = None => contains("a.voice_fold"),
        /// Language contains.
        pub language: Option<String> = None => contains("a.language_fold"),
        /// Character contains.
        pub character: Option<String> = None => contains("a.character_fold"),
        /// Greeting contains.
        pub greeting: Option<String> = None => contains("a.greeting_fold"),
        /// The id of the configuration elsewhere contains.
        pub config_id: Option<String> = None => contains("a.config_id_fold"),
        /// Active or paused.
        pub status: Option<AgentStatus> = None => equals("a.status"),
        /// The retry interval is exactly this many minutes.
        pub retry_interval: Option<f64> = None => equals("a.retry_interval"),
        /// The retry interval is at least this.
        pub retry_interval_min: Option<f64> = None => at_least("a.retry_interval"),
        /// The retry interval is at most this.
        pub retry_interval_max: Option<f64> = None => at_most("a.retry_interval"),
        /// Calling hours begin at or after.
        pub call_from_after: Option<TimeOfDay> = None => at_least("a.call_from"),
        /// Calling hours begin at or before.
        pub call_from_before: Option<TimeOfDay> = None => at_most("a.call_from"),
        /// Calling hours end at or after.
        pub call_to_after: Option<TimeOfDay> = None => at_least("a.call_to"),
        /// Calling hours end at or before.
        pub call_to_before: Option<TimeOfDay> = None => at_most("a.call_to"),
        /// Whether it has a calendar configuration.
        pub has_calendar_config: Option<bool> = None => flag("a.calendar_configuration_id IS NOT NULL", "a.calendar_configuration_id IS NULL"),
        /// Uses a number that contains this.
        pub has_phone_number: Option<String> = None => related(
            "EXISTS (SELECT 1 FROM agent_phone_numbers l JOIN phone_numbers p ON p.id = l.phone_number_id
                     WHERE l.agent_id = a.agent_id AND instr(p.phonenumber_fold, {}) > 0)"
        ),
        /// Uses at least this many numbers.
        pub phone_count_min: Option<f64> = None => at_least("(SELECT COUNT(*) FROM agent_phone_numbers l WHERE l.agent_id = a.agent_id)"),
        /// Uses at most this many numbers.
        pub phone_count_max: Option<f64> = None => at_most("(SELECT COUNT(*) FROM agent_phone_numbers l WHERE l.agent_id = a.agent_id)"),
        /// Made at or after.
        pub created_after: Option<Timestamp> = None => at_least("a.created_at"),
        /// Made at or before.
        pub created_before: Option<Timestamp> = None => at_most("a.created_at"),
        /// Last changed at or after.
        pub updated_after: Option<Timestamp> = None => at_least("a.updated_at"),
        /// Last changed at or before.
        pub updated_before: Option<Timestamp> = None => at_most("a.updated_at"),
    }
}

pub(in crate::agents) const LISTING: Listing = Listing {
    columns: "a.agent_id, a.workspace_id, w.workspace_name, a.greeting, a.voice, a.language, a.retry_interval, a.workdays, a.call_from, \
              a.call_to, a.character, a.config_id, a.calendar_configuration_id, cc.sub_calendar_id, a.created_at, a.updated_at, a.name, \
              a.status, a.max_retries, a.max_call_duration_minutes, a.timezone",
    from: "agents a JOIN workspaces w ON w.id = a.workspace_id \
           LEFT JOIN calendar_configurations cc ON cc.id = a.calendar_configuration_id",
    id: "a.agent_id",
    search: &["a.voice_fold", "a.language_fold", "a.character_fold", "a.greeting_fold", "w.workspace_name_fold"],
    orders: &[
        Order::new("created_at", "a.created_at"),
        Order::new("updated_at", "a.updated_at"),
        Order::new("voice", "a.voice"),
        Order::new("language", "a.language"),
    ],
    default_order: "-created_at",
};
