//! A call in the caller's own words.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use url::form_urlencoded;

use crate::base_urls::Bases;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::ScimDirectoryId;
use crate::transport::{Access, Body, Call, Safety, method_name, segment};

use super::RawResponse;
use super::address::path_of;
use super::path::Path;

/// Headers that only the client may set: credentials, headers that decide where a request goes, and those that would
/// turn it into another request.
const OURS: &[&str] = &[
    "authorization",
    "cookie",
    "proxy-authorization",
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "te",
    "upgrade",
    "origin",
    "referer",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-host",
    "x-http-host-override",
    "x-original-uri",
    "x-original-url",
    "x-rewrite-url",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
];

/// Whether a header is one of those with which gateways replace the method, the host or the path of a request.
fn turns(name: &str) -> bool {
    name.contains("method")
        || name.contains("override")
        || [
            "x-original-",
            "x-rewrite-",
            "x-forwarded-",
            "x-envoy-original-",
        ]
        .iter()
        .any(|begin| name.starts_with(begin))
}

/// A call in the caller's own words.
#[derive(Debug, Clone)]
pub struct RawRequest {
    method: Method,
    path: Path,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Bytes>,
}

impl RawRequest {
    /// A request of this method for this path. Paths under `/gateway/api/` and `/adminhub/` go to the
    /// portal with the session; all others to the API key's base address, or with a session to the
    /// portal's twin of it. The path may hold a query, and its first slash may be missing.
    ///
    /// # Errors
    /// `BadInput` when the method is unknown, the path can be read in more than one way or has names in braces
    /// left, or the call is one of the two that are not made from here at all: revoking every API token of an
    /// organization at once, and merging organizations.
    pub fn new(method: &str, path: &str) -> Result<Self, Error> {
        let bad = |message: String| Error::new(ErrorKind::BadInput, message);
        let method = Self::known_method(method).ok_or_else(|| {
            // What is longer than a slip of the keyboard may be a secret in the wrong place.
            let secret = method.len() > 8 && method.chars().all(|c| c.is_ascii_graphic());
            let shown = if secret {
                "the first word".to_owned()
            } else {
                format!("{method:?}")
            };
            bad(format!(
                "unknown method: {shown}; use GET, POST, PUT, PATCH or DELETE"
            ))
        })?;
        let (text, query) = path.split_once('?').unwrap_or((path, ""));
        let path = Path::parse(text).map_err(|why| bad(format!("the path {text:?} {why}")))?;
        let query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let overridden = query
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("_method"));
        if path.is_forbidden(&method) || overridden {
            return Err(bad(
                "atlctl does not make this call: it cannot be limited or undone; use the admin portal"
                    .into(),
            ));
        }
        if !path.reads(&method) && !path.is_plain() {
            return Err(bad(format!(
                "the path {text:?} has characters that servers interpret differently, so atlctl uses it only to read"
            )));
        }
        Ok(Self {
            method,
            path,
            query,
            headers: Vec::new(),
            body: None,
        })
    }

    /// The path in a full address of Atlassian's documentation, or of a base address in use; nothing when the
    /// text is no address.
    ///
    /// # Errors
    /// `BadInput` for an address on another host.
    pub fn path_of(address: &str, bases: &Bases) -> Result<Option<String>, Error> {
        path_of(address, bases)
    }

    /// Whether a word is a method.
    #[must_use]
    pub fn is_method(word: &str) -> bool {
        Self::known_method(word).is_some()
    }

    fn known_method(word: &str) -> Option<Method> {
        Method::from_bytes(word.trim().to_ascii_uppercase().as_bytes())
            .ok()
            .filter(|method| method_name(method) != "OTHER")
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Adds a header.
    ///
    /// # Errors
    /// `BadInput` when it is not a header, or one that the client sets itself: credentials never come in
    /// this way.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, Error> {
        let bad = |message: String| Error::new(ErrorKind::BadInput, message);
        let parsed = HeaderName::from_bytes(name.trim().as_bytes())
            .map_err(|_| bad("invalid header name before the colon".to_owned()))?;
        if OURS.contains(&parsed.as_str()) || turns(parsed.as_str()) {
            return Err(bad(format!("atlctl sets the header {parsed:?} itself")));
        }
        HeaderValue::from_str(value.trim())
            .map_err(|_| bad(format!("invalid value for the header {parsed:?}")))?;
        self.headers
            .push((parsed.as_str().to_owned(), value.trim().to_owned()));
        Ok(self)
    }

    /// Sets the JSON body.
    #[must_use]
    pub fn body(mut self, json: impl Into<Bytes>) -> Self {
        self.body = Some(json.into());
        self
    }

    /// Whether the call only reads, by its method or because it is a known search or count.
    #[must_use]
    pub fn only_reads(&self) -> bool {
        self.path.reads(&self.method)
    }

    /// The path as sent.
    #[must_use]
    pub fn path(&self) -> String {
        self.path.text()
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &'static str {
        method_name(&self.method)
    }

    /// Text as one segment of a path.
    ///
    /// # Errors
    /// `BadInput` for an empty text, `.` and `..`.
    pub fn segment(text: &str) -> Result<String, Error> {
        segment("path segment", text)
    }

    pub(super) fn call(self) -> Call {
        let text = self.path.text();
        let (path, access) = match text.strip_prefix("/gateway/api/") {
            Some(rest) => (format!("/{rest}"), Access::Session),
            None if text.starts_with("/adminhub/") => (text, Access::Session),
            None => (text, Access::Either),
        };
        let safety = if self.path.reads(&self.method) {
            Safety::Read
        } else {
            Safety::Write
        };
        Call {
            method: self.method,
            template: Cow::Owned(template(&path)),
            path,
            query: self.query,
            headers: self.headers,
            body: self.body.map_or(Body::Empty, Body::Json),
            access,
            safety,
        }
    }
}

impl Client {
    /// Makes any call. An answer with a status of failure is an answer, not an error: see
    /// [`RawResponse::error`].
    ///
    /// # Errors
    /// When there is no answer, or no credential for the call.
    pub async fn raw(&self, request: RawRequest) -> Result<RawResponse, Error> {
        self.raw_call(&self.raw_call_of(request)).await
    }

    /// The call of a request: to a directory of an identity provider with the directory's own key, if there is one.
    pub(super) fn raw_call_of(&self, request: RawRequest) -> Call {
        let mut call = request.call();
        let directory = call.path.strip_prefix("/scim/directory/");
        let directory = directory.and_then(|rest| rest.split('/').next());
        let directory = directory.map(ScimDirectoryId::from);
        if let Some(directory) = directory.filter(|id| self.has_directory_key(id)) {
            call.access = Access::Directory(directory);
        }
        call
    }

    pub(super) async fn raw_call(&self, call: &Call) -> Result<RawResponse, Error> {
        match self.send_any(call).await {
            Ok(reply) => Ok(RawResponse::new(reply, None)),
            Err(failed) => match failed.reply {
                Some(reply) => Ok(RawResponse::new(reply, Some(failed.error))),
                None => Err(failed.error),
            },
        }
    }
}

/// The path without its IDs, for messages and pacing.
fn template(path: &str) -> String {
    path.split('/')
        .map(|segment| {
            let version = segment.len() <= 3 && segment.starts_with('v');
            let id = segment.len() > 24 || segment.bytes().any(|b| b.is_ascii_digit() || b == b'%');
            if id && !version { "{id}" } else { segment }
        })
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn where_paths_go() {
        let call = |path| RawRequest::new("get", path).unwrap().call();
        let portal = call("/gateway/api/adminhub/um/org/1a/users?count=5");
        assert_eq!(portal.access, Access::Session);
        assert_eq!(portal.path, "/adminhub/um/org/1a/users");
        assert_eq!(portal.query, [("count".to_owned(), "5".to_owned())]);
        assert_eq!(portal.template, "/adminhub/um/org/{id}/users");
        assert_eq!(call("/admin/v1/orgs").access, Access::Either);
        assert_eq!(call("/adminhub/x").access, Access::Session);
    }

    #[test]
    fn odd_paths_and_methods_are_refused() {
        for path in [
            "//evil.example/x",
            "/a/../../x",
            "/a/%2E%2e/x",
            "/a\\b",
            "/a#b",
            "/a b",
            "/admin/v1/orgs/{org}",
            "https://api.atlassian.com/admin/v1/orgs",
            "",
        ] {
            assert!(RawRequest::new("GET", path).is_err(), "{path}");
        }
        assert!(RawRequest::new("FETCH", "/x").is_err());
        assert!(RawRequest::new("", "/x").is_err());
    }

    #[test]
    fn two_calls_are_not_made() {
        for (method, path) in [
            ("DELETE", "/admin/api-access/v1/orgs/1/api-tokens"),
            (
                "delete",
                "/gateway/api/admin/api-access/v1/orgs/1/api-tokens/",
            ),
            ("DELETE", "/admin/api-access/v1/orgs/1/api%2Dtokens"),
            ("DELETE", "/admin/api-access/v1/orgs/1/api%252Dtokens"),
            ("DELETE", "/admin/api-access/v1/orgs/1/api-tokens;v=1"),
            ("DELETE", "/admin/api-access/v1/orgs/1/api-tokens/%20"),
            ("DELETE", "/admin/api-access/v1/orgs/1/api-tokens?x=1"),
            ("DELETE", "/admin/api-access/v1/orgs/1/api-tokens%00"),
            ("DELETE", "/admin/api-access/v1/orgs/1/api-tokens%3f"),
            ("DELETE", "/admin/api-access/v1/orgs/1/api-tokens%2523"),
            ("DELETE", "/admin/api-access/v1/orgs/1/api-tokens%5c"),
            ("DELETE", "/admin/api-access/v1/orgs/1/x%2Fapi-tokens"),
            ("DELETE", "/admin/api-access/v1/orgs/1/api-tokens/*"),
            ("DELETE", "/admin/api-access/v1/orgs/1/API-Tokens.json"),
            ("DELETE", "admin/api-access/v1/orgs/1/\u{FF41}pi-tokens"),
            (
                "POST",
                "/admin/api-access/v1/orgs/1/api-tokens?_method=DELETE",
            ),
            ("POST", "/gateway/api/adminhub/organization/reparent"),
        ] {
            assert!(RawRequest::new(method, path).is_err(), "{method} {path}");
        }
        assert!(RawRequest::new("DELETE", "/admin/api-access/v1/orgs/1/api-tokens/7").is_ok());
        assert!(RawRequest::new("GET", "/admin/api-access/v1/orgs/1/api-tokens").is_ok());
    }

    #[test]
    fn credentials_are_no_headers() {
        let request = || RawRequest::new("GET", "/x").unwrap();
        for name in [
            "Cookie",
            "authorization",
            "HOST",
            "Origin",
            "X-HTTP-Method-Override",
            "X-Original-Method",
            "X-Method",
            "X-Original-Path",
            "X-URL-Override",
            "bad name",
            "",
        ] {
            assert!(request().header(name, "x").is_err(), "{name}");
        }
        assert!(request().header("X-Test", "a\nb").is_err());
        assert!(request().header("X-ExperimentalApi", "opt-in").is_ok());
    }

    proptest! {
        #[test]
        fn any_path_stays_below_its_base(path in "/[a-z./%\\\\?#:@2eE]{0,30}") {
            let base = url::Url::parse("https://admin.atlassian.com/gateway/api").unwrap();
            if let Ok(request) = RawRequest::new("GET", &path)
                && let Ok(url) = request.call().url(&base)
            {
                prop_assert_eq!(url.host_str(), Some("admin.atlassian.com"));
                prop_assert!(url.path().starts_with("/gateway/api"));
            }
        }
    }
}
