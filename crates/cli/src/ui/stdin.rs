//! What is read from standard input, to its end.

use std::io::{IsTerminal as _, Read as _};

use super::Ui;

impl Ui {
    /// All of it. Where somebody sits at it, they are told what is waited for: a pipe that was forgotten looks like a
    /// program that hangs.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn stdin(&self, what: &str) -> std::io::Result<Vec<u8>> {
        let mut stdin = std::io::stdin().lock();
        if stdin.is_terminal() {
            self.status(format!(
                "Type or paste {what}, then press Ctrl-D on an empty line."
            ));
        }
        let mut bytes = Vec::new();
        stdin.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
