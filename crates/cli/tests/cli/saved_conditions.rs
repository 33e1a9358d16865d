//! Conditions that are saved in the configuration.

use crate::common::Place;

#[test]
fn saved_conditions_stand_for_what_is_saved() {
    let place = Place::synced();
    let known = place.run(&["user", "list", "--where", "@managed-admins"]);
    assert!(
        known.stderr.contains(
            "no saved condition \"managed-admins\"\nHint: save conditions under [saved] in "
        ),
        "{known}"
    );
    let file = place
        .env
        .files()
        .into_iter()
        .find(|path| path.ends_with("config.toml"))
        .unwrap();
    let config = std::fs::read_to_string(&file).unwrap();
    let saved = "[prices]\ncurrency = \"EUR\"\njira-software = 8.15\nconfluence = 6\n[saved]\nmanaged-admins = \"managed AND org_admin\"\nteams = \"name LIKE 'team-%'\"\n";
    std::fs::write(&file, format!("{config}\n{saved}")).unwrap();
    for (by_name, by_text) in [
        (
            vec!["user", "list", "--where", "@managed-admins"],
            vec!["user", "list", "--where", "managed AND org_admin"],
        ),
        (
            vec!["group", "list", "--where=@teams"],
            vec!["group", "list", "--where", "name LIKE 'team-%'"],
        ),
        (
            vec![
                "report",
                "access",
                "--list",
                "people",
                "--where",
                "@managed-admins",
            ],
            vec![
                "report",
                "access",
                "--list",
                "people",
                "--where",
                "managed AND org_admin",
            ],
        ),
        (
            vec!["user", "suspend", "--where", "@managed-admins", "--dry-run"],
            vec![
                "user",
                "suspend",
                "--where",
                "managed AND org_admin",
                "--dry-run",
            ],
        ),
    ] {
        let (named, plain) = (place.run(&by_name), place.run(&by_text));
        assert_eq!(named.to_string(), plain.to_string());
        assert!(plain.stdout.lines().count() > 1, "{plain}");
    }
    // A report says what was meant.
    let report = place.run(&[
        "report",
        "access",
        "--where",
        "@managed-admins",
        "-o",
        "json",
    ]);
    let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
    assert_eq!(report["filters"][0], "--where 'managed AND org_admin'");
    insta::assert_snapshot!(place.run(&["user", "list", "--where", "@teamz"]), @r#"
    ------- stderr -------
    Error: invalid value "@teamz" for --where: no saved condition "teamz"
    Hint: use one of: @managed-admins, @teams
    [exit status: 2]
    "#);
    let shown = place.run(&["config", "show"]);
    let shown: Vec<&str> = shown
        .stdout
        .lines()
        .filter(|line| line.starts_with("prices") || line.starts_with("saved"))
        .collect();
    let lines: Vec<String> = shown
        .iter()
        .map(|line| line.split("  (").next().unwrap().to_owned())
        .collect();
    assert_eq!(
        lines,
        [
            "prices.APP          confluence = 6 EUR, jira-software = 8.15 EUR",
            "saved.NAME          @managed-admins = managed AND org_admin; @teams = name LIKE 'team-%'",
            "saved.reports.NAME  none",
        ]
    );
}
