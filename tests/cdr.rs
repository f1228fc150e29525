//! `calls.import_cdr` with files as FreeSWITCH and Asterisk write them (in `data/cdr/`), and with files that nobody should send. In a file, and
//! on a server.

use std::path::Path;

use hotcalls_core::{
    Code, Hotcalls, Id, OpenOptions, Streams, TimeOfDay,
    agents::{AgentCreate, phone_numbers::PhoneNumberCreate},
    calls::{Call, CallBegin, CallCreate, CallEnd, CallList, CallStatus, CdrImport, CdrReport, CdrVerdict, Direction, Reason},
    leads::LeadCreate,
    workspaces::{Workspace, WorkspaceCreate},
};
use hotcalls_tests::world::Place;
use serde_json::{Value, json};

#[path = "cdr/nights.rs"]
mod nights;

struct World {
    db: Hotcalls,
    ws: Id<Workspace>,
    _place: Place,
}

fn world() -> World {
    let place = Place::new("cdr");
    let db = OpenOptions::new().open(place.path()).expect("a database");
    let ws = db.system().workspaces().create(WorkspaceCreate::new("Sales")).expect("a workspace").id;
    World { db, ws, _place: place }
}

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cdr").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

impl World {
    /// The switch's clock is that of Berlin.
    fn input(&self) -> CdrImport {
        CdrImport { workspace: Some(self.ws), time_zone: Some("Europe/Berlin".into()), ..CdrImport::new() }
    }

    fn import(&self, mut bytes: &[u8], input: CdrImport) -> CdrReport {
        let streams = Streams { source: Some(&mut bytes), ..Streams::default() };
        self.db.system().calls().import_cdr(input, streams).expect("an import")
    }

    /// The calls, the oldest first.
    fn calls(&self) -> Vec<Call> {
        let mut list = CallList::new();
        (list.page.page_size, list.page.ordering) = (1000, Some("timestamp".into()));
        self.db.system().calls().list(list).expect("a list").results
    }

    fn number(&self, text: &str) -> PhoneNumberCreate {
        PhoneNumberCreate { workspace: Some(self.ws), ..PhoneNumberCreate::new(text) }
    }
}

fn verdicts(report: &CdrReport) -> Vec<(i64, CdrVerdict)> {
    report.rows.iter().map(|row| (row.line, row.verdict)).collect()
}

fn time(at: Option<hotcalls_core::Timestamp>) -> String {
    at.map_or_else(|| "-".into(), |at| at.to_string())
}

/// Every file, how many records and calls it has, and that reading it again, as a whole or in two halves, changes nothing.
#[test]
fn every_format_is_told_and_the_same_file_twice_creates_nothing() {
    for (name, provider, records, calls) in [
        ("freeswitch-example.csv", "freeswitch", 6, 5),
        ("freeswitch-sql.sql", "freeswitch", 2, 2),
        ("freeswitch.json", "freeswitch", 4, 3),
        ("asterisk-master.csv", "asterisk", 8, 6),
        ("asterisk-linkedid.csv", "asterisk", 3, 2),
        ("freepbx-export.csv", "asterisk", 1, 1),
    ] {
        let w = world();
        let first = w.import(&file(name), w.input());
        assert_eq!((first.total_rows, first.created, first.invalid), (records, calls, 0), "{name}: {:?}", first.rows);
        assert_eq!(first.merged + first.duplicates, records - calls, "{name}");
        let before = w.calls();
        assert!(before.iter().all(|call| call.provider.as_deref() == Some(provider) && call.external_id.is_some()), "{name}");
        let again = w.import(&file(name), w.input());
        assert_eq!((again.created, again.merged, again.duplicates), (0, 0, records), "{name}: {:?}", again.rows);
        assert_eq!(w.calls(), before, "{name}");
        assert_eq!(w.db.system().calls().list(()).expect("a list").count, before.len() as u64, "{name}: counted once");
    }
}

#[test]
fn freeswitch_csv_has_both_legs_of_a_call_as_one() {
    use CdrVerdict::*;
    let w = world();
    let report = w.import(&file("freeswitch-example.csv"), w.input());
    assert_eq!(verdicts(&report), [(1, Created), (2, Created), (3, Merged), (4, Created), (5, Created), (6, Created)]);
    assert_eq!(report.rows[2].id, report.rows[0].id);
    let calls = w.calls();
    let told: Vec<_> = calls.iter().map(|c| (c.status, c.reason.expect("a reason"), c.duration, c.direction)).collect();
    assert_eq!(
        told,
        [
            (CallStatus::Completed, Reason::CompletedUserHangup, 120, Direction::Inbound),
            (CallStatus::Busy, Reason::Busy, 0, Direction::Outbound),
            (CallStatus::Canceled, Reason::Canceled, 0, Direction::Inbound),
            (CallStatus::NoAnswer, Reason::NoAnswer, 0, Direction::Outbound),
            (CallStatus::Failed, Reason::InvalidNumber, 0, Direction::Outbound),
        ]
    );
    let first = &calls[0];
    assert_eq!((first.from_number.as_str(), first.to_number.as_str()), ("+4930901820", "+4930555100"));
    assert_eq!(first.disconnection_reason.as_deref(), Some("NORMAL_CLEARING"), "the raw word stays");
    assert_eq!(
        (time(first.started_at), time(first.answered_at), time(first.ended_at)),
        ("2026-05-20T18:25:28.000000Z".into(), "2026-05-20T18:25:33.000000Z".into(), "2026-05-20T18:27:33.000000Z".into())
    );
    assert_eq!(first.timestamp.to_string(), "2026-05-20T18:25:28.000000Z");
}

#[test]
fn freeswitch_sql_over_the_end_of_summer_time() {
    let w = world();
    w.import(&file("freeswitch-sql.sql"), w.input());
    let calls = w.calls();
    assert_eq!(
        (time(calls[0].started_at), time(calls[0].ended_at), calls[0].duration),
        ("2026-10-25T00:50:00.000000Z".into(), "2026-10-25T01:10:00.000000Z".into(), 1190),
        "20 minutes, although the clock says 40 minutes less"
    );
    assert_eq!((calls[1].from_number.as_str(), calls[1].reason), ("1002", Some(Reason::Declined)), "a comma in a name");
}

#[test]
fn freeswitch_json_is_exact_to_the_millisecond() {
    use CdrVerdict::*;
    let w = world();
    let report = w.import(&file("freeswitch.json"), CdrImport { time_zone: Some("America/New_York".into()), ..w.input() });
    assert_eq!(verdicts(&report).iter().map(|(_, v)| *v).collect::<Vec<_>>(), [Created, Merged, Created, Created]);
    assert_eq!((report.rows[0].line, report.rows[1].line), (1, 1), "two objects on one line");
    let calls = w.calls();
    let talk = &calls[0];
    assert_eq!(talk.external_id.as_deref(), Some("01df56f4-d99a-4ef6-b7fe-b924b2415b7f"), "the first leg's, although it came second");
    assert_eq!((talk.from_number.as_str(), talk.to_number.as_str()), ("+4930901820", "+4930555100"), "as dialed, not as transferred");
    assert_eq!((talk.direction, talk.duration_ms, talk.duration), (Direction::Inbound, 59_800, 59));
    assert_eq!(time(talk.started_at), "2026-05-20T18:25:28.385581Z", "moments have no zone");
    assert_eq!((time(talk.ringing_at), talk.hung_up_by.as_deref()), ("2026-05-20T18:25:29.885581Z".into(), Some("caller")));
    assert_eq!((calls[1].status, calls[1].hung_up_by.as_deref()), (CallStatus::Canceled, Some("caller")));
    let unknown_word = (calls[2].disconnection_reason.as_deref(), calls[2].reason, calls[2].status);
    assert_eq!(unknown_word, (Some("34"), Some(Reason::Congestion), CallStatus::Failed), "the number is read where the word is not known");
}

#[test]
fn asterisk_attempts_are_one_call_and_the_answered_one_wins() {
    use CdrVerdict::*;
    let w = world();
    let report = w.import(&file("asterisk-master.csv"), w.input());
    let all = [Created, Created, Merged, Merged, Created, Created, Created, Created];
    assert_eq!(verdicts(&report).iter().map(|(_, v)| *v).collect::<Vec<_>>(), all);
    let calls = w.calls();
    let told: Vec<_> = calls.iter().map(|c| (c.from_number.as_str(), c.status, c.reason.expect("a reason"), c.duration)).collect();
    assert_eq!(
        told,
        [
            ("1001", CallStatus::Completed, Reason::CompletedUserHangup, 53),
            ("030901820", CallStatus::Completed, Reason::CompletedUserHangup, 60),
            ("1001", CallStatus::Busy, Reason::Busy, 0),
            ("1001", CallStatus::Failed, Reason::Congestion, 0),
            ("anonymous", CallStatus::NoAnswer, Reason::NoAnswer, 0),
            ("1001", CallStatus::Failed, Reason::ProviderUnavailable, 0),
        ]
    );
    assert_eq!((calls[0].direction, calls[1].direction), (Direction::Outbound, Direction::Inbound));
    assert_eq!(
        (time(calls[1].started_at), time(calls[1].ended_at)),
        ("2026-05-20T18:30:00.000000Z".into(), "2026-05-20T18:31:12.000000Z".into())
    );
    assert_eq!(time(calls[5].started_at), "2026-10-25T01:10:00.000000Z", "the id tells which 02:10 it was");
}

#[test]
fn asterisk_channels_of_one_call_are_one_call() {
    let w = world();
    w.import(&file("asterisk-linkedid.csv"), w.input());
    let calls = w.calls();
    assert_eq!((calls[0].to_number.as_str(), calls[0].external_id.as_deref(), calls[0].duration), ("500", Some("1779303000.16"), 52));
    assert_eq!((calls[1].status, calls[1].duration, calls[1].answered_at), (CallStatus::NoAnswer, 0, None), "a queue that nobody answered");
}

#[test]
fn exports_with_a_header_and_named_columns_are_read() {
    let w = world();
    w.import(&file("freepbx-export.csv"), w.input());
    let call = &w.calls()[0];
    assert_eq!((call.to_number.as_str(), call.duration), ("+4930555100", 53), "the number that was dialed from outside");
    assert_eq!(time(call.answered_at), "2026-05-20T18:25:35.000000Z", "from the end and the talk time");
    let template = "${CDR(src)}|${CDR(dst)}|${CDR(start,u)}|${CDR(billsec,f)}|${CDR(disposition)}|${CDR(uniqueid)}";
    let custom = CdrImport { columns: Some(template.into()), provider: Some("pbx 2".into()), ..w.input() };
    let report = w.import(b"1001|1002|1779301528.250000|12.500000|ANSWERED|1779301528.0\n", custom);
    assert_eq!(report.created, 1, "{:?}", report.rows);
    let calls = w.calls();
    let call = calls.iter().find(|c| c.provider.as_deref() == Some("pbx 2")).expect("the same id of another switch is another call");
    assert_eq!((call.duration_ms, time(call.started_at)), (12_500, "2026-05-20T18:25:28.250000Z".into()));
}

#[test]
fn calls_point_at_our_numbers_their_agent_and_leads() {
    let w = world();
    let root = w.db.system();
    let time = |hour| TimeOfDay::parse(hour).expect("a time");
    let agent = AgentCreate::new(w.ws, "Hello", "nova", "en", time("09:00"), time("17:00"), "Kind");
    let agent = root.agents().create(agent).expect("an agent").agent_id;
    let number = PhoneNumberCreate { inbound_agent: Some(agent), ..w.number("+4930555100") };
    let number = root.phone_numbers().create(number).expect("a number").id;
    let lead = LeadCreate { workspace: Some(w.ws), ..LeadCreate::new("Ada", "ada@example.com", "+49 30 901820") };
    let lead = root.leads().create(lead).expect("a lead").id;
    w.import(&file("freeswitch-example.csv"), CdrImport { link_leads: true, ..w.input() });
    let calls = w.calls();
    let first = &calls[0];
    assert_eq!((first.phone_number, first.agent, first.lead, first.direction), (Some(number), Some(agent), Some(lead), Direction::Inbound));
    assert_eq!((calls[1].phone_number, calls[1].lead, calls[1].direction), (Some(number), None, Direction::Outbound));
    // Numbers as they are dialed inside of the country: our side decides the direction, against the context's name.
    let text = "\"\",\"0301234567\",\"030555100\",\"from-internal\",\"\",\"SIP/1\",\"\",\"Dial\",\"\",\"2026-05-20 20:25:28\",,\"2026-05-20 20:25:29\",1,0,\"BUSY\",\"3\",\"1.5\",\"\"\n";
    w.import(text.as_bytes(), CdrImport { default_country: Some("DE".into()), ..w.input() });
    let call = w.calls().into_iter().find(|c| c.provider.as_deref() == Some("asterisk")).expect("the call");
    assert_eq!((call.phone_number, call.direction), (Some(number), Direction::Inbound));
}

const HEAD: &str =
    "uuid,originating_leg_uuid,caller_id_number,destination_number,start_stamp,answer_stamp,end_stamp,billsec,hangup_cause\n";

/// A record of a leg that ended after `talk` seconds.
fn leg(own: &str, parent: &str, from: &str, talk: u32) -> String {
    let answered = if talk > 0 { "2026-05-20 10:00:05" } else { "" };
    let cause = if talk > 0 { "NORMAL_CLEARING" } else { "NO_ANSWER" };
    format!("{own},{parent},{from},+4930555100,2026-05-20 10:00:00,{answered},2026-05-20 10:05:00,{talk},{cause}\n")
}

#[test]
fn legs_that_are_far_apart_find_their_call_by_its_id() {
    let w = world();
    let others: String = (0..3000).map(|n| leg(&format!("other-{n}"), "", "+491", 1)).collect();
    // The second leg of b comes long before the first one, that of a long after it.
    let text = [
        HEAD,
        &leg("a", "", "+49 a", 50),
        &leg("b2", "b", "internal", 40),
        &others,
        &leg("a2", "a", "internal", 60),
        &leg("b", "", "+49 b", 45),
    ]
    .concat();
    let report = w.import(text.as_bytes(), w.input());
    assert_eq!((report.created, report.merged, report.duplicates, report.invalid), (3002, 2, 0, 0));
    let find = |id: &str| {
        let mut list = CallList::new();
        list.filters.external_id = Some(id.into());
        let mut found = w.db.system().calls().list(list).expect("a list").results;
        (found.len() == 1).then(|| found.remove(0)).expect("one call")
    };
    let (a, b) = (find("a"), find("b"));
    assert_eq!((a.from_number.as_str(), a.duration, a.leg), ("+49 a", 60, None), "it only learns");
    assert_eq!((b.from_number.as_str(), b.duration, b.leg), ("+49 b", 45, None), "the first leg has the numbers");
    let rows: Vec<_> = report.rows.iter().map(|row| row.line).collect();
    assert!(rows.is_sorted() && rows.len() == 3004, "verdicts come in the order of the file");
    let again = w.import(text.as_bytes(), w.input());
    assert_eq!((again.created, again.merged, again.duplicates), (0, 0, 3004));
    assert_eq!(find("b").from_number, "+49 b");
}

#[test]
fn a_growing_file_is_read_again_and_again() {
    let w = world();
    let lines = [leg("b2", "b", "internal", 40), leg("c", "", "+49 c", 0), leg("b", "", "+49 b", 45), leg("d", "", "+49 d", 5)];
    let mut created = 0;
    for n in 1..=lines.len() {
        created += w.import([HEAD, &lines[..n].concat()].concat().as_bytes(), w.input()).created;
    }
    assert_eq!((created, w.calls().len()), (3, 3));
    let all = world();
    all.import([HEAD, &lines.concat()].concat().as_bytes(), all.input());
    let told = |calls: Vec<Call>| calls.into_iter().map(|c| (c.external_id, c.from_number, c.duration_ms, c.reason)).collect::<Vec<_>>();
    let sorted = |w: &World| {
        let mut all = told(w.calls());
        all.sort();
        all
    };
    assert_eq!(sorted(&w), sorted(&all), "piece by piece is as whole");
}

#[test]
fn wrong_records_say_what_is_wrong_and_the_others_are_read() {
    let w = world();
    let long = "x".repeat(300);
    let text = [
        HEAD.to_owned(),
        leg("", "", "+491", 0),
        leg("ok", "", "+491", 0),
        "id,,1,2,someday,,2026-05-20 10:05:00,5,BUSY\n".into(),
        "id,,1,2,2026-05-20 10:05:00,,2026-05-20 10:00:00,-5,BUSY\n".into(),
        format!("id,,{long},,,,,,\n"),
        "\n".into(),
        "short\n".into(),
    ]
    .concat();
    let report = w.import(text.as_bytes(), w.input());
    let errors: Vec<_> = report.rows.iter().map(|row| row.errors.as_ref().map_or(json!(null), |e| e.0.clone())).collect();
    assert_eq!(report.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 8]);
    assert_eq!(errors[0], json!({"external_id": ["This field is required."]}));
    assert_eq!(errors[1], Value::Null);
    assert_eq!(errors[2], json!({"started_at": ["\"someday\" is no time."]}));
    assert_eq!(errors[3], json!({"duration": ["\"-5\" is no length."], "ended_at": ["A call cannot end before it began."]}));
    assert!(errors[4]["from_number"].is_array() && errors[4]["to_number"].is_array(), "{}", errors[4]);
    assert_eq!((report.total_rows, report.created, report.invalid, w.calls().len()), (6, 1, 5, 1));
    let broken = [&file("freeswitch.json")[..], b"{\"core-uuid\":\"x\",\"variables\":{\"uuid\":\"cut", b"\nnonsense\n{\"a\":1}\n"].concat();
    let report = w.import(&broken, w.input());
    assert_eq!((report.created, report.merged, report.invalid), (3, 1, 3), "{:?}", report.rows);
    assert!(report.rows.iter().filter(|row| row.verdict == CdrVerdict::Invalid).all(|row| row.errors.is_some()));
}

/// Numbers below a bound, always the same.
fn dice(mut random: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below as u64).expect("small")
    }
}

#[test]
fn nothing_that_is_sent_does_harm() {
    let w = world();
    let mut next = dice(0x9E37_79B9_7F4A_7C15);
    let names = [
        "freeswitch-example.csv",
        "freeswitch-sql.sql",
        "freeswitch.json",
        "asterisk-master.csv",
        "asterisk-linkedid.csv",
        "freepbx-export.csv",
    ];
    for round in 0..300 {
        let mut bytes = file(names[round % names.len()]);
        for _ in 0..=next(20) {
            let at = next(bytes.len());
            match next(5) {
                0 => bytes[at] = u8::try_from(next(256)).expect("a byte"),
                1 => drop(bytes.drain(at..(at + next(50)).min(bytes.len()))),
                2 => bytes.insert(at, *b"\",;|{}[]\n\\%\x00<>".get(next(14)).unwrap_or(&b'0')),
                3 => bytes.truncate(at.max(1)),
                _ => bytes.extend_from_within(at..(at + next(200)).min(bytes.len())),
            }
            if bytes.is_empty() {
                bytes.push(b'x');
            }
        }
        let mut source = &bytes[..];
        let streams = Streams { source: Some(&mut source), ..Streams::default() };
        match w.db.system().calls().import_cdr(w.input(), streams) {
            Ok(report) => assert_eq!(report.total_rows, report.created + report.merged + report.duplicates + report.invalid),
            Err(error) => assert_eq!(error.code(), Code::InvalidInput, "{error}"),
        }
    }
    let count = w.db.system().calls().list(()).expect("a list").count;
    assert_eq!(count, w.calls().len() as u64, "the counter is right");
}

const NOBODY: &str = "0192f0c1-2345-7abc-8def-0123456789ab";

#[test]
fn options_that_are_wrong_are_refused_by_name() {
    let w = world();
    let with = |change: &dyn Fn(&mut CdrImport)| {
        let mut input = CdrImport { cdr: Some(String::from_utf8(file("asterisk-master.csv")).expect("text")), ..w.input() };
        change(&mut input);
        w.db.system()
            .calls()
            .import_cdr(input, Streams::default())
            .map_err(|error| error.details().iter().map(|(field, _)| field).collect::<Vec<_>>())
    };
    type Change = dyn Fn(&mut CdrImport);
    let cases: [(&str, &Change); 9] = [
        ("cdr", &|i| i.cdr = None),
        ("cdr", &|i| i.cdr = Some(" \n".into())),
        ("cdr", &|i| i.cdr = Some("a,b,c\n1,2,3\n".into())),
        ("columns", &|i| i.columns = Some("first,last".into())),
        ("encoding", &|i| i.encoding = Some("klingon".into())),
        ("time_zone", &|i| i.time_zone = Some("Europe/Atlantis".into())),
        ("default_country", &|i| i.default_country = Some("XX".into())),
        ("workspace", &|i| i.workspace = Some(NOBODY.parse().expect("an id"))),
        ("agent", &|i| i.agent = Some(NOBODY.parse().expect("an id"))),
    ];
    for (field, change) in cases {
        assert_eq!(with(change), Err(vec![field.to_owned()]), "{field}");
    }
    let outbound = with(&|i| i.direction = Some(Direction::Inbound)).expect("an import");
    assert!(outbound.created > 0 && w.calls().iter().all(|call| call.direction == Direction::Inbound));
}

#[test]
fn a_call_that_was_begun_is_completed_and_one_that_is_known_keeps_what_it_knows() {
    let w = world();
    let root = w.db.system();
    let begin = |id: &str| {
        let begin = CallBegin {
            workspace: Some(w.ws),
            provider: Some("freeswitch".into()),
            external_id: Some(id.into()),
            ..CallBegin::new("sip:live", "+49 30 555100", Direction::Inbound)
        };
        root.calls().begin(begin).expect("a call").id
    };
    let (open, told) = (begin("open"), begin("told"));
    // The host heard of an end, and no more than that.
    root.calls().end(CallEnd { which: told.into(), ..CallEnd::new() }).expect("an end");
    let gone = CallCreate {
        workspace: Some(w.ws),
        provider: Some("freeswitch".into()),
        external_id: Some("gone".into()),
        status: CallStatus::Failed,
        duration: Some(0),
        disconnection_reason: Some("worker_died".into()),
        ..CallCreate::new(None, "sip:live", "+49 30 555100", Direction::Inbound)
    };
    let gone = root.calls().create(gone).expect("a call").id;
    let text = [HEAD, &leg("open", "", "+491", 50), &leg("told", "", "+491", 60), &leg("gone", "", "+491", 70)].concat();
    let report = w.import(text.as_bytes(), w.input());
    assert_eq!((report.created, report.merged), (0, 3), "{:?}", report.rows);
    // What goes by events has the length between answer and end; what does not, the one that the switch counted.
    for (id, seconds) in [(open, 295), (told, 295), (gone, 70)] {
        let call = root.calls().get(id).expect("the call");
        let end = (call.status, call.reason, call.disconnection_reason.as_deref());
        assert_eq!(end, (CallStatus::Completed, Some(Reason::CompletedUserHangup), Some("NORMAL_CLEARING")));
        assert_eq!((call.duration, call.from_number.as_str(), call.owner), (seconds, "sip:live", None));
    }
    let again = w.import(text.as_bytes(), w.input());
    assert_eq!((again.merged, again.duplicates), (0, 3));
}

#[test]
fn an_atomic_import_is_all_or_nothing_and_verdicts_stream() {
    let w = world();
    let good: String = (0..600).map(|n| leg(&format!("id-{n}"), "", "+491", 1)).collect();
    let endless = format!("{HEAD}{good}\"{}", "x".repeat(2 << 20));
    for (atomic, kept) in [(true, 0), (false, 600)] {
        let mut source = endless.as_bytes();
        let streams = Streams { source: Some(&mut source), ..Streams::default() };
        let error = w.db.system().calls().import_cdr(CdrImport { atomic, ..w.input() }, streams).expect_err("an open quote");
        assert!(error.to_string().contains("line 602"), "{error}");
        // What was read before the error and waits for its other legs is not written.
        assert!(w.calls().len() <= kept && (atomic || w.calls().len() < 600), "atomic: {atomic}");
    }
    let text = format!("{HEAD}{good}");
    let (mut source, mut rows, mut steps) = (text.as_bytes(), 0, Vec::new());
    let mut sink = |_: &dyn erased_serde::Serialize| {
        rows += 1;
        Ok(())
    };
    let mut progress = |done| steps.push(done);
    let streams = Streams { source: Some(&mut source), rows: Some(&mut sink), progress: Some(&mut progress), ..Streams::default() };
    let report = w.db.system().calls().import_cdr(w.input(), streams).expect("an import");
    assert_eq!((rows, report.rows.len(), report.total_rows), (600, 0, 600));
    assert!(steps.len() >= 3 && steps.is_sorted() && steps.ends_with(&[600]), "told after every transaction: {steps:?}");
}

/// The page for people who come from a PBX: its table of causes is that of the code, and it knows every option.
#[test]
fn the_page_says_what_the_code_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cdr.md");
    let page = std::fs::read_to_string(path).expect("the page");
    let (_, causes) = page.split_once("## Causes").expect("the causes");
    let mut seen = 0;
    for row in causes.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let reason = Reason::from_text(cells[1]);
        assert_eq!(reason.word(), cells[3], "{row}");
        assert_eq!(serde_json::to_value(reason.status(false)).expect("JSON"), cells[4], "{row}");
        assert!(cells[2].is_empty() || Reason::from_q850(cells[2].parse().expect("a cause")) == reason, "{row}");
        seen += 1;
    }
    assert!(seen > 50, "{seen} causes");
    let operation = hotcalls_core::operation("calls.import_cdr").expect("the operation");
    for field in (operation.fields)() {
        assert!(page.contains(&format!("`{}`", field.name)), "{}", field.name);
    }
}

#[test]
fn call_records_on_a_server_too() {
    // What compares the page with the code has nothing to look at on a server.
    hotcalls_test_postgres::again(&["the_page_says"]);
}
