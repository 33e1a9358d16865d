//! Whatever is pasted, nothing of it is said again.

use atlctl_signin::{ApiKey, Credentials, SessionToken};
use proptest::prelude::*;

use crate::found;

/// What people paste, with the secret in every place where one may stand.
const PASTES: [&str; 44] = [
    "curl -kb 'cloud.session.token=SECRET' 'https://admin.atlassian.com/x'",
    "curl --oauth2-bearer SECRET 'https://admin.atlassian.com/x'",
    "curl --pass SECRET 'https://admin.atlassian.com/x' -b 'a=1'",
    "curl -sd 'password=SECRET' https://id.atlassian.com/login",
    "curl SECRET -b 'cloud.session.token=SECRET'",
    "curl https://SECRET.example/SECRET -u SECRET:SECRET -b 'cloud.session.token=SECRET'",
    "curl https://SECRET.atlassian.com -H 'Authorization: Bearer SECRET'",
    "curl http://SECRET.atlassian.net/ -b 'cloud.session.token=SECRET'",
    "curl --SECRET -SECRET https://admin.atlassian.com -b SECRET",
    "curl https://admin.atlassian.com --pass",
    "curl.exe ^\"https://SECRET.example^\" ^\r\n -H ^\"Cookie: cloud.session.token=SECRET^\"",
    "PS C:\\> curl.exe 'https://SECRET.example' `\n>> -b 'cloud.session.token=SECRET'",
    "curl “https://SECRET.example” –b “cloud.session.token=SECRET",
    "SECRET curl 'https://admin.atlassian.com' -b 'cloud.session.token=SECRET",
    "Invoke-WebRequest -Uri \"https://SECRET.example\" -Headers @{\"Cookie\"=\"cloud.session.token=SECRET\"}",
    "$h.Add('Cookie', 'cloud.session.token=SECRET')\nirm 'https://SECRET' -Headers $h",
    "fetch(\"https://SECRET.example\", {headers: {cookie: \"cloud.session.token=SECRET\"}})",
    "fetch(\"https://admin.atlassian.com\", {headers: {cookie: \"SECRET\"}})",
    "GET /SECRET HTTP/1.1\nHost: SECRET.example\nCookie: cloud.session.token=SECRET",
    "GET /SECRET HTTP/1.1\nAuthorization: SECRET\nCookie: SECRET",
    ":authority\nSECRET\ncookie\ncloud.session.token=SECRET",
    "{\"log\":{\"entries\":[{\"request\":{\"url\":\"https://SECRET.example\",\"headers\":[{\"name\":\"Cookie\",\"value\":\"cloud.session.token=SECRET\"}]}}]}}",
    "{\"log\":{\"entries\":[SECRET",
    "{\"log\":\"SECRET\"}",
    "[{\"name\":\"cloud.session.token\",\"domain\":\"SECRET\",\"value\":\"SECRET\"}]",
    "{\"SECRET\":\"SECRET\"",
    "Cookie: cloud.session.token=SECRET",
    "Cookie: SECRET=SECRET",
    "SECRET.example\tTRUE\t/\tTRUE\t0\tcloud.session.token\tSECRET",
    ".atlassian.com TRUE / TRUE 1893456000 cloud.session.token SECRET",
    "cloud.session.token\tSECRET\tSECRET.example\t/",
    "SECRET",
    "SECRET SECRET",
    "wget --header 'Cookie: cloud.session.token=SECRET' https://SECRET.example",
    "wget --SECRET --header 'Cookie: SECRET' https://admin.atlassian.com/ --header",
    "wget --load-cookies SECRET https://admin.atlassian.com/SECRET",
    "http GET https://SECRET.example 'Cookie:cloud.session.token=SECRET'",
    "http --auth SECRET https://admin.atlassian.com/ Cookie:@SECRET",
    "cookies = {'cloud.session.token': SECRET}\nrequests.get('https://SECRET.example', cookies=cookies)",
    "requests.get('https://admin.atlassian.com/', headers={'Cookie': 'SECRET', 'SECRET': 'https://SECRET.example'})",
    "headers = {'Cookie': 'cloud.session.token=SECRET'}",
    "s.cookies.set('cloud.session.token', \"SECRET\", domain='SECRET.example')",
    "Set-Cookie: cloud.session.token=SECRET; Domain=SECRET.example; Expires=SECRET",
    "HTTP/2 200\nset-cookie: SECRET=SECRET; Max-Age=SECRET",
];

/// Whether eight characters in a row of the secret stand in the text, in whatever case.
fn leaks(said: &str, secret: &str) -> bool {
    let said = said.to_lowercase();
    let secret: Vec<char> = secret.to_lowercase().chars().collect();
    secret
        .windows(8)
        .any(|eight| said.contains(&eight.iter().collect::<String>()))
}

fn check(text: &str, secret: &str) -> Result<(), TestCaseError> {
    let mut said = Vec::new();
    if let Err(error) = found(text) {
        said.push(format!("{error} {error:?} {}", error.hint()));
    }
    said.extend(
        SessionToken::parse(text)
            .err()
            .map(|error| format!("{error} {error:?}")),
    );
    said.extend(
        ApiKey::parse(text)
            .err()
            .map(|error| format!("{error} {error:?}")),
    );
    said.extend(
        Credentials::of_either(text, crate::NOW.parse().unwrap())
            .err()
            .map(|error| format!("{error} {error:?}")),
    );
    for said in said {
        prop_assert!(!leaks(&said, secret), "{said}\n{text}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_paste_is_repeated(
        paste in prop::sample::select(PASTES.to_vec()),
        secret in prop_oneof![
            "[A-Za-z0-9_-]{8,40}",
            "[A-Za-z0-9_-]{8,20}\\.[A-Za-z0-9_-]{8,20}\\.[A-Za-z0-9_-]{8,20}",
            "ATCTT[A-Za-z0-9_=-]{8,40}",
            "[ -~]{8,40}",
        ],
    ) {
        // Words of ours are not their secrets.
        prop_assume!(!leaks("cloud.session.token admin.atlassian.com requests copied command", &secret));
        check(&paste.replace("SECRET", &secret), &secret)?;
    }

    /// The same, cut anywhere, with bytes changed, doubled, left out, and in any encoding.
    #[test]
    fn no_damaged_paste_is_repeated(
        paste in prop::sample::select(PASTES.to_vec()),
        secret in "[A-Za-z0-9_-]{12,20}\\.[A-Za-z0-9_-]{12,20}\\.[A-Za-z0-9_-]{12,20}",
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 0..6),
        wide in any::<bool>(),
    ) {
        let text = paste.replace("SECRET", &secret);
        let mut bytes: Vec<u8> = if wide {
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else {
            text.into_bytes()
        };
        for (at, byte, kind) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                _ => bytes.truncate(at),
            }
        }
        check(&atlctl_signin::text::decode(&bytes), &secret)?;
    }
}
