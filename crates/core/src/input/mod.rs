//! Lists of people as administrators have them: CSV of any make, bare addresses, the service's own
//! exports. Everything that is wrong is found at once, with its line.

mod address;
mod dialect;
mod guard;
mod header;
mod people;
mod problem;
mod records;
mod table;
mod text;
mod titles;

pub use address::is_account_id;
pub use dialect::Delimiter;
pub use guard::{ESCAPED, guarded};
pub use header::Source;
pub use people::{Columns, Folded, People, Person, key, read, read_names};
pub use problem::{InputError, Problem, Reason};
pub use table::{Table, table};
pub use text::Encoding;
