//! No text makes it panic, and no error holds what was pasted.

use proptest::prelude::*;

use crate::found;

proptest! {
    #[test]
    fn anything_at_all(text in "\\PC{0,200}") {
        let _ = found(&text);
    }

    #[test]
    fn anything_behind_a_beginning(
        start in prop::sample::select(vec![
            "curl ", "curl.exe ^\"", "Invoke-WebRequest -Uri \"", "{\"log\":{\"entries\":[",
            "Cookie: cloud.session.token=", "New-Object System.Net.Cookie(\"cloud.session.token\", \"",
            "curl 'https://admin.atlassian.com' -b $'cloud.session.token=",
            "curl.exe 'https://admin.atlassian.com' ` -", "$ curl –", "$h = @{", "$h.Add(\"Cookie\", '", "irm @p -Headers ",
            "fetch(\"https://admin.atlassian.com\", {\"headers\": ", "GET / HTTP/1.1\nHost: admin.atlassian.com\nCookie: ",
            ":authority\nadmin.atlassian.com\ncookie\n", "[{\"name\":\"cloud.session.token\",\"value\":", "{\"a\":\"\\ud83d",
            ".atlassian.com TRUE / TRUE 0 cloud.session.token ", "cloud.session.token\t", "cloud.session.token:\"",
            "wget --header='Cookie: ", "http GET :/ Cookie:", "requests.get('https://admin.atlassian.com', cookies={'cloud.session.token': '",
            "t = 'a.b.c'\nheaders={'Cookie': f'cloud.session.token={t}", "Set-Cookie: cloud.session.token=a.b.c; Expires=",
        ]),
        rest in "[\\PC\n\t'\"^\\\\$`u0-9]{0,80}",
    ) {
        let _ = found(&format!("{start}{rest}"));
    }

    #[test]
    fn half_a_paste_is_never_a_token(cut in 0usize..120) {
        let text = "curl 'https://admin.atlassian.com/x' -H 'a: b' -b 'cloud.session.token=canary.canary.canary; z=1'";
        let text: String = text.chars().take(cut).collect();
        if let Err(error) = found(&text) {
            let said = format!("{error:?}");
            prop_assert!(!said.contains("canary"));
        } else {
            prop_assert_eq!(text.chars().last(), Some('\''), "{}", text);
        }
    }
}
