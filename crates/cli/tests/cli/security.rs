//! Rules of SECURITY.md that no other file tests: files and their rights, children, memory.

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use atlctl_sim::SimConfig;

use crate::common::{ATLCTL, Place};

/// Every file is for its owner alone, whatever the umask.
#[test]
fn files_are_private_whatever_the_umask() {
    let place = Place::new(SimConfig::default());
    place.env.file("copied.txt", place.control().capture_curl());
    let people = place.control().accounts();
    let people = people
        .iter()
        .filter(|a| a.managed && a.status == "active" && !a.org_admin);
    let emails: Vec<&str> = people
        .map(|account| account.email.as_str())
        .take(3)
        .collect();
    place.env.file(
        "people.csv",
        format!("Email\n{}\nnobody@x.example\n", emails.join("\n")),
    );
    let to = place.control().policies()[3].id.clone();
    let script = format!(
        "umask 000; set -e; a='{ATLCTL}'\n\
         $a auth login -q --capture copied.txt --store file\n$a sync -q\n\
         $a policy move -q --csv people.csv --to {to} --plan plan.json >/dev/null || test $? = 3\n\
         $a apply -q plan.json --yes --results results.csv >/dev/null || test $? = 3\n\
         $a run show last --html page.html -q >/dev/null"
    );
    let output = place
        .env
        .other("bash")
        .args(["-c", &script])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let (mut files, mut left) = (0, vec![place.env.home().to_owned()]);
    while let Some(path) = left.pop() {
        let ours = path != place.env.home()
            && !["copied.txt", "people.csv", ".config", ".local", "share"]
                .iter()
                .any(|name| path.ends_with(name));
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        if path.is_dir() {
            left.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        }
        if ours {
            files += 1;
            assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
        }
    }
    assert!(files >= 9, "only {files} files were made");
}

/// A browser, and a command that keeps the credential, do not inherit one.
#[test]
fn children_do_not_inherit_the_credential() {
    let mut place = Place::new(SimConfig::default());
    let token = place.sim.session_token();
    let script = place.env.script(
        "browser",
        "#!/bin/sh\nenv > \"$HOME/environment\"\nexit 0\n",
    );
    place
        .env
        .var("ATLCTL_SESSION_TOKEN", &token)
        .var("ATLCTL_API_KEY", "ATCTT-canary")
        .var("DISPLAY", ":987");
    let output = place.run(&[
        "auth",
        "login",
        "--browser",
        script.to_str().unwrap(),
        "--store",
        "file",
    ]);
    assert_eq!(output.code, 1, "{output}");
    let environment = std::fs::read_to_string(place.env.home().join("environment")).unwrap();
    assert!(environment.contains("HOME="));
    assert!(
        !environment.contains("canary") && !environment.contains("eyJ"),
        "{environment}"
    );
}

/// A crash writes no core: a credential would be in it.
#[test]
fn there_is_no_core_dump() {
    let place = Place::new(SimConfig::default());
    let mut child = place
        .env
        .command(&["sim", "serve", "--people", "10"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Its first line says that it has come so far.
    let mut line = String::new();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let values: Vec<&str> = core.split_whitespace().collect();
    assert!(values.ends_with(&["0", "0", "bytes"]), "{core}");
}

/// A command that only reads cannot change anything: the client refuses it, and nothing else is sent.
#[test]
fn what_reads_only_reads() {
    let place = Place::with_both();
    place.run(&["sync", "-q"]).expect(0);
    let person = place.control().accounts().remove(0).email;
    let group = "jira-users";
    for args in [
        &["auth", "status"][..],
        &["doctor"],
        &["sync"],
        &["org", "list", "--live"],
        &["directory", "list", "--live"],
        &["domain", "list", "--live"],
        &["workspace", "list", "--live"],
        &["group", "list", "--live"],
        &["user", "list", "--live", "--managed"],
        &["user", "list"],
        &["user", "show", &person],
        &["group", "list"],
        &["group", "show", group],
        &["group", "members", group],
        &["policy", "list"],
        &["sql", "select count(*) from user"],
        &["run", "list"],
        &["api", "GET", "/admin/v1/orgs"],
    ] {
        let output = place.run(args);
        assert!(
            !output.stderr.contains("this client only reads"),
            "{args:?}: {output}"
        );
    }
    let requests = place.control().requests();
    assert!(requests.len() > 20, "only {}", requests.len());
    for request in requests {
        let search = ["/search", "/bulk-fetch", "/workspaces"]
            .iter()
            .any(|tail| request.path.ends_with(tail));
        assert!(
            request.method == "GET" || request.method == "POST" && search,
            "{} {}",
            request.method,
            request.path
        );
    }
}

/// Nothing is spoken to but the organization: the system calls are watched.
#[test]
fn no_connection_leaves_this_machine() {
    let found = Command::new("strace").args(["-f", "-qq", "true"]).output();
    let found = found.expect("strace is not here: ./scripts/test installs it");
    if !found.status.success() {
        println!("NOT RUN: strace may not watch a program here");
        return;
    }
    let mut place = Place::with_key(SimConfig::default());
    place.env.file("copied.txt", place.control().capture_curl());
    // A machine on a network: a proxy and a name server would be there.
    place.env.var("NO_COLOR", "1");
    let mut addresses = 0;
    for args in [
        &[
            "auth",
            "login",
            "--capture",
            "copied.txt",
            "--store",
            "file",
        ][..],
        &["auth", "status"],
        &["sync"],
        &["doctor"],
        &["user", "list", "--live", "--limit", "3"],
        &["api", "GET", "/admin/v1/orgs"],
        &["demo", "--people", "100"],
        &["--help"],
    ] {
        let trace = place.env.home().join("trace");
        let mut watched = place.env.other("strace");
        watched
            .args(["-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o"])
            .arg(&trace)
            .arg(ATLCTL)
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = watched.status().unwrap();
        assert!(status.success(), "{args:?}: {status}");
        for line in std::fs::read_to_string(&trace).unwrap().lines() {
            let Some(at) = line.find("sin_addr=").or_else(|| line.find("sin6_addr=")) else {
                assert!(!line.contains("AF_INET"), "{args:?}: {line}");
                continue;
            };
            addresses += 1;
            let address = line.get(at..).unwrap();
            let here = ["inet_addr(\"127.", "inet_pton(AF_INET6, \"::1\""]
                .iter()
                .any(|here| address.contains(here))
                || line.contains("inet_pton(AF_INET6, \"::1\"");
            assert!(here, "{args:?}: {line}");
        }
    }
    assert!(addresses > 5, "only {addresses} connections were seen");
}

/// Another program of the same user reads neither its memory nor its environment.
#[test]
fn the_process_is_closed_to_peers() {
    let mut command = if is_root() {
        // Root may read everything; whose files they are tells only for somebody else.
        let mut setpriv = Command::new("setpriv");
        setpriv
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(ATLCTL);
        setpriv
    } else {
        Command::new(ATLCTL)
    };
    let child = command
        .args(["sim", "serve", "--people", "10"])
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("PATH", "/usr/bin:/bin")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.expect("setpriv is not here: ./scripts/test installs it");
    let mut line = String::new();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    if line.is_empty() {
        child.wait().unwrap();
        println!("NOT RUN: another user may not run the program where it lies");
        return;
    }
    let owner = |path: String| {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(path).unwrap().uid()
    };
    let (whose, status) = (
        owner(format!("/proc/{}/environ", child.id())),
        std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap(),
    );
    child.kill().unwrap();
    child.wait().unwrap();
    let user = status
        .lines()
        .find(|line| line.starts_with("Uid:"))
        .unwrap();
    assert!(!user.contains("\t0"), "{user}");
    // The kernel gives root the files of a process that is closed.
    assert_eq!(whose, 0);
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// What must never be called is not in the program, under any name.
#[test]
fn the_dangerous_calls_are_not_in_the_program() {
    let place = Place::with_key(SimConfig::default());
    for (method, path) in [
        ("DELETE", "/admin/v1/orgs/{org}/api-tokens"),
        ("DELETE", "/admin/api-access/v1/orgs/{org}/api-tokens"),
        (
            "DELETE",
            "/admin/api-access/v1/orgs/{org}/api%252dtokens;x=1",
        ),
        ("POST", "/gateway/api/adminhub/organization/reparent"),
    ] {
        let before = place.control().requests().len();
        let output = place.run(&["api", method, path, "--yes"]);
        assert_ne!(output.code, 0, "{output}");
        assert_eq!(
            place.control().requests().len(),
            before,
            "{method} {path} left the program"
        );
    }
}
