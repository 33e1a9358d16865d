//! Runs the benchmarks and writes their results.

use std::path::PathBuf;
use std::process::Command;

use super::{
    Failure, Figure, Setup, lists, moving, pages, reports, script, startup, sync, sync_scripts,
    sync_second, witness,
};

type Bench = (&'static str, fn(&Setup) -> Result<Vec<Figure>, Failure>);

/// A new benchmark is a file in this directory and a line here.
const BENCHES: [Bench; 11] = [
    ("startup", startup::bench),
    ("sync", sync::bench),
    ("sync-second", sync_second::bench),
    ("sync-scripts", sync_scripts::bench),
    ("lists", lists::bench),
    ("lists-past", lists::past),
    ("reports", reports::bench),
    ("move", moving::bench),
    ("members", moving::members),
    ("scripts", script::bench),
    ("batches", moving::batches),
];

/// A part of a benchmark that runs in a separate process.
type Part = (&'static str, fn(&[String]) -> Result<(), Failure>);
const PARTS: [Part; 13] = [
    ("large-tmp", |_| {
        super::large::Large::new(&Setup { quick: false }).map(drop)
    }),
    ("pages", pages::serve),
    ("floor", sync::floor),
    ("sync", sync::sync),
    ("policies", sync::policies),
    ("several", sync::several),
    ("organization", moving::serve),
    ("changes", moving::changes),
    ("script", script::run),
    ("witness", witness::serve),
    ("whole", sync_second::whole),
    ("changed", sync_second::changed),
    ("read-all", sync_scripts::read_all),
];

/// `cargo xtask bench`.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let flag = |name: &str| arguments.iter().any(|argument| argument == name);
    let known = |argument: &str| {
        ["--list", "--quick", "--write"].contains(&argument)
            || BENCHES.iter().any(|(name, _)| *name == argument)
    };
    if let Some(unknown) = arguments.iter().find(|argument| !known(argument)) {
        return Err(format!(
            "{unknown}: unknown benchmark or option; list the benchmarks: cargo xtask bench --list"
        )
        .into());
    }
    if flag("--list") {
        for (name, _) in BENCHES {
            println!("{name}");
        }
        return Ok(());
    }
    if cfg!(debug_assertions) {
        return optimized(arguments);
    }
    let setup = Setup {
        quick: flag("--quick"),
    };
    // `sync` names what begins with `sync-`, too.
    let wanted = |name: &str| {
        let family = name.split_once('-').map_or(name, |(family, _)| family);
        let all = arguments.iter().all(|argument| argument.starts_with("--"));
        all || flag(name) || flag(family)
    };
    let mut figures = Vec::new();
    for (name, bench) in BENCHES {
        if wanted(name) {
            eprintln!("measuring: {name}");
            let new = bench(&setup)?;
            for figure in &new {
                println!("{}", figure.row());
            }
            figures.push((name, new));
        }
    }
    if flag("--write") {
        write(&figures)?;
    }
    let low: Vec<&str> = figures
        .iter()
        .flat_map(|(_, figures)| figures)
        .filter(|figure| !figure.passes())
        .map(|figure| figure.name.as_str())
        .collect();
    if low.is_empty() {
        Ok(())
    } else {
        Err(format!("limits exceeded: {}", low.join("; ")).into())
    }
}

/// Builds xtask and the program with optimization and measures with these.
fn optimized(arguments: &[String]) -> Result<(), Failure> {
    let cargo = |arguments: &[&str], rest: &[String]| -> Result<(), Failure> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let ended = Command::new(cargo).args(arguments).args(rest).status()?;
        if ended.success() {
            Ok(())
        } else {
            Err(format!("cargo {} ended with {ended}", arguments.join(" ")).into())
        }
    };
    cargo(
        &[
            "build",
            "--release",
            "--quiet",
            "-p",
            "atlctl",
            "-p",
            "xtask",
        ],
        &[],
    )?;
    cargo(
        &["run", "--release", "--quiet", "-p", "xtask", "--", "bench"],
        arguments,
    )
}

/// Runs a part in this process.
pub fn child(arguments: &[String]) -> Result<(), Failure> {
    let (name, rest) = arguments.split_first().ok_or("which part?")?;
    let (_, part) = PARTS
        .iter()
        .find(|(part, _)| part == name)
        .ok_or("no such part")?;
    part(rest)
}

/// Writes the results to the page, each benchmark between its two marks.
fn write(figures: &[(&str, Vec<Figure>)]) -> Result<(), Failure> {
    let page: PathBuf =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/performance.md");
    let mut text = std::fs::read_to_string(&page)?;
    for (name, figures) in figures {
        let (open, close) = (
            format!("<!-- bench {name} -->"),
            format!("<!-- end {name} -->"),
        );
        let missing = || format!("the page lacks {open} … {close}");
        let (before, rest) = text.split_once(&open).ok_or_else(missing)?;
        let (_, after) = rest.split_once(&close).ok_or_else(missing)?;
        let rows: Vec<String> = figures.iter().map(Figure::row).collect();
        text = format!(
            "{before}{open}\n| What | Measured | Limit | Passed |\n| --- | --- | --- | --- |\n{}\n{close}{after}",
            rows.join("\n")
        );
    }
    std::fs::write(page, text)?;
    Ok(())
}
