//! `event list --live`: searches the audit log at Atlassian.

use std::collections::HashSet;
use std::time::Duration;

use atlctl_api::{AccountId, Event, EventFilter};
use atlctl_core::audit::{Entry, matches};
use atlctl_core::query::ids_named;
use futures_util::TryStreamExt as _;
use tokio::time::Instant;

use super::action_names;
use super::filter::EventFilterOptions;
use super::mirror_facts::MirrorFacts;
use super::no_audit_log::explained;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::listing::Listing;
use crate::output::Cell;
use crate::ui::display;

/// Events of a page, and pages a minute, of this search.
const PAGE: usize = 500;
const PAGES_A_MINUTE: u32 = 10;

/// Searches and prints.
///
/// # Errors
/// When Atlassian cannot be asked, or nothing can be written.
pub(super) fn list(
    context: &Context,
    options: &EventFilterOptions,
    listing: Listing,
) -> CliResult<()> {
    let now = context.now();
    let since = options.since_ms(now)?;
    let org = context.org()?;
    let client = context.client()?;
    options.say_usual(context);
    let ids = ids_of_targets(context, options)?;
    let filter = EventFilter {
        // More than one word is refused.
        text: options
            .search
            .clone()
            .filter(|text| !text.contains(char::is_whitespace)),
        from_ms: Some(since),
        to_ms: options.until.map(|until| until.ms(now)),
        action: one(&options.action),
        actors: accounts(context, &options.actor)?,
        ips: plain(&options.ip),
        products: options.product.clone(),
    };
    let names = listing.names.clone();
    let mut is_empty = true;
    let known = MirrorFacts(context.mirror_without_header().ok());
    let mut printer = listing.live_printer(context)?;
    let printed = context.block_on(async {
        let mut events = std::pin::pin!(client.events(&org, &filter));
        let mut pace = Pace::default();
        while let Some(event) = pace.next(&mut events).await? {
            let entry = Entry::of(&event);
            if fits(options, &ids, since, &entry) {
                is_empty = false;
                let cells = names.iter().map(|name| cell(&entry, &known, name));
                printer.row(cells.collect())?;
                if printer.is_full() {
                    break;
                }
            }
        }
        Ok::<(), Failed>(())
    })?;
    if printed.is_ok() && is_empty && options.action.iter().any(|one| !one.contains('*')) {
        let actions = context.block_on(client.event_actions(&org))?;
        let ids = actions.map_err(explained)?.into_iter().map(|one| one.id);
        action_names::check(&ids.collect::<Vec<_>>(), &options.action)?;
    }
    match printed {
        Ok(()) => context.printed(printer, "events"),
        Err(Failed::Asking(error)) => Err(explained(error)),
        Err(Failed::Printing(error)) => Err(error),
    }
}

enum Failed {
    Asking(atlctl_api::Error),
    Printing(CliError),
}

impl From<atlctl_api::Error> for Failed {
    fn from(error: atlctl_api::Error) -> Self {
        Self::Asking(error)
    }
}

impl From<CliError> for Failed {
    fn from(error: CliError) -> Self {
        Self::Printing(error)
    }
}

/// Keeps to the number of requests a minute that Atlassian allows, whether or not it says so in its answers.
#[derive(Default)]
struct Pace {
    events: usize,
    pages: u32,
    begun: Option<Instant>,
}

impl Pace {
    async fn next<S>(&mut self, events: &mut S) -> Result<Option<Event>, atlctl_api::Error>
    where
        S: futures_util::Stream<Item = Result<Event, atlctl_api::Error>> + Unpin,
    {
        if self.events.is_multiple_of(PAGE) {
            self.page().await;
        }
        self.events += 1;
        events.try_next().await
    }

    /// A page may be requested.
    async fn page(&mut self) {
        let begun = *self.begun.get_or_insert_with(Instant::now);
        self.pages += 1;
        if self.pages > PAGES_A_MINUTE {
            let past = begun.elapsed();
            if let Some(left) = Duration::from_secs(60).checked_sub(past) {
                tokio::time::sleep(left).await;
            }
            (self.pages, self.begun) = (1, Some(Instant::now()));
        }
    }
}

/// The only value, when Atlassian can filter by it.
fn one(values: &[String]) -> Option<String> {
    match values {
        [value] if !value.contains('*') => Some(value.clone()),
        _ => None,
    }
}

/// All values, when Atlassian can filter by them.
fn plain(values: &[String]) -> Vec<String> {
    if values.iter().any(|value| value.contains('*')) {
        Vec::new()
    } else {
        values.to_vec()
    }
}

/// The accounts of people, when all of them are known: then Atlassian filters by them.
fn accounts(context: &Context, people: &[String]) -> CliResult<Vec<AccountId>> {
    let mirror = context.mirror_without_header().ok();
    let mut accounts = Vec::new();
    for name in people {
        let known = match &mirror {
            Some(mirror) if name.contains('@') => mirror.person_by_email(name)?,
            Some(mirror) => mirror.person_by_id(&AccountId::from(name.as_str()))?,
            None => None,
        };
        match known {
            Some(person) => accounts.push(person.account_id),
            None => return Ok(Vec::new()),
        }
    }
    Ok(accounts)
}

/// The IDs of what events are to be about: many name it by nothing else. Says what the mirror does not know.
fn ids_of_targets(context: &Context, options: &EventFilterOptions) -> CliResult<HashSet<String>> {
    let mut ids = HashSet::new();
    if options.target.is_empty() {
        return Ok(ids);
    }
    let mirror = context.mirror_without_header().ok();
    for value in &options.target {
        let found = match &mirror {
            Some(mirror) => ids_named(mirror, value)?,
            None => Vec::new(),
        };
        if found.is_empty() && value.contains('@') {
            let place = match mirror {
                Some(_) => "the mirror does not have",
                None => "there is no mirror to look up",
            };
            context.ui.warning(format!(
                "{place} {}: events that name it only by its ID are not found",
                display(value)
            ));
            context
                .ui
                .hint("name the account ID, too: --target ADDRESS,ID");
        }
        ids.extend(found);
    }
    Ok(ids)
}

/// Whether an event matches the filters, whatever Atlassian made of them. `ids` are those of what it is to be about.
fn fits(
    options: &EventFilterOptions,
    ids: &HashSet<String>,
    since: i64,
    entry: &Entry<'_>,
) -> bool {
    let actor = &entry.event.actor;
    let actors = [
        actor.id.as_ref().map(AccountId::as_str),
        actor.email.as_deref(),
        actor.name.as_deref(),
    ];
    let actors: Vec<&str> = actors.into_iter().flatten().collect();
    let targets: Vec<&str> = entry
        .targets
        .iter()
        .flat_map(|target| target.texts())
        .collect();
    let any = |values: &[String], texts: &[&str]| {
        values.is_empty()
            || texts
                .iter()
                .any(|text| values.iter().any(|value| matches(value, text)))
    };
    let text = options
        .search
        .as_deref()
        .filter(|text| text.contains(char::is_whitespace));
    entry.at.is_none_or(|at| at >= since)
        && any(&options.action, entry.event.action.as_deref().as_slice())
        // An address may have found an account whose events name only the ID: the service filtered by that.
        && (options.actor.iter().any(|name| name.contains('@') && actor.email.is_none())
            || any(&options.actor, &actors))
        && (any(&options.target, &targets) || targets.iter().any(|text| ids.contains(*text)))
        && any(&options.ip, entry.ip().as_slice())
        && text.is_none_or(|text| entry.event.raw.to_lowercase().contains(&text.to_lowercase()))
}

/// The cell of an event.
fn cell(entry: &Entry<'_>, known: &MirrorFacts, name: &str) -> Cell {
    let event = entry.event;
    let actor = &event.actor;
    let location = event.location.as_ref();
    match name {
        "id" => Cell::text(entry.id.as_str()),
        "at" => Cell::moment(event.time.as_deref()),
        "processed_at" => Cell::moment(event.processed_at.as_deref()),
        "action" => Cell::maybe(event.action.clone()),
        "actor_email" => Cell::maybe(actor.email.clone()),
        "actor_name" => Cell::maybe(actor.name.clone()),
        "actor_account_id" => Cell::maybe(actor.id.as_ref().map(AccountId::as_str)),
        "app" => Cell::maybe(actor.app.clone()),
        "auth_type" => Cell::maybe(actor.auth_type.clone()),
        "token_id" => Cell::maybe(actor.token_id.as_ref().map(atlctl_api::TokenId::as_str)),
        "token_label" => Cell::maybe(actor.token_label.clone()),
        "ip" => Cell::maybe(entry.ip()),
        "city" => Cell::maybe(location.and_then(|location| location.city.clone())),
        "country" => Cell::maybe(location.and_then(|location| location.country_name.clone())),
        "product" => Cell::maybe(entry.product.clone()),
        "targets" => {
            let labels: Vec<String> = entry
                .about()
                .filter_map(|target| known.label(target))
                .collect();
            Cell::maybe(Some(labels.join(", ")).filter(|text| !text.is_empty()))
        }
        _ => Cell::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn ten_pages_a_minute_and_no_more() {
        let mut pace = Pace::default();
        let begun = Instant::now();
        let mut sent = Vec::new();
        for _ in 0..35 {
            pace.page().await;
            sent.push(begun.elapsed());
        }
        let minute = Duration::from_secs(60);
        for (number, at) in sent.iter().enumerate() {
            let within = sent
                .iter()
                .skip(number)
                .take_while(|later| **later - *at < minute);
            assert!(within.count() <= 10);
        }
        assert!(sent.last().is_some_and(|last| *last < minute * 4));
    }
}
