//! What people copy out of views, files, shells and chats.

use crate::read_all;

/// Each is read.
pub const READ: [&str; 58] = [
    r#"Name,Value,Domain,Path
cloud.session.token,@T@,.atlassian.com,/"#,
    "{name: 'cloud.session.token', value: '@T@', domain: 'atlassian.com', path: '/', expires: 1893456000000}",
    r#"document.cookie = "@C@; path=/; domain=.atlassian.com""#,
    r#"Summary
URL: @URL@
Status: 200
Source: Network
Address: 1.2.3.4:443
Initiator: 
x.js:1:1

Request
GET /gateway/api/me HTTP/1.1
Accept: */*
Cookie: @C@"#,
    r#"cookie@TAB@a=1; @C@"#,
    "a=1; @C@; ajs_anonymous_id=%22x%22",
    "ATLCTL_SESSION_TOKEN=@T@",
    "export ATLCTL_SESSION_TOKEN='@T@' # mine",
    "session: @T@",
    r#"cookie: "@C@""#,
    r#"<cookie name="cloud.session.token" value="@T@" domain=".atlassian.com"/>"#,
    ".atlassian.com|cloud.session.token|@T@|/|1893456000",
    r#"- Cookie: `@C@`
- Host: `admin.atlassian.com`"#,
    "* cloud.session.token: @T@",
    "cloud.session.token%3D@T@",
    r#"PS> $env:ATLCTL_SESSION_TOKEN = "@T@""#,
    "set ATLCTL_SESSION_TOKEN=@T@",
    r#"$token = "@T@""#,
    r#"curl “@URL@” \
—header “Cookie: @C@”"#,
    "ann> curl '@URL@' -b '@C@'",
    r#">> curl '@URL@' \
>>  -b '@C@'"#,
    r#"| curl '@URL@' \
|  -b '@C@'"#,
    r#""curl '@URL@' -b '@C@'""#,
    r#""curl '@URL@' -H \"Cookie: @C@\"""#,
    r#"1  curl '@URL@' \
2    -b '@C@'"#,
    "  501  curl '@URL@' -b '@C@'",
    r#"req = Net::HTTP::Get.new(URI('@URL@'))
req['Cookie'] = '@C@'"#,
    r#"curl_setopt($ch, CURLOPT_URL, '@URL@');
curl_setopt($ch, CURLOPT_COOKIE, '@C@');"#,
    r#"var client = new RestClient("@URL@");
request.AddHeader("Cookie", "@C@");"#,
    r#"HTTP/2 200 OK
set-cookie: @C@; Domain=.atlassian.com; Path=/; Secure; HttpOnly"#,
    r#"cloud.session.token@TAB@@T@@TAB@.atlassian.com@TAB@/@TAB@12/26/2026@TAB@1450@TAB@✓@TAB@✓@TAB@None@TAB@@TAB@Medium"#,
    r#"cloud.session.token:"@T@"
Created:"Thu, 26 Nov 2026 09:00:00 GMT"
Domain:".atlassian.com"
Expires / Max-Age:"Sat, 26 Dec 2026 09:00:00 GMT"
HostOnly:false
HttpOnly:true"#,
    r#"{"cloud.session.token":"@T@","a":"1"}"#,
    "curl --request GET --url '@URL@' --header 'cookie: @C@'",
    r#"{"clientName":"Thunder Client","requests":[{"url":"@URL@","method":"GET","headers":[{"name":"Cookie","value":"@C@"}]}]}"#,
    r#"Request request = new Request.Builder().url("@URL@").addHeader("Cookie", "@C@").build();"#,
    r#"stringData:
  cloud.session.token: @T@"#,
    r#"session_token = "@T@""#,
    r#"{"session_token": "@T@"}"#,
    r#"{"token":"@T@"}"#,
    r#"["@T@"]"#,
    "<tr><td>cloud.session.token</td><td>@T@</td><td>.atlassian.com</td><td>/</td></tr>",
    "**cloud.session.token**: `@T@`",
    r#"[10:32] Ann Admin
curl '@URL@' -b '@C@'"#,
    r#"> curl '@URL@' -b 'cloud.session.token=@T1@
> @T2@'"#,
    r#"Cookie: 
a=1; @C@
Host: admin.atlassian.com"#,
    r#"cookie
@C@"#,
    r#"TOKEN='@T@'
curl "@URL@" -b "cloud.session.token=$TOKEN""#,
    r#"TOKEN=@T@
curl -H "Cookie: cloud.session.token=${TOKEN}" @URL@"#,
    r#"host_key         name                 value
---------------  -------------------  -----
.atlassian.com   cloud.session.token  @T@"#,
    r#"host_key,name,value
.atlassian.com,cloud.session.token,@T@"#,
    r#""name","value","domain"
"cloud.session.token","@T@",".atlassian.com""#,
    r#"Name;Value;Domain
cloud.session.token;@T@;.atlassian.com"#,
    "<RequestsCookieJar[<Cookie cloud.session.token=@T@ for .atlassian.com/>]>",
    r#"* Connected to admin.atlassian.com (1.2.3.4) port 443
> GET /x HTTP/2
> Host: admin.atlassian.com
> Cookie: @C@
>
< HTTP/2 200"#,
    "cloud.session.token → @T@",
    r#"cookies:
  - name: cloud.session.token
    value: @T@
    domain: .atlassian.com"#,
    "cloud.session.token  @T@  .atlassian.com  /  Session  1450 B  ✓  ✓",
];

#[test]
fn what_people_copy_is_read() {
    read_all(&READ, None);
}
