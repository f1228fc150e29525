//! The shared vectors through the C door: a small C program calls the operations, this test tells it what and looks at the answers.

mod program;

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use hotcalls_test_postgres::Database;
use hotcalls_tests::vectors::{self, Door};
use program::{C, Program, Way, on_the_server};
use serde_json::Value;

struct Driver {
    process: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    _server: Option<Database>,
}

impl Driver {
    fn start(mut command: Command, folder: &Path) -> Self {
        let server = on_the_server();
        let path = server.as_ref().map_or_else(|| folder.join("vectors.db"), |database| database.url().into());
        let mut process = command.arg(path).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (requests, answers) = (process.stdin.take(), BufReader::new(process.stdout.take().unwrap()));
        Self { process, requests, answers, _server: server }
    }
}

impl Door for Driver {
    fn name(&self) -> &'static str {
        "c"
    }
    fn call(&mut self, who: &str, operation: &str, input: &Value) -> Result<Value, Value> {
        let mut words = who.splitn(3, ' ');
        let mut word = || words.next().unwrap_or_default();
        let (kind, first, second, input) = (word(), word(), word(), input.to_string());
        let requests = self.requests.as_mut().unwrap();
        write!(requests, "{kind} {} {} {operation} {}\n{first}{second}{input}", first.len(), second.len(), input.len()).unwrap();
        requests.flush().unwrap();
        let mut head = String::new();
        self.answers.read_line(&mut head).unwrap();
        let (status, length) = head.trim().split_once(' ').unwrap_or_else(|| panic!("the program answered {head:?}"));
        let mut body = vec![0; length.parse().unwrap()];
        self.answers.read_exact(&mut body).unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        if status == "0" {
            return Ok(body);
        }
        assert_eq!(body["number"].to_string(), status, "the status is the number of the error");
        Err(body)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A dropped pipe ends the program, which then says what it leaked; it is not to outlive its folder.
        drop(self.requests.take());
        if std::thread::panicking() {
            let _ = self.process.kill();
        }
        let ended = self.process.wait().unwrap();
        assert!(ended.success() || std::thread::panicking(), "the program ended with {ended}");
    }
}

#[test]
fn vectors_through_c() {
    let program = Program::build(C, &["tests/c/vectors.c"]);
    for way in Way::all() {
        vectors::replay_all(|folder| Driver::start(program.command(way), folder));
    }
}

#[test]
fn vectors_on_a_server_too() {
    hotcalls_test_postgres::again(&[]);
}
