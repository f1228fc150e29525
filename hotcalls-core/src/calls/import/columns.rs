//! Which column of a CSV file is which field: by its header, by what the caller says, or by the layouts that switches write without one.

use super::leg::Switch;

/// The default of `mod_cdr_csv`, and how its templates `example`, `sql`, `snom` and `linksys` begin.
const FREESWITCH: &str = "caller_id_name,caller_id_number,destination_number,context,start_stamp,answer_stamp,end_stamp,duration,billsec,\
                          hangup_cause,uuid,bleg_uuid,accountcode,read_codec,write_codec";
/// The template `asterisk` of `mod_cdr_csv`.
const FREESWITCH_AS_ASTERISK: &str = "accountcode,caller_id_number,destination_number,context,caller_id,channel_name,bridge_channel,\
                                      last_app,last_arg,start_stamp,answer_stamp,end_stamp,duration,billsec,hangup_cause,amaflags,uuid,\
                                      userfield";
/// The template `opencdrrate` of `mod_cdr_csv`.
const FREESWITCH_OPENCDRRATE: &str = "uuid,signal_bond,direction,ani,destination_number,answer_stamp,end_stamp,billsec,accountcode,\
                                      userfield,network_addr";
/// `cdr_csv` of Asterisk, before what is optional.
const ASTERISK: &str = "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,\
                        disposition,amaflags";

/// Fields under other names than their own: of exports from databases, of older modules.
const ALIASES: [(&str, &str); 16] = [
    ("calldate", "start"),
    ("start_time", "start_stamp"),
    ("start_timestamp", "start_stamp"),
    ("answer_time", "answer_stamp"),
    ("answer_timestamp", "answer_stamp"),
    ("end_time", "end_stamp"),
    ("end_timestamp", "end_stamp"),
    ("xml_cdr_uuid", "uuid"),
    ("source", "src"),
    ("destination", "dst"),
    ("callerid", "clid"),
    ("bridged_uuid", "bridge_uuid"),
    ("hangup_cause_id", "hangup_cause_q850"),
    ("hangup_q850", "hangup_cause_q850"),
    ("originator_uuid", "originator"),
    ("cdr_uniqueid", "uniqueid"),
];

/// Fields that only one of the switches has, and that a file of it must have.
const MARKS: [(Switch, &[&str]); 2] =
    [(Switch::FreeSwitch, &["hangup_cause", "uuid", "start_stamp", "start_epoch"]), (Switch::Asterisk, &["disposition", "dst", "src"])];

/// What the columns of a file are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    pub(super) switch: Switch,
}

impl Columns {
    /// By a list of names, or the text of a template as the switch's configuration has it. `switch`: what the caller says that it is.
    pub(super) fn named(text: &str, switch: Option<Switch>) -> Option<Self> {
        Self::of(split(text).iter().map(|part| name(part)).collect(), switch)
    }

    /// By a first record, if it is a header.
    pub(super) fn header(record: &[String], switch: Option<Switch>) -> Option<Self> {
        Self::of(record.iter().map(|field| name(field)).collect(), switch)
    }

    fn of(names: Vec<String>, switch: Option<Switch>) -> Option<Self> {
        let marks = |marks: &[&str]| marks.iter().filter(|mark| names.iter().any(|name| name == *mark)).count();
        let (found, most) = MARKS.iter().map(|(found, all)| (*found, marks(all))).max_by_key(|(_, most)| *most)?;
        (most >= 2).then(|| Self { names, switch: switch.unwrap_or(found) })
    }

    /// By the values of a record of a file without a header.
    pub(super) fn guessed(record: &[String], switch: Option<Switch>) -> Option<Self> {
        let at = |n: usize| record.get(n).map_or("", |field| field.trim());
        let layout = |text: &str, switch| Some(Self { names: text.split(',').map(str::to_owned).collect(), switch });
        let is = |wanted| switch.is_none_or(|switch| switch == wanted);
        let dispositions = ["ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"];
        if is(Switch::Asterisk) && record.len() >= 16 && dispositions.contains(&at(14)) {
            let names = [ASTERISK.split(',').collect(), optional(&record[16..])].concat();
            return Some(Self { names: names.into_iter().map(str::to_owned).collect(), switch: Switch::Asterisk });
        }
        match () {
            () if !is(Switch::FreeSwitch) => None,
            () if is_uuid(at(10)) => layout(FREESWITCH, Switch::FreeSwitch),
            () if is_uuid(at(16)) => layout(FREESWITCH_AS_ASTERISK, Switch::FreeSwitch),
            () if is_uuid(at(0)) && matches!(at(2), "inbound" | "outbound") => layout(FREESWITCH_OPENCDRRATE, Switch::FreeSwitch),
            () => None,
        }
    }
}

/// What `cdr_csv` adds by its settings: `uniqueid` (loguniqueid), `userfield` (loguserfield), and `peeraccount`, `linkedid`, `sequence`
/// (newcdrcolumns). Each is written or not, so they are told by their number and by what they look like.
fn optional(values: &[String]) -> Vec<&'static str> {
    let is_unique = |n: usize| values.get(n).is_some_and(|text| is_uniqueid(text));
    let new: &[&str] = if values.len() >= 3 && is_unique(values.len() - 2) { &["peeraccount", "linkedid", "sequence"] } else { &[] };
    let old: &[&str] = match values.len() - new.len() {
        0 => &[],
        1 if is_unique(0) => &["uniqueid"],
        1 => &["userfield"],
        _ => &["uniqueid", "userfield"],
    };
    [old, new].concat()
}

/// `1530369902.8942`, with the name of the system before it if it has one.
fn is_uniqueid(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.rsplit('-').next().and_then(|id| id.trim().split_once('.')).is_some_and(|(seconds, count)| digits(seconds) && digits(count))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// The parts of a list that commas outside of parentheses separate.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' | '|' | ';' if depth <= 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// The name of a field in `uuid`, `"${uuid}"`, `${CSV_QUOTE(${CDR(uniqueid)})}` or `CDR(start,u)`, in lower case.
fn name(part: &str) -> String {
    let inner = part.rsplit_once("CDR(").or_else(|| part.rsplit_once("${")).map_or(part, |(_, inner)| inner);
    let inner = inner.trim_matches(|c: char| !c.is_alphanumeric());
    let word = inner.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | ' ')).map_or(inner, |end| &inner[..end]);
    let word = word.trim().to_lowercase().replace([' ', '-'], "_");
    ALIASES.iter().find(|(alias, _)| *alias == word).map_or(word, |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str) -> Vec<String> {
        text.split('|').map(str::to_owned).collect()
    }

    const ID: &str = "01df56f4-d99a-4ef6-b7fe-b924b2415b7f";

    #[test]
    fn names_are_read_out_of_templates() {
        for (text, want) in [
            ("\"${caller_id_number}\"", "caller_id_number"),
            (" \"${accountcode}\"", "accountcode"),
            ("${CSV_QUOTE(${CDR(clid)})}", "clid"),
            ("${CDR(start,u)}", "start"),
            ("UniqueID", "uniqueid"),
            ("calldate", "start"),
            ("Hangup Cause", "hangup_cause"),
            ("", ""),
        ] {
            assert_eq!(name(text), want, "{text}");
        }
        let template = "\"${caller_id_number}\",\"${destination_number}\",\"${start_stamp}\",\"${hangup_cause}\", \"${uuid}\"";
        let columns = Columns::named(template, None).unwrap();
        assert_eq!((columns.switch, columns.names.len(), columns.names[4].as_str()), (Switch::FreeSwitch, 5, "uuid"));
        let columns = Columns::named("${CDR(src)}|${CDR(dst)}|${CDR(start,u)}|${CDR(disposition)}", None).unwrap();
        assert_eq!((columns.switch, columns.names.join(" ").as_str()), (Switch::Asterisk, "src dst start disposition"));
        assert_eq!(Columns::named("first, last", None), None);
    }

    #[test]
    fn layouts_are_told_by_what_stands_in_them() {
        let freeswitch = record(&format!("A|1001|1002|default|s|a|e|6|4|NORMAL_CLEARING|{ID}||"));
        assert_eq!(Columns::guessed(&freeswitch, None).unwrap().names[10], "uuid");
        assert_eq!(Columns::guessed(&freeswitch, Some(Switch::Asterisk)), None);
        let as_asterisk = record(&format!("|1001|1002|default|c|c|b|bridge|x|s|a|e|6|4|NORMAL_CLEARING|3|{ID}|"));
        assert_eq!(Columns::guessed(&as_asterisk, None).unwrap().names[14], "hangup_cause");
        let rate = record(&format!("{ID}||inbound|1001|1002|a|e|4|||10.0.0.1"));
        assert_eq!(Columns::guessed(&rate, None).unwrap().names[3], "ani");
        assert_eq!(Columns::guessed(&record("a|b|c"), None), None);
    }

    #[test]
    fn what_asterisk_adds_is_told_by_its_look() {
        let base = "acc|1001|1002|internal|clid|PJSIP/1|PJSIP/2|Dial|x|s|a|e|6|0|NO ANSWER|DOCUMENTATION";
        let more = |added: &str| {
            let columns = Columns::guessed(&record(&format!("{base}{added}")), None).unwrap();
            assert_eq!(columns.switch, Switch::Asterisk);
            columns.names[16..].join(" ")
        };
        assert_eq!(more(""), "");
        assert_eq!(more("|1784893459.324"), "uniqueid");
        assert_eq!(more("|pbx-1784893459.324"), "uniqueid");
        assert_eq!(more("|note"), "userfield");
        assert_eq!(more("|1784893459.324|note"), "uniqueid userfield");
        assert_eq!(more("||1784893459.324|7"), "peeraccount linkedid sequence");
        assert_eq!(more("|1784893459.325|note||1784893459.324|7"), "uniqueid userfield peeraccount linkedid sequence");
    }
}
