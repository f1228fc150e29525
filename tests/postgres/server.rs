//! Starting and stopping a server.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    sync::mpsc::{Sender, channel},
    time::{Duration, Instant},
};

use super::{Folder, binaries};

const PORT: u16 = 54321;

/// A running server; stopped, and its folder removed, when it is dropped.
pub struct Server {
    bin: PathBuf,
    folder: Folder,
}

impl Server {
    /// Starts a server in a new folder.
    ///
    /// # Panics
    /// If that fails: no test is left out for want of a server.
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// Starts a server with further settings (`-c name=value`).
    ///
    /// # Panics
    /// If that fails.
    pub fn start_with(settings: &str) -> Self {
        let server = Self::in_new_folder();
        server.finish(
            server
                .command("initdb")
                .args(["-U", "hotcalls", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
                .args(["-D", &server.data()]),
        );
        // Roles are trusted, but one has to prove itself.
        let rules = server.folder().join("data/pg_hba.conf");
        fs::write(rules, "local all locked scram-sha-256\nlocal all all trust\nlocal replication all trust\n")
            .expect("the rules are written");
        server.launch(settings);
        server
    }

    /// Starts a server that follows this one, by streaming replication.
    ///
    /// # Panics
    /// If that fails.
    pub fn replica(&self) -> Self {
        let replica = Self::in_new_folder();
        let source = format!("host={} port={PORT} user=hotcalls", self.folder().display());
        replica.finish(
            replica
                .command("pg_basebackup")
                .args(["-d", &source, "-D", &replica.data(), "--write-recovery-conf", "--wal-method=stream"])
                .args(["--checkpoint=fast", "--no-sync"]),
        );
        replica.launch("");
        replica
    }

    fn in_new_folder() -> Self {
        let server = Self { bin: binaries::find(), folder: Folder::new("server") };
        if server.is_root() {
            assert!(Command::new("chown").arg("nobody:").arg(server.folder()).status().expect("chown").success());
        }
        server
    }

    /// Starts it again after [`stop`](Self::stop) or [`kill`](Self::kill).
    ///
    /// # Panics
    /// If that fails.
    pub fn launch(&self, settings: &str) {
        // Nothing is lost by a crash of the server; of the machine, tests need not know.
        let options = format!(
            "-k {} -c listen_addresses='' -p {PORT} -c fsync=off -c full_page_writes=off -c max_connections=300 -c max_wal_size=256MB {settings}",
            self.folder().display()
        );
        let log = self.folder().join("log").display().to_string();
        self.finish(self.command("pg_ctl").args(["-D", &self.data(), "-w", "-s", "-l", &log, "-o", &options, "start"]));
        let start = Instant::now();
        while try_run(&self.address(), "postgres", "SELECT 1").is_err() {
            assert!(start.elapsed() < Duration::from_secs(60), "the server does not answer: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it at once, as a power cut would end its process.
    ///
    /// # Panics
    /// If that fails.
    pub fn kill(&self) {
        self.finish(self.command("pg_ctl").args(["-D", &self.data(), "-w", "-s", "-m", "immediate", "stop"]));
    }

    /// Where its socket is, as the host and port of a URL.
    pub fn address(&self) -> String {
        format!("{}:{PORT}", self.folder().display().to_string().replace('/', "%2F"))
    }
    /// The URL of a database.
    pub fn url(&self, database: &str) -> String {
        url(&self.address(), database)
    }
    /// Runs statements in the database `postgres`.
    pub fn run(&self, sql: &str) {
        run(&self.address(), "postgres", sql);
    }
    /// The first value of the first row, as text, asked in the database `postgres`.
    pub fn ask(&self, sql: &str) -> String {
        ask(&self.address(), sql).unwrap_or_else(|e| panic!("{sql}: {e} {:?}", e.as_db_error()))
    }
    /// Runs a statement in a database.
    pub fn run_in(&self, database: &str, sql: &str) {
        run(&self.address(), database, sql);
    }
    /// Its folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
    /// What it is.
    pub fn version(&self) -> String {
        let output = self.command("postgres").arg("--version").output().expect("postgres --version");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn data(&self) -> String {
        self.folder().join("data").display().to_string()
    }
    fn log(&self) -> String {
        fs::read_to_string(self.folder().join("log")).unwrap_or_default()
    }
    fn is_root(&self) -> bool {
        let id = Command::new("id").arg("-u").output().expect("id");
        id.stdout == b"0\n"
    }

    /// One of the server's programs, in a clean environment, as nobody if this is root: the server refuses to be root.
    pub fn command(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        let mut command = if self.is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        let search = format!("{}:/usr/bin:/bin", self.bin.display());
        command.env_clear().env("PATH", search).env("LC_ALL", "C.UTF-8").env("HOME", self.folder()).current_dir(self.folder());
        command
    }

    fn finish(&self, command: &mut Command) {
        // Not through pipes: the server would keep them open.
        let (out, err) = (self.folder().join("out"), self.folder().join("err"));
        let file = |path| Stdio::from(fs::File::create(path).expect("a file"));
        let status =
            command.stdin(Stdio::null()).stdout(file(&out)).stderr(file(&err)).status().unwrap_or_else(|e| panic!("{command:?}: {e}"));
        let told =
            || format!("{}{}{}", fs::read_to_string(&out).unwrap_or_default(), fs::read_to_string(&err).unwrap_or_default(), self.log());
        assert!(status.success(), "{command:?}: {}", told());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.command("pg_ctl").args(["-D", &self.data(), "-w", "-s", "-m", "immediate", "stop"]).stderr(Stdio::null()).status();
    }
}

pub(crate) fn url(address: &str, database: &str) -> String {
    format!("postgres://hotcalls@{address}/{database}")
}

pub(crate) fn run(address: &str, database: &str, sql: &str) {
    try_run(address, database, sql).unwrap_or_else(|e| panic!("{sql}: {e} {:?}", e.as_db_error()));
}

fn try_run(address: &str, database: &str, sql: &str) -> Result<(), tokio_postgres::Error> {
    // One by one: a database is not made in a transaction.
    on(address, database, async |client| client.batch_execute(sql).await)
}

/// Runs statements in a transaction that stays open until the answer is dropped.
pub(crate) fn hold(address: &str, database: &str, sql: &'static str) -> Sender<()> {
    let (free, freed) = channel();
    let (tell, told) = channel();
    let (address, database) = (address.to_owned(), database.to_owned());
    std::thread::spawn(move || {
        on(&address, &database, async |client| {
            client.batch_execute("BEGIN").await?;
            client.batch_execute(sql).await?;
            let _ = tell.send(());
            let _: Result<(), _> = freed.recv();
            Ok(())
        })
    });
    told.recv().unwrap_or_else(|_| panic!("{sql} failed"));
    free
}

fn ask(address: &str, sql: &str) -> Result<String, tokio_postgres::Error> {
    let rows = on(address, "postgres", async |client| client.simple_query(sql).await)?;
    let first = rows.iter().find_map(|message| if let tokio_postgres::SimpleQueryMessage::Row(row) = message { row.get(0) } else { None });
    Ok(first.unwrap_or_default().to_owned())
}

/// Does something on a connection of its own.
fn on<T>(
    address: &str,
    database: &str,
    work: impl AsyncFnOnce(&tokio_postgres::Client) -> Result<T, tokio_postgres::Error>,
) -> Result<T, tokio_postgres::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(&url(address, database), tokio_postgres::NoTls).await?;
        let work = async {
            let done = work(&client).await;
            drop(client);
            done
        };
        let mut connection = std::pin::pin!(connection);
        let mut work = std::pin::pin!(work);
        std::future::poll_fn(|cx| {
            let _ = std::future::Future::poll(connection.as_mut(), cx);
            std::future::Future::poll(work.as_mut(), cx)
        })
        .await
    })
}
