//! Lists of people as administrators have them: CSV of any make, bare addresses, what mail programs write, JSON,
//! the service's own exports. All problems are found in one pass, with their lines.

mod account_id;
mod action_words;
mod address;
mod binary;
mod cells;

mod collect;
mod columns;
mod delimiter;
mod dialect;
mod embedded;
mod encoding;
mod guard;
mod headings;
mod html;
mod ids;
mod json;
mod marks;
mod mentions;
mod people;
mod person;
mod problem;
mod records;
mod requested;
mod table;
mod text;
mod without_headings;

pub use account_id::is_account_id;
pub use action_words::{ActionWord, ActionWords};
pub use binary::Binary;
pub use cells::{Cells, Every, cells, every_cell};
pub use delimiter::Delimiter;
pub(crate) use embedded::addresses_in;
pub use encoding::Encoding;
pub use guard::{ESCAPED, guarded};
pub use headings::{Source, plain as heading_key};
pub use ids::read_ids;
pub use people::{People, is_one_person, read, read_names};
pub use person::{Folded, Layout, Person, Unread, key};
pub use problem::{InputError, Problem, Reason};
pub use requested::Columns;
pub use table::{Table, table, table_with_lines};
