//! The headers of requests, as developer tools and proxies show them.

use jiff::Timestamp;

use super::host::Site;
use super::sessions::{Sessions, values};
use super::set_cookie::{self, Given};
use super::{CaptureError, Form};

/// Header names on separate lines, each followed by its value, as in Chromium's list of headers.
const OWN_LINES: [&str; 7] = [
    "host",
    ":authority",
    ":method",
    "cookie",
    "set-cookie",
    "request url",
    ":path",
];

/// Whether it is headers: a request line, a `Cookie` among other headers, or a `Set-Cookie`.
pub(super) fn is_one(text: &str) -> bool {
    let sets = lines(text).any(|line| {
        header(line).is_some_and(|(name, _)| name == "set-cookie")
            || line.eq_ignore_ascii_case("set-cookie")
    });
    let request = lines(text).any(|line| request_line(line).is_some());
    let cookie = lines(text).any(|line| {
        header(line).is_some_and(|(name, _)| name == "cookie")
            || line.eq_ignore_ascii_case("cookie")
            || named(line).is_some_and(|name| name == "cookie")
    });
    sets || cookie && (request || lines(text).count() > 1)
}

/// The lines that say something, without curl's marks of what it sent and got, and without those of lists.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    // Lists of Markdown and YAML have marks, too.
    const MARKS: [&str; 5] = ["> ", "< ", "- ", "* ", "• "];
    let lines = text.lines().map(|line| {
        let line = line.trim();
        let marked = MARKS.iter().find_map(|mark| line.strip_prefix(mark));
        marked.unwrap_or(line).trim_start()
    });
    lines.filter(|line| !line.is_empty())
}

/// What is seen of sessions in them, and what they are.
pub(super) fn sessions(text: &str, now: Timestamp) -> Result<(Sessions, Form), CaptureError> {
    let mut form = Form::SetCookie;
    let mut sessions = Sessions::default();
    let mut request = Request::default();
    let mut without_host = false;
    let mut cookies_alone = true;
    let mut lines = lines(text);
    while let Some(line) = lines.next() {
        if let Some(address) = request_line(line) {
            cookies_alone = false;
            // An address above it is its own, as in Safari's summary.
            if request.begun {
                without_host |= !std::mem::take(&mut request).into(now, &mut sessions);
            }
            request.begun = true;
            if address.contains("://") {
                request.sites.push(Site::of_address(address));
            }
            continue;
        }
        let small = line.trim_end_matches(':').to_ascii_lowercase();
        let named = named(line).filter(|name| OWN_LINES.contains(&name.as_str()));
        let (name, value) = if let Some(name) = named {
            let value = lines.next().and_then(|line| line.strip_prefix("value:"));
            (name, value.unwrap_or_default().trim())
        } else if OWN_LINES.contains(&small.as_str()) {
            (small, lines.next().unwrap_or_default())
        } else if let Some((name, value)) = header(line) {
            (name, value)
        } else {
            continue;
        };
        let value = unquoted(value);
        cookies_alone &= name == "cookie";
        match name.as_str() {
            "host" | ":authority" => request.sites.push(Site::of_authority(value)),
            "request url" | "url" => request.sites.push(Site::of_address(value)),
            "set-cookie" => request.given.extend(set_cookie::read(value, now)),
            "cookie" => {
                request.begun = true;
                let mut cookies = value.to_owned();
                // A line that goes on with more pairs.
                while cookies.ends_with(';')
                    && let Some(more) = lines.next()
                {
                    cookies.push_str(more);
                }
                if !values(&cookies).is_empty() {
                    form = Form::Headers;
                }
                request.cookies.push(cookies);
            }
            _ => {}
        }
    }
    // Copied without the rest, as a line of cookies is.
    if cookies_alone {
        request.sites.push(Site::UNNAMED);
    }
    without_host |= !request.into(now, &mut sessions);
    if without_host && !sessions.has_session() && !sessions.belongs_elsewhere() {
        return Err(CaptureError::NoHost);
    }
    Ok((sessions, form))
}

#[derive(Default)]
struct Request {
    /// All that were named: a request goes to one, so that the worst of them counts.
    sites: Vec<Site>,
    cookies: Vec<String>,
    /// The sessions that its answer gives.
    given: Vec<Given>,
    /// Whether its line or a cookie of it was seen.
    begun: bool,
}

impl Request {
    /// Adds the request; false if its host is missing.
    fn into(self, now: Timestamp, sessions: &mut Sessions) -> bool {
        let site = self.sites.into_iter().min();
        for given in &self.given {
            sessions.given(site, given, now);
        }
        match site {
            Some(site) => {
                sessions.request(site, self.cookies.iter().map(String::as_str));
                true
            }
            None => self.cookies.is_empty(),
        }
    }
}

/// The address of `GET /path HTTP/1.1`, or of `GET https://host/path` as files for HTTP clients have it.
fn request_line(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let method = words.next()?;
    let address = words.next()?;
    let known = match words.next() {
        Some(version) => version.starts_with("HTTP/") && words.next().is_none(),
        None => address.starts_with("https://") || address.starts_with("http://"),
    };
    (known && method.bytes().all(|b| b.is_ascii_uppercase())).then_some(address)
}

/// The header that a line of YAML names, whose value stands on the next one.
fn named(line: &str) -> Option<String> {
    let name = line.strip_prefix("name:")?.trim().trim_matches(['"', '\'']);
    Some(name.to_ascii_lowercase())
}

/// Without the quotes of YAML, or those of Markdown's code.
fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let inside = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    ['"', '\'', '`']
        .into_iter()
        .find_map(inside)
        .unwrap_or(value)
}

/// A header's name, in small letters, and its value.
fn header(line: &str) -> Option<(String, &str)> {
    // As Firefox copies its list of headers.
    if let Some((name, value)) = line.split_once('\t') {
        let name = name.trim().trim_end_matches(':').to_ascii_lowercase();
        if OWN_LINES.contains(&name.as_str()) {
            return Some((name, value.trim()));
        }
    }
    let after_mark = usize::from(line.starts_with(':'));
    let at = line.get(after_mark..)?.find(':')? + after_mark;
    let (name, value) = line.split_at_checked(at)?;
    let name = name.trim().to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_:".contains(c);
    (name == "request url" || (!name.is_empty() && name.chars().all(plain)))
        .then(|| (name, value.get(1..).unwrap_or_default().trim()))
}
