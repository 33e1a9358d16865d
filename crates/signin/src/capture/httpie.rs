//! The request of an HTTPie command, or one of xh, which has the same grammar.

use super::CaptureError;
use super::operation::Operation;

/// The options that take a value, by HTTPie's manual and xh's.
const VALUES: [&str; 34] = [
    "--auth",
    "--auth-type",
    "--bearer",
    "--boundary",
    "--cert",
    "--cert-key",
    "--cert-key-pass",
    "--ciphers",
    "--default-scheme",
    "--format-options",
    "--history-print",
    "--http-version",
    "--interface",
    "--max-headers",
    "--max-redirects",
    "--output",
    "--pretty",
    "--print",
    "--proxy",
    "--raw",
    "--resolve",
    "--response-charset",
    "--response-mime",
    "--session",
    "--session-read-only",
    "--ssl",
    "--style",
    "--timeout",
    "--unix-socket",
    "--verify",
    "-A",
    "-a",
    "-o",
    "-p",
];

/// Reads words as HTTPie does.
pub(super) fn operation(words: &[String]) -> Result<Operation, CaptureError> {
    let mut operation = Operation::default();
    let mut given: Vec<&str> = Vec::new();
    let mut words = words.iter();
    let mut options_end = false;
    while let Some(word) = words.next() {
        if options_end || !word.starts_with('-') || word == "-" {
            given.push(word);
        } else if word == "--" {
            options_end = true;
        } else {
            let (name, glued) = match word.split_once('=') {
                Some((name, _)) => (name, true),
                None => (word.as_str(), false),
            };
            // A named session is a file, which holds the cookies.
            operation.cookie_file |= name.starts_with("--session");
            if !glued && (VALUES.contains(&name) || name == "-s") && words.next().is_none() {
                return Err(CaptureError::Incomplete);
            }
        }
    }
    // A first word of letters alone is the method, when another word follows.
    let letters = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic());
    let items = match given.as_slice() {
        [method, url, items @ ..] if letters(method) => {
            operation.urls.push(address(url));
            items
        }
        [url, items @ ..] => {
            operation.urls.push(address(url));
            items
        }
        [] => &[],
    };
    for item in items {
        match item.split_once(':') {
            Some((name, value))
                if name.trim().eq_ignore_ascii_case("cookie") && value.starts_with('@') =>
            {
                operation.cookie_file = true;
            }
            _ => operation.header(item),
        }
    }
    Ok(operation)
}

/// `:8080/path` and `:/path` are of this machine.
fn address(url: &str) -> String {
    match url.strip_prefix(':') {
        Some(rest) if rest.starts_with('/') => format!("http://localhost{rest}"),
        Some(rest) if !rest.starts_with("//") => format!("http://localhost:{rest}"),
        _ => url.trim_start_matches("://").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn method_address_and_items() {
        let of = |line: &str| {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            operation(&words)
        };
        for (line, url, headers) in [
            ("GET https://a/ Cookie:x=y", "https://a/", vec!["x=y"]),
            ("a.example cookie:x=y q==1", "a.example", vec!["x=y"]),
            (
                "--verify no -b post :80/p COOKIE:x",
                "http://localhost:80/p",
                vec!["x"],
            ),
            (":/p", "http://localhost/p", vec![]),
        ] {
            let found = of(line).unwrap();
            assert_eq!(found.urls, [url], "{line}");
            assert_eq!(found.headers, headers, "{line}");
            assert!(!found.cookie_file);
        }
        assert!(of("--session=me https://a/").unwrap().cookie_file);
        assert!(of("https://a/ Cookie:@file").unwrap().cookie_file);
        assert_eq!(of("https://a/ --auth"), Err(CaptureError::Incomplete));
    }
}
