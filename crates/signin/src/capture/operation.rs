//! The requests of one command: where they go, and which cookies they take along.

use super::host::Site;
use super::sessions::{Sessions, values};

/// One or more requests with the same cookies: every URL gets every cookie.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Operation {
    /// Where it goes.
    pub(super) urls: Vec<String>,
    /// Cookies that an option of their own gives.
    pub(super) cookies: Vec<String>,
    /// The values of `Cookie` headers.
    pub(super) headers: Vec<String>,
    /// The hosts that headers name.
    pub(super) hosts: Vec<String>,
    /// Whether cookies come from a file.
    pub(super) cookie_file: bool,
}

impl Operation {
    /// Takes a header as it is written: `Name: value`.
    pub(super) fn header(&mut self, line: &str) {
        // The name may begin with a colon, as `:authority` does.
        let after_mark = usize::from(line.starts_with(':'));
        let behind = line.get(after_mark..).unwrap_or_default();
        let Some((name, value)) = behind.split_once(':') else {
            return;
        };
        let value = value.trim().to_owned();
        match name.trim().to_ascii_lowercase().as_str() {
            "cookie" => self.headers.push(value),
            // Without a value the header is left out.
            "host" | "authority" if !value.is_empty() => self.hosts.push(value),
            _ => {}
        }
    }

    /// Adds what is seen of sessions in it; whether the session is in a file instead.
    pub(super) fn add_to(&self, sessions: &mut Sessions) -> bool {
        let mut in_file = false;
        // A header that says `Cookie` stands in for what an option gives.
        let given = match self.headers.as_slice() {
            [] => self.cookies.as_slice(),
            headers => headers,
        };
        let cookies = || given.iter().map(String::as_str);
        for url in &self.urls {
            // A request goes to one host: of several that are named, the worst counts.
            let named = self.hosts.iter().map(|host| Site::of_authority(host));
            let site = named.fold(Site::of_address(url), Site::min);
            sessions.request(site, cookies());
            in_file |=
                site.is_ours() && self.cookie_file && cookies().flat_map(values).next().is_none();
        }
        in_file
    }
}
