//! A server in this process on a real socket, and a client that shows what went over the wire.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread::JoinHandle,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use hotcalls_core::{Hotcalls, OpenOptions};
use hotcalls_server::{App, Server};
use hotcalls_test_postgres::Folder;
use serde_json::{Value, json};
use tokio::sync::oneshot;

/// The password of every user of the tests.
pub const PASSWORD: &str = "correct-horse-7";

/// A running server with the users `boss` (superuser), `clerk` (staff) and `user` (regular).
pub struct Api {
    pub db: Hotcalls,
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    _folder: Folder,
}

impl Api {
    pub fn new() -> Self {
        Self::with(&[])
    }
    pub fn with(origins: &[&str]) -> Self {
        let folder = Folder::new("http");
        let server = hotcalls_test_postgres::Database::kept(|url| Hotcalls::open(url).unwrap().close());
        let path = server.map_or_else(|| folder.path().join("test.db"), Into::into);
        let db = OpenOptions::new().key([7; 32]).open(path).unwrap();
        for (name, staff, superuser) in [("boss", true, true), ("clerk", true, false), ("user", false, false)] {
            let user = json!({"username": name, "phone": "+1", "password": PASSWORD, "is_staff": staff, "is_superuser": superuser});
            db.system().call_json("users.create_privileged", &user.to_string()).unwrap();
        }
        let app = App::new(db.clone(), origins.iter().map(ToString::to_string).collect()).unwrap();
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            runtime.block_on(async {
                let server = Server::bind(([127, 0, 0, 1], 0).into(), app).await.unwrap();
                tell.send(server.address().unwrap()).unwrap();
                server.run(async { drop(stopped.await) }).await;
            });
        });
        Self { db, address: told.recv().unwrap(), stop: Some(stop), thread: Some(thread), _folder: folder }
    }
    /// A request that a superuser sends.
    pub fn boss(&self, method: &str, path: &str) -> Request {
        self.nobody(method, path).basic("boss", PASSWORD)
    }
    /// A request that a regular user sends.
    pub fn user(&self, method: &str, path: &str) -> Request {
        self.nobody(method, path).basic("user", PASSWORD)
    }
    /// A request without credentials.
    pub fn nobody(&self, method: &str, path: &str) -> Request {
        Request {
            address: self.address,
            head: format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address),
            body: Vec::new(),
        }
    }
    /// As the embedding program.
    pub fn system(&self, operation: &str, input: &Value) -> Value {
        serde_json::from_str(&self.db.system().call_json(operation, &input.to_string()).unwrap()).unwrap()
    }
    /// Makes leads of no workspace and answers their ids, oldest first.
    pub fn leads(&self, n: usize) -> Vec<String> {
        let one =
            |i| self.system("leads.create", &json!({"name": format!("Lead {i:03}"), "email": format!("l{i}@example.com"), "phone": "+1"}));
        (0..n).map(|i| one(i)["id"].as_str().unwrap().to_owned()).collect()
    }
    /// Logs in and answers the two cookies as one header, and the CSRF token.
    pub fn log_in(&self, name: &str) -> (String, String) {
        let reply = self.nobody("POST", "/api/auth/login/").json(&json!({"username": name, "password": PASSWORD})).send();
        assert_eq!(reply.status, 200, "{}", reply.text());
        let cookies: Vec<_> = reply.all("set-cookie").iter().map(|c| c.split(';').next().unwrap().to_owned()).collect();
        let token = cookies.iter().find_map(|c| c.strip_prefix("csrftoken=")).unwrap().to_owned();
        (cookies.join("; "), token)
    }
    /// Asks the server to stop and waits for it.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
    /// Asks the server to stop, without waiting.
    pub fn tell_to_stop(&mut self) {
        drop(self.stop.take());
    }
}
impl Drop for Api {
    fn drop(&mut self) {
        self.stop();
    }
}

pub struct Request {
    address: SocketAddr,
    head: String,
    body: Vec<u8>,
}

impl Request {
    pub fn to(address: SocketAddr, method: &str, path: &str) -> Self {
        Self { address, head: format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n"), body: Vec::new() }
    }
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head += &format!("{name}: {value}\r\n");
        self
    }
    pub fn basic(self, name: &str, password: &str) -> Self {
        let value = STANDARD.encode(format!("{name}:{password}"));
        self.header("Authorization", &format!("Basic {value}"))
    }
    pub fn json(self, body: &Value) -> Self {
        self.text("application/json", &body.to_string())
    }
    pub fn text(mut self, content_type: &str, body: &str) -> Self {
        self.body = body.into();
        self.header("Content-Type", content_type)
    }
    /// Sends with a body whose headers are set by hand.
    pub fn send_body(self, body: &str) -> Reply {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(format!("{}\r\n{body}", self.head).as_bytes()).unwrap();
        Reply::read(&mut stream)
    }
    pub fn send(self) -> Reply {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let length = if self.body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", self.body.len()) };
        let mut bytes = format!("{}{length}\r\n", self.head).into_bytes();
        bytes.extend(self.body);
        // The server may refuse a body before it has all of it.
        let _ = stream.write_all(&bytes);
        Reply::read(&mut stream)
    }
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("a whole head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let (first, rest) = head.split_once("\r\n").unwrap();
        let headers =
            rest.lines().map(|l| l.split_once(':').unwrap()).map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned())).collect();
        Self { status: first.split(' ').nth(1).unwrap().parse().unwrap(), headers, body: bytes[end + 4..].to_vec() }
    }
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect()
    }
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).first().copied()
    }
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
    /// Status and the `error_code` of the body.
    pub fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["error_code"].as_str().unwrap_or_default().to_owned())
    }
}
