//! Just enough of HTTP/1.1.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use atlctl_sim::{Running, SimConfig, Simulator};
use serde_json::Value;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// A simulator with someone who may ask it.
pub struct Place {
    pub running: Running,
    pub org: String,
}

impl Place {
    pub fn new(config: SimConfig) -> Self {
        let running = Simulator::spawn_thread(config).unwrap();
        let org = running.org_id();
        Self { running, org }
    }

    /// Asks with the API key. `{org}` in the path is the organization.
    pub fn key(&self, method: &str, path: &str, body: &str) -> Answer {
        let auth = format!("authorization: Bearer {}\r\n", self.running.api_key());
        self.ask(method, path, &auth, body).unwrap()
    }

    /// Asks the portal with a session.
    pub fn session(&self, method: &str, path: &str, body: &str) -> Answer {
        let token = self.running.session_token();
        self.with_token(&token, method, path, body)
    }

    pub fn with_token(&self, token: &str, method: &str, path: &str, body: &str) -> Answer {
        let auth = format!("cookie: a=b; cloud.session.token={token}\r\n");
        let path = format!("/gateway/api{path}");
        self.ask(method, &path, &auth, body).unwrap()
    }

    /// Asks; an error is what the connection ended with.
    pub fn ask(&self, method: &str, path: &str, head: &str, body: &str) -> std::io::Result<Answer> {
        let address = self.running.api_base().replace("http://", "");
        let mut stream = TcpStream::connect(&address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        let path = path.replace("{org}", &self.org);
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{head}content-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut text = Vec::new();
        stream.read_to_end(&mut text)?;
        let text = String::from_utf8(text).map_err(std::io::Error::other)?;
        let (head, body) = text
            .split_once("\r\n\r\n")
            .ok_or_else(|| std::io::Error::other("no answer"))?;
        let status = head[9..12].parse().map_err(std::io::Error::other)?;
        Ok(Answer {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }
}
