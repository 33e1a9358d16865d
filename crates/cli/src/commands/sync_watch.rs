//! `sync --watch`: syncs at an interval, as a service does.

use std::time::Duration;

use atlctl_core::span::span_ms;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::signals::Signals;

/// The shortest interval: more often, an organization's own limits are used up by looking.
const SHORTEST: Duration = Duration::from_secs(60);
/// The shortest for a simulated organization, which has no limits.
const SHORTEST_SIMULATED: Duration = Duration::from_secs(1);
/// The longest.
const LONGEST: Duration = Duration::from_secs(30 * 86_400);

/// `90s`, `15m`, `6h`, `1d`: from the start of a sync to the start of the next.
///
/// # Errors
/// When it is no such time, or too short or too long.
pub(super) fn interval(text: &str) -> Result<Duration, String> {
    let interval = span_ms(text)
        .and_then(|ms| u64::try_from(ms).ok())
        .map(Duration::from_millis)
        .ok_or_else(|| "use an interval such as 15m, 6h or 1d".to_owned())?;
    if interval < SHORTEST_SIMULATED || interval > LONGEST {
        return Err(
            "use an interval from 1m (with a simulated organization: 1s) to 30d".to_owned(),
        );
    }
    Ok(interval)
}

/// Syncs every `interval` until a signal comes. `sync` syncs once, and fails as canceled when the signal comes
/// meanwhile.
///
/// # Errors
/// When a sync fails in a way that the next one would, too: no valid credential, or wrong arguments.
pub(super) fn run(
    context: &Context,
    interval: Duration,
    mut sync: impl FnMut() -> CliResult,
) -> CliResult {
    if interval < SHORTEST && !context.client()?.bases().are_loopback() {
        return Err(CliError::usage("--watch must be at least 1m"));
    }
    loop {
        let mut end = "Stopped. The last sync is complete.";
        let started = std::time::Instant::now();
        let time = context.now().strftime("%Y-%m-%d %H:%M:%S");
        context.ui.status(format!("Sync started at {time} UTC."));
        match sync() {
            Ok(Exit::Done) => {}
            Ok(_) => end = "Stopped. The last sync did not read everything.",
            Err(error) => match error.kind() {
                Kind::Canceled => {
                    context
                        .ui
                        .status("Stopped. What was read is saved; the next sync resumes.");
                    return Ok(Exit::Done);
                }
                // The next one would fail as well, until somebody does something.
                Kind::SignIn | Kind::Usage | Kind::BrokenPipe => return Err(error),
                _ => {
                    end = "Stopped. The last sync failed.";
                    context.ui.warning(format!(
                        "the sync failed: {error}; the next one starts in {}",
                        short(interval.saturating_sub(started.elapsed()))
                    ));
                }
            },
        }
        let wait = interval.saturating_sub(started.elapsed());
        let stop = context.block_on(async {
            let mut signals = Signals::listen();
            tokio::select! {
                _ = signals.next() => true,
                () = tokio::time::sleep(wait) => false,
            }
        })?;
        if stop {
            context.ui.status(end);
            return Ok(Exit::Done);
        }
    }
}

/// A time in its largest whole unit.
fn short(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals() {
        assert_eq!(interval("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(interval(" 15m "), Ok(Duration::from_secs(900)));
        assert_eq!(interval("15min"), Ok(Duration::from_secs(900)));
        assert_eq!(interval("6h"), Ok(Duration::from_secs(21_600)));
        assert_eq!(interval("1d"), Ok(Duration::from_secs(86_400)));
        for wrong in [
            "",
            "m",
            "15",
            "-1m",
            "1.5h",
            "0m",
            "0s",
            "31d",
            "99999999999999999999d",
        ] {
            assert!(interval(wrong).is_err(), "{wrong}");
        }
    }
}
