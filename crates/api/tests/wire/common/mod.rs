//! A client, a clock that does not wait, an observer that remembers.

mod bomb;
mod tcp;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use atlctl_api::{Bases, Client, ClientBuilder, Clock, Observer, OrgId, RequestEvent};
use secrecy::{ExposeSecret, SecretString};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

pub use bomb::gzip_of_spaces;
pub use tcp::{Act, FaultServer};

/// Looks like a session token; is none.
pub const TOKEN: &str = "aGVhZA.Y2FuYXJ5.c2ln";
pub const KEY: &str = "ATCTT-canary-key";

/// Waiting moves the time on at once.
#[derive(Debug, Default)]
pub struct SkipClock(Mutex<Duration>);

impl Clock for SkipClock {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        *self.0.lock().unwrap() += time;
        Box::pin(tokio::task::yield_now())
    }
}

#[derive(Default)]
pub struct RecordedCalls {
    pub events: Mutex<Vec<String>>,
    pub renewed: Mutex<Vec<String>>,
}

impl Observer for RecordedCalls {
    fn request(&self, event: &RequestEvent<'_>) {
        let line = match event.waiting {
            Some(waiting) => format!("wait {:?}", waiting.reason),
            None => format!("{} {} {:?}", event.method, event.path, event.status),
        };
        self.events.lock().unwrap().push(line);
    }

    fn session_renewed(&self, token: SecretString) {
        let token = token.expose_secret().to_owned();
        self.renewed.lock().unwrap().push(token);
    }
}

pub fn bases(uri: &str) -> Bases {
    Bases::parse(uri, &format!("{uri}/gateway/api")).unwrap()
}

pub fn builder(uri: &str) -> ClientBuilder {
    Client::builder()
        .bases(bases(uri))
        .seed(7)
        .clock(Arc::new(SkipClock::default()))
}

pub fn with_key(uri: &str) -> Client {
    builder(uri).api_key(KEY.into()).build().unwrap()
}

pub fn with_session(uri: &str) -> Client {
    builder(uri).session(TOKEN.into()).build().unwrap()
}

/// A client with every credential.
pub fn with_everything(uri: &str) -> Client {
    builder(uri)
        .api_key(KEY.into())
        .session(TOKEN.into())
        .directory_key("sd-1".into(), "scim-canary-key".into())
        .build()
        .unwrap()
}

/// Such a client, whose server answers everything with this.
pub async fn served(body: serde_json::Value) -> (Client, MockServer) {
    let server = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    (with_everything(&server.uri()), server)
}

pub fn org() -> OrgId {
    OrgId::from("9a1jj823-jac8-123d-jj01-63315k059cb2")
}

/// A server that answers everything with this.
pub async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// A server that answers with these in turn, and with the last one from then on.
pub async fn in_turn(answers: Vec<ResponseTemplate>) -> MockServer {
    let server = MockServer::start().await;
    let last = answers.len() - 1;
    for (index, answer) in answers.into_iter().enumerate() {
        let mock = Mock::given(any()).respond_with(answer);
        let mock = if index < last {
            mock.up_to_n_times(1)
        } else {
            mock
        };
        mock.mount(&server).await;
    }
    server
}

pub async fn hits(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}
