//! The project's own chores: `cargo xtask CHORE`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore talks to the person who runs it"
)]

mod bench;
mod docs;
mod house;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask bench [NAME...] [--quick] [--write]\n\
    \u{20}      cargo xtask docs\n\
    \u{20}      cargo xtask house\n\
    \n\
    bench    measure beside the bars of the design, with an optimized build; names: see --list\n\
    \u{20}        --quick  fewer people and no slow replies\n\
    \u{20}        --write  put the figures into docs/reference/performance.md\n\
    docs     write the pages that are made from the source: docs/reference/cli.md, schema.md\n\
    house    check that no files use one another in a circle and that none is too long";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    if std::env::args().any(|argument| ["--help", "-h", "help"].contains(&argument.as_str())) {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let done = match arguments.next().as_deref() {
        Some("bench") => bench::run(&arguments.collect::<Vec<_>>()),
        Some("docs") => docs::write(),
        Some("house") => house::check(),
        Some("bench-child") => bench::child(&arguments.collect::<Vec<_>>()),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
