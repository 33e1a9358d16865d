//! Reports that are saved in the configuration.

use crate::common::Place;
use crate::completion::offered;

fn place() -> Place {
    let place = Place::synced();
    let config = place.env.home().join(".config/atlctl/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let saved = "[saved]\nmanaged = \"managed\"\n\n[saved.reports]\n\
                 idle = \"inactive --where 'last_active IS NOT NULL' --days 180\"\n\
                 people = \"access --where @managed --list people\"\n\
                 odd = \"inactive --app 'jira\"\nwrong = \"inactve\"\n";
    std::fs::write(config, format!("{text}\n{saved}")).unwrap();
    place
}

#[test]
fn a_saved_report_stands_for_its_arguments() {
    let place = place();
    for (by_name, in_full) in [
        (
            &["report", "@idle"][..],
            &[
                "report",
                "inactive",
                "--where",
                "last_active IS NOT NULL",
                "--days",
                "180",
            ][..],
        ),
        (
            &["-q", "report", "@idle", "--limit", "3", "-o", "id"],
            &[
                "-q",
                "report",
                "inactive",
                "--where",
                "last_active IS NOT NULL",
                "--days",
                "180",
                "--limit",
                "3",
                "-o",
                "id",
            ],
        ),
        (
            &["reports", "@people", "-o", "csv"],
            &[
                "report", "access", "--where", "managed", "--list", "people", "-o", "csv",
            ],
        ),
    ] {
        let (named, plain) = (place.run(by_name), place.run(in_full));
        assert_eq!(named.to_string(), plain.to_string());
        assert!(plain.code == 0 && !plain.stdout.is_empty(), "{plain}");
    }
    // A report says what was meant.
    let report = place.run(&["report", "@idle", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
    assert_eq!(
        report["command"],
        "atlctl report inactive --where 'last_active IS NOT NULL' --days 180"
    );
    let shown = place.run(&["config", "show", "-o", "json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    let saved = shown.as_array().unwrap().iter();
    let saved: Vec<&str> = saved
        .filter(|one| one["setting"].as_str().unwrap().starts_with("saved"))
        .map(|one| one["value"].as_str().unwrap())
        .collect();
    assert_eq!(saved[0], "@managed = managed");
    assert!(
        saved[1].contains("@people = access --where @managed --list people"),
        "{saved:?}"
    );
}

#[test]
fn what_is_not_saved_is_an_error_with_the_names() {
    let place = place();
    insta::assert_snapshot!(place.run(&["report", "@idl"]), @r#"
    ------- stderr -------
    Error: no saved report "idl"
    Hint: use one of: @idle, @people, @wrong
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["report", "@odd"]), @r#"
    ------- stderr -------
    Error: [HOME]/.config/atlctl/config.toml, line 16: saved.reports.odd must be the arguments of a report, such as "inactive --days 180", but this text is not
    Hint: correct that line; or remove the setting: atlctl config unset saved.reports.odd
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["report", "@wrong"]), @"
    ------- stderr -------
    Error: no command `atlctl report inactve`
    Hint: did you mean: atlctl report inactive
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["report", "@"]), @"
    ------- stderr -------
    Error: @ needs the name of a saved report
    Hint: use one of: @idle, @people, @wrong
    [exit status: 2]
    ");
    let other = Place::new(atlctl_sim::SimConfig::default());
    insta::assert_snapshot!(other.run(&["report", "@idle"]), @r#"
    ------- stderr -------
    Error: no saved report "idle"
    Hint: save reports under [saved.reports] in [HOME]/.config/atlctl/config.toml, such as: idle = "inactive --days 180 --managed"
    [exit status: 2]
    "#);
}

#[test]
fn names_are_completed() {
    let place = place();
    let reports = offered(&place, &["atlctl", "report"], "@");
    assert_eq!(reports, ["@idle", "@people"]);
    let options = offered(&place, &["atlctl", "report", "@idle"], "--ht");
    assert_eq!(options, ["--html"]);
    let conditions = offered(&place, &["atlctl", "user", "list", "--where"], "@");
    assert_eq!(conditions, ["@managed"]);
}

/// An option on the command line stands in the place of the saved one, and the rest of the report stays.
#[test]
fn an_option_replaces_the_saved_one() {
    let place = place();
    let said = |words: &[&str]| {
        let report = place.run(&[&["-q", "report"], words, &["-o", "json"]].concat());
        let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
        report["command"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        said(&["@idle", "--days", "90"]),
        "atlctl report inactive --where 'last_active IS NOT NULL' --days 90"
    );
    assert_eq!(
        said(&["@idle", "--days=30", "--where", "managed", "--app", "jira"]),
        "atlctl report inactive --app jira --where managed --days 30"
    );
    let list = place.run(&["-q", "report", "@people", "--list", "apps", "-o", "csv"]);
    assert!(list.stdout.starts_with("app,"), "{list}");
}

/// A saved condition is whole: no part of another, and it names none.
#[test]
fn a_saved_condition_is_no_part_of_another() {
    let place = place();
    insta::assert_snapshot!(place.run(&["user", "list", "--where", "@managed OR org_admin"]), @r#"
    ------- stderr -------
    Error: invalid value "@managed OR org_admin" for --where: @managed stands for a whole condition and cannot be part of another; write out what it says: see atlctl config show
    Hint: see the options: atlctl user list --help
    [exit status: 2]
    "#);
    let config = place.env.home().join(".config/atlctl/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let text = text.replace(
        "[saved.reports]",
        "both = \"@managed OR org_admin\"\n\n[saved.reports]",
    );
    std::fs::write(config, text).unwrap();
    insta::assert_snapshot!(place.run(&["user", "list", "--where", "@both"]), @r#"
    ------- stderr -------
    Error: invalid value "@both" for --where: [HOME]/.config/atlctl/config.toml, line 13: saved.both must be a condition without @NAME (it cannot use another saved condition), but this text is not
    Hint: see the options: atlctl user list --help
    [exit status: 2]
    "#);
}
