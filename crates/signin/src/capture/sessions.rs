//! The sessions of one capture, and the one of them that the portal would be sent.

use jiff::Timestamp;

use super::error::{CaptureError, Place};
use super::host::Site;
use super::set_cookie::Given;
use crate::token::{SESSION_COOKIE, SessionToken};

/// The sessions found so far.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    found: Vec<Found>,
    /// The last request to us that had no session.
    without: Option<&'static str>,
    /// Requests to other hosts.
    elsewhere: bool,
    /// Whether one of those had a session.
    taken_elsewhere: bool,
    /// A site, whose cookies the portal is not sent.
    neighbor: Option<&'static str>,
    insecure: Option<&'static str>,
    ours: bool,
    /// A session that belongs to a request whose host is not there.
    unplaced: bool,
    /// Whether an answer took the session away.
    deleted: bool,
}

#[derive(Debug)]
struct Found {
    value: String,
    /// When the cookie ends, as its surroundings say.
    ends: Option<Timestamp>,
}

impl Sessions {
    /// A request, with everything that is in its `Cookie` headers. Requests come in the order in which they were
    /// made.
    pub(super) fn request<'a>(&mut self, site: Site, cookies: impl IntoIterator<Item = &'a str>) {
        // The first of two with one name is the more specific one: it counts as the newer.
        let mut values: Vec<String> = cookies.into_iter().flat_map(values).collect();
        values.reverse();
        match site {
            Site::Portal(name) => {
                self.ours = true;
                if values.is_empty() {
                    self.without = Some(name);
                }
            }
            Site::Neighbor(name) => self.neighbor = Some(name),
            Site::Insecure(name) => self.insecure = Some(name),
            Site::Other | Site::Nowhere => self.elsewhere = true,
        }
        for value in values {
            self.cookie(site, &value, None);
        }
    }

    /// The session cookie of a domain.
    pub(super) fn cookie(&mut self, site: Site, value: &str, ends: Option<Timestamp>) {
        match site {
            Site::Portal(_) if !value.trim().is_empty() => {
                self.found.push(Found {
                    value: value.to_owned(),
                    ends,
                });
            }
            Site::Portal(_) => {}
            Site::Neighbor(name) => {
                self.neighbor = Some(name);
                self.taken_elsewhere = true;
            }
            Site::Insecure(name) => self.insecure = Some(name),
            Site::Other => self.taken_elsewhere = true,
            Site::Nowhere => {}
        }
    }

    /// What an answer from this host gives, or takes away.
    pub(super) fn given(&mut self, from: Option<Site>, given: &Given, now: Timestamp) {
        // A host gives cookies for itself, or for a domain above it.
        let of = given.site.into_iter().chain(from).min();
        let of = of.unwrap_or(Site::UNNAMED);
        if of.is_ours() && given.ends.is_some_and(|ends| ends <= now) {
            self.deleted = true;
        } else {
            self.cookie(of, &given.value, given.ends);
        }
    }

    /// A session of a request whose host is not there.
    pub(super) fn without_host(&mut self) {
        self.unplaced = true;
    }

    /// Whether any request went to us.
    pub(super) fn has_request_to_us(&self) -> bool {
        self.ours
    }

    /// Whether a session of Atlassian was found.
    pub(super) fn has_session(&self) -> bool {
        !self.found.is_empty()
    }

    /// Whether a session was seen that belongs to another host: no other reading of the text may give it away.
    pub(super) fn belongs_elsewhere(&self) -> bool {
        self.taken_elsewhere && self.found.is_empty()
    }

    /// The session that a browser would send to the portal: of the portal's hosts, valid, the newest.
    ///
    /// # Errors
    /// When there is none, with what is nearest to the reason.
    pub(super) fn choose(self, place: Place, now: Timestamp) -> Result<SessionToken, CaptureError> {
        let mut broken = None;
        let mut best = None;
        for (order, found) in self.found.into_iter().enumerate() {
            match SessionToken::parse(&found.value) {
                Ok(token) => {
                    let claims = token.claims().unwrap_or_default();
                    // Unknown is not dead.
                    let over = |end: Option<Timestamp>| end.is_some_and(|end| end <= now);
                    let lives = !over(claims.expires) && !over(found.ends);
                    let rank = (lives, claims.issued, order);
                    if best.as_ref().is_none_or(|(known, _)| rank > *known) {
                        best = Some((rank, token));
                    }
                }
                Err(error) => broken = Some(error),
            }
        }
        if let Some((_, token)) = best {
            return Ok(token);
        }
        Err(if let Some(error) = broken {
            error.into()
        } else if self.deleted {
            CaptureError::Deleted
        } else if let Some(host) = self.without {
            CaptureError::NoCookie {
                place: match place {
                    Place::BrowserFetch => place,
                    _ => Place::Request(host),
                },
            }
        } else if let Some(host) = self.insecure {
            CaptureError::Insecure { host }
        } else if let Some(host) = self.neighbor {
            CaptureError::OfSite { host }
        } else if self.elsewhere || self.taken_elsewhere {
            CaptureError::OtherHost
        } else if self.unplaced {
            CaptureError::NoHost
        } else if place == Place::Requests {
            CaptureError::NoRequest
        } else {
            CaptureError::NoCookie { place }
        })
    }
}

/// The session's values among `name=value; …`.
pub(super) fn values(cookies: &str) -> Vec<String> {
    let cookies = cookies.trim();
    // People repeat the header's name in `-b 'Cookie: …'`.
    let cookies = match cookies.split_once(':') {
        Some((name, rest)) if name.trim().eq_ignore_ascii_case("cookie") => rest,
        _ => cookies,
    };
    // Proxies join headers with commas; a comma inside of another value is followed by no session's name.
    let pairs = cookies
        .split([';', ','])
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .filter(|(name, value)| name.trim() == SESSION_COOKIE && !value.trim().is_empty())
        .map(|(_, value)| unmailed(value.trim()))
        .collect()
}

/// Without what a mail program does to long lines: a header has no line breaks, so that one inside of a value is none
/// of it; and an encoded mail writes `=3D` for `=`.
fn unmailed(value: &str) -> String {
    let value = match value.strip_prefix("3D") {
        Some(rest) if rest.starts_with("eyJ") => rest,
        _ => value,
    };
    let mut lines = value.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    lines.fold(first.to_owned(), |joined, line| {
        joined.trim_end_matches('=').to_owned() + line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_and_put_together() {
        for (text, right) in [
            ("a=1; cloud.session.token=x.y.z ; b=2", vec!["x.y.z"]),
            (
                "Cookie: cloud.session.token=x; cloud.session.token=y",
                vec!["x", "y"],
            ),
            (
                "a=cloud.session.token=x; cloud.session.token=; Cloud.Session.Token=x",
                vec![],
            ),
            ("cloud.session.token=3DeyJx.y=\r\n  w.z", vec!["eyJx.yw.z"]),
            ("cloud.session.token=3Dx", vec!["3Dx"]),
            ("a=1,2, cloud.session.token=x.y.z, b=3", vec!["x.y.z"]),
        ] {
            assert_eq!(values(text), right, "{text}");
        }
    }
}
