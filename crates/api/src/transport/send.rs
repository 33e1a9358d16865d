//! Sending: one call with its attempts.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderValue, ORIGIN, REFERER};
use http::{HeaderMap, HeaderName, Method, StatusCode};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use tracing::Instrument;
use url::Url;

use super::call::{Access, Body, Call, Safety};
use super::cookie::{self, SESSION_COOKIE};
use super::gate::{RequestOutcome, Why};
use super::headers::MAX_HEADERS;
use super::response::{Reply, judge, may_renew, redacted};
use super::{headers, retry};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Processed};
use crate::observe::{RequestEvent, WaitReason, Waiting};

/// A failed call, with the response if there was one.
pub(crate) struct Failed {
    pub(crate) error: Error,
    pub(crate) reply: Option<Reply>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { error, reply: None }
    }
}

/// The credential that a call uses.
enum Sign {
    Key(SecretString),
    Session(SecretString),
}

impl Client {
    /// Sends a call and returns its successful response.
    pub(crate) async fn send(&self, call: &Call) -> Result<Reply, Error> {
        self.send_any(call).await.map_err(|failed| failed.error)
    }

    /// Sends a call; an error includes the response.
    pub(crate) async fn send_any(&self, call: &Call) -> Result<Reply, Failed> {
        let span = tracing::debug_span!(
            "request",
            method = call.method_name(),
            path = %call.template,
        );
        let sent = self.attempts(call).instrument(span).await;
        // The one place through which every failure goes: whatever it repeats of a credential stays here.
        sent.map_err(|failed| Failed {
            error: match &failed.reply {
                Some(reply) => reply.redacted(failed.error),
                None => redacted(failed.error, |text| self.inner().secrets.redact(text, &[])),
            },
            reply: failed.reply,
        })
    }

    async fn attempts(&self, call: &Call) -> Result<Reply, Failed> {
        let inner = self.inner();
        if call.safety == Safety::Write && !self.may_write() {
            let what = "this client is read-only, and the call changes data";
            return Err(call.error(ErrorKind::BadInput, what).into());
        }
        // Known before anything waits.
        let (_, base) = self.sign(call)?;
        let url = call.url(base)?;
        let key = format!("{} {}", call.method_name(), call.template);
        let mut wait_left = match call.safety {
            Safety::Read => self.patience().read_wait,
            Safety::Write => inner.max_write_wait,
        };
        let mut attempt = 1;
        let mut refused = None;
        loop {
            let pass = inner
                .pacer
                .enter(&key, &mut wait_left, |at_most, why| {
                    let reason = match why {
                        Why::Quota(limit) => WaitReason::Quota { limit },
                        Why::Throttled => WaitReason::Throttled,
                    };
                    self.tell_wait(call, attempt, None, Waiting { reason, at_most });
                })
                .await
                .map_err(|long| Failed {
                    error: too_long(call, long.wait, long.why),
                    reply: refused.take(),
                })?;
            let started = inner.pacer.now();
            let outcome = self.once(call, &url).await;
            let (went, limits) = match &outcome {
                Ok(reply) => (
                    RequestOutcome::Answered,
                    headers::limits(&reply.headers, Timestamp::now()),
                ),
                Err(failed) => went(failed),
            };
            pass.done(went, &limits);
            inner.observer.request(&RequestEvent {
                method: call.method_name(),
                path: &call.template,
                status: match &outcome {
                    Ok(reply) => Some(reply.status.as_u16()),
                    Err(failed) => failed.error.status,
                },
                duration: inner.pacer.now().saturating_sub(started),
                attempt,
                bytes: match &outcome {
                    Ok(reply) => reply.body.len(),
                    Err(failed) => failed.reply.as_ref().map_or(0, |reply| reply.body.len()),
                },
                error: outcome.as_ref().err().map(|failed| failed.error.kind),
                waiting: None,
            });
            let failed = match outcome {
                Ok(reply) => {
                    let status = reply.status.as_u16();
                    tracing::debug!(attempt, status, bytes = reply.body.len(), "answered");
                    self.patience().budget().earn();
                    return Ok(reply);
                }
                Err(failed) => failed,
            };
            tracing::debug!(
                attempt,
                kind = failed.error.kind.name(),
                status = failed.error.status,
                "failed"
            );
            let chance = inner.pacer.chance();
            let pause = retry::pause(
                &failed.error,
                call.safety,
                attempt,
                &mut self.patience().budget(),
                chance,
            );
            let Some(pause) = pause.filter(|pause| *pause <= wait_left) else {
                return Err(failed);
            };
            wait_left = wait_left.saturating_sub(pause);
            if !pause.is_zero() {
                let reason = WaitReason::Repeat(failed.error.kind);
                self.tell_wait(
                    call,
                    attempt,
                    failed.error.status,
                    Waiting {
                        reason,
                        at_most: pause,
                    },
                );
                inner.pacer.sleep(pause).await;
            }
            refused = failed.reply;
            attempt += 1;
        }
    }

    /// Reports a wait, with the status of the answer that it follows.
    fn tell_wait(&self, call: &Call, attempt: u32, status: Option<u16>, waiting: Waiting) {
        self.inner().observer.request(&RequestEvent {
            method: call.method_name(),
            path: &call.template,
            status,
            duration: Duration::ZERO,
            attempt,
            bytes: 0,
            error: None,
            waiting: Some(waiting),
        });
    }

    /// Chooses the credential and base URL.
    fn sign(&self, call: &Call) -> Result<(Sign, &Url), Error> {
        let inner = self.inner();
        if let Access::Directory(directory) = &call.access {
            return match inner.directory_keys.get(directory) {
                Some(key) => Ok((Sign::Key(key.clone()), &inner.bases.api)),
                None => Err(call.error(
                    ErrorKind::NoCredential,
                    "this call requires the key of the identity provider's directory",
                )),
            };
        }
        let key = inner
            .api_key
            .as_ref()
            .filter(|_| call.access != Access::Session);
        if let Some(key) = key {
            return Ok((Sign::Key(key.clone()), &inner.bases.api));
        }
        if call.access != Access::Key
            && let Some(session) = inner.session()
        {
            return Ok((Sign::Session(session), &inner.bases.portal));
        }
        let what = match call.access {
            Access::Session => "this portal call requires a browser session",
            Access::Key => "this call requires an organization API key",
            Access::Either | Access::Directory(_) => "no credential",
        };
        Err(call.error(ErrorKind::NoCredential, what))
    }

    /// Sends a request once.
    async fn once(&self, call: &Call, url: &Url) -> Result<Reply, Failed> {
        let inner = self.inner();
        let (sign, base) = self.sign(call)?;
        let http = match &sign {
            Sign::Key(_) => &inner.api_http,
            Sign::Session(_) => &inner.portal_http,
        };
        let mut request = http.request(call.method.clone(), url.clone());
        let given =
            |name: &HeaderName| call.headers.iter().any(|(given, _)| given == name.as_str());
        let json = HeaderValue::from_static("application/json");
        if !given(&ACCEPT) {
            request = request.header(ACCEPT, json.clone());
        }
        for (name, value) in &call.headers {
            request = request.header(name.as_str(), value.as_str());
        }
        match &sign {
            Sign::Key(key) => {
                let value = secret_header(call, &["Bearer ", key.expose_secret()])?;
                request = request.header(AUTHORIZATION, value);
            }
            Sign::Session(token) => {
                let parts = [SESSION_COOKIE, "=", token.expose_secret()];
                request = request.header(COOKIE, secret_header(call, &parts)?);
                if call.method != Method::GET && call.method != Method::HEAD {
                    let origin = base.origin().ascii_serialization();
                    request = request
                        .header(REFERER, format!("{origin}/"))
                        .header(ORIGIN, origin);
                }
            }
        }
        if let Body::Json(body) = &call.body {
            if !given(&CONTENT_TYPE) {
                request = request.header(CONTENT_TYPE, json);
            }
            request = request.body(body.clone());
        }
        let response = request.send().await.map_err(|error| wire(call, error))?;
        let status = response.status();
        let headers = response.headers().clone();
        let session = match &sign {
            Sign::Session(token) => Some(token),
            Sign::Key(_) => None,
        };
        let size: usize = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        let body = if size > MAX_HEADERS {
            Err(call
                .error(
                    ErrorKind::TooLarge,
                    format!(
                        "the response headers are larger than {} KiB",
                        MAX_HEADERS >> 10
                    ),
                )
                .with_status(status.as_u16()))
        } else {
            self.body(call, response, status, &headers).await
        };
        if let Some(old) = session
            && may_renew(status, &headers, body.as_deref().unwrap_or_default())
            && let Some(token) = cookie::renewed(&headers, old, Timestamp::now())
        {
            self.renew(token);
        }
        let body = inner.secrets.out_of_data(body?);
        let reply = Reply {
            status,
            headers,
            body,
            secrets: Arc::clone(&inner.secrets),
        };
        match judge(call, status, &reply.headers, &reply.body, session.is_some()) {
            Ok(()) => Ok(reply),
            Err(error) => Err(Failed {
                error,
                reply: Some(reply),
            }),
        }
    }

    /// Reads a body, decoded, up to the limit.
    async fn body(
        &self,
        call: &Call,
        mut response: reqwest::Response,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<Bytes, Error> {
        let limit = self.inner().max_body;
        let told = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
        let too_large = || {
            call.error(
                ErrorKind::TooLarge,
                format!("the response is larger than {} MiB", limit >> 20),
            )
            .with_status(status.as_u16())
            .with_trace(headers::trace(headers))
        };
        if told > limit {
            return Err(too_large());
        }
        let mut body = BytesMut::with_capacity(told.min(limit));
        while let Some(chunk) = response.chunk().await.map_err(|error| wire(call, error))? {
            if body.len() + chunk.len() > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

fn too_long(call: &Call, wait: Duration, why: Why) -> Error {
    let seconds = wait.as_secs().max(1);
    let message = match why {
        Why::Quota(Some(limit)) => format!(
            "rate-limited: atlctl's share of the limit ({limit} requests) is used up for the next {seconds} s"
        ),
        _ => format!("rate-limited: the server accepts no requests for the next {seconds} s"),
    };
    call.error(ErrorKind::RateLimited, message)
        .with_processed(Processed::No)
        .with_retry_after(Some(wait))
}

/// Converts a failure to an outcome for the gate.
fn went(failed: &Failed) -> (RequestOutcome, headers::Limits) {
    let limits = failed
        .reply
        .as_ref()
        .map_or_else(headers::Limits::default, |reply| {
            headers::limits(&reply.headers, Timestamp::now())
        });
    let went = match failed.error.kind {
        ErrorKind::RateLimited => RequestOutcome::Throttled,
        ErrorKind::Timeout => RequestOutcome::Overloaded,
        _ if failed.error.status.is_some_and(|status| status >= 500) => RequestOutcome::Overloaded,
        _ if failed.reply.is_some() => RequestOutcome::Answered,
        _ => RequestOutcome::Lost,
    };
    (went, limits)
}

/// A header that no log shows.
fn secret_header(call: &Call, parts: &[&str]) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(&parts.concat()).map_err(|_| {
        call.error(
            ErrorKind::BadInput,
            "the credential has characters that are not valid in a header; it was probably changed when pasted",
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// A failure below HTTP. The address never gets into the text.
fn wire(call: &Call, error: reqwest::Error) -> Error {
    let error = error.without_url();
    let kind = if error.is_builder() {
        ErrorKind::BadInput
    } else if error.is_connect() {
        ErrorKind::Connect
    } else if error.is_timeout() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Interrupted
    };
    let mut cause: &dyn StdError = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let cause = cause.to_string();
    let what = match kind {
        ErrorKind::Connect => "cannot connect",
        ErrorKind::Timeout => "request timed out",
        ErrorKind::BadInput => "cannot build the request",
        _ if cause.starts_with("end of file before message") => {
            return call.error(kind, "the response ended early");
        }
        _ => "connection lost",
    };
    // People need no number of the operating system's.
    let cause = cause.split(" (os error ").next().unwrap_or_default();
    call.error(kind, format!("{what}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Debug output of a request shows "Sensitive" instead.
    #[test]
    fn the_credential_is_marked_as_a_secret() {
        let call = Call::get("/x", &[]).unwrap();
        let value = secret_header(&call, &["Bearer ", "canary"]).unwrap();
        assert!(value.is_sensitive());
        assert!(!format!("{value:?}").contains("canary"));
        let error = secret_header(&call, &["canary\n"]).unwrap_err();
        assert!(!format!("{error:?}").contains("canary"));
    }
}
