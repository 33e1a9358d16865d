//! Diagnostic traces on stderr: `-v` for what is done, `-vv` for how, `--debug-http` for requests.

use std::io::{self, Write};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::options::Global;
use crate::ui::{display_lines, redact};

/// Starts tracing when it was asked for. Only our own targets are shown: what a library prints of
/// a request could hold a secret.
pub fn init(global: &Global) {
    let level = match global.verbose {
        0 => None,
        1 => Some(LevelFilter::INFO),
        2 => Some(LevelFilter::DEBUG),
        _ => Some(LevelFilter::TRACE),
    };
    let wire = if global.debug_http {
        Some(LevelFilter::DEBUG)
    } else {
        level
    };
    if level.is_none() && wire.is_none() {
        return;
    }
    let mut targets = Targets::new();
    for crate_name in ["atlctl", "atlctl_core", "atlctl_signin"] {
        targets = targets.with_target(crate_name, level.unwrap_or(LevelFilter::OFF));
    }
    targets = targets.with_target("atlctl_api", wire.unwrap_or(LevelFilter::OFF));
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(|| Stderr)
        .with_ansi(false)
        .without_time();
    let _ = tracing_subscriber::registry()
        .with(targets)
        .with(layer)
        .try_init();
}

/// Traces repeat paths, addresses and answers: nothing in them may steer the terminal.
struct Stderr;

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = display_lines(&String::from_utf8_lossy(bytes));
        io::stderr()
            .lock()
            .write_all(redact::message(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
