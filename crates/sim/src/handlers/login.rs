//! The portal's front door: a page that wants an address, a password and a second factor, and then sets
//! the session's cookie. `?auto=1` makes the page play the person. Another page writes cookies as fast as it can.

use super::{Reply, Request};
use crate::server::Sim;

/// What the person types as second factor.
const CODE: &str = "123456";

/// Handles a browser's requests to the sign-in page; `None` for other requests.
pub(super) fn answer(sim: &Sim, request: &Request, parts: &[&str]) -> Option<Reply> {
    let auto = sim.config.auto_sign_in || request.parameter("auto").is_some();
    let form = |name: &str| {
        let fields = request.form();
        fields
            .into_iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    };
    let tail = if auto { "?auto=1" } else { "" };
    Some(match (request.method.as_str(), parts) {
        ("GET", [""]) => {
            let known = request
                .session
                .as_ref()
                .is_some_and(|token| sim.knows(token));
            if known {
                home()
            } else {
                Reply::redirect(&format!("/login{tail}"))
            }
        }
        ("GET", ["storm"]) => Reply::html(
            200,
            "<!doctype html><title>Storm (simulated)</title><script>let n = 0; setInterval(() => { \
             for (let i = 0; i < 20; i++) document.cookie = `c${n++ % 150}=${Math.random()}; max-age=9999`; \
             }, 10);</script>",
        ),
        ("GET", ["login"]) => page(
            "Log in to continue",
            &format!("/login/password{tail}"),
            "email",
            "Enter your email",
            "text",
            auto.then_some("ada.admin@acme.example"),
        ),
        ("POST", ["login", "password"]) => match form("email") {
            Some(email) if email.contains('@') => page(
                "Enter your password",
                &format!("/login/check{tail}"),
                "password",
                "Enter password",
                "password",
                auto.then_some("correct horse"),
            ),
            _ => Reply::redirect(&format!("/login{tail}")),
        },
        // A redirect between the password and the second factor, as single sign-on has it.
        ("POST", ["login", "check"]) => match form("password") {
            Some(password) if !password.is_empty() => {
                Reply::redirect(&format!("/login/verify{tail}"))
            }
            _ => Reply::redirect(&format!("/login{tail}")),
        },
        ("GET", ["login", "verify"]) => page(
            "Two-step verification",
            &format!("/login/done{tail}"),
            "code",
            "6-digit code",
            "text",
            auto.then_some(CODE),
        ),
        ("POST", ["login", "done"]) => match form("code") {
            Some(code) if code == CODE => Reply::redirect("/")
                .with("set-cookie", sim.cookie())
                .with("set-cookie", "atlassian.account.xsrf.token=none; Path=/"),
            _ => Reply::redirect(&format!("/login/verify{tail}")),
        },
        _ => return None,
    })
}

fn home() -> Reply {
    Reply::html(
        200,
        "<!doctype html><meta charset=utf-8><title>Administration</title>\
         <h1>Acme (simulated)</h1><p id=signed-in>You are signed in. Close this window.</p>",
    )
}

fn page(
    title: &str,
    action: &str,
    field: &str,
    label: &str,
    kind: &str,
    auto: Option<&str>,
) -> Reply {
    let script = auto.map_or_else(String::new, |value| {
        format!(
            "<script>addEventListener('load', () => {{ const f = document.forms[0]; \
             f.elements['{field}'].value = '{value}'; f.submit(); }});</script>"
        )
    });
    Reply::html(
        200,
        &format!(
            "<!doctype html><meta charset=utf-8><title>{title} (simulated)</title>\
             <h1>{title}</h1><form method=post action=\"{action}\">\
             <label>{label} <input name={field} type={kind} autofocus></label> \
             <button>Continue</button></form>{script}"
        ),
    )
}
