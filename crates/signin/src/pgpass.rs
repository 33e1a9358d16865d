//! Passwords of PostgreSQL databases, as `~/.pgpass` keeps them: a line for each, `host:port:database:user:password`.

use secrecy::SecretString;

/// A database, as the lines of the file name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Database<'a> {
    /// The host; `localhost` also means the server's socket.
    pub host: &'a str,
    /// Whether `host` is the directory of a socket.
    pub is_socket: bool,
    /// The port.
    pub port: u16,
    /// The database.
    pub name: &'a str,
    /// The user.
    pub user: &'a str,
}

/// The password of the first line that names the database. `*` stands for anything; `\` takes a `:` or `\` behind it
/// as it is.
#[must_use]
pub fn pgpass(text: &str, database: Database<'_>) -> Option<SecretString> {
    let port = database.port.to_string();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let fields = fields(line);
        let [host, line_port, name, user, password] = &fields[..] else {
            continue;
        };
        let is = |field: &String, value: &str| field == "*" || field == value;
        let of_host = is(host, database.host) || (database.is_socket && host == "localhost");
        if of_host && is(line_port, &port) && is(name, database.name) && is(user, database.user) {
            return Some(SecretString::from(password.clone()));
        }
    }
    None
}

/// The first four fields, and all that follows.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            ':' if !escaped && fields.len() < 5 => fields.push(String::new()),
            c => {
                if let Some(last) = fields.last_mut() {
                    last.push(c);
                }
            }
        }
        escaped = false;
    }
    fields
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn the_first_line_that_fits() {
        let file = "# comment:*:*:*:no\n\
                    db.example:5433:mirror:ann:other port\n\
                    db.example:*:mirror:a\\:nn:o\\\\ther:user\n\
                    db.example:5432:*:ann:se:cr\\:et\n\
                    localhost:*:*:*:socket\n\
                    broken line\n";
        let database = |host, is_socket| Database {
            host,
            is_socket,
            port: 5432,
            name: "mirror",
            user: "ann",
        };
        let of = |database| pgpass(file, database).map(|found| found.expose_secret().to_owned());
        assert_eq!(
            of(database("db.example", false)).as_deref(),
            Some("se:cr:et")
        );
        assert_eq!(
            of(database("/run/postgresql", true)).as_deref(),
            Some("socket")
        );
        assert_eq!(of(database("else.example", false)), None);
        let odd = Database {
            user: "a:nn",
            ..database("db.example", false)
        };
        assert_eq!(of(odd).as_deref(), Some("o\\ther:user"));
    }
}
