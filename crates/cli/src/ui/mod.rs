//! The only door to the terminal: stderr for people, stdout for data, prompts, progress.

mod display;
mod pace;
mod pager;
mod plain_markdown;
mod progress;
mod prompt;
mod screen;
mod stdin;

pub use display::{display, display_lines, steers};
pub use plain_markdown::plain_markdown;
#[allow(unused_imports, reason = "the first long command uses it")]
pub use progress::Progress;
pub use prompt::Hidden;
pub use screen::{Ui, clap_exit};
