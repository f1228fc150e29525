//! A role that may not have everything, and a copy that is cut off. Run on a server, see `testing::everything_again_on_a_server`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hotcalls_test_postgres::Database;

use super::route_tests::engine;
use crate::{
    Hotcalls, OpenOptions,
    leads::{LeadBulkCreate, LeadCreate, LeadList},
    params,
    testing::TestDb,
};

fn open(url: &str) -> Hotcalls {
    OpenOptions::new().readers(2).open(url).unwrap()
}

fn lead(name: &str) -> LeadCreate {
    LeadCreate::new(name, format!("{name}@example.com"), "1")
}

fn has_index(db: &Hotcalls) -> bool {
    let sql = "SELECT 1 FROM pg_class WHERE relname = 'leads_search'";
    engine(db, |e| e.read(None, |tx| Ok(tx.one(sql, params![], |_| Ok(()))?.is_some()))).unwrap()
}

#[test]
fn who_may_not_have_the_index_of_trigrams_finds_the_same_by_a_scan() {
    let (Some(all), Some(less)) = (Database::empty(), Database::empty()) else { return };
    less.run("CREATE ROLE modest LOGIN; GRANT CREATE ON SCHEMA public TO modest");
    let (all, modest) = (open(&all.url()), open(&less.url_as("modest")));
    assert!(has_index(&all) && !has_index(&modest));
    let found = |db: &Hotcalls| {
        let root = db.system();
        root.leads().bulk_create(LeadBulkCreate::new(["Straßer", "strass%e", "STRASS_E", "other"].map(lead).to_vec())).unwrap();
        ["stras", "s%e", "s_e", "ass", "@ex", "nobody"].map(|part| {
            let page = root.leads().list(LeadList { name: Some(part.to_owned()), ..LeadList::new() }).unwrap();
            page.into_iter().map(|lead| lead.name).collect::<Vec<_>>()
        })
    };
    let (by_index, by_scan) = (found(&all), found(&modest));
    assert_eq!(by_index, by_scan);
    assert_eq!(by_scan.map(|names| names.len()), [3, 1, 1, 3, 0, 0]);
    modest.close();
    less.run("DROP OWNED BY modest; DROP ROLE modest");
}

#[test]
fn a_copy_that_was_cut_off_goes_on_where_it_was_and_is_whole() {
    let (Some(database), t) = (Database::empty(), TestDb::new()) else { return };
    t.user::<()>("eve", "staff");
    t.db.system().leads().bulk_create(LeadBulkCreate::new((0..300).map(|n| lead(&format!("lead{n}"))).collect::<Vec<_>>())).unwrap();
    t.db.snapshot_to(t.folder.join("source.db")).unwrap();
    let (file, server) = (Hotcalls::open(t.folder.join("source.db")).unwrap(), open(&database.url()));
    for cut in ["users", "workspaces", "leads"] {
        let broken = catch_unwind(AssertUnwindSafe(|| {
            let _ = file.copy_to(&server, |table| assert!(table.table != cut, "cut off"));
        }));
        assert!(broken.is_err(), "{cut} was reached");
    }
    // Half of a table is made good too.
    database.run("DELETE FROM leads WHERE name LIKE 'lead1%'");
    let mut told = Vec::new();
    file.copy_to(&server, |table| told.push((table.table.clone(), table.rows, table.before))).unwrap();
    assert!(told.contains(&("users".into(), 1, true)) && told.contains(&("leads".into(), 300, false)), "{told:?}");
    let names = |db: &Hotcalls| {
        let page = crate::Paging { page_size: 1000, ordering: Some("name".into()), ..Default::default() };
        let page = db.system().leads().list(LeadList { page, ..LeadList::new() }).unwrap();
        page.into_iter().map(|lead| (lead.id, lead.name)).collect::<Vec<_>>()
    };
    assert_eq!(names(&file), names(&server));
    file.close();
}
