//! `examples/sip-agent` from an installed prefix, with `sipp` on the other end: every call is in the log once, as it was; and after a
//! `SIGKILL` only the calls in flight are lost, when their leases have run out.

mod program;

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader},
    net::UdpSocket,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    thread::sleep,
    time::{Duration, Instant},
};

use hotcalls_core::{
    Hotcalls,
    calls::{Call, CallList, Reason},
};
use program::{SANITIZERS, check, clean, installed::Installed, root, valgrind};

const ADA: &str = "+15551230001";
/// Has one line.
const BOB: &str = "+15551230002";
/// Is paused.
const CAROL: &str = "+15551230003";

/// The example, built in a folder of its own: as it is, or with sanitizers.
fn example(sanitized: bool) -> &'static Path {
    static BUILT: [OnceLock<PathBuf>; 2] = [const { OnceLock::new() }; 2];
    BUILT[usize::from(sanitized)].get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(["sip-agent", "sip-agent-sanitized"][usize::from(sanitized)]);
        fs::create_dir_all(&folder).unwrap();
        for entry in fs::read_dir(root().join("examples/sip-agent")).unwrap().map(Result::unwrap).filter(|e| e.path().is_file()) {
            fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
        }
        let mut make = Command::new("make");
        make.env("PKG_CONFIG_PATH", Installed::get().lib("pkgconfig")).env_remove("MAKEFLAGS");
        if sanitized {
            make.env("CFLAGS", format!("-g -O1 {}", SANITIZERS.join(" ")));
        }
        check("make", &make.args(["clean", "all"]).current_dir(&folder).output().unwrap());
        folder
    })
}

/// Durations are compared to the millisecond: what else runs on the machine is not to come between the two ends of a call. Where that is not
/// permitted, as to whoever is not root and in most containers, the two take their turns like everybody.
fn urgent(program: impl AsRef<OsStr>) -> Command {
    static PERMITTED: OnceLock<bool> = OnceLock::new();
    let permitted = PERMITTED.get_or_init(|| {
        let tried = Command::new("chrt").args(["--rr", "1", "true"]).output();
        let permitted = tried.is_ok_and(|output| output.status.success());
        if !permitted {
            eprintln!("chrt --rr is not permitted here: on a busy machine durations may be further apart than they are allowed to be");
        }
        permitted
    });
    if !permitted {
        return clean(program);
    }
    let mut command = clean("chrt");
    command.args(["--rr", "1"]).arg(program);
    command
}

/// A running agent; killed when dropped.
struct Agent {
    child: Child,
    port: u16,
}

impl Agent {
    fn start(database: &Path, more: &[&str]) -> Self {
        Self::run(urgent(example(false).join("sip-agent")), database, more)
    }

    fn run(mut command: Command, database: &Path, more: &[&str]) -> Self {
        let port = free_port();
        command.arg("--db").arg(database).args(["--listen", &format!("127.0.0.1:{port}")]).args(more);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("listening"), "the agent says {line:?}");
        Self { child, port }
    }

    /// Ends it as a service manager would: it writes what it has to write.
    fn stop(mut self) {
        check("kill", &Command::new("kill").arg(self.child.id().to_string()).output().unwrap());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port on which nobody listens now. `sipp` takes two for audio: this one and the second next.
fn free_port() -> u16 {
    loop {
        let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        if port < u16::MAX - 2 && UdpSocket::bind(("127.0.0.1", port + 2)).is_ok() {
            return port;
        }
    }
}

/// A caller that does one thing over and over.
struct Sipp {
    child: Child,
    folder: tempfile::TempDir,
}

impl Sipp {
    /// Its folder is in memory: a log that waits for a disk would make its calls seem longer.
    fn start(to: u16, scenario: &str, number: &str, more: &[&str]) -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").unwrap();
        let (from, audio) = (free_port(), free_port());
        let (name, status) = scenario.split_once(' ').unwrap_or((scenario, ""));
        let text = fs::read_to_string(root().join(format!("examples/sip-agent/scenarios/{name}.xml"))).unwrap();
        let file = folder.path().join("scenario.xml");
        fs::write(&file, text.replace("STATUS", status)).unwrap();
        let mut command = urgent("sipp");
        command.arg(format!("127.0.0.1:{to}")).args(["-i", "127.0.0.1", "-p", &from.to_string(), "-mp", &audio.to_string()]);
        command.arg("-sf").arg(file).args(["-s", number, "-nostdin", "-trace_logs", "-log_file", "log"]).args(more);
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).current_dir(&folder).spawn().expect("sipp is needed");
        Self { child, folder }
    }

    /// Waits for it to have made all its calls as planned.
    fn finish(self) -> BTreeMap<String, BTreeMap<String, i64>> {
        check("sipp", &self.child.wait_with_output().unwrap());
        told(self.folder.path())
    }
}

/// What a caller logged of each call: the moments of it, in milliseconds.
fn told(folder: &Path) -> BTreeMap<String, BTreeMap<String, i64>> {
    let mut calls: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for line in fs::read_to_string(folder.join("log")).unwrap().lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        if let [what, call, tick] = words[..] {
            calls.entry(call.to_owned()).or_default().insert(what.to_owned(), tick.parse().unwrap());
        }
    }
    calls
}

fn database(folder: &Path) -> PathBuf {
    let path = folder.join("calls.db");
    check("setup", &clean(example(false).join("setup")).arg(&path).output().unwrap());
    path
}

/// All calls by the caller's id of them. That no two have the same is part of what is tested.
fn logged(path: &Path) -> BTreeMap<String, Call> {
    let db = Hotcalls::open(path).unwrap();
    let (mut calls, mut cursor) = (BTreeMap::new(), String::new());
    loop {
        let mut list = CallList::new();
        (list.page.page_size, list.page.cursor) = (1000, Some(cursor));
        let page = db.system().calls().list(list).unwrap();
        let next = page.next_cursor.clone();
        for call in page {
            let id = call.external_id.clone().expect("the id of a call");
            assert!(calls.insert(id.clone(), call).is_none(), "{id} is in the log twice");
        }
        match next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    db.close();
    calls
}

#[test]
fn a_thousand_calls_are_in_the_log_once_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let agent = Agent::start(&path, &["--ring", "1000", "--lines", &format!("{BOB}=1")]);
    let start = |scenario: &str, number: &str, more: &[&str]| Sipp::start(agent.port, scenario, number, more);
    let occupying = start("completed", BOB, &["-m", "1", "-d", "24000"]);
    sleep(Duration::from_secs(1));
    // 50 calls a second for 20 seconds.
    let completed = start("completed", ADA, &["-r", "20", "-m", "400", "-d", "1000"]);
    let cancelled = start("cancelled", ADA, &["-r", "10", "-m", "200"]);
    let busy = start("declined 486", BOB, &["-r", "10", "-m", "200"]);
    let closed = start("declined 480", CAROL, &["-r", "5", "-m", "100"]);
    let unknown = start("declined 404", "+15559999999", &["-r", "5", "-m", "100"]);
    let ended = [
        (completed.finish(), Reason::CompletedUserHangup),
        (cancelled.finish(), Reason::Canceled),
        (busy.finish(), Reason::Busy),
        (closed.finish(), Reason::NoAnswer),
        (unknown.finish(), Reason::InvalidNumber),
        (occupying.finish(), Reason::CompletedUserHangup),
    ];
    agent.stop();
    let log = logged(&path);
    assert_eq!(log.len(), 1001);
    let mut furthest = 0;
    for (told, reason) in &ended {
        for (id, moments) in told {
            let call = log.get(id).unwrap_or_else(|| panic!("{id} ({reason:?}) is not in the log"));
            assert_eq!(call.reason, Some(*reason), "{call:?}");
            assert!(call.ended_at.is_some() && call.status.is_ended(), "{call:?}");
            let lasted = moments.get("answered").map_or(0, |answered| moments["hung_up"] - answered);
            furthest = furthest.max((call.duration_ms - lasted).abs());
        }
    }
    assert!(furthest <= 50, "a duration is {furthest} ms from that of the caller");
    println!("durations are within {furthest} ms of the caller's");
}

#[test]
fn after_a_kill_only_the_calls_in_flight_are_lost_when_their_leases_have_run_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let mut agent = Agent::start(&path, &["--ring", "50", "--lease", "4"]);
    let mut short = Sipp::start(agent.port, "completed", ADA, &["-r", "20", "-m", "1000", "-d", "500"]);
    let mut long = Sipp::start(agent.port, "completed", ADA, &["-r", "5", "-m", "1000", "-d", "60000"]);
    sleep(Duration::from_secs(5));
    agent.child.kill().unwrap();
    agent.child.wait().unwrap();
    let killed = Instant::now();
    sleep(Duration::from_millis(300));
    for caller in [&mut short, &mut long] {
        caller.child.kill().unwrap();
        caller.child.wait().unwrap();
    }
    let told: BTreeMap<_, _> = [told(short.folder.path()), told(long.folder.path())].into_iter().flatten().collect();
    let last_answer = told.values().filter_map(|moments| moments.get("done").or(moments.get("answered"))).max().copied().unwrap();
    let before = logged(&path);
    let live: BTreeSet<_> = before.values().filter(|call| call.ended_at.is_none()).map(|call| call.id).collect();
    assert!(live.len() >= 15 && before.len() > live.len() + 50, "{} live of {}", live.len(), before.len());
    for (id, moments) in &told {
        // What was hung up a moment before may not have been written yet; it is then as much in flight as the others.
        let over = moments.get("done").is_some_and(|done| done + 1000 < last_answer);
        let call = before.get(id);
        assert!(call.is_some() || !moments.contains_key("answered"), "{id} was answered and is not in the log");
        assert!(!over || call.unwrap().reason == Some(Reason::CompletedUserHangup), "{call:?}");
    }

    // Another process starts, and closes nobody's calls before their time.
    let agent = Agent::start(&path, &["--lease", "4"]);
    let alive = |calls: &BTreeMap<String, Call>| calls.values().filter(|call| live.contains(&call.id) && call.ended_at.is_none()).count();
    if killed.elapsed() < Duration::from_secs(2) {
        assert_eq!(alive(&logged(&path)), live.len(), "a lease of four seconds, renewed every second, has not run out yet");
    }
    while alive(&logged(&path)) > 0 {
        assert!(killed.elapsed() < Duration::from_secs(60), "calls of a dead process are never closed");
        sleep(Duration::from_millis(500));
    }
    agent.stop();
    let after = logged(&path);
    assert_eq!(after.len(), before.len());
    for (id, call) in &after {
        if live.contains(&call.id) {
            assert!(call.status.is_ended() && call.reason == Some(Reason::Lost), "{call:?}");
        } else {
            assert_eq!(call, &before[id], "a call that had ended stays as it was");
        }
    }
}

#[test]
fn the_agent_makes_no_mistake_that_sanitizers_or_valgrind_see() {
    let sanitized = clean(example(true).join("sip-agent"));
    let watched = valgrind(&example(false).join("sip-agent"));
    for command in [sanitized, watched] {
        let folder = tempfile::tempdir().unwrap();
        let path = database(folder.path());
        let agent = Agent::run(command, &path, &["--ring", "1000", "--lines", &format!("{BOB}=1")]);
        audio_comes_back_from(&agent);
        let start = |scenario: &str, number: &str, more: &[&str]| Sipp::start(agent.port, scenario, number, more);
        let callers = [
            start("completed", ADA, &["-r", "5", "-m", "10", "-d", "500"]),
            start("cancelled", ADA, &["-r", "5", "-m", "10"]),
            start("declined 480", CAROL, &["-r", "5", "-m", "10"]),
            start("declined 404", "+15559999999", &["-r", "5", "-m", "10"]),
        ];
        callers.into_iter().for_each(|caller| drop(caller.finish()));
        // A finding, leaks included, is how the program ends.
        agent.stop();
        assert_eq!(logged(&path).len(), 41);
    }
}

#[test]
fn audio_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let agent = Agent::start(&path, &["--ring", "20"]);
    audio_comes_back_from(&agent);
    agent.stop();
    let log = logged(&path);
    assert_eq!(log["by-hand;tag=me;cseq=1"].reason, Some(Reason::CompletedUserHangup));
    assert!(log["by-hand;tag=me;cseq=1"].answered_at.is_some() && log["by-hand;tag=me;cseq=1"].ringing_at.is_some());
}

/// A SIP client by hand, with one call at a time.
struct Caller {
    sip: UdpSocket,
    server: String,
    call_id: String,
    from: Vec<u8>,
}

impl Caller {
    fn new(agent: &Agent, call_id: &str) -> Self {
        let sip = UdpSocket::bind("127.0.0.1:0").unwrap();
        sip.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Self { sip, server: format!("127.0.0.1:{}", agent.port), call_id: call_id.into(), from: b"sip:+1987@127.0.0.1".into() }
    }

    /// How the agent names the call that an INVITE of ours begins.
    fn id(&self, cseq: u32) -> String {
        format!("{};tag=me;cseq={cseq}", self.call_id)
    }

    fn send(&self, method: &str, number: &str, cseq: u32, tag: &str, body: &str) {
        let port = self.sip.local_addr().unwrap().port();
        let head = format!(
            "{method} sip:{number}@{server} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{method}{cseq}\r\n\
             To: <sip:{number}@127.0.0.1>{tag}\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n\
             Contact: <sip:me@127.0.0.1:{port}>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: {length}\r\nFrom: <",
            server = self.server,
            call_id = self.call_id,
            length = body.len()
        );
        let whole = [head.as_bytes(), &self.from, b">;tag=me\r\n\r\n", body.as_bytes()].concat();
        assert_eq!(self.sip.send_to(&whole, &self.server).unwrap(), whole.len());
    }

    fn invite(&self, number: &str, cseq: u32) {
        self.send("INVITE", number, cseq, "", &offer(9));
    }

    /// The next final answer, or the next request.
    fn hear(&self) -> String {
        let mut buffer = [0; 4096];
        loop {
            let length = self.sip.recv(&mut buffer).expect("an answer");
            let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
            if !text.starts_with("SIP/2.0 1") {
                break text;
            }
        }
    }

    /// Invites; the final answer, which is acknowledged.
    fn call(&self, number: &str, cseq: u32) -> String {
        self.invite(number, cseq);
        let answer = self.hear();
        self.send("ACK", number, cseq, &tag(&answer), "");
        answer
    }
}

/// Audio as PCMU, at a port of ours.
fn offer(media: u16) -> String {
    format!("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {media} RTP/AVP 0\r\n")
}

/// The tag of who answered.
fn tag(answer: &str) -> String {
    let to = answer.split("\r\nTo:").nth(1).unwrap().split("\r\n").next().unwrap();
    format!(";tag={}", to.split(";tag=").nth(1).unwrap())
}

#[test]
fn what_the_log_does_not_take_is_declined() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let agent = Agent::start(&path, &["--ring", "100"]);
    let long = "x".repeat(300);
    let mut callers = ["no-name", "long-number", "latin-1", long.as_str(), "longer-number"].map(|id| Caller::new(&agent, id));
    callers[0].from = b"sip:127.0.0.1".into();
    callers[1].from = [b"sip:+", "1".repeat(200).as_bytes(), b"@127.0.0.1"].concat();
    callers[2].from = b"sip:J\xfcrgen@127.0.0.1".into();
    callers[4].from = [b"sip:+", "1".repeat(300).as_bytes(), b"@127.0.0.1"].concat();
    let answers = callers.each_ref().map(|caller| caller.call(ADA, 1));
    for (caller, (answer, status)) in
        callers.iter().zip(answers.iter().zip(["200 OK", "200 OK", "400 Bad Request", "400 Bad Request", "400 Bad Request"]))
    {
        assert!(answer.starts_with(&format!("SIP/2.0 {status}\r\n")), "{}: {answer}", caller.call_id);
        assert_eq!(answer.contains("\r\nReason: Q.850;cause=95\r\n"), status != "200 OK", "{answer}");
    }
    for (caller, answer) in callers.iter().zip(&answers).take(2) {
        caller.send("BYE", ADA, 2, &tag(answer), "");
        assert!(caller.hear().starts_with("SIP/2.0 200"));
    }
    agent.stop();
    let log = logged(&path);
    assert_eq!(log.len(), 2, "{:?}", log.keys());
    assert_eq!(log[&callers[0].id(1)].from_number, "127.0.0.1", "who has no name is known by where it calls from");
    assert_eq!(log[&callers[1].id(1)].from_number, format!("+{}", "1".repeat(200)));
    assert!(log.values().all(|call| call.reason == Some(Reason::CompletedUserHangup)));
}

#[test]
fn who_tries_again_makes_another_call_and_who_repeats_itself_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let agent = Agent::start(&path, &["--ring", "300"]);
    let caller = Caller::new(&agent, "again");
    assert!(caller.call(CAROL, 1).starts_with("SIP/2.0 480"));
    caller.invite(ADA, 2);
    sleep(Duration::from_millis(100));
    let answer = caller.call(ADA, 2); // what was not answered yet is sent again
    assert!(answer.starts_with("SIP/2.0 200"), "{answer}");
    caller.send("BYE", ADA, 3, &tag(&answer), "");
    assert!(caller.hear().starts_with("SIP/2.0 200"));
    agent.stop();
    let log = logged(&path);
    let reasons: BTreeMap<_, _> = log.iter().map(|(id, call)| (id.clone(), call.reason.unwrap())).collect();
    assert_eq!(reasons, BTreeMap::from([(caller.id(1), Reason::NoAnswer), (caller.id(2), Reason::CompletedUserHangup)]));
}

#[test]
fn who_is_talked_to_when_the_agent_stops_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let agent = Agent::start(&path, &["--ring", "600"]);
    let [answered, ringing] = ["answered", "ringing"].map(|id| Caller::new(&agent, id));
    assert!(answered.call(ADA, 1).starts_with("SIP/2.0 200"));
    let talking = Instant::now();
    ringing.invite(ADA, 1);
    sleep(Duration::from_millis(300));
    let talked = talking.elapsed();
    let said = std::thread::spawn(move || (answered.hear(), ringing.hear()));
    agent.stop();
    let (bye, declined) = said.join().unwrap();
    assert!(bye.starts_with("BYE ") && declined.starts_with("SIP/2.0 503"), "{bye}\n{declined}");
    let log = logged(&path);
    let (answered, ringing) = (&log["answered;tag=me;cseq=1"], &log["ringing;tag=me;cseq=1"]);
    assert_eq!((answered.reason, answered.hung_up_by.as_deref()), (Some(Reason::CompletedAgentHangup), Some("agent")));
    assert!((answered.duration_ms - talked.as_millis() as i64).abs() < 200, "{} ms, {talked:?}", answered.duration_ms);
    assert_eq!((ringing.reason, ringing.duration_ms), (Some(Reason::ProviderUnavailable), 0));
}

/// A call by hand, and a packet of audio in it.
fn audio_comes_back_from(agent: &Agent) {
    let (caller, rtp) = (Caller::new(agent, "by-hand"), UdpSocket::bind("127.0.0.1:0").unwrap());
    rtp.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    caller.send("INVITE", ADA, 1, "", &offer(rtp.local_addr().unwrap().port()));
    let accepted = caller.hear();
    assert!(accepted.starts_with("SIP/2.0 200"), "{accepted}");
    caller.send("ACK", ADA, 1, &tag(&accepted), "");
    let theirs = accepted.split("m=audio ").nth(1).unwrap().split(' ').next().unwrap();
    // Version 2, PCMU, sequence 7, timestamp 160, a source, and a little sound.
    let packet = [&[0x80, 0, 0, 7, 0, 0, 0, 160, 1, 2, 3, 4][..], b"what is said here comes back"].concat();
    rtp.send_to(&packet, format!("127.0.0.1:{theirs}")).unwrap();
    let mut heard = [0; 200];
    let length = rtp.recv(&mut heard).expect("an echo");
    assert_eq!(&heard[12..length], &packet[12..]);
    assert_eq!(heard[1], 0, "the same codec");
    caller.send("BYE", ADA, 2, &tag(&accepted), "");
    assert!(caller.hear().starts_with("SIP/2.0 200"));
}
