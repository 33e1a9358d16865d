//! A gateway that repeats the credential: it is printed nowhere, and gets into no journal and no mirror.

use atlctl_sim::SimConfig;

use crate::common::{Output, Place};
use crate::moving;

const CONTRACTORS: &str = "6a906979-5bab-4740-88e0-4db1bb7112c7";

/// Whether eight characters of a secret in a row are in a text. What all secrets of a kind begin with is none.
fn holds(text: &[u8], secret: &str) -> bool {
    let own = secret.as_bytes().get(12..).unwrap();
    own.windows(8)
        .any(|part| text.windows(8).any(|seen| seen == part))
}

fn hidden(output: &Output, secret: &str) {
    assert!(!holds(output.to_string().as_bytes(), secret), "{output}");
    assert!(output.to_string().contains("[hidden]"), "{output}");
}

#[test]
fn in_reads_and_in_the_mirror() {
    let place = Place::with_key(SimConfig::default());
    let key = place.sim.api_key();
    place.control().fault("* */workspaces 403 repeats").unwrap();
    hidden(&place.env.run(&["sync"]), &key);
    place
        .control()
        .fault("* */users/search 400 repeats")
        .unwrap();
    place.control().fault("GET */domains 403 repeats").unwrap();
    for args in [
        &["sync"][..],
        &["user", "list", "--live"],
        &["domain", "list", "--live"],
        &["api", "-i", "/admin/v1/orgs/{org}/domains"],
        &[
            "api",
            "-i",
            "/admin/v1/orgs/{org}/domains",
            "--debug-http",
            "-vvv",
        ],
    ] {
        hidden(&place.env.run(args), &key);
    }
    let kept = place.env.kept();
    for file in place.env.files().into_iter().filter(|file| *file != kept) {
        assert!(
            !holds(&std::fs::read(&file).unwrap(), &key),
            "{}",
            file.display()
        );
    }
}

#[test]
fn in_a_change_and_in_the_journal() {
    let place = moving::Place::new(SimConfig::default());
    let key = place.sim.api_key();
    let email = place
        .sim
        .control()
        .accounts()
        .into_iter()
        .find(|account| account.managed && account.status == "active" && !account.org_admin)
        .map(|account| account.email)
        .unwrap();
    place
        .sim
        .control()
        .fault("POST */add-users 403 repeats")
        .unwrap();
    let output = place
        .env
        .run(&["policy", "move", &email, "--to", CONTRACTORS, "--yes"]);
    assert_ne!(output.code, 0, "{output}");
    hidden(&output, &key);
    let kept = place.env.kept();
    let mut journals = 0;
    for file in place.env.files().into_iter().filter(|file| *file != kept) {
        let bytes = std::fs::read(&file).unwrap();
        journals += usize::from(bytes.windows(8).any(|part| part == b"[hidden]"));
        assert!(!holds(&bytes, &key), "{}", file.display());
    }
    assert!(
        journals > 0,
        "the refusal is in no file, so nothing was tested"
    );
}
