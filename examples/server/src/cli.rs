//! The command line: options, subcommands, the first start, and the words on the terminal.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, IsTerminal, Seek, Write},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use hotcalls_core::{Code, Hotcalls, OpenOptions, Streams, is_no_path, is_server, users::NewSuperuser};
use lexopt::{Arg, Parser, ValueExt};
use serde_json::{Value, json};

use crate::{
    handle::{App, mode_of},
    openapi,
    routes::Routes,
    server::{Server, told_to_stop},
};

const VERSION: &str = concat!("hotcalls-server ", env!("CARGO_PKG_VERSION"), "\n");

/// What cannot be done is said in a sentence.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

enum Command {
    Serve,
    CreateSuperuser(String),
    /// Reads a file by one of the operations that import.
    Import(&'static str, PathBuf),
    Snapshot(PathBuf),
    Copy,
    Distribute,
    OpenApi,
    Say(&'static str),
}

struct Options {
    db: PathBuf,
    listen: SocketAddr,
    key_file: Option<PathBuf>,
    /// Where `copy` copies from and to.
    from: Option<PathBuf>,
    to: Option<PathBuf>,
    demo: bool,
    origins: Vec<String>,
    yaml: bool,
    /// What `settings.update` takes.
    settings: Value,
    /// What `leads.import_csv` or `calls.import_cdr` takes.
    import: Value,
    command: Command,
}

impl Options {
    fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Self> {
        let (mut parser, mut words) = (Parser::from_args(args), Vec::new());
        let mut options = Self {
            db: "hotcalls.db".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8000)),
            key_file: None,
            from: None,
            to: None,
            demo: false,
            origins: Vec::new(),
            yaml: false,
            settings: json!({}),
            import: json!({}),
            command: Command::Serve,
        };
        while let Some(arg) = parser.next()? {
            match arg {
                Arg::Long("db") => options.db = parser.value()?.into(),
                Arg::Long("listen") => options.listen = parser.value()?.parse()?,
                Arg::Long("key-file") => options.key_file = Some(parser.value()?.into()),
                Arg::Long("from") => options.from = Some(parser.value()?.into()),
                Arg::Long("to") => options.to = Some(parser.value()?.into()),
                Arg::Long("demo") => options.demo = true,
                Arg::Long("allow-origin") => options.origins.push(parser.value()?.string()?),
                Arg::Long("yaml") => options.yaml = true,
                Arg::Long("time-zone") => {
                    options.settings["time_zone"] = parser.value()?.string()?.into();
                    options.import["time_zone"] = options.settings["time_zone"].clone();
                }
                Arg::Long(on @ ("shared-rows" | "open-registration")) => options.settings[on.replace('-', "_")] = true.into(),
                Arg::Long("country") => options.import["default_country"] = parser.value()?.string()?.into(),
                Arg::Long(on @ ("atomic" | "link-leads")) => options.import[on.replace('-', "_")] = true.into(),
                Arg::Long(name @ ("workspace" | "on-duplicate" | "format" | "columns" | "provider" | "direction")) => {
                    let field = name.replace('-', "_");
                    options.import[field] = parser.value()?.string()?.into();
                }
                Arg::Long("help") | Arg::Short('h') => options.command = Command::Say(include_str!("help.txt")),
                Arg::Long("version") | Arg::Short('V') => options.command = Command::Say(VERSION),
                Arg::Value(word) if words.len() < 2 => words.push(word),
                other => return Err(other.unexpected().into()),
            }
        }
        if let (Command::Serve, Some(name)) = (&options.command, words.first()) {
            options.command = command(name, words.get(1))?;
        }
        Ok(options)
    }
    fn key_file(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.db.with_extension("key"))
    }
    fn open(&self) -> Result<Hotcalls> {
        if self.key_file.is_none() && is_server(&self.db) {
            return Err("with PostgreSQL, --key-file says where the key is: every server of the fleet needs the same".into());
        }
        Ok(OpenOptions::new().key_file(self.key_file())?.open(&self.db)?)
    }
}

fn command(name: &OsString, operand: Option<&OsString>) -> Result<Command> {
    let wanted = || operand.ok_or_else(|| format!("{} needs a name or a file; --help shows which", name.display()));
    Ok(match name.to_str() {
        Some("create-superuser") => Command::CreateSuperuser(wanted()?.clone().string()?),
        Some("import-leads") => Command::Import("leads.import_csv", wanted()?.into()),
        Some("import-cdr") => Command::Import("calls.import_cdr", wanted()?.into()),
        Some("snapshot") => Command::Snapshot(wanted()?.into()),
        Some("copy") if operand.is_none() => Command::Copy,
        Some("distribute") if operand.is_none() => Command::Distribute,
        Some("openapi") if operand.is_none() => Command::OpenApi,
        Some("copy" | "distribute" | "openapi") => return Err("that command takes nothing more".into()),
        _ => return Err(format!("there is no command {name:?}; --help lists them").into()),
    })
}

/// Runs the command line.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Result<()> {
    let options = Options::parse(args)?;
    match &options.command {
        Command::Serve => serve(&options),
        Command::CreateSuperuser(name) => {
            let made = options.open()?.create_superuser(name, given_password().as_deref())?;
            made.made_up_password.map_or(Ok(()), |password| {
                say(&format!("Created the superuser {name:?} with the password {password} (it is not shown again).\n"))
            })
        }
        Command::Import(operation, file) => import(&options, operation, file),
        Command::Snapshot(file) => Ok(there(&options.db).and_then(|_| options.open())?.snapshot_to(file)?),
        Command::Copy => copy(&options),
        Command::Distribute => Ok(Hotcalls::open(there(&options.db)?)?.distribute(|what| drop(say(&format!("{what}\n"))))?),
        Command::OpenApi => {
            let document = openapi::document(&Routes::of_catalog());
            say(&if options.yaml { openapi::yaml(&document) } else { format!("{document:#}\n") })
        }
        Command::Say(text) => say(text),
    }
}

/// A database that is there already: a mistyped path must not make an empty one, and a copy of it.
fn there(db: &Path) -> Result<&Path> {
    if is_server(db) || is_no_path(db) || db.exists() { Ok(db) } else { Err(format!("{}: there is no such file", db.display()).into()) }
}

/// A reader that went away is no fault of ours.
fn say(text: &str) -> Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// The password of a new superuser, if the environment says it.
fn given_password() -> Option<String> {
    std::env::var("HOTCALLS_ADMIN_PASSWORD").ok()
}

fn serve(options: &Options) -> Result<()> {
    // First of all: were the address taken, the password of a new superuser would never be shown.
    let listener = TcpListener::bind(options.listen).map_err(|e| format!("{}: {e}", options.listen))?;
    let db = options.open()?;
    if options.settings != json!({}) {
        db.system().call_json("settings.update", &options.settings.to_string())?;
    }
    let first = db.ensure_superuser(given_password().as_deref())?;
    if options.demo {
        fill_with_demo(&db)?;
    }
    let app = App::new(db, options.origins.clone())?.with_log();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).max_blocking_threads(32).enable_all().build()?;
    runtime.block_on(async {
        let server = Server::on(listener, app)?;
        greet(server.address()?, first.as_ref())?;
        let stop = told_to_stop()?;
        server.run(stop).await;
        Ok(())
    })
}

/// A database that has rows already is served as it is, so that a second start with the same options works.
fn fill_with_demo(db: &Hotcalls) -> Result<()> {
    match hotcalls_demo::fill(db) {
        Ok(summary) => say(&format!("Filled the database: {summary}.\n")),
        Err(refused) if refused.code() == Code::NotEmpty => say(&format!("{}\n", refused.message())),
        Err(error) => Err(error.into()),
    }
}

/// Where everything is, and a first request that can be pasted.
fn greet(address: SocketAddr, first: Option<&NewSuperuser>) -> Result<()> {
    let host = if address.ip().is_unspecified() { SocketAddr::from(([127, 0, 0, 1], address.port())) } else { address };
    let mut text = format!("HotCalls {} listens on {address}\n", env!("CARGO_PKG_VERSION"));
    text += &format!("  documentation   http://{host}/api/docs/ and http://{host}/api/redoc/\n  administration  http://{host}/admin/\n\n");
    match first.and_then(|f| f.made_up_password.as_deref()) {
        Some(password) => {
            text += &format!("Created the superuser \"admin\" with the password {password} (it is not shown again).\n");
            text += &format!("Try:\n\ncurl -u admin:{password} http://{host}/api/users/users/me/\n\n");
        }
        None => {
            if first.is_some() {
                text += "Created the superuser \"admin\" with the password of HOTCALLS_ADMIN_PASSWORD.\n";
            }
            text += &format!("Try:\n\ncurl http://{host}/health/\n\n");
        }
    }
    say(&text)
}

/// Moves house: everything, as it is at this moment.
fn copy(options: &Options) -> Result<()> {
    let (Some(from), Some(to)) = (&options.from, &options.to) else {
        return Err("copy needs --from and --to: a file and a server".into());
    };
    Hotcalls::open(there(from)?)?.copy_to(&Hotcalls::open(to)?, |table| drop(say(&format!("{table}\n"))))?;
    say("Both sides hold the same.\n")
}

fn import(options: &Options, operation: &str, path: &Path) -> Result<()> {
    let file = File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let size = file.metadata()?.len().max(1);
    let db = options.open()?;
    // Two hands on one file: the place of the one that reads tells the other how far it is.
    let (mut source, mut place) = (&file, &file);
    let bar = io::stdout().is_terminal();
    let mut progress = |rows: u64| {
        if bar {
            let read = place.stream_position().unwrap_or(0);
            let done = (read * 40 / size).min(40) as usize;
            let _ = write!(io::stdout(), "\r[{:<40}] {:3} % {rows} rows", "#".repeat(done), read * 100 / size);
            let _ = io::stdout().flush();
        }
    };
    // Told as they come: a file that is all wrong takes no memory either.
    let mut rows = |row: &dyn erased_serde::Serialize| {
        if let Some(row) = serde_json::to_value(row).ok().filter(|row| row["verdict"] == "invalid") {
            eprintln!("line {}: {}", row["line"], row["errors"]);
        }
        Ok(())
    };
    let streams = Streams { source: Some(&mut source), rows: Some(&mut rows), progress: Some(&mut progress), ..Streams::default() };
    let mut output = Vec::new();
    let mode = mode_of(&db)?;
    db.system().call_with(operation, mode, &options.import, &mut serde_json::Serializer::new(&mut output), streams)?;
    if bar {
        say("\n")?;
    }
    say(&format!("{}\n", String::from_utf8_lossy(&output)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Options> {
        Options::parse(args.iter().map(OsString::from))
    }

    #[test]
    fn options_have_the_defaults_of_the_contract() {
        let options = parse(&[]).unwrap();
        assert_eq!((options.db.to_str(), options.listen.to_string()), (Some("hotcalls.db"), "127.0.0.1:8000".into()));
        assert_eq!(options.key_file().to_str(), Some("hotcalls.key"));
        let options =
            parse(&["--db", "x/y.sqlite", "--allow-origin", "https://a", "--allow-origin=https://b", "snapshot", "copy.db"]).unwrap();
        assert_eq!(options.key_file().to_str(), Some("x/y.key"));
        assert_eq!(options.origins, ["https://a", "https://b"]);
        assert!(matches!(&options.command, Command::Snapshot(path) if path.to_str() == Some("copy.db")));
        for wrong in [&["--nonsense"][..], &["--listen", "here"], &["dance"], &["snapshot"], &["snapshot", "a", "b"], &["openapi", "a"]] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
        assert!(matches!(parse(&["create-superuser", "--help"]).unwrap().command, Command::Say(_)), "no user of that name");
    }
}
