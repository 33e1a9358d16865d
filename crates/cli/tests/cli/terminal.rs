//! On a real terminal (`script` makes one) and in a pipe: nothing in the data steers the terminal, color is
//! as it was asked for, and a reader that goes away ends it quietly.

use std::process::Stdio;

use crate::common::{ATLCTL, Place};

/// What a terminal is sent by a run with these variables more.
fn shown(place: &Place, args: &[&str], vars: &[(&str, &str)]) -> String {
    let words: Vec<String> = std::iter::once(ATLCTL)
        .chain(args.iter().copied())
        .map(|word| format!("'{}'", word.replace('\'', "'\\''")))
        .collect();
    let output = place
        .env
        .other("script")
        .env("TERM", "xterm-256color")
        .envs(vars.iter().copied())
        .args(["-q", "-e", "-c", &words.join(" "), "/dev/null"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{args:?}\n{text}");
    text
}

/// What no terminal may get out of data. Line ends are the terminal's own.
fn steers(c: char) -> bool {
    (c.is_control() && !matches!(c, '\r' | '\n' | '\t'))
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Some terminals and runners say that they are 0 wide: that is no width.
#[test]
fn a_width_of_nothing_is_none() {
    let mut place = Place::synced();
    let list = ["user", "list", "--limit", "1"];
    place.env.var("COLUMNS", "0");
    let output = place.run(&list);
    assert!(!output.stderr.contains("Columns not shown"), "{output}");
    place.env.var("COLUMNS", "20");
    let output = place.run(&list);
    assert!(output.stderr.contains("Columns not shown"), "{output}");
}

#[test]
fn names_that_attack_do_not_steer_the_terminal() {
    let place = Place::synced();
    let hostile = place
        .control()
        .accounts()
        .into_iter()
        .find(|account| account.name.contains('\u{1b}'))
        .expect("the simulator has hostile names");
    for args in [
        &["user", "list"][..],
        &["user", "list", "--live"],
        &["user", "list", "-o", "csv"],
        &["user", "list", "-o", "csv", "--raw"],
        &["user", "list", "-o", "json"],
        &["user", "list", "-o", "jsonl"],
        &["sql", "-o", "id", "SELECT name FROM user"],
        &["user", "show", &hostile.account_id],
        &["user", "show", &hostile.account_id, "--live"],
        &["group", "members", "all-staff"],
        &["sql", "SELECT name, raw FROM user"],
        &[
            "sql",
            "SELECT char(27) || ']52;c;x' || char(7) AS x, char(8238) AS y",
        ],
    ] {
        let text = shown(&place, args, &[("NO_COLOR", "1")]);
        let found = text.chars().find(|c| steers(*c));
        assert_eq!(found, None, "{args:?}");
        assert!(text.len() > 20, "{args:?}\n{text}");
    }
}

#[test]
fn color_is_as_it_was_asked_for() {
    let place = Place::synced();
    let list = ["domain", "list"];
    for (vars, colored) in [
        (&[][..], true),
        (&[("NO_COLOR", "1")], false),
        (&[("NO_COLOR", "")], true),
        (&[("CLICOLOR", "0")], false),
        (&[("TERM", "dumb")], false),
        (&[("CLICOLOR_FORCE", "1")], true),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
    ] {
        let text = shown(&place, &list, vars);
        assert_eq!(text.contains('\u{1b}'), colored, "{vars:?}\n{text}");
    }
    let text = shown(&place, &["domain", "list", "--no-color"], &[]);
    assert!(!text.contains('\u{1b}'), "{text}");
    // In pipes there is none, unless it is forced; data never has any there.
    let mut piped = place.env.command(&["user", "show", "nobody"]);
    let plain = piped.output().unwrap();
    assert!(!plain.stderr.contains(&0x1b));
    let forced = piped.env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(forced.stderr.contains(&0x1b));
    let mut data = place.env.command(&["domain", "list"]);
    let data = data.env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(!data.stdout.contains(&0x1b));
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let place = Place::synced();
    for format in ["table", "csv", "json", "jsonl", "id"] {
        let mut child = place
            .env
            .command(&["user", "list", "-q", "-o", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), said.as_str()),
            (Some(0), ""),
            "{format}"
        );
    }
}
