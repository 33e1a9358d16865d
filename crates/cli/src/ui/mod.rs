//! Everything that is printed goes through here: messages on stderr, data on stdout, prompts, progress.

mod escape;
mod help;
mod list_names;
mod pager;
mod pipe_reader;
mod plain_markdown;
mod progress;
mod prompt;
pub mod redact;
mod screen;
mod stdin;
mod time_left;
mod wrap;

pub use escape::{display, display_lines};
pub use help::print_help;
pub use list_names::{are_set, first_of};
pub use plain_markdown::plain_markdown;
#[allow(unused_imports, reason = "the first long command uses it")]
pub use progress::Progress;
pub use prompt::Hidden;
pub use screen::Ui;
pub use wrap::wrapped;
