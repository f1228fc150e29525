//! Imports from CSV, as files that people send.

use serde_json::json;

use super::*;
use crate::{operation::Json, operation::Streams};

fn csv(text: &str) -> LeadImport {
    LeadImport { csv: Some(text.to_owned()), default_country: Some("DE".into()), ..LeadImport::new() }
}

fn import(t: &TestDb, input: LeadImport) -> ImportReport {
    t.db.system().leads().import_csv(input, Streams::default()).unwrap()
}

fn verdicts(report: &ImportReport) -> Vec<(i64, Verdict)> {
    report.rows.iter().map(|row| (row.line, row.verdict)).collect()
}

fn all(t: &TestDb) -> Vec<Lead> {
    let mut input = LeadList::new();
    (input.page.page_size, input.page.ordering) = (1000, Some("created_at".into()));
    t.db.system().leads().list(input).unwrap().results
}

const FILE: &str = "Vorname;Nachname;E-Mail;Telefon;Firma\n\
    Ada;Lovelace;ada@example.com;030 901820;Analytical\n\
    Bert;;not an address;030 901821;\n\
    Ada;Lovelace;other@example.com;+49 (0)30 901820;Same number and name\n\
    Eve;;ADA@EXAMPLE.COM;030 1;Same address\n\
    Carl;;carl@example.com;030 901820;Same number, other name\n";

#[test]
fn every_row_gets_its_verdict_and_the_same_file_twice_creates_nothing_new() {
    use Verdict::*;
    let t = TestDb::new();
    let report = import(&t, csv(FILE));
    assert_eq!(verdicts(&report), [(2, Created), (3, Invalid), (4, Duplicate), (5, Duplicate), (6, Created)]);
    assert_eq!((report.total_rows, report.created, report.duplicates, report.invalid, report.rows_left_out), (5, 2, 2, 1, 0));
    assert_eq!(report.rows[1].errors, Some(Json(json!({"email": ["Enter a valid email address."]}))));
    assert_eq!(report.rows[2].id, report.rows[0].id);
    let lead = t.db.system().leads().get(report.rows[0].id.unwrap()).unwrap();
    assert_eq!(
        (lead.full_name.as_str(), lead.phone.as_str(), lead.phone_e164.as_deref()),
        ("Ada Lovelace", "030 901820", Some("+4930901820"))
    );
    assert_eq!(lead.meta_data, Json(json!({"Firma": "Analytical"})));
    let again = import(&t, csv(FILE));
    assert_eq!((again.created, again.duplicates, again.invalid), (0, 4, 1));
    assert_eq!(all(&t).len(), 2);
    assert_eq!(t.db.system().leads().list(()).unwrap().count, 2, "counted once");
}

#[test]
fn a_key_makes_an_import_once_whatever_way_the_file_comes() {
    let t = TestDb::new();
    let keyed = |key: &str| t.db.system().idempotency_key(key);
    let text = |key, text: &str| keyed(key).leads().import_csv(csv(text), Streams::default());
    let first = text("k", FILE).unwrap();
    assert_eq!(text("k", FILE).unwrap(), first, "the first answer again");
    assert_eq!(text("k", "name,email,phone\nZoe,zoe@example.com,1\n").unwrap_err().code(), Code::IdempotencyConflict);
    let stream = |key, mut bytes: &[u8]| {
        let streams = Streams { source: Some(&mut bytes), ..Streams::default() };
        keyed(key).leads().import_csv(LeadImport::new(), streams)
    };
    let more = b"name,email,phone\nZoe,zoe@example.com,1\n";
    let first = stream("s", more).unwrap();
    assert_eq!((first.created, stream("s", more).unwrap()), (1, first));
    assert_eq!(stream("s", &[&more[..], b"Max,max@example.com,2\n"].concat()).unwrap_err().code(), Code::IdempotencyConflict);
    assert_eq!(all(&t).len(), 3, "a conflict imports nothing");
    assert!(text("", FILE).unwrap_err().details().get("idempotency_key").is_some());
}

#[test]
fn update_fills_in_and_keeps_what_the_file_does_not_say() {
    let t = TestDb::new();
    import(&t, LeadImport { meta_data: Json(json!({"source": "fair", "Firma": "?"})), ..csv(FILE) });
    assert_eq!(all(&t)[0].meta_data, Json(json!({"source": "fair", "Firma": "Analytical"})), "columns win");
    let change = "name,email,phone,Town\nAugusta,ada@example.com,030 901899,London\n";
    let update = LeadImport { on_duplicate: OnDuplicate::Update, ..csv(change) };
    t.clock.advance(60);
    assert_eq!(verdicts(&import(&t, update.clone())), [(2, Verdict::Updated)]);
    let lead = &all(&t)[0];
    assert_eq!((lead.full_name.as_str(), lead.phone_e164.as_deref()), ("Augusta Lovelace", Some("+4930901899")));
    assert_eq!(lead.meta_data, Json(json!({"source": "fair", "Firma": "Analytical", "Town": "London"})));
    assert_eq!(lead.updated_at, t.db.system().host().now());
    assert_eq!(verdicts(&import(&t, update)), [(2, Verdict::Duplicate)], "nothing to change");
    let mut found = LeadList::new();
    found.page.search = Some("augusta 901899".into());
    assert_eq!(t.db.system().leads().list(found).unwrap().count, 1, "the search index follows");
}

#[test]
fn an_atomic_import_is_all_or_nothing_and_a_chunked_one_keeps_what_was_done() {
    let good: String = (0..1200).map(|n| format!("N{n},n{n}@example.com,{n}\n")).collect();
    let broken = format!("name,email,phone\n{good}\"open quote{}", "x".repeat(2 * 1024 * 1024));
    for (atomic, kept) in [(true, 0), (false, 1000)] {
        let t = TestDb::new();
        let error = t.db.system().leads().import_csv(LeadImport { atomic, ..csv(&broken) }, Streams::default()).unwrap_err();
        assert!(error.to_string().contains("line 1202") && error.details().get("csv").is_some(), "{error}");
        assert_eq!(all(&t).len(), kept, "atomic: {atomic}");
    }
}

#[test]
fn files_stream_in_and_verdicts_stream_out() {
    let t = TestDb::new();
    let text: String = (0..1200).map(|n| format!("N{n},n{n}@example.com,+49 30 {}\n", 900_000 + n)).collect();
    let text = format!("name,email,phone\n{text}");
    let (mut source, mut lines, mut steps) = (text.as_bytes(), Vec::new(), Vec::new());
    let mut rows = |row: &dyn erased_serde::Serialize| {
        lines.push(serde_json::to_string(row).unwrap());
        Ok(())
    };
    let mut progress = |done| steps.push(done);
    let streams = Streams { source: Some(&mut source), rows: Some(&mut rows), progress: Some(&mut progress), ..Streams::default() };
    let report = t.db.system().leads().import_csv(LeadImport::new(), streams).unwrap();
    assert_eq!((report.created, report.rows.len(), report.rows_left_out, lines.len()), (1200, 0, 0, 1200));
    assert_eq!(steps, [250, 500, 750, 1000, 1200]);
    assert!(lines[0].starts_with(r#"{"line":2,"verdict":"created","id":""#) && lines[0].ends_with(r#","errors":null}"#), "{}", lines[0]);
    let sunk = &mut |_: &dyn erased_serde::Serialize| Err(crate::Error::internal("the receiver is gone"));
    let mut source = "name,email,phone\nNew,new@example.com,1".as_bytes();
    let streams = Streams { source: Some(&mut source), rows: Some(sunk), ..Streams::default() };
    t.db.system().leads().import_csv(LeadImport { atomic: true, ..LeadImport::new() }, streams).unwrap_err();
    assert_eq!(all(&t).len(), 1000, "an atomic import whose receiver fails leaves nothing (of 1,200, a page shows 1,000)");
    assert_eq!(t.db.system().leads().list(()).unwrap().count, 1200);
}

#[test]
fn a_long_list_of_verdicts_is_cut_with_a_word() {
    let t = TestDb::new();
    let row = "N,not an address,1\n";
    let report = import(&t, csv(&format!("name,email,phone\n{}", row.repeat(10_050))));
    assert_eq!((report.invalid, report.rows.len(), report.rows_left_out), (10_050, 10_000, 50));
}

#[test]
fn options_that_are_wrong_are_told_all_at_once() {
    let t = TestDb::new();
    let input = LeadImport {
        default_country: Some("XX".into()),
        mapping: Json(json!([1])),
        delimiter: Some(";;".into()),
        meta_data: Json(json!(5)),
        ..csv(FILE)
    };
    let error = t.db.system().leads().import_csv(input, Streams::default()).unwrap_err();
    let fields: Vec<_> = error.details().iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["default_country", "delimiter", "mapping", "meta_data"]);
    for (input, field) in [
        (LeadImport::new(), "csv"),
        (csv(""), "csv"),
        (csv("Town\nBerlin\n"), "csv"),
        (LeadImport { encoding: Some("klingon".into()), ..csv(FILE) }, "encoding"),
        (LeadImport { mapping: Json(json!({"Nope": "name"})), ..csv(FILE) }, "mapping"),
        (LeadImport { workspace: Some("0192f0c1-2345-7abc-8def-0123456789ab".parse().unwrap()), ..csv(FILE) }, "workspace"),
    ] {
        let error = t.db.system().leads().import_csv(input, Streams::default()).unwrap_err();
        assert!(error.details().get(field).is_some(), "{field}: {error}");
    }
    // Over HTTP objects come as text.
    let (mapping, meta_data) = (Json(json!(r#"{"Who": "full_name"}"#)), Json(json!(r#"{"source": "fair"}"#)));
    let mapped = LeadImport { mapping, meta_data, ..csv("Who,Mail,Tel\nAda Lovelace,a@x.de,1\n") };
    assert_eq!(import(&t, mapped).created, 1);
    assert_eq!(all(&t)[0].surname.as_deref(), Some("Lovelace"));
    assert_eq!(all(&t)[0].meta_data, Json(json!({"source": "fair"})));
}

#[test]
fn leads_go_where_the_caller_may_create_them_and_twins_are_those_of_the_workspace() {
    let t = TestDb::new();
    let (one, two): (Id<Workspace>, Id<Workspace>) = (t.workspace("One"), t.workspace("Two"));
    let (member, admin, nobody): (Id<()>, Id<()>, Id<()>) = (t.user("member", "user"), t.user("admin", "user"), t.user("nobody", "user"));
    t.member(one, member, "member");
    t.member(one, admin, "admin");
    let run = |user: Id<()>, input: LeadImport| t.db.as_user(user).leads().import_csv(input, Streams::default());
    import(&t, LeadImport { workspace: Some(two), ..csv(FILE) });
    let report = run(member, csv(FILE)).unwrap();
    assert_eq!((report.created, report.duplicates), (2, 2), "the other workspace's leads are no twins");
    assert_eq!(t.db.as_user(member).leads().list(()).unwrap().count, 2);
    let hidden = run(member, LeadImport { workspace: Some(two), ..csv(FILE) }).unwrap_err();
    assert!(hidden.details().get("workspace").is_some());
    let update = || LeadImport { on_duplicate: OnDuplicate::Update, ..csv(FILE) };
    assert_eq!(run(member, update()).unwrap_err().code(), Code::PermissionDenied, "members do not edit");
    assert!(run(admin, update()).is_ok());
    assert!(run(nobody, csv(FILE)).unwrap_err().details().get("workspace").is_some());
    assert_eq!(t.db.anonymous().leads().import_csv(csv(FILE), Streams::default()).unwrap_err().code(), Code::NotAuthenticated);
    let by_name = t.db.as_user(member).call_json("leads.import_csv", &json!({"csv": FILE, "default_country": "DE"}).to_string()).unwrap();
    assert!(by_name.contains(r#""created":0,"updated":0,"duplicates":4,"invalid":1"#), "{by_name}");
}

/// A data frame in miniature.
struct Frame(Vec<String>, std::vec::IntoIter<Vec<serde_json::Value>>);

impl crate::Records for Frame {
    fn columns(&self) -> &[String] {
        &self.0
    }
    fn next(&mut self) -> crate::Result<Option<Vec<serde_json::Value>>> {
        Ok(self.1.next())
    }
}

#[test]
fn typed_rows_get_the_same_verdicts_and_keep_their_types_in_the_metadata() {
    use Verdict::*;
    let t = TestDb::new();
    let columns = ["Full name", "E-Mail", "Phone", "score", "tags", "Metadata"].map(str::to_owned).to_vec();
    let rows = vec![
        json!(["Ada Lovelace", "ada@example.com", 4_930_901_820_i64, 0.5, ["a", null], {"k": 1}]),
        json!([null, "  ", null, null, null, null]),
        json!(["Bert", "not an address", 1.0, null, null, null]),
        json!(["Ada Lovelace", "ada@example.com", "2", null, null, null]),
        json!(["Carl", "carl@example.com", 4_930_901_821.0, true, null, "{\"j\": 2}"]),
        json!([["no", "name"], "eve@example.com", "3", null, null, null]),
    ];
    let rows: Vec<_> = rows.into_iter().map(|row| row.as_array().unwrap().clone()).collect();
    let mut frame = Frame(columns, rows.into_iter());
    let streams = Streams { records: Some(&mut frame), ..Streams::default() };
    let report = t.db.system().leads().import_csv(LeadImport::new(), streams).unwrap();
    assert_eq!(verdicts(&report), [(0, Created), (2, Invalid), (3, Duplicate), (4, Created), (5, Invalid)]);
    assert_eq!(report.rows[4].errors, Some(Json(json!({"name": ["This field may not be blank."]}))));
    let leads = all(&t);
    let ada = &leads[0];
    assert_eq!((ada.name.as_str(), ada.surname.as_deref(), ada.phone.as_str()), ("Ada", Some("Lovelace"), "4930901820"));
    assert_eq!(ada.meta_data, Json(json!({"score": 0.5, "tags": ["a", null], "k": 1})));
    assert_eq!((leads[1].phone.as_str(), &leads[1].meta_data), ("4930901821", &Json(json!({"score": true, "j": 2}))));
    let mut frame = Frame(vec!["name".into()], Vec::new().into_iter());
    let streams = Streams { records: Some(&mut frame), ..Streams::default() };
    let keyed = t.db.system().idempotency_key("k");
    assert_eq!(keyed.leads().import_csv(LeadImport::new(), streams).unwrap_err().code(), crate::Code::InvalidInput);
    let mut frame = Frame(vec!["colour".into()], Vec::new().into_iter());
    let streams = Streams { records: Some(&mut frame), ..Streams::default() };
    let error = t.db.system().leads().import_csv(LeadImport::new(), streams).unwrap_err();
    assert!(error.details().get("frame").is_some(), "{error}");
}
