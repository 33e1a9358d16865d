//! What `atlctl report` writes: pages, baselines, SARIF and JUnit.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use atlctl_sim::SimConfig;

use crate::common::Place;

#[test]
fn a_page_is_private_and_never_overwrites_by_accident() {
    let place = Place::synced();
    place
        .run(&["report", "seats", "--html", "seats.html"])
        .expect(0);
    let path = place.env.home().join("seats.html");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let page = fs::read_to_string(&path).unwrap();
    for said in [
        "Seats</h1>",
        "user on host, profile default",
        "atlctl report seats --days 90",
    ] {
        assert!(page.contains(said), "{said}");
    }
    place
        .run(&["report", "seats", "--html", "seats.html"])
        .expect(2);
    place
        .run(&["report", "seats", "--html", "seats.html", "--force"])
        .expect(0);
}

#[test]
fn all_writes_every_page_and_an_index_that_leads_to_them() {
    let place = Place::synced();
    place.run(&["report", "all", "--out", "pages"]).expect(0);
    let dir = place.env.home().join("pages");
    let index = fs::read_to_string(dir.join("index.html")).unwrap();
    let pages = index
        .split("<a href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap());
    let pages: Vec<&str> = pages.collect();
    assert_eq!(pages.len(), 10);
    for page in pages {
        assert!(
            fs::read_to_string(dir.join(page))
                .unwrap()
                .contains("</html>"),
            "{page}"
        );
    }
    let again = place.run(&["report", "all", "--out", "pages"]);
    assert!(again.stderr.contains("pages is not empty"), "{again}");
    assert_eq!(again.code, 2);
}

#[test]
fn posture_fails_a_pipeline_until_its_findings_are_accepted() {
    let place = Place::synced();
    let posture = |more: &[&str]| {
        place.run(
            &[
                &["report", "posture", "-q", "--list", "checks", "-o", "id"],
                more,
            ]
            .concat(),
        )
    };
    posture(&[]).expect(0);
    posture(&["--exit-code"]).expect(6);
    posture(&["--fail-on", "critical"]).expect(0);
    posture(&["--write-baseline", "known.json"]).expect(0);
    posture(&[
        "--baseline",
        "known.json",
        "--exit-code",
        "--sarif",
        "p.sarif",
        "--junit",
        "p.xml",
    ])
    .expect(0);
    let read = |name: &str| fs::read_to_string(place.env.home().join(name)).unwrap();
    let sarif: serde_json::Value = serde_json::from_str(&read("p.sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(
        results
            .iter()
            .filter(|result| result["kind"] == "fail")
            .all(|result| result["suppressions"].is_array())
    );
    assert!(read("p.xml").contains("failures=\"0\""));
    // A baseline of another organization accepts nothing here.
    let other = read("known.json").replace(&place.sim.org_id(), "o-2");
    place.env.file("other.json", other);
    let refused = posture(&["--baseline", "other.json"]);
    assert!(refused.stderr.contains("another organization"), "{refused}");
    assert_eq!(refused.code, 2);
}

/// What could not be decided fails on request, and is said otherwise.
#[test]
fn a_pipeline_hears_of_checks_that_see_nothing() {
    let place = Place::with_key(SimConfig::default());
    let fault = place.control().fault("POST */users/search roles-absent");
    fault.unwrap();
    assert!(place.run(&["sync", "-q"]).code < 4);
    let posture = |more: &[&str]| {
        let words = [
            "report",
            "posture",
            "--check",
            "admin-two-step,admin-many",
            "--fail-on",
            "low",
        ];
        place.run(&[words.as_slice(), more].concat())
    };
    let passed = posture(&[]);
    assert_eq!(passed.code, 0, "{passed}");
    let said = "Warning: 2 checks could not be decided and did not change the exit code (to exit with 6: --fail-on-unknown)";
    assert!(passed.stderr.contains(said), "{passed}");
    let failed = posture(&["--fail-on-unknown"]);
    assert_eq!(failed.code, 6, "{failed}");
    assert!(!failed.stderr.contains("could not be decided"), "{failed}");
}

#[test]
fn prices_make_estimates() {
    let place = Place::synced();
    let config = place.env.home().join(".config/atlctl/config.toml");
    let cost = || {
        let output = place.run(&["report", "seats", "-o", "json"]);
        let json: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        json["figures"]["cost"].as_f64()
    };
    assert_eq!(cost(), None);
    let known = fs::read_to_string(&config).unwrap();
    fs::write(
        &config,
        format!("{known}\n[prices]\ncurrency = \"EUR\"\njira-software = 10\n"),
    )
    .unwrap();
    let usage = place.run(&[
        "sql",
        "-q",
        "SELECT sum(usage) FROM workspace WHERE product_key = 'jira-software' AND id NOT LIKE '%sandbox%'",
        "-o",
        "csv",
    ]);
    let usage: f64 = usage.stdout.lines().nth(1).unwrap().parse().unwrap();
    assert_eq!(cost(), Some(usage * 10.0));
}
