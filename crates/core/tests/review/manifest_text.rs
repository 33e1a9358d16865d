//! The text of the manifest: every edit of it shows, also where no value that is read changes.

use std::fs;

use atlctl_core::review::{Folder, MANIFEST, verify};

use crate::evidence::whole;

fn findings(dir: &std::path::Path) -> Vec<String> {
    let found = verify(dir).unwrap().findings;
    found
        .into_iter()
        .map(|one| format!("{}: {}", one.path, one.why))
        .collect()
}

#[test]
fn keys_and_blanks_that_nothing_reads_are_found() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("review");
    whole(&dir);
    let path = dir.join(MANIFEST);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(findings(&dir), Vec::<String>::new());
    let mut edits = vec![
        text.replacen("{", "{\n  \"approved_by\": \"CEO\",", 1),
        text.replacen("\"steps\": [", "\"approved_by\": \"CEO\", \"steps\": [", 1),
        format!("{text} "),
        format!("{text}\n"),
        text.trim_end().to_owned(),
        text.replace('\n', "\r\n"),
    ];
    // Beside the hash of each step, before and after it.
    for (at, _) in text.match_indices("\"hash\":") {
        let (before, after) = text.split_at(at);
        edits.push(format!("{before}\"approved_by\": \"CEO\", {after}"));
        let line = after.find('\n').unwrap();
        edits.push(format!(
            "{before}{}{}{}",
            &after[..line],
            " \"approved_by\": \"CEO\",",
            &after[line..]
        ));
    }
    // A blank anywhere, inside the steps and around them.
    for (at, _) in text.match_indices('\n') {
        edits.push(format!("{} {}", &text[..at], &text[at..]));
    }
    for edit in edits {
        fs::write(&path, &edit).unwrap();
        let altered = verify(&dir).map_or(true, |found| !found.findings.is_empty());
        assert!(altered, "{edit}");
    }
    fs::write(&path, &text).unwrap();
    assert_eq!(findings(&dir), Vec::<String>::new());
    // A key twice.
    let twice = text.replacen("\"hash\":", "\"hash\": \"x\", \"hash\":", 1);
    fs::write(&path, twice).unwrap();
    assert!(verify(&dir).is_err());
    // Bytes that are no text.
    fs::write(&path, [text.as_bytes(), b"\xff"].concat()).unwrap();
    assert!(Folder::open(&dir).is_err());
}

/// Reading a pipe waits for its other end.
#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_file_is_found_at_once() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("review");
    whole(&dir);
    for path in ["rows.json", "returned/pipe.csv"] {
        let path = dir.join(path);
        let _ = fs::remove_file(&path);
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
    }
    let found = findings(&dir);
    assert!(
        found.contains(&"rows.json: it is no regular file".to_owned())
            && found.contains(&"returned/pipe.csv: is no regular file".to_owned()),
        "{found:?}"
    );
    fs::remove_file(dir.join(MANIFEST)).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(dir.join(MANIFEST))
        .status();
    assert!(made.unwrap().success());
    assert!(verify(&dir).is_err());
}
