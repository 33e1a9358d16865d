//! Streams for six styles of paging.

mod cursor;
mod envelope;
mod progress;
mod seen;
mod walk;

use cursor::cursor_of;
pub(crate) use envelope::{Envelope, MOST_ITEMS, Next, next_of, too_many};
pub(crate) use progress::Progress;
use seen::Seen;
pub(crate) use walk::{Style, walk};
