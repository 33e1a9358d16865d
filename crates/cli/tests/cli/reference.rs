//! The manual and the page docs/reference/cli.md, both made from the program itself.

use std::path::Path;

use crate::common::Env;

/// Every command has help of its own, down to the last verb, and each page says more than usage.
#[test]
fn every_command_has_a_page() {
    let env = Env::new();
    let dir = env.home().join("pages");
    env.run(&["man", "--dir", dir.to_str().unwrap()]).expect(0);
    let mut pages = 0;
    for entry in std::fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(".SH NAME"), "{}", path.display());
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(
            text.contains(&format!("{} \\- ", name.replace('-', "\\-"))),
            "{name} does not say what it is for:\n{text}"
        );
        pages += 1;
    }
    assert!(pages > 5, "only {pages} pages");
}

/// Packages are built where there is no home.
#[test]
fn the_manual_and_completions_need_no_home() {
    let env = Env::new();
    for args in [&["man"][..], &["completions", "bash"]] {
        let output = env.command(args).env_remove("HOME").output().unwrap();
        assert!(output.status.success(), "{args:?} {output:?}");
        assert!(output.stdout.len() > 1000, "{args:?}");
    }
}

#[test]
fn long_help_is_shown() {
    let help = Env::new().run(&["api", "--help"]).stdout;
    assert!(help.contains("Paths under /gateway/api/"), "{help}");
}

/// A comment on a variant that holds a command's arguments hides the long help of those arguments.
#[test]
fn variants_of_commands_have_no_comments() {
    let mut wrong = Vec::new();
    let mut places = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(place) = places.pop() {
        if place.is_dir() {
            places.extend(
                std::fs::read_dir(&place)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        let text = std::fs::read_to_string(&place).unwrap();
        if !text.contains("derive(Debug, Subcommand)") {
            continue;
        }
        let mut commented = false;
        for line in text.lines().map(str::trim) {
            let variant = line.ends_with("),") && line.contains("::") && !line.contains("=>");
            if variant && commented {
                wrong.push(format!("{}: {line}", place.display()));
            }
            commented = line.starts_with("///") || (commented && line.starts_with("#["));
        }
    }
    assert!(
        wrong.is_empty(),
        "take the comments away:\n{}",
        wrong.join("\n")
    );
}
#[test]
fn the_reference_is_up_to_date() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/cli.md");
    let written = std::fs::read_to_string(&page).unwrap_or_default();
    let made = Env::new().run(&["man", "--format", "markdown"]).stdout;
    assert!(
        made == written,
        "docs/reference/cli.md is not what the program says; run: cargo xtask docs"
    );
}

/// What the program tells of itself, into a stream that takes nothing.
#[test]
fn help_that_cannot_be_written_is_a_failure_unless_nobody_reads() {
    let env = Env::new();
    for args in [
        &["--help"][..],
        &["-h"],
        &["--version"],
        &["policy", "move", "--help"],
        &["man"],
        &["completions", "bash"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let output = env.command(args).stdout(full.unwrap()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?} {said}");
        assert!(said.contains("no space left on device"), "{args:?} {said}");
        assert!(said.contains("Hint: "), "{args:?} {said}");

        let (reader, nobody) = std::io::pipe().unwrap();
        drop(reader);
        let output = env.command(args).stdout(nobody).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), said.as_str()),
            (Some(0), ""),
            "{args:?}"
        );
    }
}
