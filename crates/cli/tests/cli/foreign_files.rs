//! What somebody else wrote stays as it is, whatever command is told to write there.

use atlctl_sim::SimConfig;

use crate::common::Place;

const MINE: &str = "mine\n";

fn mine(place: &Place, path: &str) {
    let path = place.env.home().join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, MINE).unwrap();
}

fn read(place: &Place, path: &str) -> String {
    std::fs::read_to_string(place.env.home().join(path)).unwrap()
}

#[test]
fn no_command_overwrites_a_foreign_file() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    let person = place.control().accounts()[3].email.clone();
    let commands: [(&str, Vec<&str>); 13] = [
        ("man/atlctl-user-list.1", vec!["man", "--dir", "man"]),
        ("csv/notes.txt", vec!["export", "csv", "csv"]),
        ("lake/notes.txt", vec!["export", "parquet", "lake"]),
        ("lines/user.jsonl", vec!["export", "jsonl", "lines"]),
        ("all/index.html", vec!["report", "all", "--out", "all"]),
        ("page.html", vec!["report", "groups", "--html", "page.html"]),
        (
            "p.sarif",
            vec!["report", "posture", "--sarif", "p.sarif", "-q"],
        ),
        ("p.xml", vec!["report", "posture", "--junit", "p.xml", "-q"]),
        (
            "known.json",
            vec!["report", "posture", "--write-baseline", "known.json"],
        ),
        (
            "q4/manifest.json",
            vec![
                "review",
                "start",
                "--scope",
                "group:org-admins",
                "--reviewer",
                "a@x.example",
                "--out",
                "q4",
            ],
        ),
        (
            "plan.json",
            vec!["user", "suspend", &person, "--plan", "plan.json"],
        ),
        (
            "results.csv",
            vec![
                "user",
                "suspend",
                &person,
                "--yes",
                "--results",
                "results.csv",
            ],
        ),
        ("demo/notes.txt", vec!["demo", "--dir", "demo"]),
    ];
    for (file, args) in commands {
        mine(&place, file);
        let output = place.run(&args);
        // The demo has no such option, or leaves the directory alone.
        assert_ne!(output.code, 0, "{args:?}: {output}");
        assert!(output.stderr.contains("Hint: "), "{args:?}: {output}");
        assert_eq!(read(&place, file), MINE, "{args:?}");
    }
}

#[test]
fn pages_of_the_manual_replace_older_ones_alone() {
    let place = Place::with_key(SimConfig::default());
    let pages = |more: &[&str]| place.run(&[&["man", "--dir", "man"], more].concat());
    pages(&[]).expect(0);
    let page = read(&place, "man/atlctl-user-list.1");
    // One of an older version.
    let old = page.replace("0.1.0", "0.0.9");
    assert_ne!(old, page);
    std::fs::write(place.env.home().join("man/atlctl-user-list.1"), old).unwrap();
    pages(&[]).expect(0);
    assert_eq!(read(&place, "man/atlctl-user-list.1"), page);
    mine(&place, "man/atlctl-user-list.1");
    std::fs::remove_file(place.env.home().join("man/atlctl.1")).unwrap();
    let refused = pages(&[]);
    assert_eq!(refused.code, 2, "{refused}");
    assert!(
        refused
            .stderr
            .contains("man/atlctl-user-list.1 is no page of atlctl; nothing was written"),
        "{refused}"
    );
    assert!(
        !place.env.home().join("man/atlctl.1").exists(),
        "a page was written before"
    );
    pages(&["--force"]).expect(0);
    assert_eq!(read(&place, "man/atlctl-user-list.1"), page);
}
