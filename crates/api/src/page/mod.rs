//! Streams for the styles of paging: by cursor and by offset.

mod cursor;
mod envelope;
mod offset;
mod offset_plan;
mod progress;
mod seen;
mod walk;

use cursor::cursor_of;
pub(crate) use envelope::{Envelope, MOST_ITEMS, Next, next_of, too_many};
pub use offset::OffsetPage;
pub(crate) use offset::{OffsetStyle, entries, pages};
pub use offset_plan::OffsetProof;
pub(crate) use progress::Progress;
use seen::Seen;
pub(crate) use walk::{Style, walk};
