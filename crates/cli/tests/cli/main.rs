//! Runs the program as a person would and compares what it prints.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should fail loudly"
)]

mod common;

mod another_org;
mod api;
mod auth;
mod borrow;
mod browser;
mod config;
mod credentials;
mod demo;
mod docs;
mod doctor;
mod guards;
mod interrupt;
mod keyring;
mod live;
mod login;
mod mirror;
mod moving;
mod moving_where;
mod no_mirror;
mod policy_move;
mod policy_name;
mod prompt;
mod quiet;
mod reference;
mod rehearse;
mod round_trip;
mod run;
mod secrets;
mod security;
mod status;
mod sync;
mod terminal;
mod token_command;
mod told;
mod unwritable;
mod window;

#[test]
fn every_test_file_is_listed() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let listed = std::fs::read_to_string(here.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(&here).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.starts_with('.') || name == "snapshots" {
            continue; // pending snapshots
        }
        let module = name.trim_end_matches(".rs");
        assert!(
            module == "main" || listed.contains(&format!("mod {module};")),
            "tests/cli/{name} is not listed in main.rs, so it does not run"
        );
    }
}
