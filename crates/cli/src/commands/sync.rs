//! `atlctl sync`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use atlctl_api::{Client, ErrorKind, OrgId, ScimDirectoryId};
use atlctl_core::number::{capital, grouped};
use atlctl_core::store::{Mirror, NOT_AVAILABLE};
use atlctl_core::sync::{
    self, EventsSince, Outcome, Stage, StageReport, SyncError, SyncEvent, SyncOptions, SyncReport,
};
use clap::Args;

use super::sync_part_names::{counted, kept, label};
use super::sync_parts::Parts;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::signals::Signals;
use crate::ui::{Progress, display};
use crate::unrecorded_runs::Before;

/// Mirror the organization to this machine
///
/// Copies the organization to a local database: directories, domains, apps, groups and the roles they give, people
/// (with groups, roles and last activity), the authentication policy of every managed account, API tokens and keys,
/// service accounts and their credentials, OAuth clients and organization policies. A part that this credential may
/// not read is left as it is. You can stop at any time; the next sync resumes. Marks what no longer exists as gone,
/// and deletes nothing. With -o json, prints a summary as one object.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl sync
  atlctl sync --only tokens,keys
  atlctl sync --skip policies
  atlctl sync --roles-budget 2800
  atlctl sync --profile work -q
  atlctl sync --only events --events-since 30d
  atlctl sync --watch 15m")]
pub struct Sync {
    /// Start over instead of resuming an interrupted sync
    #[arg(long)]
    fresh: bool,
    /// Mark everything missing as gone, however much is missing
    ///
    /// Without this option, sync marks nothing as gone when all people, or more than 25 and more than 10% of them, are
    /// missing: you may have lost access rights. The same holds for groups, memberships, roles and policies.
    #[arg(long)]
    accept_gone: bool,
    #[command(flatten)]
    parts: Parts,
    /// Read everyone and every API token, not only what may have changed
    ///
    /// In a large organization, a sync reads only the people whom the audit log names, and uses counts to check that
    /// nobody else changed. Events do not report last activity, so everyone is read at least once a week. Of the API
    /// tokens, it reads those that are new, were used or are blocked, and all of them once a day.
    #[arg(long)]
    full: bool,
    /// Sync at this interval, such as 15m, 6h or 1d
    ///
    /// Stops at Ctrl-C or SIGTERM. A sync that fails is tried again at the next interval, unless you have to sign in.
    #[arg(long, value_name = "INTERVAL", value_parser = super::sync_watch::interval)]
    watch: Option<Duration>,
    /// On the first read of the audit log, start at TIME, such as 90d or 2026-01-31 [default: 180d, all that Atlassian
    /// keeps]
    #[arg(long, value_name = "TIME", value_parser = super::event::moment)]
    events_since: Option<super::event::Moment>,
}

/// Runs `atlctl sync`.
///
/// # Errors
/// When Atlassian cannot be asked, or the mirror cannot be written.
pub fn run(context: &Context, args: &Sync) -> CliResult {
    if !args.parts.only_events()? {
        super::sync_summary::check(context)?;
    }
    match args.watch {
        Some(interval) => super::sync_watch::run(context, interval, || once(context, args)),
        None => once(context, args),
    }
}

/// Syncs once.
fn once(context: &Context, args: &Sync) -> CliResult {
    let org = context.org()?;
    let (client, directories) = args.parts.client(context)?;
    let path = context.mirror_path()?;
    context.tell_untold_runs(&org, Before::Sync);
    let new = std::fs::symlink_metadata(&path).is_err();
    let outcome = into(context, args, (org, directories), &client, &path);
    // One that was made for nothing, of a wrong --org say, must not stay. That it cannot be removed is the
    // lesser trouble.
    let outcome = outcome.and_then(|exit| Ok(super::export::after_sync(context, exit)?));
    let kept = outcome.is_ok() || !new || !Mirror::remove_if_empty(&path).unwrap_or(false);
    outcome.map_err(|failed| match failed {
        Failed { error, begun } if kept => match begun {
            Begun::No => error,
            Begun::Resumes => error.hint("your progress is saved; to resume: atlctl sync"),
            Begun::Restarts => error.hint(
                "your progress is saved, but the next atlctl sync reads that list from the beginning",
            ),
        },
        Failed { error, .. } => error,
    })
}

/// Why a sync failed, and how the next one begins.
struct Failed {
    error: CliError,
    begun: Begun,
}

/// What a sync that failed leaves to the next one.
#[derive(Clone, Copy)]
enum Begun {
    /// Nothing was read.
    No,
    /// The place in the list from which to read on.
    Resumes,
    /// What was read of the list, but no place in it: Atlassian led nowhere.
    Restarts,
}

impl<E: Into<CliError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self {
            error: error.into(),
            begun: Begun::No,
        }
    }
}

/// Syncs into this mirror.
fn into(
    context: &Context,
    args: &Sync,
    (org, directories): (OrgId, Vec<ScimDirectoryId>),
    client: &Client,
    path: &Path,
) -> Result<Exit, Failed> {
    let since = EventsSince {
        from: args.events_since.map(|since| since.ms(context.now())),
    };
    if args.parts.only_events()? {
        return Ok(super::sync_events::run(context, client, &org, path, since)?);
    }
    let mirror = Mirror::open(path)?;
    let mut options = SyncOptions::new(org);
    options.fresh = args.fresh;
    options.full = args.full;
    options.accept_gone = args.accept_gone;
    options.scim_directories = directories;
    args.parts.choose(&mut options)?;
    let log = since.from.is_some() || args.parts.names_events()? || mirror.has_events()?;
    options.audit_log = (log && options.parts.contains(&Stage::Events)).then_some(since);
    args.parts
        .announce(context, &options, mirror.known_people()?);
    let now = context.now();
    let started = std::time::Instant::now();
    options.clock = Arc::new(move || now + started.elapsed());
    let board = RefCell::new(Board::new(context));
    let events = |event| board.borrow_mut().show(event);
    let outcome = context.block_on(async {
        let mut work = std::pin::pin!(sync::run(client, &mirror, &options, &events));
        let mut signals = Signals::listen();
        let mut stop = std::pin::pin!(signals.next());
        let mut look = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                report = &mut work => break Ok(report),
                received = &mut stop => break Err(received),
                _ = look.tick() => board.borrow_mut().waiting(),
            }
        }
    })?;
    board.into_inner().end();
    let report = outcome.map_err(|received| Failed {
        error: CliError::new(Kind::Canceled, received.words()),
        begun: Begun::Resumes,
    })?;
    let report = report.map_err(|error| Failed {
        begun: match &error {
            SyncError::Wire { source, .. } if source.kind == ErrorKind::Paging => Begun::Restarts,
            SyncError::Wire { .. } => Begun::Resumes,
            _ => Begun::No,
        },
        error: error.into(),
    })?;
    let read = |stage: &StageReport| stage.outcome.is_read();
    let needed = |stage: &StageReport| args.parts.needs(stage.stage);
    let parts = mirror.parts()?.into_iter();
    let never_read: Vec<String> = parts
        .filter(|part| part.read_at.is_none())
        .map(|part| part.part)
        .collect();
    summary(context, &report, &needed, &never_read);
    super::sync_failed_parts::tell(context, &mirror, &report)?;
    let skipped = args.parts.skipped();
    if !skipped.is_empty() {
        let labels: Vec<&str> = skipped.into_iter().map(label).collect();
        context
            .ui
            .status(format!("Skipped: {}.", labels.join(", ")));
    }
    super::sync_resumed::tell(context, &mirror, &report, now)?;
    super::sync_summary::print(context, &mirror, &report)?;
    let asked = report.stages.iter().filter(|stage| needed(stage));
    if !asked.clone().any(read) {
        return Err(CliError::failed("nothing could be read")
            .hint("see what works with this credential: atlctl doctor")
            .into());
    }
    if report
        .stages
        .iter()
        .any(|stage| stage.outcome == Outcome::Doubted)
    {
        return Err(CliError::new(
            Kind::Refused,
            "too much is missing at once; nothing was marked as gone",
        )
        .hint(
            "lost access rights look the same; check what this credential may read: atlctl doctor",
        )
        .hint("if it really is gone: atlctl sync --accept-gone")
        .into());
    }
    if report.sync == 1 {
        next_step(context, &mirror)?;
    }
    let whole = |stage: &StageReport| stage.outcome == Outcome::Complete;
    let failed = |stage: &StageReport| stage.outcome == Outcome::Failed;
    let failed = report.stages.iter().any(failed);
    // A budget for roles that does not reach everyone is no failure.
    let budget =
        |stage: &StageReport| stage.stage == Stage::UserRoles && stage.outcome == Outcome::Inexact;
    Ok(
        if asked.clone().all(|stage| whole(stage) || budget(stage)) && !failed {
            Exit::Done
        } else {
            Exit::Partly
        },
    )
}

/// How often a reason for waiting is looked for: nothing else happens while requests wait.
const LOOK: Duration = Duration::from_millis(250);

/// Progress of the stages. People take the longest and have the bar; small stages come and go.
struct Board<'a> {
    context: &'a Context,
    bars: BTreeMap<Stage, Progress>,
    /// The last reason for waiting that was printed without a progress bar.
    said: String,
}

impl<'a> Board<'a> {
    fn new(context: &'a Context) -> Self {
        context.waits.draw();
        Self {
            context,
            bars: BTreeMap::new(),
            said: String::new(),
        }
    }

    /// Says why requests wait, when they do.
    fn waiting(&mut self) {
        let (why, now) = self.context.waits.reason().unwrap_or_default();
        if self.bars.is_empty() {
            if !why.is_empty() && why != self.said {
                self.context.ui.status(format!("Waiting: {why}."));
            }
            self.said = why;
            return;
        }
        for bar in self.bars.values_mut() {
            bar.waiting(&why, &now);
        }
    }

    fn show(&mut self, event: SyncEvent) {
        let ui = &self.context.ui;
        match event {
            SyncEvent::Started { resumed: true, .. } => {
                ui.status("Resuming the interrupted sync.");
            }
            SyncEvent::Progress { stage, rows, total } => {
                // One bar at a time: policies are asked for while the people still come in.
                if self.bars.is_empty()
                    && matches!(stage, Stage::Users | Stage::Policies | Stage::UserRoles)
                {
                    let bar = ui.progress(label(stage), total);
                    self.bars.insert(stage, bar);
                }
                if let Some(bar) = self.bars.get_mut(&stage) {
                    if let Some(total) = total {
                        bar.total(total);
                    }
                    bar.at(rows);
                }
            }
            SyncEvent::Ended { stage, .. } => {
                if let Some(bar) = self.bars.remove(&stage) {
                    bar.finish();
                }
            }
            SyncEvent::Warning(text) => ui.warning(display(&text)),
            _ => {}
        }
    }

    fn end(self) {
        for bar in self.bars.into_values() {
            bar.finish();
        }
    }
}

/// Prints the next step after the first sync of an organization.
fn next_step(context: &Context, mirror: &Mirror) -> CliResult<()> {
    let (_, profile) = context.profile()?;
    if profile.simulated.is_some() {
        return Ok(());
    }
    let unnamed = mirror
        .policies()?
        .iter()
        .any(|policy| policy.name.is_none());
    if unnamed {
        context
            .ui
            .hint("next, import the policy names: atlctl policy import-names --help");
    } else if mirror.part_read_at(Stage::Users.as_str())?.is_some() {
        context
            .ui
            .hint("next, query the mirror: atlctl user list --inactive 90d");
    }
    Ok(())
}

/// Prints the result, and what could not be read.
fn summary(
    context: &Context,
    report: &SyncReport,
    needed: &dyn Fn(&StageReport) -> bool,
    never_read: &[String],
) {
    let ui = &context.ui;
    let read: Vec<String> = report
        .stages
        .iter()
        .filter(|stage| stage.stage != Stage::Org && stage.outcome.is_read())
        .filter(|stage| stage.note.as_deref() != Some(NOT_AVAILABLE))
        .map(|stage| {
            format!(
                "{} {}",
                grouped(stage.rows),
                counted(stage.stage, stage.rows)
            )
        })
        .collect();
    if !read.is_empty() {
        ui.status(format!("Read {}.", read.join(", ")));
    }
    super::sync_changes::tell(ui, report);
    super::sync_readded::tell(ui, &report.readded);
    for stage in &report.stages {
        let note = stage.note.as_deref().unwrap_or("no reason given");
        match stage.outcome {
            Outcome::Unavailable if note == NOT_AVAILABLE => {
                let label = label(stage.stage);
                if needed(stage) {
                    ui.warning(format!("{label}: {note}"));
                } else {
                    ui.status(format!("{}: {note}.", capital(label)));
                }
            }
            Outcome::Complete => {
                if let Some(note) = &stage.note {
                    ui.status(format!(
                        "{}: {}.",
                        capital(label(stage.stage)),
                        display(note)
                    ));
                }
            }
            Outcome::Doubted => ui.warning(format!("{}: {}", label(stage.stage), display(note))),
            Outcome::Inexact => ui.warning(format!(
                "the {} may not be complete: {}",
                label(stage.stage),
                display(note)
            )),
            // Said beside its age.
            Outcome::Failed => {}
            Outcome::Unavailable => {
                let never = never_read.iter().any(|part| part == stage.stage.as_str());
                let kept = kept(stage.stage, never);
                let (label, note) = (label(stage.stage), display(note));
                // Rights that were lost are a fault, those that the key never had are none.
                if needed(stage) || !never {
                    ui.warning(format!("the {label} could not be read: {note}; {kept}"));
                } else {
                    ui.status(format!(
                        "The {label} could not be read: {note}. {}.",
                        capital(kept)
                    ));
                }
            }
        }
    }
}
