//! Files that are read night after night, in whatever pieces, and files that a crash has torn.

use hotcalls_core::{
    Code, Streams,
    calls::CallUpdate,
    leads::{LeadCreate, LeadUpdate},
    operation::Patch,
    workspaces::WorkspaceCreate,
};

use super::{CdrVerdict, HEAD, World, dice, file, leg, world};

/// Everything about the calls that their legs decide.
fn decided(w: &World) -> Vec<String> {
    let mut all: Vec<_> = w
        .calls()
        .into_iter()
        .map(|call| {
            let ours = call.phone_number.is_some();
            let mut told = serde_json::to_value(call).expect("JSON");
            for own in ["id", "created_at", "updated_at", "workspace", "phone_number"] {
                told.as_object_mut().expect("an object").remove(own);
            }
            format!("{told} {ours}")
        })
        .collect();
    all.sort();
    all
}

const NIGHTS_HEAD: &str = "uuid,originating_leg_uuid,bleg_uuid,caller_id_number,destination_number,start_stamp,answer_stamp,end_stamp,billsec,\
                           hangup_cause,sip_hangup_disposition,direction\n";

/// Calls of one to four legs that name the first one, or of two of which the first names the other; seldom in different seconds.
fn legs_of_calls(roll: &mut impl FnMut(usize) -> usize, calls: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for call in 0..calls {
        let (by_first, legs) = (roll(2) == 0, 1 + roll(4));
        let legs = if by_first { legs.min(2) } else { legs };
        for n in 0..legs {
            let parent = if by_first || n == 0 { String::new() } else { format!("call-{call}-0") };
            let link = if by_first && n == 0 && legs == 2 { format!("call-{call}-1") } else { String::new() };
            let (begun, talk) = (10 + roll(2), [0, 0, 20, 20, 30][roll(5)]);
            let answered = if talk > 0 { format!("2026-05-20 10:00:{}", begun + 5) } else { String::new() };
            let cause = if talk > 0 { "NORMAL_CLEARING" } else { ["NO_ANSWER", "USER_BUSY", "ORIGINATOR_CANCEL", "CRASH"][roll(4)] };
            let by = ["recv_bye", "send_bye", "", "recv_cancel"][roll(4)];
            let to = ["+4930555100", "1001", "+4930901821"][roll(3)];
            lines.push(format!(
                "call-{call}-{n},{parent},{link},+49309018{n}{call},{to},2026-05-20 10:00:{begun},{answered},2026-05-20 10:01:{},{talk},{cause},{by},{}\n",
                10 + roll(40),
                ["inbound", "outbound"][usize::from(n > 0)]
            ));
        }
    }
    lines
}

/// Whatever comes in which night, in which order and how often: the calls are those of the whole file.
#[test]
fn nights_may_split_a_file_anywhere() {
    let mut roll = dice(0x9E37_79B9_7F4A_7C15);
    for round in 0..25 {
        let mut lines = legs_of_calls(&mut roll, 6);
        let made = || {
            let w = world();
            w.db.system().phone_numbers().create(w.number("+4930555100")).expect("a number");
            w
        };
        let import = |w: &World, lines: &[String]| w.import([NIGHTS_HEAD, &lines.concat()].concat().as_bytes(), w.input());
        let whole = made();
        assert_eq!(import(&whole, &lines).invalid, 0);
        let want = decided(&whole);
        assert_eq!(want.len(), 6);
        for n in (1..lines.len()).rev() {
            lines.swap(n, roll(n + 1));
        }
        let other_order = made();
        import(&other_order, &lines);
        assert_eq!(decided(&other_order), want, "round {round}: the order of {lines:#?}");
        // A file that grows, and files that are begun anew.
        let (growing, rotated) = (made(), made());
        let mut from = 0;
        while from < lines.len() {
            let to = (from + 1 + roll(4)).min(lines.len());
            import(&growing, &lines[..to]);
            import(&rotated, &lines[from..to]);
            if roll(3) == 0 {
                let again = roll(to);
                import(&rotated, &lines[again..to]);
            }
            from = to;
        }
        for w in [&growing, &rotated] {
            assert_eq!(decided(w), want, "round {round}: {lines:#?}");
            let report = import(w, &lines);
            assert_eq!((report.created, report.merged, report.duplicates), (0, 0, lines.len() as i64), "{:?}", report.rows);
            assert_eq!(w.db.system().calls().list(()).expect("a list").count, 6);
        }
    }
}

#[test]
fn what_somebody_changed_stays_when_another_leg_comes() {
    let w = world();
    let (second, first) = (leg("b", "a", "+49 b", 40), leg("a", "", "+49 a", 50));
    w.import([HEAD, &second].concat().as_bytes(), w.input());
    let call = w.calls().remove(0);
    let change = CallUpdate { from_number: Patch::Set("+49 corrected".into()), ..CallUpdate::new(call.id) };
    w.db.system().calls().update(change).expect("a change");
    let report = w.import([HEAD, &first].concat().as_bytes(), w.input());
    assert_eq!((report.created, report.merged), (0, 1));
    let call = w.calls().remove(0);
    assert_eq!((call.external_id.as_deref(), call.leg, call.from_number.as_str(), call.duration), (Some("a"), None, "+49 corrected", 50));
}

#[test]
fn a_workspace_knows_nothing_of_calls_that_moved_away() {
    let w = world();
    let root = w.db.system();
    let other = root.workspaces().create(WorkspaceCreate::new("Support")).expect("a workspace").id;
    let text = [HEAD, &leg("a", "", "+49 a", 50), &leg("b", "a", "+49 b", 40), &leg("c", "", "+49 c", 5)].concat();
    assert_eq!(w.import(text.as_bytes(), w.input()).created, 2);
    let lead = |workspace| {
        let lead = LeadCreate { workspace: Some(workspace), ..LeadCreate::new("Ada", "ada@example.com", "+49 30 901820") };
        root.leads().create(lead).expect("a lead").id
    };
    // One goes to a lead elsewhere, the other with its lead.
    let (there, here) = (lead(other), lead(w.ws));
    for (call, lead) in w.calls().iter().zip([there, here]) {
        root.calls().update(CallUpdate { lead: Patch::Set(Some(lead)), ..CallUpdate::new(call.id) }).expect("a change");
    }
    root.leads().update(LeadUpdate { workspace: Patch::Set(Some(other)), ..LeadUpdate::new(here) }).expect("a move");
    let report = w.import(text.as_bytes(), w.input());
    assert_eq!((report.created, report.merged, w.calls().len()), (2, 1, 4), "{:?}", report.rows);
    let deleted = w.calls().iter().filter(|call| call.workspace == Some(w.ws)).map(|call| call.id).collect::<Vec<_>>();
    for id in deleted {
        root.calls().delete(id).expect("gone");
    }
    assert_eq!(w.import(text.as_bytes(), w.input()).created, 2, "what was deleted is known no more");
}

/// A crash tears lines anywhere in a file. Wherever it is, a record that is wrong costs itself.
#[test]
fn a_torn_record_is_a_verdict_at_the_beginning_too() {
    for (name, delimiter) in [
        ("freeswitch-example.csv", &b"\n"[..]),
        ("freeswitch-sql.sql", b"\n"),
        ("freeswitch.json", b"\n"),
        ("asterisk-master.csv", b"\n"),
        ("asterisk-linkedid.csv", b"\n"),
    ] {
        let whole = file(name);
        let good = world();
        let calls = good.import(&whole, good.input()).created;
        let first = &whole[..whole.windows(1).position(|part| part == delimiter).expect("a line") + 1];
        // An open quote would take the next line with it, wherever it is.
        let closed = |n: &usize| first[*n - 1] == b',' && first[..*n].iter().filter(|b| **b == b'"').count() % 2 == 0;
        let cut = (21..first.len() * 2 / 3).rev().find(closed).expect("a place between fields");
        let torn: Vec<(&str, Vec<u8>)> = vec![
            ("its end", [&first[first.len() / 3..], &whole].concat()),
            ("few bytes of its end", [&first[first.len() - 12..], &whole].concat()),
            ("NUL bytes", [&[0; 700], &b"\n"[..], &whole].concat()),
            ("a NUL byte in it", [&first[..20], &[0], &first[20..cut], b"\n", &whole].concat()),
            ("noise", [&b"\x01\xff%%\n\n"[..], &whole].concat()),
            ("NUL bytes between", [first, &[0; 300], b"\n", &whole[first.len()..]].concat()),
        ];
        for (what, bytes) in torn {
            let w = world();
            let report = w.import(&bytes, w.input());
            assert_eq!(report.created, calls, "{name}, {what}: {:?}", report.rows);
            assert_eq!(w.calls().len(), good.calls().len());
            assert!(report.invalid >= 1, "{name}, {what}: {:?}", report.rows);
            let wrong = report.rows.iter().filter(|row| row.verdict == CdrVerdict::Invalid);
            assert!(wrong.clone().all(|row| row.errors.is_some() && row.line <= 3), "{name}, {what}: {:?}", report.rows);
        }
    }
    // Nothing but torn records is no call log.
    let w = world();
    for bytes in [&b"\x00\x00\x00\n"[..], b"torn,\"x\"\nNORMAL_CLEARING\",\"\"\n", b"\x00a\n\x00b\n"] {
        let mut source = bytes;
        let error = w.db.system().calls().import_cdr(w.input(), Streams { source: Some(&mut source), ..Streams::default() });
        let error = error.expect_err("no call log");
        assert_eq!((error.code(), error.details().get("cdr").is_some()), (Code::InvalidInput, true), "{error}");
    }
}
