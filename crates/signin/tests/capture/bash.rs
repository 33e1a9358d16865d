//! What a real bash makes of the bash forms. `curl` is a function there that prints its arguments.

use std::process::Command;

use proptest::prelude::*;

use crate::found;

/// The session cookie as bash hands it to the curl that goes to Atlassian.
pub fn in_bash(text: &str) -> Option<String> {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; printf '\\1'; }}\n{text}\nwait\n");
    let output = Command::new("bash")
        .args(["--norc", "--noprofile", "-c", &script])
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let ours = |call: &&str| call.contains(".atlassian.") && call.contains("cloud.session.token=");
    let call = text.split('\u{1}').find(ours)?;
    let value = call.split("cloud.session.token=").nth(1)?;
    Some(value.split([';', '\0']).next()?.to_owned())
}

/// Quotes a text in one of the ways browsers do.
fn quoted(text: &str, way: u8) -> String {
    match way % 3 {
        0 => format!("'{}'", text.replace('\'', "'\\''")),
        1 => {
            let mut out = String::from("$'");
            for c in text.chars() {
                match c {
                    '\'' => out.push_str("\\'"),
                    '\\' => out.push_str("\\\\"),
                    '\n' => out.push_str("\\n"),
                    '!' => out.push_str("\\u0021"),
                    '?' => out.push_str("\\077"),
                    '@' => out.push_str("\\x40"),
                    c => out.push(c),
                }
            }
            out.push('\'');
            out
        }
        _ => {
            let mut out = String::from("\"");
            for c in text.chars() {
                if matches!(c, '"' | '\\' | '$' | '`') {
                    out.push('\\');
                }
                out.push(c);
            }
            out.push('"');
            out
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn bash_and_we_agree(
        token in "[A-Za-z0-9_-]{1,20}\\.[A-Za-z0-9_-]{1,20}\\.[A-Za-z0-9_-]{1,20}",
        before in "[a-z]{1,5}=[ -~]{0,20}",
        header in "[ -~\n]{0,30}",
        ways in any::<[u8; 3]>(),
        wrapped in any::<bool>(),
        option in prop::sample::select(vec!["-b ", "--cookie "]),
    ) {
        let before = before.replace(';', "");
        let glue = if wrapped { " \\\n  " } else { " " };
        let cookies = format!("{before}; cloud.session.token={token}; z=1");
        let text = [
            "curl".to_owned(),
            quoted("https://admin.atlassian.com/x?a=1&b=[2]", ways[0]),
            format!("-H {}", quoted(&format!("x-any: {header}"), ways[1])),
            format!("{option}{}", quoted(&cookies, ways[2])),
        ].join(glue);
        prop_assume!(!text.contains("^\""));
        let real = in_bash(&text);
        prop_assert_eq!(real.as_deref(), Some(token.as_str()), "{}", text);
        let ours = found(&text).map(|(_, token)| token);
        prop_assert_eq!(ours, Ok(token), "{}", text);
    }
}
