//! The requests of a curlie command: curl's options, and HTTPie's method, address and items.

use super::operation::Operation;
use super::{CaptureError, curl, httpie};

/// Reads words as curlie does.
pub(super) fn operations(words: &[String]) -> Result<Vec<Operation>, CaptureError> {
    let mut all = curl::operations(words)?;
    for operation in &mut all {
        // What is no option is curl's address; here the method, the address and the items.
        let given = std::mem::take(&mut operation.urls);
        let read = httpie::operation(&given)?;
        operation.urls = read.urls;
        operation.headers.extend(read.headers);
        operation.hosts.extend(read.hosts);
        operation.cookie_file |= read.cookie_file;
    }
    Ok(all)
}
