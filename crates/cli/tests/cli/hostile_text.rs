//! Whatever the way by which a text of others reaches the terminal (arguments, configuration, files, the service's
//! answers, traces), nothing in it acts, nothing in it is invisible, and no line of it passes for one of ours.

use atlctl_sim::SimConfig;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::common::{Env, Output, Place};

/// Steers, turns the direction, is invisible in each way that there is, and forges a message.
const HOSTILE: &str = "X\u{1b}]0;t\u{7}\u{9b}2J\u{202e}\u{ad}\u{34f}\u{115f}\u{1160}\u{3164}\u{ffa0}\u{180e}\u{2800}\
                       \u{200b}\u{2066}\u{1d173}\u{e0100}\u{e0041}\u{fe0f}\nError: forged\nHint: forged";

/// Whether an output holds a trace of the hostile text, and nothing of it acts.
fn is_harmless(what: &str, output: &Output) {
    let all = format!("{}{}", output.stdout, output.stderr);
    for c in all.chars() {
        let unseen =
            c.is_control() || (!c.is_ascii() && !c.is_alphanumeric() && !"…━╸–’".contains(c));
        let unseen = unseen || "\u{115f}\u{1160}\u{3164}\u{ffa0}".contains(c);
        assert!(c == '\n' || !unseen, "{what}: {c:?} in\n{all}");
    }
    assert!(
        all.contains("\\u{1b}]0") || all.contains("\\u001b]0") || all.contains("\\x1b]0"),
        "{what}: the text is not shown at all:\n{all}"
    );
    for line in all.lines() {
        assert!(
            !line.starts_with("Error: forged") && !line.starts_with("Hint: forged"),
            "{what}: forged in\n{all}"
        );
    }
}

#[test]
fn what_the_command_line_repeats() {
    let env = Env::new();
    env.file("one.csv", "email\nann@example.com\n");
    let profiles = "[Profile0]\nName=default\nIsRelative=1\nPath=a.default\n";
    env.file(".mozilla/firefox/profiles.ini", profiles);
    env.file(".mozilla/firefox/a.default/prefs.js", "");
    let option = format!("--{HOSTILE}");
    for args in [
        &[HOSTILE][..],
        &[&option],
        &["user", HOSTILE],
        &["user", "list", HOSTILE],
        &["user", "list", "--limit", HOSTILE],
        &["user", "list", "-o", HOSTILE],
        &["user", "list", "--inactive", HOSTILE],
        &["user", "show", "x", "--profile", HOSTILE],
        &[
            "auth",
            "login",
            "--store",
            "none",
            "--from-browser",
            HOSTILE,
        ],
        &[
            "auth",
            "login",
            "--store",
            "none",
            "--from-browser",
            &format!("firefox:{HOSTILE}"),
        ],
        &[
            "auth",
            "login",
            "--store",
            "none",
            "--from-browser",
            &format!("firefox:/{HOSTILE}"),
        ],
        &["auth", "login", "--store", "none", "--browser", HOSTILE],
        &["auth", "switch", HOSTILE],
        &["auth", "logout", "--profile", HOSTILE],
        &["api", "GET", HOSTILE],
        &["api", HOSTILE, "/admin"],
        &["plan", "show", HOSTILE],
        &["apply", HOSTILE],
        &["sim", "serve", "--fault", HOSTILE],
        &["doctor", "--api-base", HOSTILE],
        &["doctor", "--cacert", HOSTILE],
    ] {
        let output = env.run(args);
        assert_ne!(output.code, 0, "{args:?}\n{output}");
        is_harmless(&format!("{args:?}"), &output);
    }
}

#[test]
fn the_environment_is_not_in_the_help() {
    let mut env = Env::new();
    for name in ["ATLCTL_PROFILE", "ATLCTL_ORG", "ATLCTL_API_BASE"] {
        env.var(name, HOSTILE);
    }
    let help = env.run(&["help", "options"]);
    assert!(help.stdout.contains("[env: ATLCTL_PROFILE]"), "{help}");
    assert!(!help.stdout.contains("]0;t"), "{help}");
}

#[test]
fn what_the_configuration_holds() {
    let basic = |text: &str| {
        serde_json::to_string(text)
            .unwrap()
            .replace('\u{7f}', "\\u007f")
    };
    let name = basic(HOSTILE);
    let env = Env::new();
    let config = ".config/atlctl/config.toml";
    for text in [
        format!(
            "default_profile = {name}\n[profile.{name}]\norg = {name}\norg_name = {name}\nprotected = [{name}]\n"
        ),
        format!("default_profile = {name}\n[profile.other]\n"),
        format!("default_profile = {name}\n[profile.{name}]\nstore = {name}\n"),
        format!("default_profile = {name}\n[profile.{name}]\napi_base = {name}\n"),
        format!("default_profile = {name}\n[profile.{name}]\nsimulated = {name}\n"),
        format!("default_profile = {name}\n[profile.{name}]\nmax_changes = {name}\n"),
        format!("default_profile = {name}\n[profile.{name}]\ntoken_command = [{name}]\n"),
        format!("default_profile = {name}\n[profile.{name}]\n{name} = 1\n"),
        format!(
            "default_profile = \"x\"\n[profile.x]\norg = \"{}\"\n",
            HOSTILE.replace('\n', "")
        ),
    ] {
        env.file(config, &text);
        for args in [
            &["config", "show"][..],
            &["auth", "list"],
            &["user", "list"],
            &["sync"],
            &["doctor"],
        ] {
            let output = env.run(args);
            let all = format!("{}{}", output.stdout, output.stderr);
            if all.contains("]0;t") {
                is_harmless(&format!("{args:?} with {text:?}"), &output);
            }
        }
        let shown = env.run(&["config", "show"]);
        // Of a file that cannot be read, the place is said alone.
        if !shown.stderr.contains("Caused by: line 3, column ") {
            is_harmless(&text, &shown);
        }
    }
}

#[test]
fn what_lists_and_statements_hold() {
    let place = Place::named();
    place.env.file(
        "people.csv",
        format!("email,note\n\"{HOSTILE}\",x\nann{HOSTILE}@example.com,y\n"),
    );
    for args in [
        &[
            "policy",
            "move",
            "--csv",
            "people.csv",
            "--to",
            HOSTILE,
            "--dry-run",
        ][..],
        &[
            "policy",
            "move",
            "--csv",
            "people.csv",
            "--to",
            "Contractors",
            "--dry-run",
        ],
        &[
            "policy",
            "move",
            HOSTILE,
            "--to",
            "Contractors",
            "--dry-run",
        ],
        &[
            "policy",
            "move",
            "--csv",
            "people.csv",
            "--column",
            &format!("email={HOSTILE}"),
            "--to",
            "Contractors",
        ],
        &["policy", "name", HOSTILE, "x"],
        &["user", "list", "--group", HOSTILE],
        &["user", "list", "--columns", HOSTILE],
        &["user", "show", HOSTILE],
        &["user", "show", HOSTILE, "--live"],
        &["group", "members", HOSTILE],
        &["policy", "show", HOSTILE],
        &["run", "show", HOSTILE],
        &["undo", HOSTILE],
        &["sql", &format!("SELECT \"{HOSTILE}\" FROM user")],
        &["sql", &format!("SELECT '{HOSTILE}' AS \"{HOSTILE}\"")],
    ] {
        is_harmless(&format!("{args:?}"), &place.run(args));
    }
}

#[test]
fn what_traces_repeat() {
    let place = Place::with_key(SimConfig::default());
    let path = format!("/admin/v1/orgs?{HOSTILE}").replace('\n', "");
    for more in [&["--debug-http"][..], &["-vvv"]] {
        let args = [&["api", "GET", &path][..], more].concat();
        let output = place.run(&args);
        for c in output.stderr.chars() {
            assert!(
                c == '\n' || c.is_ascii_graphic() || c == ' ',
                "{c:?} in\n{output}"
            );
        }
    }
}

#[test]
fn what_the_service_answers() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(MockServer::start());
    let error = serde_json::json!({"code": HOSTILE, "message": HOSTILE, "errors": [{"title": HOSTILE, "detail": HOSTILE, "id": HOSTILE}]});
    let mut env = Env::new();
    env.var("ATLCTL_API_BASE", &server.uri())
        .var(
            "ATLCTL_PORTAL_BASE",
            &format!("{}/gateway/api", server.uri()),
        )
        .var("ATLCTL_API_KEY", "a-key-for-tests");
    for status in [400, 403, 404, 409] {
        runtime.block_on(async {
            server.reset().await;
            let answer = ResponseTemplate::new(status).set_body_json(&error);
            Mock::given(any()).respond_with(answer).mount(&server).await;
        });
        for args in [
            &["api", "GET", "/admin/v1/orgs"][..],
            &["user", "list", "--live", "--org", "o-1"],
            &["org", "list", "--live"],
            &["sync", "--org", "o-1"],
            &["doctor", "--org", "o-1"],
            &["auth", "status"],
        ] {
            let mut output = env.run(args);
            if args.first() == Some(&"api") {
                // The body is data, and goes into a pipe here.
                output.stdout.clear();
            }
            if format!("{output}").contains("]0;t") {
                is_harmless(&format!("{args:?} with {status}"), &output);
            } else {
                assert_ne!(args.first(), Some(&"api"), "{output}");
            }
        }
    }
}
