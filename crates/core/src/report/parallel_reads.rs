//! Two independent readings of a report, at the same time.

use std::thread;

use super::request::Request;
use crate::sql::SqlError;
use crate::store::Mirror;

/// Makes one reading on a second connection to the mirror while the other is made on the report's own. One after the other
/// where only the report's connection shows what is read, or where no second can be had.
pub(super) fn read_both<A: Send, B>(
    request: &Request<'_>,
    other: impl Fn(&Request<'_>) -> Result<A, SqlError> + Sync,
    own: impl FnOnce() -> Result<B, SqlError>,
) -> Result<(A, B), SqlError> {
    // A moment of the past lies over one connection.
    if request.mirror.as_of().is_some() {
        return Ok((other(request)?, own()?));
    }
    let path = request.mirror.path().to_owned();
    // All but the connection, which stays with its thread.
    let (now, days, rows, quote) = (request.now, request.days, request.rows, request.quote);
    let (about, filter) = (request.about.clone(), request.filter.clone());
    let (prices, words) = (request.prices.clone(), request.words.clone());
    let read_other = &other;
    let second = move || -> Result<Option<A>, SqlError> {
        let Ok(mirror) = Mirror::open_beside(&path) else {
            return Ok(None);
        };
        let request = Request {
            mirror: &mirror,
            now,
            about,
            filter,
            days,
            prices,
            rows,
            words,
            quote,
        };
        read_other(&request).map(Some)
    };
    thread::scope(|scope| {
        let second = thread::Builder::new().spawn_scoped(scope, second);
        let own = own();
        let found = match second.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(found)) => found?,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => None,
        };
        let found = match found {
            Some(found) => found,
            None => other(request)?,
        };
        Ok((found, own?))
    })
}
