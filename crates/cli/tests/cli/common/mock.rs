//! Answers of a mock server.

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// The answer to whatever nothing else is mounted for.
pub async fn otherwise(server: &MockServer, answer: ResponseTemplate) {
    Mock::given(any())
        .respond_with(answer)
        .with_priority(9)
        .mount(server)
        .await;
}
