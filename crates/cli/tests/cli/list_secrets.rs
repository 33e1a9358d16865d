//! A secret in a list that somebody hands over, wherever it stands and however it is cut: no message repeats any of it.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::common::Place;

/// Lists, each with places for a secret.
const LISTS: [&str; 20] = [
    "SECRET",
    "Email\nada@acme.example\nSECRET\n",
    "Email,SECRET\nada@acme.example,SECRET\n",
    "Name;Email\nSECRET;ada@acme.example\nAda;SECRET\n",
    "Name;Email\nAda;ada@acme.example;SECRET\n",
    "Team SECRET\nName,Email\nAda,ada@acme.example\n",
    "SECRET: ada@acme.example, SECRET@acme.example; bob@SECRET\n",
    "SECRET <ada@acme.example>\n<SECRET>\n",
    "ada@acme.example (SECRET)\nbob@acme.example SECRET\n",
    "ada@acme.example|SECRET|bob@acme.example\n",
    "Email,Manager\nada@acme.example,SECRET@acme.example\n",
    "Email,Action\nada@acme.example,SECRET\n",
    "Email,Keep\nada@acme.example,SECRET\nbob@acme.example,no\n",
    "\"SECRET\nada@acme.example\n",
    "[{\"email\":\"SECRET\"},{\"SECRET\":\"ada@acme.example\"}]",
    "{\"people\":[SECRET",
    "[\"ada@acme.example\",\"SECRET\"]",
    "<table><tr><th>Email</th><th>SECRET</th></tr><tr><td>SECRET</td><td>ada@acme.example</td></tr></table>",
    "<ul><li>ada@acme.example SECRET</li><li title='SECRET'>SECRET</li></ul>",
    "To: ada@acme.example, SECRET\nCookie: SECRET\nSubject: SECRET\n",
];

/// The commands that read a list.
const READERS: [&[&str]; 7] = [
    &["user", "suspend", "--csv", "list", "--dry-run"],
    &[
        "user",
        "suspend",
        "--csv",
        "list",
        "--dry-run",
        "--skip-problems",
    ],
    &["change", "--csv", "list", "--dry-run"],
    &[
        "group",
        "sync",
        "--csv",
        "list",
        "--group-column",
        "Team",
        "--dry-run",
    ],
    &[
        "user",
        "suspend",
        "bob@acme.example",
        "--except",
        "list",
        "--dry-run",
    ],
    &["token", "revoke", "--csv", "list", "--dry-run"],
    &["policy", "import-names", "list"],
];

const CASES: u32 = 150;

/// A secret, and what a line with it looks like.
fn secret() -> impl Strategy<Value = (String, String)> {
    let word = "[A-Za-z][A-Za-z0-9_-]{18,40}[0-9]";
    prop_oneof![
        (word, word).prop_map(|(claims, signature)| {
            let token = format!("eyJhbGciOiJIUzI1NiJ9.eyJ{claims}.{signature}");
            (token.clone(), token)
        }),
        word.prop_map(|key| (format!("ATATT3{key}"), format!("ATATT3{key}"))),
        word.prop_map(|key| (format!("ATCTT3{key}="), format!("ATCTT3{key}="))),
        word.prop_map(|value| (
            value.clone(),
            format!("cloud.session.token={value}; other=1")
        )),
    ]
}

/// Whether eight characters in a row of the secret stand in the text, in whatever case.
fn leaks(said: &str, secret: &str) -> bool {
    let (said, secret) = (said.to_lowercase(), secret.to_lowercase());
    let mut parts = secret.as_bytes().windows(8);
    parts.any(|part| said.contains(std::str::from_utf8(part).unwrap()))
}

#[test]
fn no_message_repeats_a_secret_of_a_list() {
    let place = Place::synced();
    let of = (
        prop::sample::select(&LISTS[..]),
        prop::sample::select(&READERS[..]),
        secret(),
        any::<prop::sample::Index>(),
        any::<bool>(),
    );
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 40,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let checked = runner.run(&of, |(list, reader, (secret, line), place_of, wide)| {
        // Where a place is meant for it, and at any other.
        let mut text = list.to_owned();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        text.insert_str(places[place_of.index(places.len())], "SECRET");
        let text = text.replace("SECRET", &line);
        let bytes: Vec<u8> = match wide {
            true => format!("\u{feff}{text}")
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
            false => text.clone().into_bytes(),
        };
        std::fs::write(place.env.home().join("list"), bytes).unwrap();
        let output = place.env.run(reader);
        prop_assert!(
            !leaks(&output.stderr, &secret),
            "{reader:?} of {text:?}: {output}"
        );
        Ok(())
    });
    checked.unwrap_or_else(|fault| panic!("{fault}"));
}

/// Words of a list are compared in lower case, and said so.
#[test]
fn a_key_where_an_action_is_expected_is_not_repeated() {
    let place = Place::synced();
    let list = "Email,Action\nada@acme.example,ATCTT3A0___a0_a_aAacFzWfR9=\n";
    place.env.file("list", list);
    let output = place.run(&["change", "--csv", "list", "--dry-run"]);
    assert!(output.stderr.contains("1 \"[hidden]\""), "{output}");
}

/// Plans, journals and results would keep it.
#[test]
fn a_secret_in_a_cell_makes_no_plan() {
    let place = crate::moving::Place::new(atlctl_sim::SimConfig::default());
    let person = place.movable().remove(0).email;
    let key = "ATATT3xFfGF0AbCdEfGhIjKlMnOpQrStUvWxYz012345=1A2B3C4D";
    for list in [
        format!("Email,Action,Reason\n{person},suspend,token {key}\n"),
        format!("Email,Action,Job title\n{person},update,{key}\n"),
        format!("Email,Action\n{person},suspend\n{key}@acme.example,suspend\n"),
    ] {
        place.env.file("list", &list);
        for more in [&["--plan", "plan.json"][..], &["--yes"], &["-o", "json"]] {
            let output = place.run(&[&["change", "--csv", "list"], more].concat());
            assert_eq!(output.code, 2, "{output}");
            assert!(!leaks(&output.to_string(), key), "{output}");
            assert!(!place.env.home().join("plan.json").exists());
        }
    }
    assert!(place.control().changes().is_empty());
}
