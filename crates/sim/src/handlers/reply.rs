//! An answer, and what happens to it on the wire.

use serde_json::Value;

/// How an answer goes over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Wire {
    /// As it should.
    #[default]
    Whole,
    /// The connection is reset instead.
    Reset,
    /// The connection ends in the middle of the body.
    Cut,
    /// A byte at a time.
    Drip,
    /// Never respond.
    Hang,
}

/// A response.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    pub wire: Wire,
}

impl Reply {
    /// A JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::bytes(status, "application/json", body.to_string().into_bytes())
    }

    /// An HTML page.
    pub fn html(status: u16, page: &str) -> Self {
        let mut reply = Self::bytes(status, "text/html; charset=utf-8", page.as_bytes().to_vec());
        reply.headers.push(("cache-control", "no-store".to_owned()));
        reply
    }

    /// A body of some type.
    pub fn bytes(status: u16, kind: &str, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: vec![("content-type", kind.to_owned())],
            body,
            wire: Wire::Whole,
        }
    }

    /// No body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// To another address.
    pub fn redirect(to: &str) -> Self {
        let mut reply = Self::empty(302);
        reply.headers.push(("location", to.to_owned()));
        reply
    }

    /// With one more header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
