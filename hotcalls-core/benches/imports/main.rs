//! How long an import keeps others from writing: imports of 100,000 rows, while another thread makes one tiny write after the other.
//!
//! `cargo bench -p hotcalls-core --bench imports`. A wait is the time of one such write, its own work of some ten microseconds included, so the
//! longest wait bounds the longest time that a chunk holds the write lock.

use std::{
    fmt::Write as _,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use hotcalls_core::{
    Hotcalls, Id, Patch, Streams,
    calls::CdrImport,
    leads::{Lead, LeadCreate, LeadImport, LeadUpdate},
};

const ROWS: usize = 100_000;

fn leads() -> String {
    let mut text = String::from("name,surname,email,phone,company\n");
    for n in 0..ROWS {
        let _ = writeln!(text, "Name{n},Surname{n},lead{n}@example.com,+4930{},Company {}", 1_000_000 + n, n % 500);
    }
    text
}

/// Two legs of a call each, as FreeSWITCH writes them.
fn legs() -> String {
    let head = "uuid,originating_leg_uuid,caller_id_number,destination_number,start_epoch,answer_epoch,end_epoch,billsec,hangup_cause\n";
    let mut text = String::from(head);
    for n in 0..ROWS / 2 {
        let (from, start) = (format!("+4930{}", 1_000_000 + n), 1_700_000_000 + n * 7);
        let times = format!("{start},{},{},50,NORMAL_CLEARING", start + 5, start + 55);
        let _ = writeln!(text, "{n:08}-b,{n:08}-a,{from},1001,{times}\n{n:08}-a,,{from},+4930555100,{times}");
    }
    text
}

/// Runs an import, and prints its own time and the waits of the other writer.
fn measure(name: &str, folder: &Path, import: impl FnOnce(&Hotcalls) -> i64 + Send) {
    let db = Hotcalls::open(folder.join(format!("{name}.db"))).unwrap();
    let root = db.system();
    let lead = root.leads().create(LeadCreate::new("Other", "other@example.com", "+1")).unwrap().id;
    let done = AtomicBool::new(false);
    let (took, created, mut waits) = thread::scope(|scope| {
        let other = scope.spawn(|| waits(&db, lead, &done));
        let start = Instant::now();
        let created = import(&db);
        let took = start.elapsed();
        done.store(true, Ordering::Release);
        (took, created, other.join().unwrap())
    });
    waits.sort_unstable();
    let at = |part: f64| waits[((waits.len() - 1) as f64 * part) as usize];
    println!(
        "{name:<12} {created:>7} created in {took:>8.2?}; {:>6} other writes waited: median {:>8.2?}, p99 {:>8.2?}, max {:>8.2?}",
        waits.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    db.close();
}

/// Writes again and again until the import is done.
fn waits(db: &Hotcalls, lead: Id<Lead>, done: &AtomicBool) -> Vec<Duration> {
    let (root, mut waits) = (db.system(), Vec::new());
    while !done.load(Ordering::Acquire) {
        let change = LeadUpdate { name: Patch::Set(format!("Other {}", waits.len())), ..LeadUpdate::new(lead) };
        let start = Instant::now();
        root.leads().update(change).unwrap();
        waits.push(start.elapsed());
        // A writer that never rests would measure itself.
        thread::sleep(Duration::from_millis(1));
    }
    waits
}

fn main() {
    let folder = std::env::temp_dir().join(format!("hotcalls-bench-imports-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (leads, legs) = (leads(), legs());
    measure("leads", &folder, |db| {
        let mut source = leads.as_bytes();
        let mut rows = |_: &dyn erased_serde::Serialize| Ok(());
        let streams = Streams { source: Some(&mut source), rows: Some(&mut rows), ..Streams::default() };
        db.system().leads().import_csv(LeadImport::new(), streams).unwrap().created
    });
    for (name, link_leads) in [("records", false), ("linked", true)] {
        measure(name, &folder, |db| {
            let mut source = legs.as_bytes();
            let mut rows = |_: &dyn erased_serde::Serialize| Ok(());
            let streams = Streams { source: Some(&mut source), rows: Some(&mut rows), ..Streams::default() };
            db.system().calls().import_cdr(CdrImport { link_leads, ..CdrImport::new() }, streams).unwrap().created
        });
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
