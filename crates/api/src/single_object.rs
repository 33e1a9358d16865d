//! Reading one object instead of a list.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Processed};
use crate::lenient::whole;
use crate::model::Model;
use crate::transport::{Call, Reply, Safety};

/// More items than a list without pages has.
const MOST: usize = 100_000;

/// The object that a response consists of.
pub(crate) fn model<T: Model>(call: &Call, reply: &Reply, missing: &str) -> Result<T, Error> {
    T::from_raw(reply.json(call)?).ok_or_else(|| odd(call, reply, missing))
}

/// The object in a field of a response.
pub(crate) fn model_in<T: Model>(
    call: &Call,
    reply: &Reply,
    field: &str,
    missing: &str,
) -> Result<T, Error> {
    let mut fields: HashMap<String, Box<RawValue>> = reply.json(call)?;
    let found = fields.remove(field).and_then(T::from_raw);
    found.ok_or_else(|| odd(call, reply, missing))
}

/// The list that a response consists of: these calls have no pages. What is no object is passed over.
pub(crate) fn list<T: Model>(call: &Call, reply: &Reply) -> Result<Vec<T>, Error> {
    let items: Vec<Box<RawValue>> = reply.json(call)?;
    if items.len() > MOST {
        let what = format!(
            "the list has {} items; at most {MOST} are allowed",
            items.len()
        );
        return Err(call.error(ErrorKind::TooLarge, what));
    }
    Ok(items.into_iter().filter_map(T::from_raw).collect())
}

/// The error for a response that lacks what the call documents.
pub(crate) fn odd(call: &Call, reply: &Reply, what: &str) -> Error {
    let error = reply.error(call, ErrorKind::Unreadable, what);
    match call.safety {
        Safety::Read => error,
        Safety::Write => error.with_processed(Processed::Unknown),
    }
}

impl Client {
    /// Sends a call whose response is one thing in `data`.
    pub(crate) async fn one_in_data<T: Model>(
        &self,
        call: &Call,
        missing: &str,
    ) -> Result<T, Error> {
        let reply = self.send(call).await?;
        model_in(call, &reply, "data", missing)
    }

    /// Sends a call whose response is one thing.
    pub(crate) async fn one<T: Model>(&self, call: &Call, missing: &str) -> Result<T, Error> {
        let reply = self.send(call).await?;
        model(call, &reply, missing)
    }

    /// Sends a call whose response is a count.
    pub(crate) async fn bare_count(&self, call: &Call) -> Result<u64, Error> {
        let reply = self.send(call).await?;
        let count = whole(&reply.json(call)?).and_then(|count| u64::try_from(count).ok());
        count.ok_or_else(|| odd(call, &reply, "the response is no count"))
    }

    /// Sends a call whose response is a count in a field.
    pub(crate) async fn count_in(&self, call: &Call, field: &str) -> Result<u64, Error> {
        let reply = self.send(call).await?;
        let fields: HashMap<String, Value> = reply.json(call)?;
        let count = fields.get(field).and_then(whole);
        let count = count.and_then(|count| u64::try_from(count).ok());
        count.ok_or_else(|| odd(call, &reply, "the response has no count"))
    }
}
