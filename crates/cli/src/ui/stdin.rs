//! What is read from standard input, to its end.

use std::io::IsTerminal as _;

use super::Ui;
use crate::input_file::read_input;

impl Ui {
    /// Reads all of standard input. At a terminal, prints what it waits for: a forgotten pipe looks like a
    /// program that hangs.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn stdin(&self, what: &str) -> std::io::Result<Vec<u8>> {
        let stdin = std::io::stdin().lock();
        if stdin.is_terminal() {
            self.status(format!(
                "Type or paste {what}, then press Ctrl-D on an empty line."
            ));
        } else {
            self.remember_pipe();
        }
        read_input(stdin)
    }
}
