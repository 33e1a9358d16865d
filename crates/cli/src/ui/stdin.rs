//! What is read from standard input, to its end.

use std::io::{IsTerminal as _, Read as _};

use super::Ui;

impl Ui {
    /// Reads all of standard input. At a terminal, prints what it waits for: a forgotten pipe looks like a
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
        } else {
            self.remember_pipe();
        }
        let mut bytes = Vec::new();
        stdin.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
