//! Everything that is printed goes through here: messages on stderr, data on stdout, prompts, progress.

mod display;
mod first_of;
mod help;
mod pager;
mod plain_markdown;
mod progress;
mod prompt;
mod rate;
pub mod redact;
mod screen;
mod stdin;
mod wrap;

pub use display::{display, display_lines};
pub use first_of::first_of;
pub use help::print_help;
pub use plain_markdown::plain_markdown;
#[allow(unused_imports, reason = "the first long command uses it")]
pub use progress::Progress;
pub use prompt::Hidden;
pub use screen::Ui;
pub use wrap::wrapped;
