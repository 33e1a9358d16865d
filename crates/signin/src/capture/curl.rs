//! The options of a copied curl command.

use url::Url;

use super::host::is_ours;
use super::{CaptureError, cookies};
use crate::token::SessionToken;

/// Options of curl with a value: those that browsers write, and those that people add.
const WITH_VALUE: [&str; 30] = [
    "-A",
    "--user-agent",
    "-c",
    "--cookie-jar",
    "--cacert",
    "--connect-timeout",
    "-d",
    "--data",
    "--data-ascii",
    "--data-binary",
    "--data-raw",
    "--data-urlencode",
    "-e",
    "--referer",
    "-F",
    "--form",
    "--json",
    "-m",
    "--max-time",
    "-o",
    "--output",
    "--resolve",
    "-u",
    "--user",
    "-w",
    "--write-out",
    "-x",
    "--proxy",
    "-X",
    "--request",
];

/// The session of the first request that goes to us and has one.
pub(super) fn session(commands: &[Vec<String>]) -> Result<SessionToken, CaptureError> {
    let requests: Vec<Request> = commands
        .iter()
        .filter_map(|words| {
            let mut words = words.iter();
            let command = words.find(|word| !is_before(word))?;
            is_curl(command).then(|| Request::read(words))?
        })
        .collect();
    if requests.is_empty() {
        return Err(CaptureError::NotRecognised);
    }
    choose(
        requests
            .iter()
            .map(|request| (&request.url, request.cookies.as_str())),
    )
}

/// The session among requests to several places.
pub(super) fn choose<'a>(
    requests: impl Iterator<Item = (&'a Url, &'a str)>,
) -> Result<SessionToken, CaptureError> {
    let mut hosts: Vec<String> = Vec::new();
    let mut without = None;
    for (url, cookies) in requests {
        let host = url.host_str().unwrap_or("nowhere");
        if !is_ours(url) {
            // Whoever sees Atlassian's name here should see what is wrong with the request.
            let host = match url.scheme() {
                "https" => host.to_owned(),
                scheme => format!("{scheme}://{host}"),
            };
            if !hosts.contains(&host) && hosts.len() < 3 {
                hosts.push(host);
            }
        } else if let Some(token) = cookies::value(cookies) {
            return Ok(SessionToken::parse(token)?);
        } else {
            without = Some(host.to_owned());
        }
    }
    match without {
        Some(host) => Err(CaptureError::NoCookie { host }),
        None if hosts.is_empty() => Err(CaptureError::NoRequest),
        None => Err(CaptureError::OtherHost {
            hosts: hosts.join(", "),
        }),
    }
}

/// Whether this may stand before the command's name: a prompt that was copied too, or a variable.
pub(super) fn is_before(word: &str) -> bool {
    let variable = |(name, _): (&str, &str)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    matches!(word, "$" | "%" | ">") || word.split_once('=').is_some_and(variable)
}

/// Whether this is curl's name.
pub(super) fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name == "curl" || name.eq_ignore_ascii_case("curl.exe")
}

struct Request {
    url: Url,
    cookies: String,
}

impl Request {
    fn read<'a>(mut words: impl Iterator<Item = &'a String>) -> Option<Self> {
        let mut url = None;
        let mut cookies = String::new();
        while let Some(word) = words.next() {
            let (name, glued) = option(word);
            let mut value = || glued.map(str::to_owned).or_else(|| words.next().cloned());
            match name {
                "--url" => url = value(),
                "-b" | "--cookie" => add(&mut cookies, &value().unwrap_or_default()),
                "-H" | "--header" => {
                    let header = value().unwrap_or_default();
                    if let Some((name, text)) = header.split_once(':')
                        && name.trim().eq_ignore_ascii_case("cookie")
                    {
                        add(&mut cookies, text);
                    }
                }
                name if WITH_VALUE.contains(&name) => drop(value()),
                name if name.starts_with('-') => {}
                _ => url = url.or_else(|| Some(word.clone())),
            }
        }
        // Chromium writes brackets and braces so that curl does not expand them.
        let url = url?
            .replace("\\[", "[")
            .replace("\\]", "]")
            .replace("\\{", "{")
            .replace("\\}", "}");
        let url = Url::parse(&url)
            .or_else(|_| Url::parse(&format!("https://{url}")))
            .ok()?;
        Some(Self { url, cookies })
    }
}

/// An option's name, and the value that is glued to it: `--cookie=…`, `-b…`.
fn option(word: &str) -> (&str, Option<&str>) {
    match word.split_once('=') {
        Some((name, value)) if name.starts_with("--") => return (name, Some(value)),
        _ => {}
    }
    match word.split_at_checked(2) {
        Some((name, value))
            if !value.is_empty() && (WITH_VALUE.contains(&name) || matches!(name, "-b" | "-H")) =>
        {
            (name, Some(value))
        }
        _ => (word, None),
    }
}

fn add(cookies: &mut String, more: &str) {
    if !cookies.is_empty() {
        cookies.push_str("; ");
    }
    cookies.push_str(more.trim());
}
