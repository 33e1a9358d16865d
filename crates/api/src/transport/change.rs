//! Changing calls whose answer says nothing beyond that it was accepted.

use http::StatusCode;
use serde_json::Value;

use super::call::Call;
use super::response::Reply;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Processed};
use crate::json;

impl Client {
    /// Sends a changing call. `Ok` means that the service accepted it, not that readers see it: only a read says so.
    ///
    /// Which of 200, 201, 202 and 204 comes differs from the specification in places (deleting an account), and the
    /// body, where there is one, says nothing that a caller needs. What does not look like this service's answer is
    /// `Unreadable` and `Unknown`: something else may have answered, or the change is done in part.
    pub(crate) async fn change(&self, call: &Call) -> Result<Reply, Error> {
        let reply = self.send(call).await?;
        accepted(call, &reply)?;
        Ok(reply)
    }
}

/// Whether a successful answer is one of acceptance.
fn accepted(call: &Call, reply: &Reply) -> Result<(), Error> {
    let odd = |what: &str| {
        Err(reply
            .error(call, ErrorKind::Unreadable, what)
            .with_processed(Processed::Unknown))
    };
    let known = [
        StatusCode::OK,
        StatusCode::CREATED,
        StatusCode::ACCEPTED,
        StatusCode::NO_CONTENT,
    ];
    if !known.contains(&reply.status) {
        return odd("the response has a status that the call does not document");
    }
    if reply.body.trim_ascii().is_empty() {
        return Ok(());
    }
    let body: Value = reply.json(call)?;
    let errors = body.get("errors").and_then(Value::as_array);
    if errors.is_some_and(|errors| !errors.is_empty()) {
        return odd("the response has a status of success and lists errors");
    }
    Ok(())
}

/// A text of an accepted answer, where it has one.
pub(crate) fn text_of(reply: &Reply, name: &str) -> Option<String> {
    let body: Value = json::read(&reply.body).ok()?;
    let field = body.get(name).or_else(|| body.get("data")?.get(name))?;
    let text = field.as_str().filter(|text| !text.is_empty())?;
    Some(text.to_owned())
}
