//! One leg of a call, as a record of a switch describes it.
//!
//! Switches write a record per channel (FreeSWITCH) or per attempt (Asterisk), not per call. What a record says about itself is read here;
//! which of them are one call is found out in [`super::window`].

use std::borrow::Cow;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::times::{self, Course, Moments, When};
use crate::{
    calls::{Direction, Reason},
    error::Problems,
    time::Timestamp,
};

/// The longest number, SIP address or id.
const MAX_TEXT: usize = 255;

/// The fields of a record, by the names that its switch gives them. Blank ones are none.
pub(super) trait Fields {
    /// A field that has a value.
    fn get(&self, name: &str) -> Option<Cow<'_, str>>;

    /// The first of some fields that has a value.
    fn first(&self, names: &[&str]) -> Option<Cow<'_, str>> {
        names.iter().find_map(|name| self.get(name))
    }
}

/// Who writes records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Switch {
    FreeSwitch,
    Asterisk,
}

impl Switch {
    /// The provider of its calls, unless the caller names one.
    pub(super) fn provider(self) -> &'static str {
        match self {
            Self::FreeSwitch => "freeswitch",
            Self::Asterisk => "asterisk",
        }
    }
}

/// What a record says. Kept as JSON for what comes later, so members may be added, with a default, and not renamed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Leg {
    /// The id of the leg.
    pub(super) own: String,
    /// The id of the leg by which it was made, or of the first leg of its call.
    pub(super) parent: Option<String>,
    /// The ids of legs with which it was connected.
    pub(super) links: Vec<String>,
    pub(super) from: String,
    pub(super) to: String,
    /// Who called whom, as far as the record tells.
    pub(super) direction: Option<Direction>,
    pub(super) at: Moments,
    /// Talk time; none if it was not answered.
    pub(super) talk_ms: Option<i64>,
    /// Why it ended, in the words of the switch.
    pub(super) cause: Option<String>,
    pub(super) hung_up_by: Option<Side>,
}

/// A side of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    Caller,
    Callee,
}

impl Side {
    pub(super) fn word(self) -> &'static str {
        if self == Self::Caller { "caller" } else { "callee" }
    }
}

impl Leg {
    /// Every id that it names, its own first.
    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.own).chain(&self.parent).chain(&self.links)
    }
}

/// Reads a record.
pub(super) fn read(fields: &dyn Fields, switch: Switch, zone: Tz) -> Result<Leg, Problems> {
    let mut reading = Reading { fields, zone, problems: Problems::new() };
    let leg = match switch {
        Switch::FreeSwitch => freeswitch(&mut reading),
        Switch::Asterisk => asterisk(&mut reading),
    };
    if reading.problems.is_empty() { Ok(leg) } else { Err(reading.problems) }
}

/// A record that is being read, and what is wrong with it.
struct Reading<'f> {
    fields: &'f dyn Fields,
    zone: Tz,
    problems: Problems,
}

impl Reading<'_> {
    /// A text that the call will have in `field`.
    fn text(&mut self, field: &str, value: Option<Cow<'_, str>>) -> Option<String> {
        let value = value?;
        if value.contains('\0') {
            self.problems.add(field, "Null characters are not allowed.");
            return None;
        }
        if value.chars().count() > MAX_TEXT {
            self.problems.add(field, format!("Ensure this field has no more than {MAX_TEXT} characters."));
            return None;
        }
        Some(value.into_owned())
    }

    fn required(&mut self, field: &str, value: Option<Cow<'_, str>>) -> String {
        if value.is_none() {
            self.problems.add(field, "This field is required.");
        }
        self.text(field, value).unwrap_or_default()
    }

    /// The first of some fields that has a time.
    fn when(&mut self, field: &str, names: &[&str]) -> Option<When> {
        for name in names {
            match self.fields.get(name).map(|text| times::read(&text)) {
                Some(Ok(Some(when))) => return Some(when),
                Some(Err(told)) => {
                    self.problems.add(field, told);
                    return None;
                }
                Some(Ok(None)) | None => {}
            }
        }
        None
    }

    /// The first of some fields that has a length, in microseconds: each with how many of them its unit has.
    fn length(&mut self, names: &[(&str, f64)]) -> Option<i64> {
        let (text, unit) = names.iter().find_map(|(name, unit)| Some((self.fields.get(name)?, unit)))?;
        let number = text.trim().parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0);
        if number.is_none() {
            self.problems.add("duration", format!("\"{}\" is no length.", text.chars().take(40).collect::<String>()));
        }
        number.map(|n| (n * unit).round() as i64)
    }

    /// The moments of a course; it must have one, and end after it began.
    fn moments(&mut self, course: &Course) -> Moments {
        let mut at = times::moments(course, self.zone);
        if at.started.is_none() {
            let before_end = at.ended.map(|ended| Timestamp::from_micros(ended.micros().saturating_sub(course.duration.unwrap_or(0))));
            at.started = at.answered.or(before_end);
        }
        if at.ended.is_none() {
            at.ended = at.started.zip(course.duration).map(|(at, length)| Timestamp::from_micros(at.micros().saturating_add(length)));
        }
        match (at.started, at.ended) {
            (None, _) if self.problems.is_empty() => self.problems.add("started_at", "This field is required."),
            (Some(started), Some(ended)) if ended < started => self.problems.add("ended_at", "A call cannot end before it began."),
            _ => {}
        }
        at
    }

    /// Ids of other legs. What is longer than an id can be is none, and what a crash has torn.
    fn links(&self, names: &[&str], own: &str) -> Vec<String> {
        let mut links: Vec<String> = Vec::new();
        for id in names.iter().filter_map(|name| self.fields.get(name)).filter(|id| id.len() <= MAX_TEXT && id != own && !id.contains('\0'))
        {
            if !links.iter().any(|known| *known == *id) {
                links.push(id.into_owned());
            }
        }
        links
    }
}

/// Talk time: as said, else from answer to end.
fn talk_ms(said: Option<i64>, at: &Moments) -> Option<i64> {
    let between = at.answered.zip(at.ended).map(|(answered, ended)| (ended.micros() - answered.micros()).max(0));
    let answered = at.answered.is_some() || said.is_some_and(|n| n > 0);
    answered.then(|| said.or(between).unwrap_or(0) / 1000)
}

fn freeswitch(r: &mut Reading<'_>) -> Leg {
    let fields = r.fields;
    let own = r.required("external_id", fields.get("uuid"));
    let parents = r.links(&["originating_leg_uuid", "originator", "ent_originate_aleg_uuid", "cc_member_session_uuid"], &own);
    let course = Course {
        started: r.when("started_at", &["start_uepoch", "start_epoch", "start_stamp"]),
        ringing: r
            .when("ringing_at", &["progress_uepoch", "progress_epoch", "progress_stamp", "progress_media_uepoch", "progress_media_stamp"]),
        answered: r.when("answered_at", &["answer_uepoch", "answer_epoch", "answer_stamp"]),
        ended: r.when("ended_at", &["end_uepoch", "end_epoch", "end_stamp"]),
        duration: r.length(&[("uduration", 1.0), ("mduration", 1e3), ("duration", 1e6)]),
        hint: None,
    };
    let talk = r.length(&[("billusec", 1.0), ("billmsec", 1e3), ("billsec", 1e6)]);
    let at = r.moments(&course);
    let number = fields.first(&["caller_id_number", "ani", "sip_from_user"]);
    Leg {
        links: r.links(&["bleg_uuid", "signal_bond", "bridge_uuid", "other_loopback_leg_uuid", "other_loopback_from_uuid"], &own),
        parent: parents.into_iter().next(),
        from: r.text("from_number", number).unwrap_or_else(anonymous),
        to: r.required("to_number", fields.first(&["destination_number", "sip_to_user"])),
        direction: of_context(fields.get("context")).or_else(|| of_word(fields.get("direction"))),
        at,
        talk_ms: talk_ms(talk, &at),
        cause: cause(r, "hangup_cause", "hangup_cause_q850"),
        hung_up_by: hung_up_by(fields.get("sip_hangup_disposition"), fields.get("direction")),
        own,
    }
}

fn asterisk(r: &mut Reading<'_>) -> Leg {
    let fields = r.fields;
    let start = fields.get("start").unwrap_or_default().into_owned();
    let unique = fields.get("uniqueid");
    // The clock of the switch, in UTC, when the channel was made: what its local times mean in the repeated hour.
    let hint = unique.as_deref().and_then(|id| times::read(id.rsplit('-').next()?.split('.').next()?).ok()?);
    let own = match unique {
        Some(id) => r.required("external_id", Some(id)),
        // Without ids: attempts of one call have the channel and its beginning in common, and no other call has.
        None => {
            let channel = fields.get("channel").or_else(|| fields.first(&["clid", "src"]));
            r.required("external_id", channel.map(|channel| format!("{start}/{channel}").into()))
        }
    };
    let answered = fields.get("disposition").is_none_or(|word| word.trim().eq_ignore_ascii_case("answered"));
    let course = Course {
        started: r.when("started_at", &["start"]),
        ringing: None,
        answered: if answered { r.when("answered_at", &["answer"]) } else { None },
        ended: r.when("ended_at", &["end"]),
        duration: r.length(&[("duration", 1e6)]),
        hint: hint.and_then(|when| if let When::At(at) = when { Some(at) } else { None }),
    };
    let talk = r.length(&[("billsec", 1e6)]).filter(|_| answered);
    let mut at = r.moments(&course);
    if answered && at.answered.is_none() && fields.get("disposition").is_some() {
        // Exports without the column: talk goes on to the end.
        at.answered = at.ended.zip(talk).map(|(ended, talk)| Timestamp::from_micros(ended.micros().saturating_sub(talk)));
    }
    let number = fields.get("src").or_else(|| of_caller_id(fields.get("clid")));
    Leg {
        parent: r.links(&["linkedid"], &own).into_iter().next(),
        links: Vec::new(),
        from: r.text("from_number", number).unwrap_or_else(anonymous),
        to: r.required("to_number", fields.first(&["did", "dst"])),
        direction: of_context(fields.get("dcontext")),
        at,
        talk_ms: talk_ms(talk, &at),
        cause: cause(r, "disposition", "hangupcause"),
        hung_up_by: None,
        own,
    }
}

/// What is said where a caller withholds his number (RFC 3323).
fn anonymous() -> String {
    "anonymous".to_owned()
}

/// The cause that can be read: the word, else the Q.850 number, else the word as it is.
fn cause(r: &mut Reading<'_>, word: &str, number: &str) -> Option<String> {
    let fields = r.fields;
    let known = |text: &Cow<'_, str>| Reason::from_text(text) != Reason::Unknown;
    let (word, number) = (fields.get(word), fields.get(number));
    let text = word.clone().filter(known).or_else(|| number.filter(known)).or(word);
    r.text("disconnection_reason", text)
}

/// The number in `"Name" <number>`.
fn of_caller_id(text: Option<Cow<'_, str>>) -> Option<Cow<'_, str>> {
    let text = text?;
    let number = text.rsplit_once('<')?.1.trim_end_matches('>').trim();
    (!number.is_empty()).then(|| number.to_owned().into())
}

/// What the usual names of contexts say: into which one a call comes depends on the side from which it comes.
fn of_context(context: Option<Cow<'_, str>>) -> Option<Direction> {
    const FROM_OUTSIDE: [&str; 9] =
        ["public", "from-trunk", "from-pstn", "from-did", "from-external", "from-outside", "from-sip-external", "inbound", "incoming"];
    const FROM_INSIDE: [&str; 6] = ["from-internal", "internal", "outbound", "outgoing", "from-users", "macro-dialout"];
    let context = context?.trim().to_lowercase();
    let among = |names: &[&str]| names.iter().any(|name| context.starts_with(name));
    match () {
        () if among(&FROM_OUTSIDE) => Some(Direction::Inbound),
        () if among(&FROM_INSIDE) => Some(Direction::Outbound),
        () => None,
    }
}

fn of_word(word: Option<Cow<'_, str>>) -> Option<Direction> {
    match word?.trim().to_ascii_lowercase().as_str() {
        "inbound" => Some(Direction::Inbound),
        "outbound" => Some(Direction::Outbound),
        _ => None,
    }
}

/// Who ended a SIP leg: the far end of a leg that came in is the caller, that of one that was made is who was called.
fn hung_up_by(disposition: Option<Cow<'_, str>>, direction: Option<Cow<'_, str>>) -> Option<Side> {
    let far_end = match disposition?.trim() {
        "recv_bye" | "recv_cancel" | "recv_refuse" => true,
        "send_bye" | "send_cancel" | "send_refuse" => false,
        _ => return None,
    };
    let caller = far_end == (of_word(direction)? == Direction::Inbound);
    Some(if caller { Side::Caller } else { Side::Callee })
}
