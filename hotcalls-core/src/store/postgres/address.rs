//! Where the server is, and how the connection to it is protected: what a `postgres://` URL says.

use std::{path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use tokio_postgres::{
    Socket,
    config::{Config, Host, SslMode},
    tls::MakeTlsConnect,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::limits;
use crate::error::{Code, Error, Result};

/// How long a connection attempt may take, unless the URL says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A server, a database in it, a role; and the protection of the way there.
#[derive(Clone)]
pub(super) struct Address {
    pub config: Config,
    pub tls: Tls,
    /// What the URL says of limits.
    pub limits: limits::Said,
}

/// TLS that does not mind a socket without a name: nothing is encrypted there.
#[derive(Clone)]
pub(super) struct Tls(MakeRustlsConnect);

impl MakeTlsConnect<Socket> for Tls {
    type Stream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;
    type TlsConnect = <MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect;
    type Error = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Error;

    fn make_tls_connect(&mut self, host: &str) -> std::result::Result<Self::TlsConnect, Self::Error> {
        let name = if host.is_empty() { "localhost" } else { host };
        MakeTlsConnect::<Socket>::make_tls_connect(&mut self.0, name)
    }
}

/// What is asked of the server's certificate, in the words of `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Encrypted, whoever the server is.
    Any,
    /// It was signed by somebody we trust.
    Authority,
    /// And it was made for this host.
    Host,
}

impl Address {
    /// The server that a URL names, and its replica, if it names one.
    pub fn parse(url: &str) -> Result<(Self, Option<Self>)> {
        let said = split(url)?;
        let replica = said.replica.as_deref().map(|hosts| Self::of(&elsewhere(&said.plain, hosts), &said)).transpose()?;
        Ok((Self::of(&said.plain, &said)?, replica))
    }

    fn of(plain: &str, said: &Said) -> Result<Self> {
        // The parser's own words would repeat pieces of the URL, and with them perhaps the password.
        let mut config = Config::from_str(plain).map_err(|e| malformed(&safe(&e)))?;
        if config.get_hosts().is_empty() {
            return Err(malformed("it names no host"));
        }
        if config.get_user().is_none_or(str::is_empty) {
            return Err(malformed("it names no user"));
        }
        if config.get_application_name().is_none() {
            config.application_name("hotcalls");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        let (mode, trust) = said.protection()?;
        // As libpq has it: what never leaves the machine is not encrypted.
        let local = config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
        config.ssl_mode(if local { SslMode::Disable } else { mode });
        keep_alive(&mut config, plain);
        let tls = Tls(MakeRustlsConnect::new(tls(trust, said.root.clone().filter(|_| !said.of_system()))?));
        Ok(Self { config, tls, limits: said.limits.clone() })
    }

    /// Where that is, without a word of the password.
    pub fn place(&self) -> String {
        let name = |host: &Host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        };
        let hosts: Vec<_> = self.config.get_hosts().iter().map(name).collect();
        format!("{}/{}", hosts.join(","), self.config.get_dbname().or(self.config.get_user()).unwrap_or_default())
    }
}

/// A URL without what the client does not know, and that.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    plain: String,
    sslmode: Option<String>,
    root: Option<PathBuf>,
    /// The hosts of the replica, as they stand in a URL.
    replica: Option<String>,
    limits: limits::Said,
}

impl Said {
    /// What `sslmode` and `sslrootcert` mean to libpq.
    fn protection(&self) -> Result<(SslMode, Trust)> {
        let system = self.of_system();
        Ok(match self.sslmode.as_deref() {
            // Anybody can have a certificate that some authority of the machine has signed: who relies on those looks at the name.
            None if system => (SslMode::Require, Trust::Host),
            Some("disable" | "prefer" | "require" | "verify-ca") if system => {
                return Err(malformed("sslrootcert=system wants sslmode=verify-full"));
            }
            Some("disable") => (SslMode::Disable, Trust::Any),
            None | Some("prefer") => (SslMode::Prefer, Trust::Any),
            // With a root certificate `require` asks for it.
            Some("require") if self.root.is_none() => (SslMode::Require, Trust::Any),
            Some("require" | "verify-ca") => (SslMode::Require, Trust::Authority),
            Some("verify-full") => (SslMode::Require, Trust::Host),
            Some("allow") => {
                return Err(malformed("sslmode=allow is not offered: prefer encrypts where the server can, disable never does"));
            }
            Some(_) => return Err(malformed("sslmode is one of disable, prefer, require, verify-ca, verify-full")),
        })
    }
    fn of_system(&self) -> bool {
        self.root.as_ref().is_some_and(|path| path.as_os_str() == "system")
    }
}

/// A server that is gone without a word is noticed within a minute, unless the URL says otherwise: in between nothing else is.
fn keep_alive(config: &mut Config, plain: &str) {
    let (quiet, interval, times) = limits::KEEPALIVE;
    if !plain.contains("keepalives_idle=") {
        config.keepalives_idle(quiet);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(interval);
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(times);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(limits::ACKNOWLEDGED);
    }
}

/// The same database on other hosts.
fn elsewhere(plain: &str, hosts: &str) -> String {
    let (scheme, rest) = plain.split_once("://").unwrap_or(("postgres", plain));
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let user = rest[..end].rsplit_once('@').map_or("", |(user, _)| user);
    format!("{scheme}://{user}@{hosts}{}", &rest[end..])
}

/// Takes out what the client does not know: its `sslmode` has no verification, no `sslrootcert`, no `replica`, no limits.
fn split(url: &str) -> Result<Said> {
    let Some((base, query)) = url.split_once('?') else { return Ok(Said { plain: url.to_owned(), ..Said::default() }) };
    let (mut said, mut rest) = (Said::default(), Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", value)) => said.sslmode = Some(decoded(value)?),
            Some(("sslrootcert", value)) => said.root = Some(PathBuf::from(decoded(value)?)),
            Some(("replica", hosts)) if !hosts.is_empty() && !hosts.contains(['@', '/']) => said.replica = Some(hosts.to_owned()),
            Some(("replica", _)) => return Err(malformed("replica is HOST or HOST:PORT")),
            Some((name, value)) if limits::Said::NAMES.contains(&name) => {
                said.limits.take(name, &decoded(value)?).map_err(|why| malformed(&why))?;
            }
            _ => rest.push(pair),
        }
    }
    said.plain = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    Ok(said)
}

/// Percent-decodes a value of the URL.
fn decoded(value: &str) -> Result<String> {
    let (mut bytes, mut rest) = (Vec::new(), value.as_bytes());
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = (first == b'%').then(|| tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok())).flatten();
        match escaped.map(|hex| u8::from_str_radix(hex, 16)) {
            Some(Ok(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            Some(Err(_)) => return Err(malformed("a percent sign is not followed by two hexadecimal digits")),
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).map_err(|_| malformed("it is not UTF-8"))
}

fn malformed(why: &str) -> Error {
    Error::new(Code::Malformed, format!("The database URL cannot be read: {why}. Expected postgres://USER:PASSWORD@HOST:PORT/DATABASE."))
}

/// What the parser found wrong, if it names an option and nothing more.
fn safe(error: &tokio_postgres::Error) -> String {
    let text = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let known = text.starts_with("unknown option") || text.starts_with("invalid value for option");
    if known { text } else { "it is not well-formed".to_owned() }
}

fn tls(trust: Trust, root: Option<PathBuf>) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match trust {
        Trust::Any => Arc::new(Lenient { provider: Arc::clone(&provider), chain: None }),
        Trust::Authority => Arc::new(Lenient { provider: Arc::clone(&provider), chain: Some(verifier(&provider, root)?) }),
        Trust::Host => verifier(&provider, root)?,
    };
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(Error::internal)?;
    Ok(config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

/// Checks against the given root certificates, or those of the machine.
fn verifier(provider: &Arc<CryptoProvider>, root: Option<PathBuf>) -> Result<Arc<WebPkiServerVerifier>> {
    let mut roots = RootCertStore::empty();
    match root {
        Some(path) => {
            let wrong = |e: &dyn std::fmt::Display| Error::new(Code::Io, format!("sslrootcert {}: {e}", path.display()));
            for certificate in CertificateDer::pem_file_iter(&path).map_err(|e| wrong(&e))? {
                roots.add(certificate.map_err(|e| wrong(&e))?).map_err(|e| wrong(&e))?;
            }
            if roots.is_empty() {
                return Err(wrong(&"there is no certificate in it"));
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map_err(|e| Error::new(Code::Io, format!("There are no root certificates to check the server with: {e}")))
}

/// Asks less than a web browser would, as `sslmode` says: not for the host's name, or not even for the signer.
#[derive(Debug)]
struct Lenient {
    provider: Arc<CryptoProvider>,
    chain: Option<Arc<WebPkiServerVerifier>>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        use rustls::CertificateError::{NotValidForName, NotValidForNameContext};
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) => Ok(ServerCertVerified::assertion()),
            verdict => verdict,
        }
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_url_says_of_protection_is_kept_apart() {
        let said = split("postgres://u:p@h/d?sslmode=verify-full&sslrootcert=%2Ftmp%2Fa%20b.pem&application_name=x").unwrap();
        assert_eq!(
            (said.plain.as_str(), said.sslmode.as_deref(), said.root),
            ("postgres://u:p@h/d?application_name=x", Some("verify-full"), Some("/tmp/a b.pem".into()))
        );
        let limited = split("postgres://h/d?pool_size=3&sslmode=verify%2Dfull&busy_timeout=1%2E5").unwrap();
        assert_eq!((limited.plain.as_str(), limited.sslmode.as_deref()), ("postgres://h/d", Some("verify-full")));
        assert_ne!(limited.limits, limits::Said::default());
    }

    #[test]
    fn protection_is_what_libpq_means() {
        let of = |url: &str| Address::parse(url).map(|(address, _)| address.config.get_ssl_mode());
        let trust = |url: &str| split(url).unwrap().protection().map(|(_, trust)| trust);
        assert_eq!(of("postgres://u@h/d?sslrootcert=system").unwrap(), SslMode::Require);
        assert_eq!(trust("postgres://u@h/d?sslrootcert=system").unwrap(), Trust::Host, "whose certificate it is counts");
        assert_eq!(trust("postgres://u@h/d?sslrootcert=system&sslmode=verify-full").unwrap(), Trust::Host);
        for weak in ["disable", "prefer", "require", "verify-ca"] {
            let refused = of(&format!("postgres://u@h/d?sslrootcert=system&sslmode={weak}")).unwrap_err();
            assert!(refused.code() == Code::Malformed && refused.message().contains("verify-full"), "{refused}");
        }
        assert!(of("postgres://u@h/d?sslmode=allow").unwrap_err().message().contains("allow is not offered"));
        assert_eq!(of("postgres://u@h/d?sslmode=%72equire").unwrap(), SslMode::Require);
        assert_eq!(of("postgres://u@%2Frun%2Fpg/d?sslmode=verify-full").unwrap(), SslMode::Disable, "a socket");
        let empty = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let refused = of(&format!("postgres://u@h/d?sslmode=verify-ca&sslrootcert={empty}")).unwrap_err();
        assert!(refused.code() == Code::Io && refused.message().contains(empty), "{refused}");
    }

    #[test]
    fn a_replica_is_the_same_database_on_other_hosts() {
        let (server, replica) = Address::parse("postgres://u:p%40@h:1/d?replica=%2Frun%2Fpg:2&sslmode=disable").unwrap();
        let replica = replica.unwrap();
        assert_eq!((server.place().as_str(), replica.place().as_str()), ("h/d", "/run/pg/d"));
        assert_eq!((replica.config.get_user(), replica.config.get_password()), (Some("u"), Some(&b"p@"[..])));
        assert_eq!((replica.config.get_ports(), replica.config.get_ssl_mode()), (&[2][..], SslMode::Disable));
        assert!(Address::parse("postgres://u@h/d").unwrap().1.is_none());
    }

    #[test]
    fn a_wrong_url_is_told_without_its_password() {
        for url in [
            "postgres://u:s3cret@h:port/d",
            "postgres://u:s3cret@h/d?nonsense=s3cret",
            "postgres://u:s3cret@h/d?sslmode=sometimes",
            "postgres://u:s3cret@/d",
            "postgres://:s3cret@h/d",
            "postgres://u:s3cret@h/d?sslrootcert=%zz",
            "postgres://u:s3cret@h/d?pool_size=none",
            "postgres://u:s3cret@h/d?pool_size",
            "postgres://u:s3cret@h/d?statement_timeout=0",
            "postgres://",
            "postgres://u:s3cret@h/d?replica=",
            "postgres://u:s3cret@h/d?replica=u:s3cret@h2",
            "postgres://u:s3cret@h/d?replica=h2:port",
        ] {
            let error = Address::parse(url).map(drop).unwrap_err();
            assert_eq!(error.code(), Code::Malformed, "{url}: {error}");
            assert!(!error.to_string().contains("s3cret"), "{url}: {error}");
        }
        let absent = Address::parse("postgres://u:s3cret@h/d?sslmode=verify-ca&sslrootcert=/no/such.pem").map(drop).unwrap_err();
        assert!(absent.code() == Code::Io && !absent.to_string().contains("s3cret"), "{absent}");
        assert_eq!(Address::parse("postgresql://u:s3cret@a,b/d").unwrap().0.place(), "a,b/d");
    }
}
