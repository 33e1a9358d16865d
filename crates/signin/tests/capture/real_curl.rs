//! The installed curl against our reading of its command lines, for every option that it has.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, LazyLock, Mutex};

use atlctl_signin::capture::CaptureError;
use proptest::prelude::*;

use crate::found;

/// An option, as `curl --help all` lists it.
struct Listed {
    short: Option<char>,
    long: String,
}

fn curl(place: &Path, words: &[String]) -> Output {
    Command::new("curl")
        .args(words)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", place)
        .current_dir(place)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("curl must be installed for this test: {error}"))
}

fn words(text: &[&str]) -> Vec<String> {
    text.iter().map(|word| (*word).to_owned()).collect()
}

/// Every option of the installed curl. A line that is not understood fails the test.
fn every_option(place: &Path) -> Vec<Listed> {
    let help = curl(place, &words(&["--help", "all"]));
    let help = String::from_utf8(help.stdout).unwrap();
    let lines: Vec<&str> = help.lines().filter(|line| line.contains("--")).collect();
    assert!(lines.len() > 200, "{help}");
    let read = |line: &&str| {
        let mut parts = line.split_whitespace();
        let first = parts.next()?;
        if let Some(long) = first.strip_prefix("--") {
            let (short, long) = (None, long.to_owned());
            return Some(Listed { short, long });
        }
        let short = first.strip_prefix('-')?.strip_suffix(',')?.chars().next();
        let long = parts.next()?.strip_prefix("--")?.to_owned();
        Some(Listed { short, long })
    };
    lines
        .iter()
        .map(|line| read(line).unwrap_or_else(|| panic!("{line}")))
        .collect()
}

/// As bash reads it.
fn text(words: &[String]) -> String {
    let quoted = words
        .iter()
        .map(|word| format!("'{}'", word.replace('\'', "'\\''")));
    format!("curl {}", quoted.collect::<Vec<_>>().join(" "))
}

#[test]
fn whether_an_option_takes_a_value() {
    let place = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let mut check = |option: String| {
        if matches!(option.as_str(), "-h" | "--help") {
            println!("not compared: {option} takes a value or none");
            return;
        }
        let real = curl(place.path(), &words(&["-q", &option]));
        let real = String::from_utf8_lossy(&real.stderr).contains("requires parameter");
        // At the end of the command a value is missing.
        let last = words(&[
            "http://127.0.0.1:9/",
            "-b",
            "cloud.session.token=a.b.c",
            &option,
        ]);
        let ours = match found(&text(&last)) {
            Err(CaptureError::NoValue { option: name }) => {
                // What is named is the option's own name.
                assert!(
                    !option.starts_with("--") || option == format!("--{name}"),
                    "{option} {name}"
                );
                true
            }
            Ok(_) => false,
            Err(error) => panic!("{option}: {error}"),
        };
        // And the next word is the value, or not.
        let first = words(&[
            &option,
            "-bcloud.session.token=x.y.z",
            "http://127.0.0.1:9/",
            "-b",
            "cloud.session.token=a.b.c",
        ]);
        let token = found(&text(&first)).map(|(_, token)| token);
        let swallows = match option.as_str() {
            // What is given to these is not lost.
            "-b" | "--cookie" | "-H" | "--header" | "--url" => ours,
            "-:" | "--next" => ours,
            _ => token == Ok("a.b.c".to_owned()),
        };
        if real != ours || swallows != ours {
            wrong.push(format!("{option}: curl {real}, here {ours}, {token:?}"));
        }
    };
    let options = every_option(place.path());
    for option in &options {
        if let Some(letter) = option.short {
            check(format!("-{letter}"));
        }
        check(format!("--{}", option.long));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A value that curl accepts for the option, where any word is not good enough.
fn value(long: &str) -> &'static str {
    match long {
        "proto" | "proto-redir" => "=http",
        "proto-default" => "http",
        "form" | "form-string" | "telnet-option" => "a=b",
        "tlsauthtype" | "proxy-tlsauthtype" => "SRP",
        "tls-max" => "1.2",
        "local-port" => "2000-3000",
        "range" => "0-1",
        "create-file-mode" => "0600",
        "resolve" => "h:1:127.0.0.1",
        "connect-to" => "::127.0.0.1:9",
        "hostpubmd5" => "00000000000000000000000000000000",
        "proxy" | "preproxy" | "socks4" | "socks4a" | "socks5" | "socks5-hostname" | "proxy1.0" => {
            "127.0.0.1:9"
        }
        "doh-url" => "https://127.0.0.1:9/",
        "dns-servers" | "dns-ipv4-addr" => "127.0.0.1",
        "dns-ipv6-addr" => "::1",
        "ftp-ssl-ccc-mode" => "active",
        "header" | "proxy-header" => "a: b",
        "cookie" => "a=1",
        "url" => "http://127.0.0.1:9/other",
        "upload-file" | "config" | "netrc-file" | "etag-compare" => "empty",
        "json" => "{}",
        "rate" => "1/s",
        "request" => "GET",
        "interface" => "lo",
        "stderr" | "trace" | "trace-ascii" | "output" | "dump-header" | "cookie-jar"
        | "libcurl" | "etag-save" | "hsts" | "alt-svc" => "written",
        "aws-sigv4" => "aws:amz",
        "variable" => "a=b",
        "write-out" => "x",
        "ip-tos" => "AF11",
        _ => "1",
    }
}

/// Options with which curl sends nothing, so that there is no reading to hold ours against.
fn sends_nothing(long: &str) -> Option<&'static str> {
    Some(match long {
        "help" | "manual" | "version" => "prints and ends",
        "libcurl" => "is what this test looks through",
        _ => return None,
    })
}

#[test]
fn what_curl_would_send_with_each_option() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("empty"), "").unwrap();
    let options = every_option(place.path());
    let (mut wrong, mut unsupported) = (Vec::new(), Vec::new());
    let cookie = [
        "http://127.0.0.1:9/x",
        "-b",
        "a=1; cloud.session.token=a.b.c",
    ];
    for option in &options {
        let long = option.long.as_str();
        let name = format!("--{long}");
        let alone = curl(place.path(), &words(&["-q", &name]));
        let alone = String::from_utf8_lossy(&alone.stderr).into_owned();
        let mut line = vec![name.clone()];
        if alone.contains("requires parameter") {
            line.push(value(long).to_owned());
        }
        line.extend(words(&cookie));
        if let Some(why) = sends_nothing(long) {
            println!("not compared: {name} {why}");
            continue;
        }
        let ours = found(&text(&line)).map(|(_, token)| token);
        if ours != Ok("a.b.c".to_owned()) {
            wrong.push(format!("{name}: here {ours:?}"));
        }
        // The code that does the same says what would be sent, whether or not somebody listens.
        let mut real = words(&["-q", "--libcurl", "code", "--max-time", "5"]);
        real.extend(line);
        let code = place.path().join("code");
        let _ = std::fs::remove_file(&code);
        let output = curl(place.path(), &real);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let not_here = [
            "libcurl version doesn't support",
            "not built-in",
            "is disabled",
        ];
        if not_here.iter().any(|reason| said.contains(reason)) {
            unsupported.push(name);
            continue;
        }
        let code = std::fs::read_to_string(&code).unwrap_or_default();
        let sends = code.contains("CURLOPT_URL, \"http://127.0.0.1:9/x")
            && code.contains("CURLOPT_COOKIE, ")
            && code.contains("cloud.session.token=a.b.c");
        if !sends {
            wrong.push(format!("{name}: curl: {said}"));
        }
    }
    println!("not in this curl, so that only their arity was compared: {unsupported:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unsupported.len() * 10 < options.len(), "{unsupported:?}");
}

/// What a proxy was sent: the host, and the tokens in the `Cookie` lines.
type Seen = (String, Vec<String>);

/// A proxy on this machine that answers everything and writes down what came.
struct Proxy {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

static PROXY: LazyLock<Proxy> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let writes = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = Vec::new();
            for line in BufReader::new(stream.try_clone().unwrap()).lines() {
                match line {
                    Ok(line) if !line.is_empty() => lines.push(line),
                    _ => break,
                }
            }
            let address = lines
                .first()
                .and_then(|line| line.split(' ').nth(1))
                .unwrap_or("");
            let host = address.split('/').nth(2).unwrap_or("").to_owned();
            let cookies = lines.iter().filter_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("cookie").then_some(value)
            });
            let pairs = cookies.flat_map(|line| line.split(';'));
            let tokens = pairs.filter_map(|pair| pair.trim().strip_prefix("cloud.session.token="));
            let tokens = tokens.map(str::to_owned).collect();
            writes.lock().unwrap().push((host, tokens));
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    Proxy { port, seen }
});

/// One piece of a command line; `N` is a number of its own.
fn piece() -> impl Strategy<Value = Vec<&'static str>> {
    let alone = vec![
        "-s",
        "-k",
        "-i",
        "-L",
        "-g",
        "-v",
        "-S",
        "-f",
        "-N",
        "-j",
        "-0",
        "-sSfL",
        "-ki",
        "--compressed",
        "--no-keepalive",
        "--raw",
        "--path-as-is",
        "--http1.1",
        "--insecure",
        "--no-buffer",
        "--insec",
        "-:",
        "--next",
        "http://localhost/a",
        "http://other.example/b",
        "localhost/c",
        "-bcloud.session.token=tN.b.c",
        "-skbcloud.session.token=tN.b.c",
        "-HCookie: cloud.session.token=tN.b.c",
        "-A-b",
        "-obody",
        "-sobody",
        "-m9",
        "-uname:word",
        "-XGET",
        "-Acloud.session.token=tN.b.c",
    ];
    let valued = vec![
        ["-A", "x"],
        ["-e", "http://localhost/r"],
        ["-m", "9"],
        ["-o", "body"],
        ["-so", "body"],
        ["--max-redirs", "5"],
        ["-w", "cloud.session.token=tN.b.c"],
        ["--connect-timeout", "3"],
        ["--retry", "0"],
        ["-u", "a:b"],
        ["--oauth2-bearer", "cloud.session.token=tN.b.c"],
        ["-H", "x: cloud.session.token=tN.b.c"],
        ["-d", "cloud.session.token=tN.b.c"],
        ["--data-urlencode", "a=http://localhost/d"],
        ["--url-query", "q=1"],
        ["--limit-rate", "9M"],
        ["-y", "5"],
        ["--pass", "-b"],
        ["--cacert", "/none"],
        ["-D", "head"],
        ["-X", "GET"],
        ["-r", "0-1"],
        ["-K", "empty"],
        ["--trace-ascii", "log"],
        ["--key", "http://localhost/k"],
        ["--url", "http://localhost/e"],
        ["--url", "http://other.example/f"],
        ["-b", "cloud.session.token=tN.b.c"],
        ["--cookie", "a=1; cloud.session.token=tN.b.c"],
        ["-kb", "cloud.session.token=tN.b.c"],
        ["-H", "Cookie: z=2; cloud.session.token=tN.b.c"],
        ["--header", "cookie: cloud.session.token=tN.b.c"],
        ["-b", "jar"],
        ["--refer", "x"],
        ["--user-a", "x"],
    ];
    prop_oneof![
        prop::sample::select(alone).prop_map(|word| vec![word]),
        prop::sample::select(valued).prop_map(|two| two.to_vec()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_curl_sends_is_what_we_read(
        pieces in proptest::collection::vec(piece(), 1..14),
        last in prop::option::of(Just("http://localhost/z")),
    ) {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("empty"), "").unwrap();
        let line: Vec<String> = pieces
            .iter()
            .enumerate()
            .flat_map(|(n, piece)| piece.iter().map(move |word| word.replace("tN", &format!("t{n}"))))
            .chain(last.map(str::to_owned))
            .collect();
        let proxy = &*PROXY;
        // One command at a time: the proxy is shared.
        static ONE: Mutex<()> = Mutex::new(());
        let _one = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        proxy.seen.lock().unwrap().clear();
        let output = Command::new("curl")
            .arg("-q")
            .args(&line)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", place.path())
            .env("http_proxy", format!("http://127.0.0.1:{}", proxy.port))
            .current_dir(place.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        // A line that curl refuses has no reading.
        prop_assume!(output.status.success());
        let seen = proxy.seen.lock().unwrap().clone();
        prop_assert!(!seen.is_empty());
        let ours = seen.iter().rev().find(|(host, tokens)| host == "localhost" && !tokens.is_empty());
        let real = ours.and_then(|(_, tokens)| tokens.first()).cloned();
        let read = found(&text(&line)).map(|(_, token)| token);
        prop_assert_eq!(read.as_ref().ok(), real.as_ref(), "{:?} {:?} {:?}", line, seen, read);
    }
}
