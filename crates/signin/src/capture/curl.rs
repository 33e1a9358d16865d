//! The options of a copied curl command.

use url::Url;

use super::host::is_ours;
use super::{CaptureError, cookies};
use crate::token::SessionToken;

/// Options of curl with a value, as browsers write them.
const WITH_VALUE: [&str; 12] = [
    "-X",
    "--request",
    "-d",
    "--data",
    "--data-raw",
    "--data-binary",
    "--data-urlencode",
    "-A",
    "--user-agent",
    "-e",
    "--referer",
    "--resolve",
];

/// The session of the first request that goes to us and has one.
pub(super) fn session(commands: &[Vec<String>]) -> Result<SessionToken, CaptureError> {
    let requests: Vec<Request> = commands
        .iter()
        .filter(|words| words.first().is_some_and(|word| is_curl(word)))
        .filter_map(|words| Request::read(words))
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
    let mut hosts: Vec<&str> = Vec::new();
    let mut without = None;
    for (url, cookies) in requests {
        let host = url.host_str().unwrap_or("nowhere");
        if !is_ours(url) {
            if !hosts.contains(&host) {
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
        None => {
            hosts.truncate(3);
            Err(CaptureError::OtherHost {
                hosts: hosts.join(", "),
            })
        }
    }
}

fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name == "curl" || name.eq_ignore_ascii_case("curl.exe")
}

struct Request {
    url: Url,
    cookies: String,
}

impl Request {
    fn read(words: &[String]) -> Option<Self> {
        let mut url = None;
        let mut cookies = String::new();
        let mut words = words.iter().skip(1);
        while let Some(word) = words.next() {
            let (name, glued) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value)),
                _ => (word.as_str(), None),
            };
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

fn add(cookies: &mut String, more: &str) {
    if !cookies.is_empty() {
        cookies.push_str("; ");
    }
    cookies.push_str(more.trim());
}
