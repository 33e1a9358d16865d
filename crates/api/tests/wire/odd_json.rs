//! JSON that is slightly wrong loses the value that is wrong, never the page.

use atlctl_api::*;
use futures_util::TryStreamExt;
use wiremock::ResponseTemplate;

use crate::common::*;

fn raw(body: impl Into<Vec<u8>>) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body.into(), "application/json")
}

/// Each slip in an entry, and what is still known of the entry "a".
fn slips() -> Vec<(&'static str, Vec<u8>)> {
    let entry = |field: &str| {
        format!(r#"{{"id":"a","accountId":"a","directoryId":"a",{field}}}"#).into_bytes()
    };
    vec![
        ("half an emoji", entry(r#""name":"Ann \ud83d""#)),
        ("the other half", entry(r#""name":"\ude00 Ann""#)),
        (
            "half an emoji in a name of a field",
            entry(r#""na\ud83dme":"x""#),
        ),
        (
            "half an emoji, deeper",
            entry(r#""attributes":{"name":"Ann \ud83d"},"groups":[{"name":"\ud83d"}]"#),
        ),
        ("a raw line break", entry("\"name\":\"Ann\nB\"")),
        ("a raw NUL", entry("\"name\":\"Ann\u{0}B\"")),
        ("a key twice", entry(r#""name":"Ann","name":"Bob""#)),
        ("the id twice", entry(r#""accountId":"a","id":"a""#)),
        (
            "no number",
            entry(r#""counts":{"resources":NaN},"x":1e999"#),
        ),
        ("a path of Windows", entry(r#""name":"C:\dir""#)),
        (
            "too deep",
            entry(&format!(r#""x":{}{}"#, "[".repeat(300), "]".repeat(300))),
        ),
        (
            "no UTF-8",
            [
                &entry(r#""name":"Ann "#)[..entry(r#""name":"Ann "#).len() - 1],
                b"\xff\xfe\"}",
            ]
            .concat(),
        ),
        ("nothing wrong", entry(r#""name":"Ann""#)),
    ]
}

/// A page with the entry and things that are no entries beside it.
fn page(list: &str, entry: &[u8]) -> Vec<u8> {
    let begin = format!(r#"{{"{list}":[null,7,"x",[],"#);
    let end = br#",{"id":"b","accountId":"b","directoryId":"b"}],"links":{},"total":2.0}"#;
    [begin.as_bytes(), entry, end].concat()
}

#[tokio::test]
async fn no_error_loses_a_list() {
    for (what, entry) in slips() {
        for mark in [&b""[..], b"\xEF\xBB\xBF"] {
            let data = [mark, &page("data", &entry)].concat();
            let server = answering(raw(data)).await;
            let client = with_key(&server.uri());
            let orgs: Vec<Org> = client.orgs().try_collect().await.unwrap();
            let ids: Vec<&str> = orgs.iter().map(|org| org.id.as_str()).collect();
            assert_eq!(ids, ["a", "b"], "{what}");
            let groups: Vec<Group> = client
                .groups_search(&org(), GroupSearch::default())
                .try_collect()
                .await
                .unwrap();
            assert_eq!(groups.len(), 2, "{what}");
            let managed: Vec<ManagedAccount> =
                client.managed_accounts(&org()).try_collect().await.unwrap();
            assert_eq!(managed.len(), 2, "{what}");
            let pages: Vec<RawPage> = client
                .users_search_pages(&org(), UserSearch::default())
                .try_collect()
                .await
                .unwrap_or_else(|error| panic!("{what}: {error}"));
            let people = pages[0]
                .users()
                .unwrap_or_else(|error| panic!("{what}: {error}"));
            let ids: Vec<_> = people
                .iter()
                .map(|user| user.account_id.as_deref())
                .collect();
            assert_eq!(ids, [Some("a"), Some("b")], "{what}");
            // What is kept of them is JSON that everybody reads, but for keys that are there twice.
            for user in &people {
                let text = user.raw.unwrap();
                assert!(
                    what == "too deep" || serde_json::from_str::<serde_json::Value>(text).is_ok(),
                    "{what}: {text}"
                );
            }
            let portal = [mark, &page("users", &entry)].concat();
            let server = answering(raw(portal)).await;
            let users: Vec<PortalUser> = with_session(&server.uri())
                .org_users(&org())
                .try_collect()
                .await
                .unwrap();
            assert_eq!(users.len(), 2, "{what}");
        }
    }
}

#[tokio::test]
async fn no_error_loses_a_single_object() {
    for (what, entry) in slips().into_iter().filter(|(what, _)| *what != "too deep") {
        let one = [&b"\xEF\xBB\xBF{\"data\":"[..], &entry, b"}"].concat();
        let server = answering(raw(one)).await;
        let found = with_key(&server.uri()).org(&org()).await;
        assert_eq!(
            found.unwrap_or_else(|e| panic!("{what}: {e}")).id.as_str(),
            "a",
            "{what}"
        );
        let list = [&b"[null,"[..], &entry, b"]"].concat();
        let server = answering(raw(list)).await;
        let policies = with_key(&server.uri())
            .policies_of(&org(), &["a".into()])
            .await;
        let policies = policies.unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(
            policies[0].account_id.as_ref().unwrap().as_str(),
            "a",
            "{what}"
        );
    }
}

/// Counts are numbers, however they are written; what is none does not pass for nought.
#[tokio::test]
async fn counts_in_every_form() {
    for (text, want) in [
        ("3", Some(3)),
        ("3.0", Some(3)),
        ("\"3\"", Some(3)),
        ("0.0", Some(0)),
        ("3e0", Some(3)),
        ("2.5", None),
        ("-1", None),
        ("\"many\"", None),
        ("null", None),
        ("[3]", None),
        ("1e30", None),
    ] {
        let server = answering(raw(format!("{{\"count\":{text}}}"))).await;
        let count = with_key(&server.uri())
            .users_count(&org(), &UserFilter::default())
            .await;
        assert_eq!(count.as_ref().ok().copied(), want, "{text}");
        if let Err(error) = count {
            assert_eq!(error.kind, ErrorKind::Unreadable);
        }
        let task = format!(
            "{{\"inProgressCount\":0.0,\"successCount\":{text},\"failureCount\":\"1\",\
            \"failureReasons\":[{{\"emails\":[\"a\"],\"details\":{{\"status\":\"409\"}}}}]}}"
        );
        let server = answering(raw(task)).await;
        let task = with_key(&server.uri())
            .policy_task(&org(), &"t".into())
            .await
            .unwrap();
        assert_eq!(
            (task.in_progress, task.succeeded, task.failed),
            (0, want.unwrap_or(0), 1),
            "{text}"
        );
        assert_eq!(task.failures[0].status, Some(409));
    }
}

/// A task that nobody can ask for is no acceptance.
#[tokio::test]
async fn a_task_id_that_no_path_holds() {
    for id in ["", ".", "..", "t\\ud83d"] {
        let server = answering(raw(format!("{{\"taskId\":\"{id}\"}}"))).await;
        let error = with_key(&server.uri())
            .add_users_to_policy(&org(), &"p".into(), &["a@example.com".into()])
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind, error.processed),
            (ErrorKind::Unreadable, Processed::Unknown)
        );
    }
    let server = answering(raw("{\"taskId\":\"../../x?y#z\"}")).await;
    let client = with_key(&server.uri());
    let accepted = client
        .add_users_to_policy(&org(), &"p".into(), &["a@example.com".into()])
        .await
        .unwrap();
    client
        .policy_task(&org(), &accepted.task)
        .await
        .unwrap_err();
    let requests = server.received_requests().await.unwrap();
    assert!(
        requests[1]
            .url
            .path()
            .ends_with("/auth-policy/task/..%2F..%2Fx%3Fy%23z"),
        "{}",
        requests[1].url
    );
}

/// Errors and expired sessions are recognized behind a byte order mark, too.
#[tokio::test]
async fn a_mark_before_an_error() {
    let body = b"\xEF\xBB\xBF{\"code\":404,\"message\":\"half \\ud83d\"}".to_vec();
    let server = answering(ResponseTemplate::new(404).set_body_raw(body, "application/json")).await;
    let error = with_key(&server.uri()).org(&org()).await.unwrap_err();
    assert_eq!(error.message, "half \u{FFFD}");
    let server = answering(raw(b"\xEF\xBB\xBF <html>".to_vec())).await;
    let error = with_session(&server.uri()).org(&org()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignInNeeded(ExpiryForm::HtmlPage));
}
