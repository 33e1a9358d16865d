//! "Copy as PowerShell", Postman's PowerShell, and commands written by hand.

use std::collections::HashMap;

use super::CaptureError;
use super::host::Site;
use super::powershell_tokens::{Token, tokens};
use super::powershell_variables::resolved;
use super::sessions::{Sessions, values};
use crate::token::SESSION_COOKIE;

/// The commands that send a request, and their short names.
const CALLS: [&str; 6] = [
    "invoke-webrequest",
    "invoke-restmethod",
    "iwr",
    "irm",
    "wget",
    "curl",
];

/// Headers that name a host.
const HOSTS: [&str; 2] = ["host", ":authority"];

/// Whether it is such a script.
pub(super) fn is_one(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    ["invoke-webrequest", "invoke-restmethod", "net.cookie"]
        .iter()
        .any(|name| small.contains(name))
}

/// Whether it may be one that uses a short name: other shells know `curl` and `wget` as well.
pub(super) fn may_be_one(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    let parameter = ["-headers", "-websession", "-uri"];
    parameter.iter().any(|name| small.contains(name))
        && small
            .split(|c: char| !(c.is_alphanumeric() || c == '-'))
            .any(is_call)
}

/// What is seen of sessions in the script.
pub(super) fn sessions(text: &str) -> Result<Sessions, CaptureError> {
    let tokens = resolved(tokens(text)?);
    let mut script = Script::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1..).unwrap_or_default();
        match token {
            Token::Variable(name) => script.variable(name, next),
            Token::Word(word) if is_cookie_type(word) => script.cookie(next),
            Token::Word(word) if is_call(word) => script.call(next),
            _ => {}
        }
        at += 1;
    }
    if script.calls == 0 && script.jar.is_empty() {
        return Err(CaptureError::NotRecognized);
    }
    // Cookies that the script adds say themselves whose they are.
    if script.calls == 0 || script.sessions.has_request_to_us() {
        for (site, value) in &script.jar {
            script.sessions.cookie(*site, value, None);
        }
    }
    Ok(script.sessions)
}

fn is_call(word: &str) -> bool {
    CALLS.iter().any(|name| word.eq_ignore_ascii_case(name))
}

fn is_cookie_type(word: &str) -> bool {
    let small = word.to_ascii_lowercase();
    let name = small.split("::").next().unwrap_or_default();
    name == "net.cookie" || name == "system.net.cookie"
}

/// What a variable holds, as far as it matters.
#[derive(Debug, Default, Clone)]
struct Held {
    text: Option<String>,
    uri: Option<String>,
    cookies: Vec<String>,
    /// The hosts that headers name.
    hosts: Vec<String>,
    /// A cookie that is made of a name and a value.
    cookie: Option<String>,
    /// Properties of a cookie that is put together: name, value, domain.
    properties: HashMap<String, String>,
}

#[derive(Default)]
struct Script {
    variables: HashMap<String, Held>,
    jar: Vec<(Site, String)>,
    sessions: Sessions,
    calls: usize,
}

impl Script {
    /// `$v = …`, `$v.Add("Cookie", …)`, `$v["Cookie"] = …`, `$v.Cookie = …`.
    fn variable(&mut self, name: &str, next: &[Token]) {
        use Token::{Sign, Text, Word};
        match next {
            [Sign('='), value @ ..] => {
                let statement = statement(value);
                let cookie = made(statement);
                let mut properties = HashMap::new();
                if let Some(value) = &cookie {
                    properties.insert("name".to_owned(), SESSION_COOKIE.to_owned());
                    properties.insert("value".to_owned(), value.clone());
                }
                let held = Held {
                    text: match statement {
                        [Text(text), ..] => Some(text.clone()),
                        _ => None,
                    },
                    uri: pairs(statement, &["uri", "url"]).next(),
                    cookies: pairs(statement, &["cookie"]).collect(),
                    hosts: pairs(statement, &HOSTS).collect(),
                    cookie,
                    properties,
                };
                self.variables.insert(name.to_owned(), held);
            }
            // `$session.Cookies.Add("https://…", $cookie)`
            [Word(add), Sign('('), given @ ..] if is_jar(add, "add") => {
                self.add_for_address(statement(given));
            }
            // `$jar.SetCookies("https://…", "name=value")`
            [Word(add), Sign('('), given @ ..] if add.eq_ignore_ascii_case(".setcookies") => {
                let texts: Vec<&String> = texts(statement(given)).collect();
                if let [address, cookies] = texts.as_slice() {
                    let site = Site::of_address(address);
                    let found = values(&cookies.replace(',', ";"));
                    self.jar
                        .extend(found.into_iter().map(|value| (site, value)));
                }
            }
            [Word(add), Sign('('), Text(key), Sign(','), Text(value), ..]
                if add.to_ascii_lowercase().ends_with(".add")
                    && HOSTS.iter().any(|host| key.eq_ignore_ascii_case(host)) =>
            {
                self.held(name).hosts.push(value.clone());
            }
            [Word(add), Sign('('), Text(key), Sign(','), Text(value), ..]
                if add.to_ascii_lowercase().ends_with(".add")
                    && key.eq_ignore_ascii_case("cookie") =>
            {
                self.held(name).cookies.push(value.clone());
            }
            [Sign('['), Text(key), Sign(']'), Sign('='), Text(value), ..]
                if key.eq_ignore_ascii_case("cookie") =>
            {
                self.held(name).cookies.push(value.clone());
            }
            [Word(property), Sign('='), Text(value), ..] if property.starts_with('.') => {
                let property = property.trim_start_matches('.').to_ascii_lowercase();
                let held = self.held(name);
                if property == "cookie" {
                    held.cookies.push(value.clone());
                }
                held.properties.insert(property, value.clone());
                let of = |name: &str| held.properties.get(name).cloned();
                if let (Some(name), Some(value), Some(domain)) =
                    (of("name"), of("value"), of("domain"))
                    && name == SESSION_COOKIE
                {
                    self.jar.push((Site::of_host(&domain), value));
                }
            }
            _ => {}
        }
    }

    /// A cookie that is added for an address: the texts and variables before and behind the comma.
    fn add_for_address(&mut self, given: &[Token]) {
        let held = |token: &Token| match token {
            Token::Variable(name) => self.variables.get(name).cloned(),
            Token::Text(text) => Some(Held {
                text: Some(text.clone()),
                ..Held::default()
            }),
            _ => None,
        };
        let Some(comma) = given.iter().position(|token| *token == Token::Sign(',')) else {
            return;
        };
        let (address, cookie) = given.split_at(comma);
        let Some(address) = address.iter().filter_map(held).find_map(|held| held.text) else {
            return;
        };
        let mut site = Site::of_address(&address);
        let value = made(cookie).or_else(|| {
            let held = cookie.iter().find_map(held)?;
            // One that names a domain of its own is for that one.
            if let Some(domain) = held.properties.get("domain") {
                site = site.min(Site::of_host(domain));
            }
            let named = held.properties.get("name").map(String::as_str) == Some(SESSION_COOKIE);
            held.cookie
                .or_else(|| held.properties.get("value").filter(|_| named).cloned())
        });
        if let Some(value) = value {
            self.jar.push((site, value));
        }
    }

    fn held(&mut self, name: &str) -> &mut Held {
        self.variables.entry(name.to_owned()).or_default()
    }

    /// The texts behind `System.Net.Cookie`: name, value, path, domain; or its properties.
    fn cookie(&mut self, next: &[Token]) {
        if let [name, value, _, domain, ..] = parts(next).as_slice()
            && *name == SESSION_COOKIE
        {
            self.jar.push((Site::of_host(domain), (*value).clone()));
        }
        let next = statement(next);
        if let Some(value) = of_properties(next)
            && let Some(domain) = pairs(next, &["domain"]).next()
        {
            self.jar.push((Site::of_host(&domain), value));
        }
    }

    /// A request.
    fn call(&mut self, next: &[Token]) {
        let call = statement(next);
        let mut cookies: Vec<String> = pairs(call, &["cookie"]).collect();
        let mut hosts: Vec<String> = pairs(call, &HOSTS).collect();
        let mut uri = None;
        let mut first = None;
        let mut parameter = String::new();
        let mut depth = 0_usize;
        for (n, token) in call.iter().enumerate() {
            // `@parameters`.
            let splatted = n > 0 && call.get(n - 1) == Some(&Token::Sign('@'));
            let value = match token {
                Token::Word(name) if splatted => {
                    let held = self.variables.get(&name.to_ascii_lowercase());
                    let held = held.cloned().unwrap_or_default();
                    cookies.extend(held.cookies);
                    hosts.extend(held.hosts);
                    uri = uri.or(held.uri);
                    continue;
                }
                Token::Word(word) if word.starts_with('-') => {
                    parameter = word.trim_end_matches(':').to_ascii_lowercase();
                    continue;
                }
                Token::Sign('@') => continue,
                Token::Sign(sign) => {
                    match sign {
                        '{' | '(' | '[' => depth += 1,
                        '}' | ')' | ']' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    parameter.clear();
                    continue;
                }
                Token::End => continue,
                Token::Text(text) | Token::Template(text) | Token::Word(text) => Some(text.clone()),
                Token::Variable(name) => {
                    let held = self.variables.get(name).cloned().unwrap_or_default();
                    if parameter == "-headers" {
                        cookies.extend(held.cookies);
                        hosts.extend(held.hosts);
                    }
                    held.text
                }
            };
            if let Some(value) = value.filter(|_| depth == 0) {
                if parameter == "-uri" || parameter == "-url" {
                    uri = uri.or(Some(value));
                } else if parameter.is_empty() && value.contains("://") {
                    // The address may stand without its name.
                    first = first.or(Some(value));
                }
            }
            parameter.clear();
        }
        let Some(uri) = uri.or(first) else { return };
        self.calls += 1;
        let cookies = cookies.iter().map(String::as_str);
        // A request goes to one host: of several that are named, the worst counts.
        let named = hosts.iter().map(|host| Site::of_authority(host));
        let site = named.fold(Site::of_address(&uri), Site::min);
        self.sessions.request(site, cookies);
    }
}

/// The texts behind the name of a cookie's type.
fn parts(next: &[Token]) -> Vec<&String> {
    next.iter()
        .take_while(|token| match token {
            Token::Text(_) => true,
            Token::Sign(sign) => matches!(sign, '(' | ',' | ']'),
            Token::Word(word) => {
                let word = word.to_ascii_lowercase();
                word == "::new" || word == "-argumentlist" || word == "@"
            }
            _ => false,
        })
        .filter_map(|token| match token {
            Token::Text(text) => Some(text),
            _ => None,
        })
        .collect()
}

/// The session of a cookie that is made of a name and a value: whose it is stands elsewhere.
fn made(statement: &[Token]) -> Option<String> {
    let at = statement
        .iter()
        .position(|token| matches!(token, Token::Word(word) if is_cookie_type(word)))?;
    match parts(statement.get(at + 1..)?).as_slice() {
        [name, value] | [name, value, _] if *name == SESSION_COOKIE => Some((*value).clone()),
        _ => of_properties(statement).filter(|_| pairs(statement, &["domain"]).next().is_none()),
    }
}

/// The session of a cookie that is given its properties at once: `@{Name = "…"; Value = "…"}`.
fn of_properties(statement: &[Token]) -> Option<String> {
    let name = pairs(statement, &["name"]).next()?;
    (name == SESSION_COOKIE)
        .then(|| pairs(statement, &["value"]).next())
        .flatten()
}

fn texts(tokens: &[Token]) -> impl Iterator<Item = &String> {
    tokens.iter().filter_map(|token| match token {
        Token::Text(text) => Some(text),
        _ => None,
    })
}

/// Whether it is this method of a session's or handler's cookies.
fn is_jar(word: &str, method: &str) -> bool {
    let small = word.to_ascii_lowercase();
    ["cookies", "cookiecontainer"]
        .iter()
        .any(|jar| small.ends_with(&format!(".{jar}.{method}")))
}

/// The pieces up to the end of the statement: the end of a line outside of brackets, unless a parameter follows.
fn statement(tokens: &[Token]) -> &[Token] {
    let mut depth = 0_usize;
    for (n, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('{' | '(' | '[') => depth += 1,
            Token::Sign('}' | ')' | ']') => depth = depth.saturating_sub(1),
            Token::End if matches!(tokens.get(n + 1), Some(Token::Word(word)) if word.starts_with('-')) =>
                {}
            Token::Sign(';') | Token::End if depth == 0 => {
                return tokens.get(..n).unwrap_or(tokens);
            }
            _ => {}
        }
    }
    tokens
}

/// The texts of `key = "…"` for these keys, with and without quotes.
fn pairs<'a>(tokens: &'a [Token], keys: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    tokens.windows(3).filter_map(move |three| match three {
        [
            Token::Text(key) | Token::Word(key),
            Token::Sign('='),
            Token::Text(value),
        ] if keys.iter().any(|known| key.eq_ignore_ascii_case(known)) => Some(value.clone()),
        _ => None,
    })
}
