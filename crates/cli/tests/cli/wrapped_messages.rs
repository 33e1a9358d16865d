//! Messages on a narrow terminal: whole words, whole commands, and nothing else in a pipe.

use std::process::Stdio;

use crate::common::{ATLCTL, Env};

/// What a terminal of this width shows.
fn on_terminal(env: &Env, width: &str, args: &[&str]) -> String {
    let words = std::iter::once(ATLCTL).chain(args.iter().copied());
    let words: Vec<String> = words.map(|word| format!("'{word}'")).collect();
    let output = env
        .other("script")
        .env("COLUMNS", width)
        .env("NO_COLOR", "1")
        .args(["-q", "-c", &words.join(" "), "/dev/null"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().replace('\r', "")
}

#[test]
fn a_narrow_terminal_gets_whole_words_and_whole_commands() {
    let env = Env::new();
    let args = ["user", "list", "--live", "--where", "1"];
    insta::assert_snapshot!(on_terminal(&env, "50", &args), @"
    Error: --where cannot be used with --live
    Hint: leave out --live to use the mirror; if it is
      too old, first: atlctl sync
    ");
    // A script reads the lines that it always read.
    let piped = env.run(&args);
    assert_eq!(piped.stderr.lines().count(), 2, "{piped}");
}

#[test]
fn the_demo_fits_narrow_terminals() {
    let env = Env::new();
    let shown = on_terminal(&env, "60", &["demo", "--people", "400"]);
    assert!(shown.contains("Done in "), "{shown}");
    let wide = shown.lines().filter(|line| line.chars().count() > 60);
    // Commands stay on one line, so that they can be copied, and so do words.
    let broken: Vec<&str> = wide
        .filter(|line| !line.contains("atlctl ") && line.trim().contains(' '))
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}
