//! Development tasks of the project: `cargo xtask TASK`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task prints to the person who runs it"
)]

mod bench;
mod docs;
mod house;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask bench [NAME...] [--quick] [--write]\n\
    \u{20}      cargo xtask docs\n\
    \u{20}      cargo xtask house\n\
    \n\
    bench    run the benchmarks with an optimized build; list them: --list\n\
    \u{20}        --quick  fewer people and no slow responses\n\
    \u{20}        --write  write the results to docs/reference/performance.md\n\
    docs     generate docs/reference/cli.md and schema.md from the source\n\
    house    check for circles of files, long files, British spellings and old phrases";

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
