//! The moment of the past that the mirror shows.

use atlctl_core::report::NOT_READ;
use atlctl_core::shown_time::shown_time;
use atlctl_core::store::{Mirror, Moment, SyncInfo};
use atlctl_core::sync::Stage;
use jiff::Timestamp;

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::mirror::org_name;
use crate::parse_moment::{Edge, Named};
use crate::ui::display;

impl Context {
    /// The moment of the past that is asked for.
    pub fn as_of(&self) -> Option<Moment> {
        let named = self.global.as_of?;
        Some(named.resolve(self.now(), Edge::End))
    }

    /// Refuses a moment that an option names and that is yet to come: an answer would be that of now.
    ///
    /// # Errors
    /// When the moment is in the future.
    pub fn must_be_past(&self, option: &str, named: Option<Named>) -> CliResult<()> {
        let now = self.now();
        match named.and_then(|named| named.future(now)) {
            None => Ok(()),
            Some(future) => Err(CliError::usage(format!(
                "{option} is in the future: {}; it is {} now",
                shown_time(future),
                shown_time(now)
            ))
            .hint(match option {
                "--since" => "use a time in the past, such as --since 7d".to_owned(),
                option => format!("how it is now: leave out {option}"),
            })),
        }
    }

    /// Says which moment is shown, and what was unknown then.
    pub(crate) fn say_moment(
        &self,
        mirror: &Mirror,
        sync: &SyncInfo,
        at: Timestamp,
    ) -> CliResult<()> {
        let org = self.org()?;
        let name = org_name(mirror, &org, None)?;
        let name = name.unwrap_or_else(|| org.as_str().to_owned());
        let ended = sync.finished_at.unwrap_or(sync.started_at);
        let when = match mirror.as_of() {
            Some(Moment::Time(_)) => format!(
                "at {}, by the sync of {} (snapshot {})",
                shown_time(at),
                shown_time(ended),
                sync.sync
            ),
            _ => format!(
                "when snapshot {} was made, at {}",
                sync.sync,
                shown_time(ended)
            ),
        };
        self.ui.header(format!(
            "From the mirror of {}, as it was {when}.",
            display(&name)
        ));
        if let Some(instead) = mirror.instead() {
            self.ui.header_caveat(instead.to_string());
        }
        // Of the others, an answer that needs them says so.
        let unknown: Vec<&str> = (mirror.unknown_parts().iter().copied())
            .filter(|part| Stage::of(part).is_some_and(|stage| !stage.is_optional()))
            .collect();
        if !unknown.is_empty() {
            self.ui
                .header_caveat(format!("{NOT_READ}{}.", unknown.join(", ")));
        }
        Ok(())
    }
}
