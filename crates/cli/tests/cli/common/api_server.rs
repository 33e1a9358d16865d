//! A server that answers the same to every call of `api`.

use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{Env, Output};

/// Looks like a session token; is none.
pub const TOKEN: &str = "aGVhZA.Y2FuYXJ5.c2ln";
pub const KEY: &str = "ATCTT-canary-key";

/// A server that answers the same to everything, and a program signed in to it.
pub struct Place {
    pub env: Env,
    server: MockServer,
    runtime: Runtime,
}

impl Place {
    pub fn new(answer: ResponseTemplate) -> Self {
        Self::with(vec![answer])
    }

    /// Answers with these in turn, and with the last one from then on.
    pub fn with(answers: Vec<ResponseTemplate>) -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(async {
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
        });
        let mut env = Env::new();
        env.var("ATLCTL_API_BASE", &server.uri())
            .var(
                "ATLCTL_PORTAL_BASE",
                &format!("{}/gateway/api", server.uri()),
            )
            .var("ATLCTL_ORG", "o-1");
        Self {
            env,
            server,
            runtime,
        }
    }

    pub fn key(mut self) -> Self {
        self.env.var("ATLCTL_API_KEY", KEY);
        self
    }

    pub fn session(mut self) -> Self {
        self.env.var("ATLCTL_SESSION_TOKEN", TOKEN);
        self
    }

    pub fn run(&self, args: &[&str]) -> Output {
        let output = self.env.run(args);
        for secret in [TOKEN, KEY, "Y2FuYXJ5", "bmV3"] {
            assert!(!output.to_string().contains(secret), "{output}");
        }
        output
    }

    pub fn requests(&self) -> Vec<Request> {
        self.runtime
            .block_on(self.server.received_requests())
            .unwrap()
    }
}

/// An answer with one organization.
pub fn data() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(r#"{"data":[{"id":"o-1"}]}"#, "application/json")
}
