//! A call: its method, path, credential, and whether it may be repeated.

use std::borrow::Cow;

use bytes::Bytes;
use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use url::Url;

use crate::error::{Error, ErrorKind};
use crate::ids::ScimDirectoryId;

/// Characters that are not encoded in a path segment (RFC 3986 "unreserved").
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The credentials that can make a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Access {
    /// API key (preferred) or session.
    Either,
    /// The portal's own calls: session only.
    Session,
    /// A raw call that must use the API key.
    Key,
    /// A directory of an identity provider: its own key only.
    Directory(ScimDirectoryId),
}

/// Whether a call may be repeated if it may have been processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Safety {
    /// The call only reads, even if its method is POST.
    Read,
    /// The call changes something.
    Write,
}

/// The content of a request.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// No body.
    Empty,
    /// A JSON body.
    Json(Bytes),
}

/// A call to an API.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The path with `{names}` for IDs, for messages and as the key of pacing.
    pub(crate) template: Cow<'static, str>,
    /// The path with the IDs in it, each encoded as one segment.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    pub(crate) access: Access,
    pub(crate) safety: Safety,
}

impl Call {
    /// A reading GET.
    pub(crate) fn get(template: &'static str, ids: &[&str]) -> Result<Self, Error> {
        Self::new(Method::GET, template, ids, Safety::Read)
    }

    /// A POST that only reads (a search).
    pub(crate) fn search<T: Serialize>(
        template: &'static str,
        ids: &[&str],
        body: &T,
    ) -> Result<Self, Error> {
        Self::new(Method::POST, template, ids, Safety::Read)?.json(body)
    }

    /// A POST that changes something.
    pub(crate) fn post<T: Serialize>(
        template: &'static str,
        ids: &[&str],
        body: &T,
    ) -> Result<Self, Error> {
        Self::new(Method::POST, template, ids, Safety::Write)?.json(body)
    }

    /// A POST that changes something and has nothing to say: a body without any content type was refused with
    /// 415 (reported once), so an empty object goes along.
    pub(crate) fn post_bare(template: &'static str, ids: &[&str]) -> Result<Self, Error> {
        Self::post(template, ids, &serde_json::json!({}))
    }

    /// A PUT, which changes something.
    pub(crate) fn put<T: Serialize>(
        template: &'static str,
        ids: &[&str],
        body: &T,
    ) -> Result<Self, Error> {
        Self::new(Method::PUT, template, ids, Safety::Write)?.json(body)
    }

    /// A PATCH, which changes something.
    pub(crate) fn patch<T: Serialize>(
        template: &'static str,
        ids: &[&str],
        body: &T,
    ) -> Result<Self, Error> {
        Self::new(Method::PATCH, template, ids, Safety::Write)?.json(body)
    }

    /// A DELETE, which changes something and has no body.
    pub(crate) fn delete(template: &'static str, ids: &[&str]) -> Result<Self, Error> {
        Self::new(Method::DELETE, template, ids, Safety::Write)
    }

    fn new(
        method: Method,
        template: &'static str,
        ids: &[&str],
        safety: Safety,
    ) -> Result<Self, Error> {
        let path = fill(template, ids).map_err(|error| error.of(method_name(&method), template))?;
        Ok(Self {
            method,
            template: Cow::Borrowed(template),
            path,
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::Empty,
            access: Access::Either,
            safety,
        })
    }

    /// Requires the session, as the portal does.
    pub(crate) fn session_only(mut self) -> Self {
        self.access = Access::Session;
        self
    }

    /// The same, with the key of this directory of an identity provider.
    pub(crate) fn of_directory(mut self, directory: &ScimDirectoryId) -> Self {
        self.access = Access::Directory(directory.clone());
        self
    }

    /// Adds a query parameter.
    pub(crate) fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the JSON body.
    pub(crate) fn json<T: Serialize>(mut self, body: &T) -> Result<Self, Error> {
        let bytes = serde_json::to_vec(body).map_err(|error| {
            self.error(
                ErrorKind::BadInput,
                format!("cannot encode the request: {error}"),
            )
        })?;
        self.body = Body::Json(Bytes::from(bytes));
        Ok(self)
    }

    /// An error of this call.
    pub(crate) fn error(&self, kind: ErrorKind, message: impl Into<String>) -> Error {
        Error::new(kind, message).of(self.method_name(), self.template.clone())
    }

    /// The method as a constant text.
    pub(crate) fn method_name(&self) -> &'static str {
        method_name(&self.method)
    }

    /// The full address below a base.
    pub(crate) fn url(&self, base: &Url) -> Result<Url, Error> {
        let text = format!("{}{}", base.as_str().trim_end_matches('/'), self.path);
        let mut url = Url::parse(&text)
            .map_err(|error| self.error(ErrorKind::BadInput, format!("invalid path: {error}")))?;
        // Nothing may climb out of the base or change the host.
        let inside = format!("{}/", base.path().trim_end_matches('/'));
        if url.origin() != base.origin() || !url.path().starts_with(&inside) {
            return Err(self.error(ErrorKind::BadInput, "the path leaves the base URL"));
        }
        if !self.query.is_empty() {
            let mut pairs = url.query_pairs_mut();
            for (name, value) in &self.query {
                pairs.append_pair(name, value);
            }
        }
        Ok(url)
    }
}

/// The method as a constant text.
pub(crate) fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

/// Puts IDs into the `{names}` of a template, in order.
fn fill(template: &str, ids: &[&str]) -> Result<String, Error> {
    let mut path = String::with_capacity(template.len() + 64);
    let mut ids = ids.iter();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        let id = ids.next().copied().unwrap_or_default();
        path.push_str(&segment(name, id)?);
        rest = tail;
    }
    path.push_str(rest);
    Ok(path)
}

/// Encodes an ID as one path segment.
pub(crate) fn segment(name: &str, id: &str) -> Result<String, Error> {
    // An address cannot hold these as a segment, however they are encoded: parsers drop them.
    if matches!(id, "" | "." | "..") {
        return Err(Error::new(
            ErrorKind::BadInput,
            format!("invalid ID {id:?} ({name})"),
        ));
    }
    Ok(utf8_percent_encode(id, SEGMENT).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T: &str = "/admin/v1/orgs/{orgId}/x/{accountId}/y";

    #[test]
    fn ids_are_one_segment() {
        let base = Url::parse("https://api.atlassian.com").unwrap();
        for (id, encoded) in [
            ("557056:a|b", "557056%3Aa%7Cb"),
            ("../x", "..%2Fx"),
            ("a/b", "a%2Fb"),
            ("?q#f", "%3Fq%23f"),
            ("%2e%2e", "%252e%252e"),
            ("a\\b", "a%5Cb"),
        ] {
            let url = Call::get(T, &["o", id]).unwrap().url(&base).unwrap();
            assert_eq!(url.path(), format!("/admin/v1/orgs/o/x/{encoded}/y"));
        }
        for id in ["", ".", ".."] {
            assert_eq!(
                Call::get(T, &["o", id]).unwrap_err().kind,
                ErrorKind::BadInput
            );
        }
    }

    proptest! {
        #[test]
        fn any_id_keeps_host_and_depth(id in any::<String>()) {
            let base = Url::parse("https://admin.atlassian.com/gateway/api").unwrap();
            if let Ok(call) = Call::get(T, &["o", &id]) {
                let url = call.url(&base).unwrap();
                prop_assert_eq!(url.host_str(), Some("admin.atlassian.com"));
                prop_assert_eq!(url.path_segments().unwrap().count(), 9);
                prop_assert!(url.query().is_none() && url.fragment().is_none());
            }
        }
    }
}
