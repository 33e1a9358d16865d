//! Six paging styles behind one stream.

mod cursor;
mod envelope;
mod seen;
mod walk;

use cursor::cursor_of;
pub(crate) use envelope::{Envelope, MOST_ITEMS, too_many};
pub(crate) use seen::Seen;
pub(crate) use walk::{Style, check, walk};
