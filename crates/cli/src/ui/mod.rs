//! Everything that is printed goes through here: messages on stderr, data on stdout, prompts, progress.

mod command_line;
mod display;
mod pager;
mod plain_markdown;
mod progress;
mod prompt;
mod rate;
pub mod redact;
mod screen;
mod stdin;

pub use command_line::clap_exit;
pub use display::{display, display_lines};
pub use plain_markdown::plain_markdown;
#[allow(unused_imports, reason = "the first long command uses it")]
pub use progress::Progress;
pub use prompt::Hidden;
pub use screen::Ui;
