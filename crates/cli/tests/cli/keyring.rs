//! A real keyring under a session bus of its own: working, locked, absent, silent.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use atlctl_sim::SimConfig;
use tokio::runtime::Runtime;
use wiremock::matchers::header;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::common::{ATLCTL, Output, Place, otherwise};

/// Runs a script under a new session bus, with `atlctl` in it.
pub fn on_bus(place: &Place, script: &str, input: &str) -> Output {
    use std::io::Write as _;
    let directory = Path::new(ATLCTL).parent().unwrap();
    let runtime = place.env.home().join("run");
    std::fs::create_dir_all(&runtime).unwrap();
    // Apart from what the bus itself reports, whose lines may run into ours.
    let said = place.env.home().join("said");
    let script = format!("exec 2>{}\n{script}", said.display());
    let mut child = place
        .env
        .other("dbus-run-session")
        .env(
            "PATH",
            format!("{}:/usr/local/bin:/usr/bin:/bin", directory.display()),
        )
        .env("XDG_RUNTIME_DIR", &runtime)
        .args(["--", "bash", "-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = std::fs::read_to_string(&said).unwrap();
    Output {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr,
        code: output.status.code().unwrap_or(-1),
    }
}

/// Starts an unlocked keyring.
pub const UNLOCKED: &str =
    "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n";

fn place() -> Place {
    Place::new(SimConfig::default())
}

#[test]
fn the_keyring_is_the_usual_place() {
    let place = place();
    let script = format!(
        "{UNLOCKED}set -e\natlctl auth login --token-stdin\natlctl auth status --columns works,credentials,source\n\
         atlctl auth list\natlctl auth logout\natlctl auth status"
    );
    let output = on_bus(&place, &script, &place.sim.session_token());
    insta::assert_snapshot!(output, @"
    Valid        yes
    Credentials  session
    Stored in    keyring
    Profile  In use  Organization      Credentials  Stored in  Session ends (UTC)
    default  yes     Acme (simulated)  session      keyring    2026-12-24 09:00
    ------- stderr -------
    Signed in as ada.admin@acme.example to Acme (simulated) (the session is valid; stored in the keyring).
    Hint: next, mirror the organization: atlctl sync
    Deleted the credentials of the profile default.
    Error: not signed in
    Hint: sign in: atlctl auth login
    [exit status: 4]
    ");
    assert_eq!(place.env.files_with_a_token(), Vec::<PathBuf>::new());
}

#[test]
fn a_session_and_a_key_share_the_keyring() {
    let place = place();
    let script = format!(
        "{UNLOCKED}set -e\nread -r token; read -r key\n\
         printf %s \"$token\" | atlctl auth login -q --token-stdin\n\
         printf %s \"$key\" | atlctl auth login -q --api-key-stdin\n\
         atlctl auth status --columns works,credentials"
    );
    let input = format!("{}\n{}\n", place.sim.session_token(), place.sim.api_key());
    insta::assert_snapshot!(on_bus(&place, &script, &input), @"
    Valid        yes
    Credentials  session
                 API key
    [exit status: 0]
    ");
}

/// A credential that stayed in the store of before was lost to the profile and survived signing out.
#[test]
fn another_store_takes_along_what_the_first_one_kept() {
    let place = place();
    let script = format!(
        "{UNLOCKED}set -e\nread -r token; read -r key\n\
         printf %s \"$token\" | atlctl auth login -q --token-stdin --store file\n\
         printf %s \"$key\" | atlctl auth login --api-key-stdin --store keyring\n\
         ls .config/atlctl/credentials\n\
         atlctl auth status --columns works,credentials,source\n\
         printf %s \"$key\" | atlctl auth login --api-key-stdin --store file\n\
         atlctl auth status --columns works,credentials,source\n\
         atlctl auth logout\n\
         sed -i 's/\"file\"/\"keyring\"/' .config/atlctl/config.toml\n\
         atlctl auth status"
    );
    let input = format!("{}\n{}\n", place.sim.session_token(), place.sim.api_key());
    insta::assert_snapshot!(on_bus(&place, &script, &input), @"
    Valid        yes
    Credentials  session
                 API key
    Stored in    keyring
    Valid        yes
    Credentials  session
                 API key
    Stored in    file
    ------- stderr -------
    Moved this profile's credentials out of the file.
    Signed in to Acme (simulated) (the API key is valid; stored in the keyring).
    Hint: next, mirror the organization: atlctl sync
    Moved this profile's credentials out of the keyring.
    Signed in to Acme (simulated) (the API key is valid; stored in a file that only you can read).
    Hint: next, mirror the organization: atlctl sync
    Deleted the credentials of the profile default.
    Error: not signed in
    Hint: sign in: atlctl auth login
    [exit status: 4]
    ");
}

#[test]
fn without_a_keyring_the_choice_is_named() {
    let place = place();
    let output = place.run_with(
        &["auth", "login", "--token-stdin"],
        &place.sim.session_token(),
    );
    assert_eq!(output.code, 1, "{output}");
    assert!(
        output.stderr.contains("cannot store the credential"),
        "{output}"
    );
    assert!(output.stderr.contains("--store file"), "{output}");
    assert!(
        place.control().requests().is_empty(),
        "said before anybody signs in"
    );
}

#[test]
fn a_locked_keyring_ends_within_its_time() {
    let mut place = place();
    place.env.var("ATLCTL_KEYRING_TIMEOUT", "5");
    let script = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1\n\
                  atlctl auth login --token-stdin";
    let output = on_bus(&place, script, &place.sim.session_token());
    assert_eq!(output.code, 1, "{output}");
    assert!(output.stderr.contains("locked"), "{output}");
    assert!(output.stderr.contains("--store file"), "{output}");
    assert!(
        place.control().requests().is_empty(),
        "said before anybody signs in"
    );
    let start = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1\n";
    let output = on_bus(&place, &format!("{start}atlctl doctor --json"), "");
    assert!(
        output
            .stdout
            .contains(r#""check":"keyring","state":"note","found":"available, but locked"#),
        "{output}"
    );
}

/// A fresh session must not be lost because the keyring failed after somebody signed in.
#[test]
fn a_keyring_that_fails_after_the_sign_in_costs_no_session() {
    let mut place = place();
    place.env.var("ATLCTL_KEYRING_TIMEOUT", "5");
    // A terminal whose keys come from the script; each step waits for what is shown.
    let script = "mkfifo keys; exec 3<>keys; read -r token\n\
                  printf secret | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &\n\
                  keyring=$!\n\
                  has='dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner'\n\
                  until $has string:org.freedesktop.secrets | grep -q true; do kill -0 $keyring || exit; sleep 0.1; done\n\
                  script -q -e -f -c 'atlctl auth login --prompt' shown <keys >/dev/null 2>&1 & sign_in=$!\n\
                  until grep -q 'request: ' shown 2>/dev/null; do kill -0 $sign_in || exit; sleep 0.1; done\n\
                  kill -9 $keyring; wait $keyring\n\
                  echo \"$token\" >&3\n\
                  until grep -q 'y/N' shown; do kill -0 $sign_in || break; sleep 0.1; done\n\
                  echo y >&3\n\
                  wait $sign_in; echo \"ended with $?\"\n\
                  atlctl auth status --columns works,source";
    let output = on_bus(&place, script, &format!("{}\n", place.sim.session_token()));
    let shown = std::fs::read_to_string(place.env.home().join("shown")).unwrap();
    assert!(
        output.stdout.contains("ended with 0") && output.stdout.contains("Stored in  file"),
        "{output}\n{shown}"
    );
    assert!(!shown.contains("eyJ"), "{shown}");
}

/// The bus starts a service that never takes the name: calls wait for it. It makes the file `asked`.
pub fn silent(place: &mut Place) {
    let services = place.env.home().join("share/dbus-1/services");
    std::fs::create_dir_all(&services).unwrap();
    let asked = place.env.home().join("asked");
    let silent = place.env.script(
        "silent",
        format!(
            "#!/bin/sh\ntouch {}\nexec sleep 60 >/dev/null 2>&1\n",
            asked.display()
        ),
    );
    std::fs::write(
        services.join("org.freedesktop.secrets.service"),
        format!(
            "[D-BUS Service]\nName=org.freedesktop.secrets\nExec={}\n",
            silent.display()
        ),
    )
    .unwrap();
    let share = place.env.home().join("share").display().to_string();
    place.env.var("XDG_DATA_DIRS", &share);
}

#[test]
fn a_keyring_that_never_answers_is_given_up() {
    let mut place = place();
    silent(&mut place);
    place.env.var("ATLCTL_KEYRING_TIMEOUT", "2");
    let output = on_bus(
        &place,
        "atlctl auth login --token-stdin",
        &place.sim.session_token(),
    );
    assert_eq!(output.code, 1, "{output}");
    assert!(
        output.stderr.contains("did not respond within 2 s"),
        "{output}"
    );
}

/// A server that knows two sessions: the first is renewed by the second with the first answer.
fn renewing(runtime: &Runtime, first: &str, second: &str) -> MockServer {
    let body = || ResponseTemplate::new(200).set_body_raw(ORG, "application/json");
    let cookie = |token: &str| format!("cloud.session.token={token}");
    runtime.block_on(async {
        let server = MockServer::start().await;
        Mock::given(header("cookie", cookie(first)))
            .respond_with(body().insert_header("set-cookie", format!("{}; Path=/", cookie(second))))
            .mount(&server)
            .await;
        Mock::given(header("cookie", cookie(second)))
            .respond_with(body())
            .mount(&server)
            .await;
        otherwise(&server, ResponseTemplate::new(401)).await;
        server
    })
}

const ORG: &str = r#"{"data":[{"id":"o-1","attributes":{"name":"Acme"}}]}"#;

/// Longer than what Windows' keyring takes at once, so that it is kept in parts everywhere.
#[test]
fn a_long_session_and_its_renewal_are_kept_in_parts() {
    let runtime = Runtime::new().unwrap();
    let long = |c: char| format!("a.{}.s", c.to_string().repeat(7000));
    let (first, second) = (long('b'), long('c'));
    let server = renewing(&runtime, &first, &second);
    let mut place = place();
    place
        .env
        .var("ATLCTL_API_BASE", &server.uri())
        .var("ATLCTL_PORTAL_BASE", &server.uri());
    let script = format!(
        "{UNLOCKED}set -e\natlctl auth login -q --token-stdin\natlctl auth status --columns works,source\n\
         atlctl auth logout\natlctl auth list --columns profile,credentials"
    );
    let output = on_bus(&place, &script, &first);
    insta::assert_snapshot!(output, @"
    Valid      yes
    Stored in  keyring
    Profile  Credentials
    default  -
    ------- stderr -------
    Deleted the credentials of the profile default.
    [exit status: 0]
    ");
    let requests = runtime.block_on(server.received_requests()).unwrap();
    let last = requests.last().unwrap();
    assert!(last.headers["cookie"].to_str().unwrap().contains(&second));
}

#[test]
fn a_missing_keyring_after_sign_in_is_reported() {
    let place = place();
    let script = format!("{UNLOCKED}atlctl auth login -q --token-stdin");
    let output = on_bus(&place, &script, &place.sim.session_token());
    assert_eq!(output.code, 0, "{output}");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: no keyring is available
    Hint: unlock the keyring, or store the credential in a file that only you can read: atlctl auth login --store file
    [exit status: 1]
    ");
    let output = place.run(&["doctor", "--json"]);
    assert!(
        output
            .stdout
            .contains(r#""check":"keyring","state":"failed""#),
        "{output}"
    );
    assert_eq!(output.code, 4, "{output}");
}
