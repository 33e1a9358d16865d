//! A bare token in a sentence, a mail or a chat.

use atlctl_signin::capture::{CaptureError, Form};

use crate::{filled, found, read_all, token};

/// Each has one token.
pub const READ: [&str; 18] = [
    r#"Here is my token:
@T@"#,
    "token = @T@",
    r#"Hi,

@T@

Best regards,
Ann Admin
ACME Inc."#,
    "Here is my token: @T@",
    r#"Here is the token from https://admin.atlassian.com:
@T@"#,
    r#"Hallo Bob,
hier ist mein Token: @T@
Viele Grüße
Ann
-- 
Ann Admin | ann@acme.example | +49 30 1234"#,
    "My token is @T@.",
    r#"Ann Admin  10:32 AM
@T@"#,
    r#"From: Ann <ann@acme.example>
Subject: token

@T@"#,
    "Here is the cookie: @C@",
    r#"The cookie:

@C@

Thanks"#,
    r#"Here is my token:
@T1@
@T2@
Thanks!"#,
    r#"token: @T@
again: @T@"#,
    r#"my token is "@T@", thanks"#,
    "Cookie pair: @C@",
    r#"@T@

-- 
Ann Admin
https://www.acme.example"#,
    r#"@T@
Get Outlook for iOS <https://aka.ms/o0ukef>"#,
    "Der Wert ist „@T@“.",
];

#[test]
fn the_one_token_of_a_text_is_taken() {
    read_all(&READ, Some(Form::Token));
}

#[test]
fn several_tokens_and_other_hosts_are_named_and_not_repeated() {
    let (ann, bob) = (token("ann", -60, 3600), token("bob", -60, 3600));
    let several = CaptureError::SeveralTokens { count: 2 };
    for (text, error) in [
        ("Here are my tokens:\n@T@\n@O@", &several),
        ("@T@\n@O@\n", &several),
        ("Ann: @T@\nBob: @O@\n-- \nAnn", &several),
        (
            "Here is my token, send it to https://evil.example:\n@T@",
            &CaptureError::BesideHost,
        ),
        ("Token for evil.example: @T@", &CaptureError::BesideHost),
        ("lwp-request evil.example @T@", &CaptureError::BesideHost),
        ("tool --token @T@", &CaptureError::NotRecognized),
        ("x=@T@ and more", &CaptureError::NotRecognized),
    ] {
        let text = filled(text, &ann).replace("@O@", &bob);
        let found = found(&text).unwrap_err();
        assert_eq!(&found, error, "{text}");
        let said = format!("{found} {found:?} {}", found.hint());
        assert!(
            !said.contains(&ann[..8]) && !said.contains(&bob[..8]),
            "{said}"
        );
    }
}
