//! The request of a wget command.

use super::CaptureError;
use super::operation::Operation;

/// The long options that take a value, by wget's manual.
const VALUES: [&str; 86] = [
    "accept",
    "accept-regex",
    "append-output",
    "base",
    "bind-address",
    "bind-dns-address",
    "body-data",
    "body-file",
    "ca-certificate",
    "ca-directory",
    "certificate",
    "certificate-type",
    "ciphers",
    "compression",
    "config",
    "connect-timeout",
    "crl-file",
    "cut-dirs",
    "default-page",
    "directory-prefix",
    "dns-servers",
    "dns-timeout",
    "domains",
    "egd-file",
    "exclude-directories",
    "exclude-domains",
    "execute",
    "follow-tags",
    "ftp-password",
    "ftp-user",
    "header",
    "hsts-file",
    "http-passwd",
    "http-password",
    "http-user",
    "ignore-tags",
    "include-directories",
    "input-file",
    "input-metalink",
    "level",
    "limit-rate",
    "load-cookies",
    "local-encoding",
    "max-redirect",
    "metalink-index",
    "method",
    "output-document",
    "output-file",
    "password",
    "pinnedpubkey",
    "post-data",
    "post-file",
    "prefer-family",
    "preferred-location",
    "private-key",
    "private-key-type",
    "progress",
    "proxy-passwd",
    "proxy-password",
    "proxy-user",
    "quota",
    "random-file",
    "read-timeout",
    "referer",
    "regex-type",
    "reject",
    "reject-regex",
    "rejected-log",
    "remote-encoding",
    "report-speed",
    "restrict-file-names",
    "retry-on-http-error",
    "save-cookies",
    "secure-protocol",
    "start-pos",
    "timeout",
    "tries",
    "use-askpass",
    "user",
    "user-agent",
    "wait",
    "waitretry",
    "warc-dedup",
    "warc-file",
    "warc-header",
    "warc-max-size",
];

/// The short options that take a value.
const VALUE_LETTERS: &str = "oaeiBtOTwQPUlARDIX";

/// Reads words as wget does.
pub(super) fn operation(words: &[String]) -> Result<Operation, CaptureError> {
    let mut operation = Operation::default();
    let mut words = words.iter();
    let mut options_end = false;
    while let Some(word) = words.next() {
        if options_end || !word.starts_with('-') || word == "-" {
            operation.urls.push(word.clone());
            continue;
        }
        if word == "--" {
            options_end = true;
            continue;
        }
        let Some(long) = word.strip_prefix("--") else {
            if short_needs_value(word) && words.next().is_none() {
                return Err(CaptureError::Incomplete);
            }
            continue;
        };
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None if VALUES.contains(&long) => (
                long,
                Some(words.next().ok_or(CaptureError::Incomplete)?.clone()),
            ),
            None => (long, None),
        };
        match (name, value) {
            ("header", Some(value)) => operation.header(&value),
            ("load-cookies", Some(_)) => operation.cookie_file = true,
            _ => {}
        }
    }
    Ok(operation)
}

/// Whether the value of these letters is the next word.
fn short_needs_value(word: &str) -> bool {
    let mut letters = word.chars().skip(1);
    while let Some(letter) = letters.next() {
        if VALUE_LETTERS.contains(letter) {
            return letters.next().is_none();
        }
        // `-nc`, `-nv` and their like are two letters each.
        if letter == 'n' {
            letters.next();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_with_values_are_no_addresses() {
        let of = |line: &str| {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            operation(&words)
        };
        let found =
            of("-qO- -nv -t 3 --method GET --header=Cookie:x -O out https://a/ --tries=2").unwrap();
        assert_eq!(found.urls, ["https://a/"]);
        assert_eq!(found.headers, ["x"]);
        assert!(!found.cookie_file);
        assert!(of("--load-cookies jar https://a/").unwrap().cookie_file);
        assert_eq!(of("https://a/ --header"), Err(CaptureError::Incomplete));
        assert_eq!(of("https://a/ -O"), Err(CaptureError::Incomplete));
    }
}
