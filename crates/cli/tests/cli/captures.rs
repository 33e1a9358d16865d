//! What people paste and save, in any encoding; and secrets where none belongs.

use atlctl_sim::SimConfig;

use crate::common::{Env, Place};

/// The text as Windows' tools, editors and copying leave it.
fn as_saved(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let wide = |mark: &str, of: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{text}\r\n")
            .encode_utf16()
            .flat_map(of)
            .collect()
    };
    let half = text.len() / 2;
    let (begin, end) = text.split_at(half);
    vec![
        (
            "UTF-16, little end first",
            wide("\u{feff}", u16::to_le_bytes),
        ),
        ("UTF-16, big end first", wide("\u{feff}", u16::to_be_bytes)),
        ("UTF-16 without a mark", wide("", u16::to_le_bytes)),
        (
            "UTF-8 with a mark",
            format!("\u{feff}{text}\r\n").into_bytes(),
        ),
        (
            "invisible characters",
            format!("\u{200b}{begin}\u{ad}\u{2060}{end}\u{200e}\n").into_bytes(),
        ),
        (
            "no-break spaces",
            format!("\u{a0}{text}\u{a0}\u{202f}\n").into_bytes(),
        ),
        ("typographic quotes", format!("“{text}”\n").into_bytes()),
    ]
}

#[test]
fn a_key_and_a_token_are_read_however_they_were_saved() {
    let place = Place::new(SimConfig::default());
    let key = place.sim.api_key();
    let token = place.sim.session_token();
    let login = ["auth", "login", "--store", "none"];
    for (secret, option) in [(&key, "--api-key-stdin"), (&token, "--token-stdin")] {
        for (how, bytes) in as_saved(secret) {
            let output = place
                .env
                .run_with(&[&login[..], &[option]].concat(), &bytes);
            assert_eq!(output.code, 0, "{option}, {how}: {output}");
            let file = place.env.private("credential", &bytes);
            let file = file.to_str().unwrap();
            for args in [
                vec!["auth", "status", "--credential", file],
                vec!["auth", "status", "--credential", "-"],
            ] {
                let output = place.env.run_with(&args, &bytes);
                assert_eq!(output.code, 0, "{args:?}, {how}: {output}");
            }
        }
    }
    for (how, bytes) in as_saved(&token) {
        let file = place.env.private("captured", &bytes);
        let args = [&login[..], &["--capture", file.to_str().unwrap()]].concat();
        let output = place.env.run(&args);
        assert_eq!(output.code, 0, "{how}: {output}");
    }
}

#[test]
fn a_variable_that_is_no_text_is_wrong_and_not_absent() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = Place::with_key(SimConfig::default());
    let odd = std::ffi::OsStr::from_bytes(b"ATCTT\xff\xfe");
    let mut command = place.env.command(&["auth", "status"]);
    let output = place
        .env
        .said(command.env("ATLCTL_API_KEY", odd).output().unwrap());
    assert_eq!(output.code, 2, "{output}");
    assert!(
        output.stderr.contains("ATLCTL_API_KEY is not a credential"),
        "{output}"
    );
}

#[test]
fn a_secret_that_is_an_argument_is_refused_and_not_repeated() {
    let env = Env::new();
    insta::assert_snapshot!(env.run(&["auth", "login", "eyJhbGciOi.Canary.Signature"]), @"
    ------- stderr -------
    Error: secrets are not accepted as arguments: every program on this machine can read arguments
    Hint: pass a secret on standard input (--api-key-stdin, --token-stdin), in a file (--capture FILE), or at a prompt (--prompt)
    Hint: remove it from your shell's history; if others may have seen it, revoke the key or sign out in the browser
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["auth", "login", "Work"]), @"
    ------- stderr -------
    Error: auth login does not take this argument (not repeated here, since it may be a secret)
    Hint: pass a secret on standard input (--api-key-stdin, --token-stdin), in a file (--capture FILE), or at a prompt (--prompt)
    Hint: to sign in to a profile: atlctl auth login --profile NAME
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["user", "list", "--credential", "Canary0Canary0Canary0"]), @"
    ------- stderr -------
    Error: cannot read the file given to --credential (its name is not repeated here, since it may be a secret)
      Caused by: no such file or directory
    Hint: --credential takes the name of a file that exists, not the secret itself: --credential ./key.txt, with a session token or an API key (- reads standard input)
    [exit status: 2]
    ");
    let key = "ATCTT3xFfGN0-Canary";
    let token = "eyJhbGciOi.eyJDYW5hcnkCanary.Canary-sig";
    let opaque = "Canary0Canary0Canary0Canary0";
    let login = ["auth", "login", "--store", "none"];
    for secret in [key, token, opaque] {
        let glued = format!("--api-key={secret}");
        let kept = format!("--keep-profile={secret}");
        let cookie = format!("cloud.session.token={secret}");
        for rest in [
            &[secret][..],
            &["--api-key", secret],
            &[&glued],
            &["--token", secret],
            &["--cookie", &cookie],
            &["--capture", secret],
            &["--capture", &cookie],
            &["--credential", secret],
            &["--store", secret],
            &["--key-ends", secret, "--api-key-stdin"],
            &[&kept],
            &["--token-stdin", secret],
            &["--capture", "-", secret],
        ] {
            let args = [&login[..], rest].concat();
            let output = env.run(&args);
            assert_eq!(output.code, 2, "{args:?}: {output}");
            let said = output.to_string().to_lowercase();
            assert!(
                !said.contains("canary") && !said.contains("eyjhb"),
                "{args:?}: {output}"
            );
        }
    }
    // Wherever a key or a session stands: no command repeats it.
    for secret in [key, token] {
        for args in [
            &["user", "show", secret][..],
            &["--profile", secret, "auth", "status"],
            &["--org", secret, "user", "list"],
            &["api", secret],
            &["config", secret],
            &[secret],
        ] {
            let output = env.run(args);
            assert_eq!(output.code, 2, "{args:?}: {output}");
            assert!(!output.to_string().contains("anary"), "{args:?}: {output}");
        }
    }
}

/// What is misread as a host, an option or a command is said in words of ours.
#[test]
fn nothing_of_a_paste_is_repeated() {
    let place = Place::new(SimConfig::default());
    let login = ["auth", "login", "--store", "none", "--capture", "-"];
    for paste in [
        "curl --oauth2-bearer ATCTT3xFfGN0-Canary-9 'https://admin.atlassian.com/gateway/api/me'",
        "curl -sd 'password=CanaryPw' https://id.atlassian.com/login",
        "curl -kb 'cloud.session.token=eyJhbGci.Canary' 'https://admin.atlassian.com/gateway/api/me'",
        "curl --pass CanaryPass 'https://admin.atlassian.com/gateway/api/me' -b 'a=1'",
        "curl --canary -b 'cloud.session.token=a.Canary.c' https://Canary.example",
        "GET /Canary HTTP/1.1\nHost: canary.example\nCookie: cloud.session.token=Canary",
        "Invoke-WebRequest -Uri 'https://canary.example' -Headers @{Cookie='cloud.session.token=Canary'}",
        "{\"log\": Canary",
        "Canary Canary",
    ] {
        let output = place.run_with(&login, paste);
        assert_eq!(output.code, 2, "{output}");
        let said = output.to_string().to_lowercase();
        assert!(
            !said.contains("canary") && !said.contains("eyjhb"),
            "{output}"
        );
    }
    assert!(place.control().requests().is_empty());
}

#[test]
fn other_forms_sign_in() {
    let place = Place::new(SimConfig::default());
    let token = place.sim.session_token();
    let login = ["auth", "login", "--store", "none", "--capture", "-"];
    let cookie = format!("cloud.session.token={token}");
    for (text, form) in [
        (
            format!("GET /x HTTP/2\nHost: admin.atlassian.com\nCookie: {cookie}"),
            "the headers of a request",
        ),
        (
            format!(
                "[{{\"name\":\"cloud.session.token\",\"domain\":\".atlassian.com\",\"value\":\"{token}\"}}]"
            ),
            "cookies saved as JSON",
        ),
        (
            format!(
                "await fetch(\"https://admin.atlassian.com/x\", {{headers: {{cookie: \"{cookie}\"}}}})"
            ),
            "a request copied as fetch",
        ),
        (
            format!(
                "PS C:\\> curl.exe 'https://admin.atlassian.com/x' `\n>> -H 'Cookie: {cookie}'"
            ),
            "a curl command for PowerShell",
        ),
        (
            format!("cloud.session.token\t{token}\t.atlassian.com\t/"),
            "a row of the browser's storage view",
        ),
    ] {
        let output = place.run_with(&login, &text);
        assert_eq!(output.code, 0, "{output}");
        assert!(output.stderr.contains(&format!("Read {form}.")), "{output}");
    }
}

#[test]
fn a_token_in_a_mail_is_read_and_what_is_not_clear_is_named() {
    let place = Place::new(SimConfig::default());
    let token = place.sim.session_token();
    let other = token.replacen("eyJ", "eyJB", 1);
    let login = ["auth", "login", "--store", "none", "--capture", "-"];
    for text in [
        format!("Hi Bob,\nhere is my token:\n{token}\n-- \nAnn\nhttps://acme.example\n"),
        format!("Cookie：a=1；cloud.session.token={token}\n"),
        format!("set-cookie: a=1; Path=/, cloud.session.token={token}; Domain=.atlassian.com\n"),
    ] {
        let output = place.env.run_with(&login, text.as_bytes());
        assert_eq!(output.code, 0, "{output}\n{text}");
    }
    for (text, said) in [
        (
            format!("Ann: {token}\nBob: {other}\n"),
            "2 different session tokens",
        ),
        (
            format!("For https://evil.example:\n{token}\n"),
            "names another host",
        ),
        (
            format!("Set-Cookie: cloud.session.token={token}; Max-Age=0\n"),
            "deletes cloud.session.token",
        ),
        (
            format!("[{{\"name\"：\"cloud.session.token\"，\"value\"：\"{token}\n"),
            "full-width punctuation on line 1",
        ),
        (
            format!(
                "curl https://admin.atlassian.com -H 'Host: evil.example' -b 'cloud.session.token={token}'"
            ),
            "only to other hosts",
        ),
    ] {
        let output = place.env.run_with(&login, text.as_bytes());
        assert_eq!(output.code, 2, "{output}\n{text}");
        assert!(output.stderr.contains(said), "{output}\n{text}");
        let all = format!("{}{}", output.stdout, output.stderr);
        for secret in [&token, &other] {
            let eight = |at: usize| secret.get(at..at + 8).unwrap_or("no such text");
            assert!(!(0..secret.len() - 7).any(|at| all.contains(eight(at))));
        }
        assert!(!all.contains("evil"), "{all}");
    }
}
