//! `sslmode` against a server that speaks TLS, and one that does not. The certificates beside the test server are good for `localhost`, for a
//! hundred years.

use hotcalls_test_postgres::{Database, Server};

use crate::{
    OpenOptions,
    error::{Code, Result},
};

const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/postgres/tls");

/// Opens and closes; whether the connection was encrypted.
fn encrypted(url: &str) -> Result<bool> {
    let db = OpenOptions::new().readers(1).open(url)?;
    let caller = db.system();
    let ssl = caller.core()?.store.read(None, |tx| {
        tx.one(
            "SELECT CAST(ssl AS bigint) FROM (SELECT CAST(ssl AS int) AS ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) s",
            &[],
            |row| row.get::<i64>(0),
        )
    });
    db.close();
    Ok(ssl? == Some(1))
}

/// When the server looks whether a silent client is still there, and when it takes it for gone: seconds and milliseconds.
fn looks_after(url: &str) -> Result<String> {
    let db = OpenOptions::new().readers(1).open(url)?;
    let sql =
        "SELECT string_agg(setting, ' ' ORDER BY name) FROM pg_settings WHERE name LIKE 'tcp_keepalives%' OR name = 'tcp_user_timeout'";
    let caller = db.system();
    let set = caller.core()?.store.read(None, |tx| tx.one(sql, &[], |row| row.get::<String>(0)));
    db.close();
    set.map(Option::unwrap_or_default)
}

#[test]
fn every_sslmode_protects_as_it_says() {
    if Database::empty().is_none() {
        return;
    }
    let server = Server::start();
    // The wheel has no TLS: there is only the half of this about such servers to look at.
    let speaks_tls = !server.ask("SHOW ssl_library").is_empty();
    server.kill();
    let folder = server.folder().join("data");
    for (name, mode) in [("server.pem", "644"), ("server-key.pem", "600")] {
        let to = folder.join(name);
        std::fs::copy(format!("{TLS}/{name}"), &to).unwrap();
        for (program, argument) in [("chmod", mode), ("chown", "nobody:nogroup")] {
            let done = std::process::Command::new(program).arg(argument).arg(&to).status().unwrap();
            assert!(done.success() || program == "chown", "{program} {argument}");
        }
    }
    std::fs::write(folder.join("pg_hba.conf"), "local all all trust\nhost all all 127.0.0.0/8 trust\n").unwrap();
    // An address of its own: the port is that of all test servers.
    let address = format!("127.0.{}.{}", std::process::id() / 250 % 250 + 1, std::process::id() % 250 + 1);
    let plain = format!("-c listen_addresses={address}");
    let url = |host: &str, options: &str| format!("postgres://hotcalls@{host}:54321/postgres?connect_timeout=5&{options}");
    // The name of the certificate for the address, and the address by itself, which the certificate does not know.
    let named = |options: &str| url("localhost", &format!("hostaddr={address}&{options}"));
    let numbered = |options: &str| url(&address, options);
    let refused = |url: String| encrypted(&url).map(drop).unwrap_err().code();
    let (ours, other) = (format!("sslrootcert={TLS}/ca.pem"), format!("sslrootcert={TLS}/other.pem"));

    if speaks_tls {
        server.launch(&format!("{plain} -c ssl=on -c ssl_cert_file=server.pem -c ssl_key_file=server-key.pem"));
        assert!(!encrypted(&numbered("sslmode=disable")).unwrap());
        assert!(encrypted(&numbered("sslmode=prefer")).unwrap() && encrypted(&numbered("")).unwrap());
        assert!(encrypted(&numbered("sslmode=require")).unwrap(), "whoever signed");
        assert!(encrypted(&numbered(&format!("sslmode=require&{ours}"))).unwrap());
        assert!(encrypted(&numbered(&format!("sslmode=verify-ca&{ours}"))).unwrap(), "whatever the host's name");
        assert!(encrypted(&named(&format!("sslmode=verify-full&{ours}"))).unwrap());
        assert_eq!(refused(numbered(&format!("sslmode=verify-full&{ours}"))), Code::Unavailable, "another host's certificate");
        for mode in ["require", "verify-ca", "verify-full"] {
            assert_eq!(refused(named(&format!("sslmode={mode}&{other}"))), Code::Unavailable, "{mode}: signed by somebody else");
        }
        server.kill();
    }
    server.launch(&plain);
    assert!(!encrypted(&numbered("sslmode=prefer")).unwrap(), "without, where there is none");
    // Count, idle, interval, and how long what was sent may stay unanswered: a machine that is gone keeps nothing locked.
    assert_eq!(looks_after(&numbered("sslmode=disable")).unwrap(), "3 30 10 60000");
    // Over a socket of the machine nothing is encrypted, and nothing asked for.
    let socket = server.url("postgres");
    for mode in ["require", "verify-ca", "verify-full"] {
        assert!(!encrypted(&format!("{socket}?sslmode={mode}&{ours}")).unwrap(), "{mode}");
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        assert_eq!(refused(named(&format!("sslmode={mode}&{ours}"))), Code::Unavailable, "{mode}: the server has no TLS");
    }
}
