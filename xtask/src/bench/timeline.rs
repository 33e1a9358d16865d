//! The requests of a measured part, to see which wait for which: with `BENCH_EVENTS=1`.

use std::sync::Arc;
use std::time::Instant;

use atlctl_api::{ClientBuilder, Observer, RequestEvent};

/// Whether to print what happens.
pub(super) fn is_wanted() -> bool {
    std::env::var_os("BENCH_EVENTS").is_some()
}

/// A client that prints its requests, if that is wanted.
pub(super) fn observed(client: ClientBuilder) -> ClientBuilder {
    if is_wanted() {
        client.observer(Arc::new(Timeline(Instant::now())))
    } else {
        client
    }
}

/// Prints when each request began and ended, in milliseconds.
struct Timeline(Instant);

impl Observer for Timeline {
    fn request(&self, event: &RequestEvent<'_>) {
        let end = self.0.elapsed();
        let begin = end.saturating_sub(event.duration);
        eprintln!(
            "{} to {} ms: {} {}",
            begin.as_millis(),
            end.as_millis(),
            event.method,
            event.path
        );
    }
}
