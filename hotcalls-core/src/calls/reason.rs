//! THE table of reasons: why a call ended, as a closed set. One row per value; everything that reads a reason reads this table.
//!
//! Providers say it in hundreds of ways and invent new ones every month. The raw text stays on the call; what the product decides
//! by (retries, rates, failures) is the row that the text maps to. What maps to none is [`Reason::Unknown`], never an error.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::CallStatus;

/// Whether a call that ended so counts as an attempt to reach its lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attempt {
    /// Always.
    Yes,
    /// Never: the callee's phone was not reached, or nobody meant it to be.
    No,
    /// Only if the call was answered before.
    IfAnswered,
    /// Only if it was seen ringing before.
    IfRinging,
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal
        texts $texts:tt starts $starts:tt sip $sip:tt q850 $q850:tt attempt $attempt:ident failure $failure:literal;)+) => {
        /// Why a call ended: a closed set, derived from the raw text. The words never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Reason { $($(#[doc = $doc])+ #[serde(rename = $word)] $name),+ }

        impl Reason {
            /// Every reason, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            const fn row(self) -> &'static Row {
                match self {
                    $(Self::$name => &Row {
                        word: $word, texts: &$texts, starts: &$starts, sip: &$sip, q850: &$q850,
                        attempt: Attempt::$attempt, failure: $failure,
                    }),+
                }
            }
        }
    };
}

/// One row. Texts are as [`normal`] leaves them; the word itself is always one of them.
struct Row {
    word: &'static str,
    /// What providers say.
    texts: &'static [&'static str],
    /// How families of provider texts begin.
    starts: &'static [&'static str],
    /// Final SIP status codes.
    sip: &'static [u16],
    /// Q.850 causes.
    q850: &'static [u16],
    attempt: Attempt,
    failure: bool,
}

reasons! {
    /// A conversation that the other side ended, or that ended well with no word on who did.
    CompletedUserHangup = "completed_user_hangup"
        texts ["completed", "caller_hangup", "customer_hangup", "user_hangup", "customer_ended_call", "answered", "normal_clearing", "normal_unspecified"] starts []
        sip [200] q850 [16, 31] attempt Yes failure false;
    /// A conversation that the agent ended.
    CompletedAgentHangup = "completed_agent_hangup"
        texts ["agent_hangup", "assistant_ended_call", "manager_request"] starts []
        sip [] q850 [] attempt Yes failure false;
    /// Handed over to somebody else.
    Transferred = "transferred"
        texts ["call_transfer", "blind_transfer", "attended_transfer"] starts []
        sip [] q850 [] attempt Yes failure false;
    /// A mailbox answered.
    Voicemail = "voicemail"
        texts ["voicemail_reached", "machine_vm", "aa", "am", "al"] starts []
        sip [] q850 [] attempt Yes failure false;
    /// A menu of a machine answered.
    Ivr = "ivr"
        texts ["ivr_reached", "machine_ivr"] starts []
        sip [] q850 [] attempt Yes failure false;
    /// An assistant on the callee's phone asked who calls, and why.
    CallScreened = "call_screened"
        texts [] starts []
        sip [] q850 [] attempt Yes failure false;
    /// A fax answered.
    Fax = "fax"
        texts ["afax"] starts []
        sip [] q850 [] attempt Yes failure false;
    /// Answered, and nobody spoke.
    Silence = "silence"
        texts ["inactivity", "silence_timed_out"] starts []
        sip [] q850 [] attempt Yes failure false;
    /// Cut off at the longest duration that is allowed.
    MaxDuration = "max_duration"
        texts ["max_duration_reached", "allotted_timeout"] starts []
        sip [] q850 [] attempt Yes failure false;
    /// It rang, and nobody answered.
    NoAnswer = "no_answer"
        texts ["dial_no_answer", "customer_did_not_answer", "user_unavailable", "na", "no_user_response", "subscriber_absent", "user_not_registered", "progress_timeout", "no_pickup"] starts []
        sip [408, 480, 487] q850 [18, 19, 20] attempt Yes failure true;
    /// The line was busy.
    Busy = "busy"
        texts ["dial_busy", "customer_busy", "user_rejected", "b", "ab", "user_busy", "busy_everywhere"] starts []
        sip [486, 600] q850 [17] attempt Yes failure true;
    /// The callee rejected the call.
    Declined = "declined"
        texts ["user_declined", "call_rejected", "decline", "reject_all"] starts []
        sip [603] q850 [21] attempt Yes failure true;
    /// The callee rejected the call as unwanted.
    Unwanted = "unwanted"
        texts [] starts []
        sip [607] q850 [] attempt Yes failure true;
    /// Something on the way took the call for spam.
    BlockedSpam = "blocked_spam"
        texts ["marked_as_spam", "scam_detected"] starts []
        sip [608] q850 [] attempt Yes failure true;
    /// No such number.
    InvalidNumber = "invalid_number"
        texts ["invalid_destination", "unallocated", "dc", "adc", "unallocated_number", "number_changed", "invalid_number_format", "invalid_url", "does_not_exist_anywhere"] starts []
        sip [404, 410, 484, 604] q850 [1, 22, 28] attempt Yes failure true;
    /// No free line on the way.
    Congestion = "congestion"
        texts ["cpdsnc", "normal_circuit_congestion", "switch_congestion", "requested_chan_unavail"] starts []
        sip [503] q850 [34, 42, 44] attempt No failure true;
    /// The provider or its network failed.
    ProviderUnavailable = "provider_unavailable"
        texts ["failed", "network_error", "dial_failed", "telephony_provider_unavailable", "destination_out_of_order", "network_out_of_order", "normal_temporary_failure", "service_unavailable", "recovery_on_timer_expire", "media_timeout", "gateway_down", "invalid_gateway", "protocol_error", "incompatible_destination", "system_shutdown", "crash"] starts []
        sip [500, 502, 504] q850 [27, 38, 41, 63, 88, 102, 111] attempt No failure true;
    /// The provider refused to carry the call.
    PermissionDenied = "permission_denied"
        texts ["telephony_provider_permission_denied", "facility_rejected", "facility_not_subscribed", "outgoing_call_barred", "incoming_call_barred", "bearercapability_notauth", "user_challenge"] starts []
        sip [401, 403, 407] q850 [29, 50, 52, 54, 57] attempt No failure true;
    /// The call went in circles, or nowhere.
    RoutingError = "routing_error"
        texts ["sip_routing_error", "no_route_transit_net", "no_route_destination", "exchange_routing_error", "invalid_profile"] starts []
        sip [482, 483] q850 [2, 3, 25] attempt No failure true;
    /// The agent's own software failed.
    AgentError = "agent_error"
        texts ["system_error"] starts ["error_llm_", "pipeline_error_"]
        sip [] q850 [] attempt IfAnswered failure true;
    /// Taken back by our side before it was answered.
    Canceled = "canceled"
        texts ["cancelled", "manually_canceled", "manual_stopped", "originator_cancel", "lose_race", "picked_off"] starts []
        sip [487] q850 [] attempt No failure false;
    /// A human answered, and no agent was there in time.
    Abandoned = "abandoned"
        texts ["drop"] starts []
        sip [] q850 [] attempt Yes failure false;
    /// Stopped by a limit or a rule before anything was dialed.
    BlockedBeforeDial = "blocked_before_dial"
        texts ["concurrency_limit_reached", "no_valid_payment", "predial_failed"] starts []
        sip [] q850 [] attempt No failure true;
    /// Nobody ever said how it ended.
    Lost = "lost"
        texts ["registered_call_timeout", "worker_died"] starts []
        sip [] q850 [] attempt IfRinging failure true;
    /// The callee asked not to be called again.
    OptedOut = "opted_out"
        texts ["dnc"] starts []
        sip [] q850 [] attempt Yes failure false;
    /// Ended, and the text maps to nothing here. Counts and retries like [`Reason::NoAnswer`].
    Unknown = "unknown"
        texts [] starts []
        sip [] q850 [] attempt Yes failure false;
}

impl Reason {
    /// The stable word.
    pub const fn word(self) -> &'static str {
        self.row().word
    }
    /// Whether a call that ended so counts as an attempt.
    pub const fn attempt(self) -> Attempt {
        self.row().attempt
    }
    /// Whether the call failed: what `successful=false` looks for.
    pub const fn is_failure(self) -> bool {
        self.row().failure
    }
    /// The reason of a provider's text, in any letter case, with spaces, hyphens or nothing for `_`; of a number as Q.850 cause or SIP status,
    /// bare or named as in `SIP 486` and `Q.850 17`. What does not map is [`Reason::Unknown`].
    pub fn from_text(text: &str) -> Self {
        let text = normal(text);
        let exact = |r: &&Self| r.word() == text || r.row().texts.contains(&text.as_str());
        let family = |r: &&Self| r.row().starts.iter().any(|s| text.starts_with(s));
        let loose = |r: &&Self| same_letters(r.word(), &text) || r.row().texts.iter().any(|known| same_letters(known, &text));
        let known =
            Self::ALL.iter().find(exact).or_else(|| Self::ALL.iter().find(family)).or_else(|| Self::ALL.iter().find(loose)).copied();
        let number = ["sip_", "q.850_", "q850_"].iter().find_map(|name| text.strip_prefix(name)).unwrap_or(&text);
        known.or_else(|| number.parse().ok().map(Self::from_code)).unwrap_or(Self::Unknown)
    }
    /// The reason of a bare number: Q.850 causes end at 127, final SIP statuses begin at 200.
    fn from_code(code: u16) -> Self {
        if code <= 127 { Self::from_q850(code) } else { Self::from_sip(code, false) }
    }
    /// The reason of a final SIP status. 487 means [`Reason::Canceled`] when our side had sent CANCEL, else nobody answered in time.
    pub fn from_sip(status: u16, after_cancel: bool) -> Self {
        let mut rows = Self::ALL.iter().filter(|r| r.row().sip.contains(&status));
        let row = if after_cancel { rows.next_back() } else { rows.next() };
        row.copied().unwrap_or(Self::Unknown)
    }
    /// Whether it says that there was a conversation.
    pub const fn is_conversation(self) -> bool {
        matches!(self, Self::CompletedUserHangup | Self::CompletedAgentHangup | Self::Transferred)
    }
    /// What it means where nobody answered: switches clear such calls "normally" too, and there was no conversation for anybody to end.
    pub const fn unanswered(self) -> Self {
        if self.is_conversation() { Self::NoAnswer } else { self }
    }
    /// Where a call stands that ended for this reason.
    pub const fn status(self, answered: bool) -> CallStatus {
        match self {
            _ if answered => CallStatus::Completed,
            Self::Busy | Self::Declined | Self::Unwanted => CallStatus::Busy,
            Self::Canceled => CallStatus::Canceled,
            // An ended call of which nothing is known counts as one that nobody answered.
            Self::NoAnswer | Self::Unknown => CallStatus::NoAnswer,
            _ if self.is_failure() => CallStatus::Failed,
            _ => CallStatus::NoAnswer,
        }
    }
    /// The reason of a Q.850 cause.
    pub fn from_q850(cause: u16) -> Self {
        Self::ALL.iter().find(|r| r.row().q850.contains(&cause)).copied().unwrap_or(Self::Unknown)
    }
}

/// Whether two texts differ in nothing but `_`: `noanswer` is `no_answer`.
fn same_letters(a: &str, b: &str) -> bool {
    let letters = |b: &u8| *b != b'_';
    a.bytes().filter(letters).eq(b.bytes().filter(letters))
}

/// Lower case, spaces and hyphens as `_`.
fn normal(text: &str) -> String {
    text.trim().chars().flat_map(char::to_lowercase).map(|c| if c == '-' || c.is_whitespace() { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_spelling_belongs_to_one_row_and_is_written_as_the_reader_leaves_it() {
        let mut seen = HashMap::new();
        for reason in Reason::ALL {
            let row = reason.row();
            for text in row.texts.iter().chain([&row.word]) {
                assert_eq!(normal(text), *text, "{reason:?}");
                let twin = seen.insert(text.replace('_', ""), reason);
                assert!(twin.is_none_or(|twin| twin == reason), "{text} stands in two rows");
                assert_eq!(Reason::from_text(text), *reason, "{text}");
            }
        }
        let mut codes = HashMap::new();
        for reason in Reason::ALL {
            for code in reason.row().sip {
                let before = codes.insert(("sip", code), reason);
                assert!(before.is_none() || *code == 487, "SIP {code} stands in two rows");
            }
            for code in reason.row().q850 {
                assert_eq!(codes.insert(("q850", code), reason), None, "Q.850 {code} stands in two rows");
            }
        }
    }

    #[test]
    fn the_words_are_the_closed_set_in_its_order() {
        let words: Vec<_> = Reason::ALL.iter().map(|r| r.word()).collect();
        assert_eq!(
            words.join(", "),
            "completed_user_hangup, completed_agent_hangup, transferred, voicemail, ivr, call_screened, fax, silence, max_duration, \
             no_answer, busy, declined, unwanted, blocked_spam, invalid_number, congestion, provider_unavailable, permission_denied, \
             routing_error, agent_error, canceled, abandoned, blocked_before_dial, lost, opted_out, unknown"
        );
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_string(reason).unwrap(), format!("\"{}\"", reason.word()));
        }
    }

    #[test]
    fn texts_map_in_any_spelling_and_the_rest_is_unknown() {
        use Reason::*;
        for (text, want) in [
            ("completed", CompletedUserHangup),
            ("Caller Hangup", CompletedUserHangup),
            ("customer-ended-call", CompletedUserHangup),
            ("AGENT_HANGUP", CompletedAgentHangup),
            ("No Answer", NoAnswer),
            ("no-answer", NoAnswer),
            ("NOANSWER", NoAnswer),
            ("No  Answer", NoAnswer),
            ("user hang up", CompletedUserHangup),
            ("--", Unknown),
            (" NA ", NoAnswer),
            ("USER_REJECTED", Busy),
            ("failed", ProviderUnavailable),
            ("network error", ProviderUnavailable),
            ("system_error", AgentError),
            ("error_llm_websocket_open", AgentError),
            ("pipeline-error-openai-401", AgentError),
            ("Agent Error", AgentError),
            ("cancelled", Canceled),
            ("worker-died", Lost),
            ("machine-vm", Voicemail),
            ("DNC", OptedOut),
            ("", Unknown),
            ("gibberish", Unknown),
            ("not completed", Unknown),
            ("NORMAL_CLEARING", CompletedUserHangup),
            ("USER_BUSY", Busy),
            ("ORIGINATOR_CANCEL", Canceled),
            ("NO ANSWER", NoAnswer),
            ("ANSWERED", CompletedUserHangup),
            ("CONGESTION", Congestion),
            ("17", Busy),
            ("486", Busy),
            ("128", Unknown),
            ("99999", Unknown),
            ("error_llm", Unknown),
            ("日本語", Unknown),
            ("SIP 486", Busy),
            ("sip:404", Unknown),
            ("Q.850 17", Busy),
            ("q850 34", Congestion),
            ("SIP 70000", Unknown),
        ] {
            assert_eq!(Reason::from_text(text), want, "{text:?}");
        }
    }

    #[test]
    fn codes_map_and_487_depends_on_who_gave_up() {
        use Reason::*;
        assert_eq!((Reason::from_sip(487, true), Reason::from_sip(487, false)), (Canceled, NoAnswer));
        for (status, want) in [(486, Busy), (480, NoAnswer), (407, PermissionDenied), (483, RoutingError), (503, Congestion)] {
            assert_eq!((Reason::from_sip(status, false), Reason::from_sip(status, true)), (want, want), "{status}");
        }
        for (status, want) in
            [(504, ProviderUnavailable), (608, BlockedSpam), (607, Unwanted), (604, InvalidNumber), (200, CompletedUserHangup)]
        {
            assert_eq!(Reason::from_sip(status, false), want, "{status}");
        }
        assert_eq!((Reason::from_sip(100, false), Reason::from_sip(0, true)), (Unknown, Unknown));
        for (cause, want) in
            [(16, CompletedUserHangup), (17, Busy), (19, NoAnswer), (28, InvalidNumber), (38, ProviderUnavailable), (42, Congestion)]
        {
            assert_eq!(Reason::from_q850(cause), want, "{cause}");
        }
        assert_eq!(Reason::from_q850(127), Unknown);
    }

    #[test]
    fn a_call_stands_where_its_reason_left_it() {
        use Reason::*;
        for reason in Reason::ALL {
            assert_eq!(reason.status(true), CallStatus::Completed);
            assert!(reason.status(false).is_ended() && reason.status(false) != CallStatus::Completed, "{reason:?}");
        }
        assert_eq!((Busy.status(false), Declined.status(false)), (CallStatus::Busy, CallStatus::Busy));
        assert_eq!((NoAnswer.status(false), Unknown.status(false)), (CallStatus::NoAnswer, CallStatus::NoAnswer));
        assert_eq!((Canceled.status(false), CompletedUserHangup.status(false)), (CallStatus::Canceled, CallStatus::NoAnswer));
        assert_eq!((InvalidNumber.status(false), Congestion.status(false)), (CallStatus::Failed, CallStatus::Failed));
    }

    #[test]
    fn failures_run_from_no_answer_to_agent_error_and_two_more() {
        let failures: Vec<_> = Reason::ALL.iter().filter(|r| r.is_failure()).map(|r| r.word()).collect();
        let want = "no_answer busy declined unwanted blocked_spam invalid_number congestion provider_unavailable permission_denied \
                    routing_error agent_error blocked_before_dial lost";
        assert_eq!(failures.join(" "), want);
        assert_eq!(Reason::AgentError.attempt(), Attempt::IfAnswered);
        assert_eq!(Reason::Lost.attempt(), Attempt::IfRinging);
        assert_eq!(Reason::Unknown.attempt(), Attempt::Yes);
        assert_eq!(Reason::Congestion.attempt(), Attempt::No);
    }
}
