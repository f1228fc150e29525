//! The cheapest client that still is one: HTTP/1.1 over kept connections, one request under way on each.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// A kept connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream, buffer: vec![0; 256 << 10] })
    }
    pub fn send(&mut self, request: &[u8]) {
        self.stream.write_all(request).unwrap();
    }
    /// The answer, head and body; anything but 200 ends the run.
    pub fn receive(&mut self) -> &str {
        let (mut filled, mut wanted) = (0, usize::MAX);
        while filled < wanted {
            let n = self.stream.read(&mut self.buffer[filled..]).unwrap();
            assert!(n > 0, "the server closed the connection");
            filled += n;
            if wanted == usize::MAX {
                wanted = length(&self.buffer[..filled]).unwrap_or(usize::MAX);
            }
        }
        let answer = std::str::from_utf8(&self.buffer[..filled]).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer
    }
    pub fn ask(&mut self, request: &[u8]) -> &str {
        self.send(request);
        self.receive()
    }
}

/// The length of the whole answer, once its head is there.
fn length(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).ok()?;
    let body: usize = text.split("content-length: ").nth(1)?.split('\r').next()?.parse().ok()?;
    Some(head + body)
}

/// A request without a body.
pub fn get(path: &str, credentials: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\n{credentials}\r\n\r\n").into()
}

/// A request with a JSON body.
pub fn post(path: &str, body: &str) -> Vec<u8> {
    format!("POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into()
}

/// Requests per second over `connections` connections that always have one request under way each, by one thread: taking turns
/// costs two system calls per request, so most of the machine is the server's.
pub fn throughput(address: SocketAddr, connections: usize, requests: &[Vec<u8>], time: Duration) -> f64 {
    let mut open: Vec<_> = (0..connections).map(|_| Connection::open(address).unwrap()).collect();
    let mut next = requests.iter().cycle();
    for connection in &mut open {
        connection.send(next.next().unwrap());
    }
    let (start, mut done) = (Instant::now(), 0u32);
    while start.elapsed() < time {
        for connection in &mut open {
            connection.receive();
            connection.send(next.next().unwrap());
            done += 1;
        }
    }
    let rate = f64::from(done) / start.elapsed().as_secs_f64();
    for connection in &mut open {
        connection.receive();
    }
    rate
}

/// How long each answer took, in the order of the requests, at a fixed rate.
pub fn latencies(address: SocketAddr, request: &[u8], per_second: u32, time: Duration) -> Vec<Duration> {
    let mut connection = Connection::open(address).unwrap();
    let (start, pause) = (Instant::now(), Duration::from_secs(1) / per_second);
    let mut all = Vec::new();
    while start.elapsed() < time {
        let due = pause * all.len() as u32;
        std::thread::sleep(due.saturating_sub(start.elapsed()));
        let sent = Instant::now();
        connection.ask(request);
        all.push(sent.elapsed());
    }
    all
}
