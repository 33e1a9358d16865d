//! A token in what people put around one: a variable's assignment, `Bearer`, code fences, a row of a table.

use super::host::Site;
use crate::token::{SESSION_COOKIE, SessionToken};

/// Words that say nothing of where the token goes.
const SILENT: [&str; 47] = [
    "$env",
    "*",
    "-",
    "->",
    "-g",
    "-gx",
    "-x",
    "/",
    "=>",
    "authorization",
    "bearer",
    "const",
    "cookie",
    "declare",
    "domain",
    "env",
    "expires",
    "export",
    "false",
    "host_key",
    "hostonly",
    "httponly",
    "jwt",
    "lax",
    "let",
    "max-age",
    "name",
    "none",
    "partitioned",
    "path",
    "priority",
    "samesite",
    "secure",
    "session",
    "session_token",
    "sessiontoken",
    "set",
    "setx",
    "size",
    "strict",
    "string",
    "stringdata",
    "token",
    "true",
    "value",
    "var",
    "•",
];

/// The one token of a text that holds nothing else of its own. Every other word must be known: of a request that is
/// not understood nothing is taken, since it may go anywhere.
pub(super) fn token(text: &str) -> Option<SessionToken> {
    let apart = |c: char| c.is_whitespace() || "=:|,;\"'`()[]{}<>".contains(c);
    let mut found: Option<&str> = None;
    let code = text
        .lines()
        .flat_map(|line| without_comment(line).split(apart));
    for word in code.filter(|word| !word.is_empty()) {
        if SessionToken::looks_like_one(word) {
            if found.is_some_and(|other| other != word) {
                return None;
            }
            found = Some(word);
        } else if !is_silent(word) {
            return None;
        }
    }
    SessionToken::parse(found?).ok()
}

/// The line without a comment behind its code. One that names an address stays: it may say where the token goes.
fn without_comment(line: &str) -> &str {
    let at = [" #", "\t#", " //", "\t//", " --", " ;"]
        .iter()
        .filter_map(|mark| line.find(mark))
        .min();
    let Some((code, comment)) = at.and_then(|at| line.split_at_checked(at)) else {
        return line;
    };
    let address = comment
        .split_whitespace()
        .any(|word| word.contains("://") || word.trim_end_matches('.').contains('.'));
    let holds = comment.contains("eyJ") || code.trim().is_empty();
    if address || holds { line } else { code }
}

fn is_silent(word: &str) -> bool {
    let small = word.to_ascii_lowercase();
    let variable = word.len() <= 40
        && word
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    // PowerShell and PHP set a sign before the name of each variable.
    let signed = word.len() <= 40
        && word.strip_prefix('$').is_some_and(|name| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        });
    small == SESSION_COOKIE
        || signed
        || SILENT.contains(&small.as_str())
        || variable
        || Site::of_host(word).is_ours()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_may_stand_around_it() {
        let token_of = "eyJhbGciOi.eyJzdWIi.c2ln";
        for text in [
            "export ATLCTL_SESSION_TOKEN=@",
            "TOKEN=\"@\"",
            "$env:SESSION_TOKEN = '@'",
            "$token = \"@\"",
            "PS> $sessionToken = '@'",
            "[string]$t = \"@\"",
            "Authorization: Bearer @",
            "```\n@\n```",
            "`@`",
            "| cloud.session.token | @ | .atlassian.com |",
            "cloud.session.token,@,.atlassian.com,/,2026-12-24,true",
            "cookie -> @",
            "@\n@",
            "TOKEN = \"@\"  # my token",
            "let token = '@'; // of the portal, until Friday.",
            "set -gx TOKEN @",
            "* cloud.session.token: @",
            "Name,Value,Domain,Path\ncloud.session.token,@,.atlassian.com,/",
            "<cookie name=\"cloud.session.token\" value=\"@\" domain=\".atlassian.com\"/>",
        ] {
            assert!(token(&text.replace('@', token_of)).is_some(), "{text}");
        }
        for text in [
            "send @ to https://evil.example",
            "| cloud.session.token | @ | evil.example |",
            "X=@; lwp-request evil.example",
            "@ # send to https://evil.example",
            "@ # evil.example",
            "@ send # it",
            "$evil.example = '@'",
            "send $token @",
            "@ eyJhbGciOi.eyJzdWIi.b3RoZXI",
        ] {
            assert!(token(&text.replacen('@', token_of, 1)).is_none(), "{text}");
        }
    }
}
