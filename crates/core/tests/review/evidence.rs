//! The folder: whole or not at all, private, and every change of it found.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use atlctl_core::review::{
    About, Closed, Folder, MANIFEST, NewFile, Planned, ROWS, ReviewError, What, create,
    found_below, verify,
};

use crate::rows::{rows, started, step};

/// A review that was started, planned and closed.
pub(crate) fn whole(dir: &Path) -> Folder {
    let rows = serde_json::to_vec(&rows()).unwrap();
    let files = [
        NewFile::new(ROWS, rows),
        NewFile::new("reviewers/ann@acme.example.csv", "decision,row\n"),
        NewFile::new("reviewers/ann@acme.example.html", "<p>"),
    ];
    let mut folder = create(dir, &files, step(About::Start(started()))).unwrap();
    fs::write(dir.join("returned/ann.csv"), "keep").unwrap();
    let in_place = NewFile::new("returned/ann.csv", "keep").entry();
    let planned = Planned {
        plan: "plan-1.json".to_owned(),
        checksum: "sha256:0".to_owned(),
        changes: 1,
        decisions: "decisions-1.csv".to_owned(),
        keep: 1,
        remove: 1,
        undecided: 4,
        unusable: 0,
        problems: 0,
        returned: BTreeMap::from([("returned/ann.csv".to_owned(), "ann.csv".to_owned())]),
        encoding: None,
    };
    let files = [
        NewFile::new("decisions-1.csv", "keep,1"),
        NewFile::new("plan-1.json", "{}"),
    ];
    folder
        .add(&files, vec![in_place], step(About::Plan(planned)))
        .unwrap();
    let closed = Closed {
        runs: Vec::new(),
        keep: 1,
        remove: 1,
        undecided: 4,
        unusable: 0,
        results: [("removed".to_owned(), 1)].into(),
        removed_wrongly: 1,
        maybe_removed_wrongly: 1,
        gone: 1,
        mirror: None,
    };
    let files = [NewFile::new("results/20261124-1.csv", "done")];
    folder
        .add(&files, Vec::new(), step(About::Close(closed)))
        .unwrap();
    folder
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = vec![dir.to_owned()];
    while let Some(dir) = left.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What is found, as `path what`.
fn found(dir: &Path) -> Vec<String> {
    let verified = verify(dir).unwrap();
    let findings = verified.findings.iter();
    findings
        .map(|finding| format!("{} {}", finding.path, finding.what.as_str()))
        .collect()
}

#[test]
fn an_untouched_folder_is_as_recorded_and_private() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("review");
    let folder = whole(&dir);
    let verified = verify(&dir).unwrap();
    assert_eq!(verified.findings, []);
    assert_eq!((verified.steps, verified.files), (3, 7));
    assert_eq!(verified.hash, folder.manifest.hash());
    assert_eq!(Folder::open(&dir).unwrap().rows().unwrap(), rows());
    for path in files(&dir) {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o077;
        let by_hand = path.ends_with("returned/ann.csv");
        assert!(mode == 0 || by_hand, "{}: {mode:o}", path.display());
    }
    for dir in [&dir, &dir.join("reviewers"), &dir.join("results")] {
        let mode = fs::metadata(dir).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "{}", dir.display());
    }
    assert_eq!(
        found_below(home.path()).unwrap(),
        std::slice::from_ref(&dir)
    );
    assert_eq!(found_below(&dir).unwrap(), [dir]);
}

#[test]
fn what_exists_is_not_overwritten_and_a_failure_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let step = || step(About::Start(started()));
    for name in ["file", "folder", "link"] {
        let path = home.path().join(name);
        match name {
            "file" => fs::write(&path, "mine").unwrap(),
            "folder" => fs::create_dir(&path).unwrap(),
            _ => symlink(home.path().join("nowhere"), &path).unwrap(),
        }
        let made = create(&path, &[], step());
        assert!(matches!(made, Err(ReviewError::Exists(_))), "{name}");
    }
    let twice = [NewFile::new("a", "1"), NewFile::new("a", "2")];
    let made = create(&home.path().join("new"), &twice, step());
    assert!(matches!(made, Err(ReviewError::Io { .. })));
    let made = create(&home.path().join("no/such/place"), &[], step());
    assert!(matches!(made, Err(ReviewError::Io { .. })));
    let mut left: Vec<_> = fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["file", "folder", "link"]);
}

/// Every file, and each thing that can be done to it.
#[test]
fn every_change_of_every_file_is_found() {
    let home = tempfile::tempdir().unwrap();
    let model = home.path().join("model");
    whole(&model);
    let mut checked = 0;
    for (at, file) in files(&model).into_iter().enumerate() {
        let path = file.strip_prefix(&model).unwrap().to_str().unwrap();
        let content = fs::read(&file).unwrap();
        for kind in ["longer", "other", "empty", "missing", "link", "folder"] {
            let dir = home.path().join(format!("{at}-{kind}"));
            whole(&dir);
            let file = dir.join(path);
            let mut other = content.clone();
            fs::remove_file(&file).unwrap();
            match kind {
                "longer" => {
                    other.push(b' ');
                    fs::write(&file, &other).unwrap();
                }
                "other" => {
                    // One bit, in the middle: in the manifest, in a text that a step holds.
                    let middle = other.len() / 2;
                    other[middle] ^= 1;
                    fs::write(&file, &other).unwrap();
                }
                "empty" => fs::write(&file, "").unwrap(),
                "link" => symlink(model.join(path), &file).unwrap(),
                "folder" => fs::create_dir(&file).unwrap(),
                _ => {}
            }
            if path == MANIFEST {
                let seen = verify(&dir);
                let differs = seen.as_ref().map_or(true, |seen| !seen.findings.is_empty());
                assert!(differs, "{path} {kind}: {seen:?}");
                continue;
            }
            let what = match kind {
                "missing" => What::Missing,
                _ => What::Changed,
            };
            assert_eq!(found(&dir), [format!("{path} {}", what.as_str())], "{kind}");
            checked += 1;
        }
    }
    assert_eq!(checked, 42);
}

#[test]
fn what_was_added_is_found_and_a_renamed_file_is_two_findings() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("review");
    whole(&dir);
    fs::write(dir.join("returned/late.csv"), "remove").unwrap();
    fs::create_dir(dir.join("extra")).unwrap();
    fs::write(dir.join("extra/.hidden"), "").unwrap();
    fs::rename(dir.join("plan-1.json"), dir.join("plan-2.json")).unwrap();
    assert_eq!(
        found(&dir),
        [
            "plan-1.json missing",
            "extra/.hidden added",
            "plan-2.json added",
            "returned/late.csv added"
        ]
    );
}

#[test]
fn a_list_that_came_in_waits_for_the_next_step() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("review");
    let files = [NewFile::new(ROWS, "[]")];
    create(&dir, &files, step(About::Start(started()))).unwrap();
    fs::write(dir.join("returned/ann.csv"), "keep").unwrap();
    let verified = verify(&dir).unwrap();
    assert_eq!(verified.findings, []);
    assert_eq!(verified.pending, ["returned/ann.csv"]);
    // A link is not a list.
    symlink("/etc/hostname", dir.join("returned/link.csv")).unwrap();
    assert_eq!(found(&dir), ["returned/link.csv added"]);
}

/// Every value in the manifest is covered by a hash.
#[test]
fn every_value_of_the_manifest_is_covered() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("review");
    whole(&dir);
    let path = dir.join(MANIFEST);
    let text = fs::read_to_string(&path).unwrap();
    let mut checked = 0;
    for (at, c) in text.char_indices() {
        if !c.is_ascii_alphanumeric() {
            continue;
        }
        let mut other = text.clone();
        let instead = if c == '1' { "2" } else { "1" };
        other.replace_range(at..=at, instead);
        fs::write(&path, &other).unwrap();
        let differs = verify(&dir).map_or(true, |seen| !seen.findings.is_empty());
        let line = other.get(..at).unwrap().lines().last().unwrap_or_default();
        assert!(differs, "byte {at} of {line}");
        checked += 1;
    }
    assert!(checked > 1_000, "{checked}");
    // A step less, and a step of another review, are found as well.
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    for change in ["less", "turned", "outside"] {
        let mut value = value.clone();
        let steps = value["steps"].as_array_mut().unwrap();
        match change {
            "less" => drop(steps.pop()),
            "turned" => steps.swap(1, 2),
            _ => steps[0]["step"]["files"][0]["path"] = "../../etc/hostname".into(),
        }
        fs::write(&path, value.to_string()).unwrap();
        assert!(
            found(&dir).contains(&format!("{MANIFEST} changed")),
            "{change}"
        );
    }
    fs::write(
        &path,
        text.replacen("\"atlctl_review\": 1", "\"atlctl_review\": 99", 1),
    )
    .unwrap();
    assert!(matches!(verify(&dir), Err(ReviewError::Newer { .. })));
    fs::remove_file(&path).unwrap();
    assert!(matches!(verify(&dir), Err(ReviewError::NotAReview(_))));
}

/// What a step that was cut off left behind is replaced by the same step.
#[test]
fn a_step_that_was_cut_off_can_be_made_again() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("review");
    let mut folder = create(
        &dir,
        &[NewFile::new(ROWS, "[]")],
        step(About::Start(started())),
    )
    .unwrap();
    fs::write(dir.join("plan-1.json"), "half").unwrap();
    assert_eq!(found(&dir), ["plan-1.json added"]);
    let closed = Closed::default();
    let files = [NewFile::new("plan-1.json", "whole")];
    folder
        .add(&files, Vec::new(), step(About::Close(closed)))
        .unwrap();
    assert_eq!(found(&dir), [""; 0]);
    // What a step recorded is never replaced.
    let again = folder.add(&files, Vec::new(), step(About::Start(started())));
    assert!(again.is_err());
    assert_eq!(fs::read(dir.join("plan-1.json")).unwrap(), b"whole");
}
