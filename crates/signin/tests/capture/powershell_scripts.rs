//! PowerShell scripts as people write them, in any letter case, with values in variables.

use atlctl_signin::capture::{CaptureError, Form, Place};

use crate::{OTHER, filled, found, read_all};

/// Each is read.
pub const READ: [&str; 18] = [
    r#"$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$cookie = [System.Net.Cookie]::new('cloud.session.token','@T@')
$session.Cookies.Add([uri]'https://admin.atlassian.com', $cookie)
Invoke-RestMethod '@URL@' -WebSession $session"#,
    r#"$s = new-object microsoft.powershell.commands.webrequestsession
$c = new-object net.cookie "cloud.session.token","@T@"
$s.cookies.add([uri]"https://admin.atlassian.com", $c)
invoke-restmethod "@URL@" -websession $s"#,
    r#"$s = [Microsoft.PowerShell.Commands.WebRequestSession]::new()
$u = [Uri]'https://admin.atlassian.com'
$s.Cookies.Add($u, [net.cookie]::new('cloud.session.token', '@T@'))
irm @URL@ -WebSession $s"#,
    r#"$s.Cookies.Add((New-Object System.Uri "https://admin.atlassian.com"), (New-Object System.Net.Cookie "cloud.session.token", "@T@"))
irm @URL@ -WebSession $s"#,
    r#"$s.Cookies.Add([System.Uri]::new('https://admin.atlassian.com'), [System.Net.Cookie]::new('cloud.session.token', '@T@', '/'))
irm @URL@ -WebSession $s"#,
    r#"$name = 'cloud.session.token'
$value = "@T@"
$c = [System.Net.Cookie]::new($name, $value, '/', '.atlassian.com')
$s.Cookies.Add($c)
Invoke-WebRequest -Uri "@URL@" -WebSession $s"#,
    r#"$c = New-Object System.Net.Cookie -Property @{Name='cloud.session.token'; Value='@T@'; Domain='.atlassian.com'; Path='/'}
$s.Cookies.Add($c)
Invoke-WebRequest -Uri "@URL@" -WebSession $s"#,
    r#"$c = [System.Net.Cookie]@{ Name = "cloud.session.token"; Value = "@T@"; Domain = "admin.atlassian.com" }
$s.Cookies.Add($c)
Invoke-WebRequest -Uri "@URL@" -WebSession $s"#,
    r#"$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.Cookies.Add((New-Object System.Net.Cookie("cloud.session.token", "@T@", "/", ".atlassian.com")))"#,
    "$session.Cookies.Add([uri]'https://admin.atlassian.com', [System.Net.Cookie]::new('cloud.session.token','@T@'))",
    r#"$jar = [System.Net.CookieContainer]::new()
$jar.SetCookies('https://admin.atlassian.com', 'cloud.session.token=@T@')"#,
    r#"$tok = "@T@"
$h = @{ Cookie = "cloud.session.token=$tok" }
irm '@URL@' -Headers $h"#,
    r#"$tok = '@T@'
irm '@URL@' -Headers @{ 'Cookie' = "a=1; cloud.session.token=${tok}; b=2" }"#,
    r#"$tok = '@T@'
$h = @{ Cookie = 'cloud.session.token=' + $tok }
irm '@URL@' -Headers $h"#,
    r#"$c = New-Object -TypeName System.Net.Cookie -ArgumentList 'cloud.session.token', '@T@', '/', '.atlassian.com'
$s.Cookies.Add($c)
irm '@URL@' -WebSession $s"#,
    r#"$c = New-Object System.Net.Cookie('cloud.session.token', '@T@')
$c.Domain = 'admin.atlassian.com'
$s.Cookies.Add($c)
irm '@URL@' -WebSession $s"#,
    r#"$handler = New-Object System.Net.Http.HttpClientHandler
$handler.CookieContainer.Add([uri]'https://admin.atlassian.com', (New-Object System.Net.Cookie('cloud.session.token','@T@')))"#,
    r#"$session.Cookies.Add([Uri]::new("https://admin.atlassian.com"), [System.Net.Cookie]::new("cloud.session.token","@T@","/"))
Invoke-WebRequest -UseBasicParsing -Uri "@URL@" `
-WebSession $session `
-Headers @{
"accept"="*/*"
}"#,
];

#[test]
fn every_way_to_give_a_script_its_cookie() {
    read_all(&READ, Some(Form::PowerShell));
}

#[test]
fn a_cookie_of_another_host_stays_there() {
    let without = CaptureError::NoCookie {
        place: Place::Request("admin.atlassian.com"),
    };
    for (text, error) in [
        (
            "$c = [net.cookie]::new('cloud.session.token', '@T@')\n$s.Cookies.Add([uri]'https://evil.example', $c)\nirm '@URL@' -WebSession $s",
            &without,
        ),
        (
            "$c = [Net.Cookie]@{Name='cloud.session.token'; Value='@T@'; Domain='evil.example'}\n$s.Cookies.Add($c)\nirm '@URL@' -WebSession $s",
            &without,
        ),
        (
            "$c = New-Object Net.Cookie('cloud.session.token', '@T@')\n$c.Domain = 'evil.example'\n$s.Cookies.Add([uri]'@URL@', $c)",
            &CaptureError::OtherHost,
        ),
        (
            "$u = [uri]'https://evil.example'\n$s.Cookies.Add($u, [Net.Cookie]::new('cloud.session.token', '@T@'))",
            &CaptureError::OtherHost,
        ),
        (
            "$t = '@T@'\n$u = 'https://evil.example'\nirm $u -Headers @{Cookie = \"cloud.session.token=$t\"}",
            &CaptureError::OtherHost,
        ),
        (
            "$h = @{Host = 'evil.example'; Cookie = '@C@'}\nirm '@URL@' -Headers $h",
            &CaptureError::OtherHost,
        ),
    ] {
        assert_eq!(found(&filled(text, OTHER)).as_ref(), Err(error), "{text}");
    }
    let unknown = "irm '@URL@' -Headers @{Cookie = \"cloud.session.token=$token\"}";
    assert_eq!(
        found(&filled(unknown, OTHER)),
        Err(atlctl_signin::TokenError::Variable.into())
    );
}
