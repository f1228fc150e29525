//! Closing a handle that is in use, on both engines.

use std::{
    io::Read,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};

use crate::{
    Code, Hotcalls, Streams,
    leads::{LeadCreate, LeadImport},
    testing::TestDb,
};

const HEAD: &str = "name,email,phone\n";

fn rows(from: u32, to: u32) -> String {
    (from..to).map(|n| format!("Ada,ada{n}@example.com,+4930{n:07}\n")).collect()
}

/// A file whose second half comes once somebody says so.
struct Halves {
    halves: Vec<String>,
    reached: mpsc::Sender<()>,
    go_on: mpsc::Receiver<()>,
}

impl Read for Halves {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let Some(half) = self.halves.last_mut() else { return Ok(0) };
        if half.is_empty() {
            self.halves.pop();
            if !self.halves.is_empty() {
                self.reached.send(()).unwrap();
                self.go_on.recv().unwrap();
            }
            return self.read(buffer);
        }
        let n = buffer.len().min(half.len());
        buffer[..n].copy_from_slice(&half.as_bytes()[..n]);
        half.drain(..n);
        Ok(n)
    }
}

/// Closes it in a thread, and comes back when it has begun to: then nobody else may begin a call.
fn closing<'s>(scope: &'s thread::Scope<'s, '_>, db: &'s Hotcalls) -> thread::ScopedJoinHandle<'s, ()> {
    let closing = scope.spawn(|| db.close());
    while db.system().leads().list(()).is_ok() {
        thread::yield_now();
    }
    closing
}

#[test]
fn closing_waits_for_an_import_that_is_between_its_transactions() {
    for key in [None, Some("once")] {
        let t = TestDb::new();
        let ((reached, is_reached), (say, go_on)) = (mpsc::channel(), mpsc::channel());
        thread::scope(|scope| {
            let import = scope.spawn(|| {
                let mut file = Halves { halves: vec![rows(1000, 2000), HEAD.to_owned() + &rows(0, 1000)], reached, go_on };
                let caller = key.map_or_else(|| t.db.system(), |key| t.db.system().idempotency_key(key));
                caller.leads().import_csv(LeadImport::new(), Streams { source: Some(&mut file), ..Streams::default() })
            });
            is_reached.recv().unwrap();
            let closing = closing(scope, &t.db);
            let refused = [
                t.db.system().leads().create(LeadCreate::new("Late", "late@example.com", "1")).unwrap_err(),
                t.db.system().leads().import_csv(LeadImport::new(), Streams::default()).unwrap_err(),
                t.db.login("ada", "a long enough secret").err().unwrap(),
            ];
            assert!(refused.iter().all(|error| error.code() == Code::Closed), "{refused:?}");
            assert!(!closing.is_finished());
            say.send(()).unwrap();
            assert_eq!(import.join().unwrap().unwrap().created, 2000);
            closing.join().unwrap();
        });
        assert_eq!(Hotcalls::open(t.path()).unwrap().system().leads().list(()).unwrap().count, 2000);
    }
}

#[test]
fn closing_waits_for_reads_too() {
    let t = TestDb::new();
    let ((reached, is_reached), (say, go_on)) = (mpsc::channel(), mpsc::channel::<()>());
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let (t, done) = (&t, &done);
        scope.spawn(move || {
            t.db.system()
                .core()
                .unwrap()
                .store
                .read(None, |_| {
                    reached.send(()).unwrap();
                    go_on.recv().unwrap();
                    Ok(())
                })
                .unwrap();
            done.store(true, Ordering::SeqCst);
        });
        is_reached.recv().unwrap();
        let closing = closing(scope, &t.db);
        assert!(!closing.is_finished() && !done.load(Ordering::SeqCst));
        say.send(()).unwrap();
        closing.join().unwrap();
    });
    t.db.close();
    assert_eq!(t.db.system().leads().list(()).unwrap_err().code(), Code::Closed);
}

#[test]
fn an_import_that_closes_its_own_handle_does_not_wait_for_itself() {
    for atomic in [true, false] {
        let t = TestDb::new();
        let text = HEAD.to_owned() + &rows(0, 600);
        let mut file = text.as_bytes();
        let mut close = |_| t.db.close();
        let streams = Streams { source: Some(&mut file), progress: Some(&mut close), ..Streams::default() };
        let answer = t.db.system().leads().import_csv(LeadImport { atomic, ..LeadImport::new() }, streams);
        // One transaction is completed; the next of many is refused.
        assert_eq!(answer.map(|report| report.created).map_err(|error| error.code()), if atomic { Ok(600) } else { Err(Code::Closed) });
        assert_eq!(t.db.system().leads().list(()).unwrap_err().code(), Code::Closed);
        let stored = Hotcalls::open(t.path()).unwrap().system().leads().list(()).unwrap().count;
        assert!(if atomic { stored == 600 } else { (1..600).contains(&stored) }, "{stored}");
    }
}
