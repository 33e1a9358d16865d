//! Lists of people as administrators have them: CSV of any make, bare addresses, what mail programs write, JSON,
//! the service's own exports. Everything that is wrong is found at once, with its line.

mod account_id;
mod address;
mod bare;
mod collect;
mod columns;
mod dialect;
mod guard;
mod headings;
mod json;
mod mentions;
mod people;
mod problem;
mod records;
mod table;
mod text;

pub use account_id::is_account_id;
pub use columns::Columns;
pub use dialect::Delimiter;
pub use guard::{ESCAPED, guarded};
pub use headings::Source;
pub use people::{Folded, Layout, People, Person, Unread, key, read, read_names};
pub use problem::{InputError, Problem, Reason};
pub use table::{Table, table};
pub use text::Encoding;
