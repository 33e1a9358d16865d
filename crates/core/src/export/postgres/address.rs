//! The address of a database: a URL without a password.

use std::fmt;
use std::path::{Path, PathBuf};

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// Where the server's socket is on Debian and others, when the URL names no host.
#[cfg(unix)]
const SOCKETS: &str = "/var/run/postgresql";

/// The address of a database.
#[derive(Debug, Clone)]
pub struct Address {
    pub(super) config: Config,
    /// A file with certificates of authorities to trust besides the system's.
    pub(super) authorities: Option<PathBuf>,
    host: String,
    port: u16,
    database: String,
    user: String,
}

/// Why a text is no such address. The text is not repeated: it may have a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no URL of PostgreSQL.
    #[error("the address is not a PostgreSQL URL")]
    NotAUrl,
    /// It has a password, which others can see in the list of processes and the history of the shell.
    #[error(
        "the URL contains a password, which other users of this machine and the shell's history can see"
    )]
    Password,
    /// It does not name a user or a database.
    #[error("the URL names no {0}")]
    Missing(&'static str),
    /// It names several hosts.
    #[error("the URL names more than one host")]
    SeveralHosts,
    /// The mode of encryption is not supported.
    #[error("sslmode must be disable, require, verify-ca or verify-full")]
    Mode,
}

impl Address {
    /// Reads a URL such as `postgresql://user@host/database`. Without `sslmode`, the connection is encrypted and the
    /// server's certificate checked, except on this machine.
    ///
    /// # Errors
    /// When it is none, or has a password.
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let rest = ["postgresql://", "postgres://"]
            .iter()
            .find_map(|scheme| url.strip_prefix(scheme))
            .ok_or(AddressError::NotAUrl)?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        // The last @ ends the user: a password may have others, and a slash.
        if place
            .rsplit_once('@')
            .is_some_and(|(user, _)| user.contains(':'))
        {
            return Err(AddressError::Password);
        }
        let (mut mode, mut authorities) = (None, None);
        let mut kept = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match name {
                "password" => return Err(AddressError::Password),
                "sslmode" => mode = Some(value),
                "sslrootcert" => {
                    let path = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
                    authorities = Some(PathBuf::from(path.into_owned()));
                }
                _ => kept.push(pair),
            }
        }
        let url = format!("postgresql://{place}?{}", kept.join("&"));
        let mut config: Config = url.parse().map_err(|_| AddressError::NotAUrl)?;
        if config.get_password().is_some() {
            return Err(AddressError::Password);
        }
        #[cfg(unix)]
        if config.get_hosts().is_empty() {
            config.host_path(SOCKETS);
        }
        let (host, local) = match config.get_hosts() {
            [Host::Tcp(host)] => (host.clone(), is_loopback(host)),
            #[cfg(unix)]
            [Host::Unix(path)] => (path.to_string_lossy().into_owned(), true),
            [] => return Err(AddressError::Missing("host")),
            _ => return Err(AddressError::SeveralHosts),
        };
        config.ssl_mode(match mode {
            Some("disable") => SslMode::Disable,
            None if local => SslMode::Disable,
            // Never one that would do without encryption where there is none.
            None | Some("require" | "verify-ca" | "verify-full") => SslMode::Require,
            Some(_) => return Err(AddressError::Mode),
        });
        let user = config
            .get_user()
            .ok_or(AddressError::Missing("user"))?
            .to_owned();
        let database = config
            .get_dbname()
            .map_or_else(|| user.clone(), str::to_owned);
        config.dbname(&database);
        if config.get_application_name().is_none() {
            config.application_name("atlctl");
        }
        let port = config.get_ports().first().copied().unwrap_or(5432);
        Ok(Self {
            config,
            authorities,
            host,
            port,
            database,
            user,
        })
    }

    /// The host, or the directory of the server's socket.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the server's socket is meant.
    #[must_use]
    pub fn is_socket(&self) -> bool {
        Path::new(&self.host).is_absolute()
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The user.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.database, self.host)?;
        if self.port == 5432 {
            Ok(())
        } else {
            write!(f, ", port {}", self.port)
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(url: &str) -> AddressError {
        Address::parse(url).unwrap_err()
    }

    #[test]
    fn a_password_is_refused_wherever_it_is() {
        for url in [
            "postgresql://ann:s3cret@db.example/x",
            "postgres://ann:s3:c/r@t@db.example/x",
            "postgresql://ann:@db.example/x",
            "postgresql://ann@db.example/x?password=s3cret",
            "postgresql://ann@db.example/x?sslmode=require&password=",
            "postgresql://ann@db.example/x?%70assword=s3cret",
        ] {
            let found = error(url);
            assert!(
                matches!(found, AddressError::Password | AddressError::NotAUrl),
                "{url} {found:?}"
            );
            assert!(!found.to_string().contains("s3c"), "{found}");
        }
    }

    #[test]
    fn connections_to_others_are_encrypted() {
        let mode = |url: &str| Address::parse(url).map(|address| address.config.get_ssl_mode());
        for (url, wanted) in [
            ("postgresql://ann@db.example/x", Ok(SslMode::Require)),
            (
                "postgresql://ann@db.example/x?sslmode=verify-full",
                Ok(SslMode::Require),
            ),
            (
                "postgresql://ann@db.example/x?sslmode=disable",
                Ok(SslMode::Disable),
            ),
            (
                "postgresql://ann@db.example/x?sslmode=prefer",
                Err(AddressError::Mode),
            ),
            ("postgresql://ann@localhost/x", Ok(SslMode::Disable)),
            (
                "postgresql://ann@127.0.0.1/x?sslmode=require",
                Ok(SslMode::Require),
            ),
            (
                "postgresql:///x?host=/run/postgresql&user=ann",
                Ok(SslMode::Disable),
            ),
        ] {
            assert_eq!(mode(url), wanted, "{url}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(error("mysql://ann@db.example/x"), AddressError::NotAUrl);
        assert_eq!(error("host=db.example user=ann"), AddressError::NotAUrl);
        assert_eq!(
            error("postgresql://db.example/x"),
            AddressError::Missing("user")
        );
        assert_eq!(
            error("postgresql://ann@a.example,b.example/x"),
            AddressError::SeveralHosts
        );
        let address = Address::parse("postgresql://ann@db.example:5433").unwrap();
        assert_eq!(
            (
                address.to_string().as_str(),
                address.database(),
                address.user()
            ),
            ("ann on db.example, port 5433", "ann", "ann")
        );
        let address = Address::parse("postgresql://ann@/mirror").unwrap();
        assert!(address.is_socket());
    }
}
