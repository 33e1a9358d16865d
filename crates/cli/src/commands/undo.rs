//! `atlctl undo`.

use std::collections::HashSet;

use atlctl_core::apply::{Machine, row_result};
use atlctl_core::change::facet::email::Email;
use atlctl_core::change::{Before, Facet, FacetKind, Value};
use atlctl_core::input::{Person, key};
use atlctl_core::number::people;
use atlctl_core::plan::{
    Found, Include, Origin, Plan, Row, WayBack, not_changed, resolve, row_identity,
};
use atlctl_core::report::RowOutcome;
use atlctl_core::store::Mirror;
use clap::Args;

use crate::changes::{
    DecidedBack, Excluded, PlanOptions, Returning, Selection, check_no_until, confirm_and_apply,
    decide_back, ends_not_undone, journal_error, kinds_named, limit, no_records, plan_back,
    report_duplicates, retain_seen, runs, runs_after, signed_in, wanted_back,
};
use crate::commands::group::ProtectedGroups;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};

/// Undo a run
///
/// Makes a plan that restores what a run changed, and shows it before anything changes. Skips rows whose previous
/// value is unknown or cannot be restored, and rows that were changed again since the run, also by a later run that undid
/// it. Rows with an unknown outcome are checked first, and undone if they have the new value.
///
/// To undo only part of a run, select people as for any other change.
#[derive(Debug, Args)]
#[command(mut_arg("until", |until| until.hide(true)))]
#[command(before_help = "\
Examples:
  atlctl undo last
  atlctl undo 20261124-1 ann@example.com bob@example.com
  atlctl undo last --only policy
  atlctl undo last --group contractors --except ann@example.com
  atlctl undo 20261124-1 --csv complaints.csv --plan back.json")]
pub struct Undo {
    /// Run ID, or `last`
    #[arg(value_name = "RUN", help_heading = "Arguments", display_order = 0)]
    run: String,
    /// Undo only changes of these kinds, such as policy
    #[arg(
        long,
        value_name = "KIND",
        value_delimiter = ',',
        help_heading = "Plan"
    )]
    only: Vec<String>,
    /// Also undo what a later run already undid or changed, if it has the run's value again
    #[arg(long, help_heading = "Plan")]
    again: bool,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    protected: ProtectedGroups,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Plans the way back, and takes it.
///
/// # Errors
/// When there is no such run, it changed nothing, or Atlassian fails.
pub fn run(context: &Context, args: &Undo) -> CliResult {
    check_no_until(args.plan_options.until)?;
    args.plan_options
        .check(context, args.selection.problems.as_deref())?;
    let org = context.org()?;
    let runs = runs(context, &org);
    let id = runs
        .find(&args.run)
        .map_err(|error| journal_error(&error))?;
    let (info, machine) = runs
        .inspect(&id)
        .map_err(|error| journal_error(&error))?
        .ok_or_else(|| no_records(&runs, &id))?;
    if info.running {
        return Err(CliError::new(
            Kind::Refused,
            format!("run {id} is still in progress and cannot be undone yet"),
        )
        .hint("wait until it finishes, or stop it with Ctrl-C"));
    }
    let signed = signed_in(context)?;
    let mirror = context.mirror_without_header()?;
    let chosen = Chosen::of(context, &mirror, args, machine.plan())?;
    chosen.report(context, &machine)?;
    let kinds = kinds_named(&args.only, machine.plan())?;
    let chosen = Chosen { kinds, ..chosen };
    let later = runs_after(&runs, &id)?;
    let run = machine.past_run();
    let mut back = run.changed.clone();
    back.retain(|at| chosen.holds(&machine, *at));
    let way_back = WayBack::of_run(
        Some(&mirror),
        run.only(back),
        later
            .iter()
            .map(|(info, machine)| machine.past_run().named(&info.id)),
    )?;
    let way_back = match args.again {
        true => way_back.once_more(),
        false => way_back,
    };
    let wanted = wanted_back(context, &signed, &org, way_back)?;
    let include = args.protected.add_to(Include::ALL);
    let DecidedBack {
        mut rows,
        read,
        mut notes,
    } = decide_back(context, &signed, &org, &mirror, &wanted, include)?;
    retain_seen(&mut rows, &[&machine]);
    let unsettled = unsettled(&machine, &chosen, &rows);
    if let Some(row) = machine.plan().rows.first() {
        rows.extend(chosen.others(&rows, &row.facet));
    }
    let find_out = format!("atlctl run verify {id}");
    if rows.is_empty() && unsettled > 0 {
        return Err(CliError::new(
            Kind::Unknown,
            format!(
                "no record that run {id} changed anyone; the results of {} are unknown",
                people(unsettled)
            ),
        )
        .hint(format!(
            "check the results without changing anything: {find_out}"
        )));
    }
    if machine.is_cut_short() {
        notes.push(format!(
            "the journal of run {id} lost lines, so everyone whom the run may have changed was read: who has its value now \
             is taken back"
        ));
    }
    if machine.can_resume() {
        notes.push(format!(
            "run {id} is not finished, and resuming it would make the changes again: to close it: atlctl run close {id}"
        ));
    }
    let is_whole = !args.selection.is_given() && args.only.is_empty() && chosen.excluded.is_empty();
    notes.extend(ends_not_undone(
        context,
        &org,
        (&id, &machine),
        (&rows, is_whole),
    )?);
    if unsettled > 0 {
        notes.push(format!(
            "the outcome for {} is unknown, and they do not have the new value now, so nothing is undone for them; the \
             service may still change them: {find_out}",
            people(unsettled)
        ));
    }
    let back = Returning {
        run: id.clone(),
        origin: chosen.origin(&id),
        kinds: machine.plan().kinds(),
        rows,
        read,
        notes,
        include,
    };
    let plan = plan_back(context, &signed, &org, &mirror, back, &args.plan_options)?;
    let (_, profile) = context.guarded_profile()?;
    let allowed = args
        .selection
        .strict
        .whole(&plan)
        .and_then(|()| limit(context, &mirror, &profile, &plan, &args.plan_options.bounds));
    confirm_and_apply(context, &signed, &org, plan, &args.plan_options, allowed)
}

/// The people of the run to move back: all, or the selected ones, without the excluded ones.
struct Chosen {
    named: Option<(Vec<Found>, Origin)>,
    names: HashSet<String>,
    excluded: Excluded,
    /// Only changes of these kinds; empty for all.
    kinds: Vec<FacetKind>,
}

impl Chosen {
    fn of(context: &Context, mirror: &Mirror, args: &Undo, plan: &Plan) -> CliResult<Self> {
        if !args.selection.is_given() {
            let excluded = args.selection.excluded(mirror)?;
            return Ok(Self {
                named: None,
                names: HashSet::new(),
                excluded,
                kinds: Vec::new(),
            });
        }
        let (mut named, mut origin) =
            args.selection
                .gather(context, mirror, args.plan_options.force)?;
        leave_out_known_addresses(&mut named, plan);
        let resolved = resolve(mirror, &named)?;
        report_duplicates(context, &resolved.folded);
        origin.folded += resolved.folded.len() as u64;
        let names = resolved.found.iter().flat_map(names_of).collect();
        let named = Some((resolved.found, origin));
        // The selection is already without the excluded people.
        Ok(Self {
            named,
            names,
            excluded: Excluded::default(),
            kinds: Vec::new(),
        })
    }

    /// Whether the person of this row is one of them.
    fn holds(&self, machine: &Machine, at: usize) -> bool {
        let row = machine.plan().rows.get(at);
        let names = || row.into_iter().flat_map(row_names);
        let named = self.named.is_none() || names().any(|name| self.names.contains(&name));
        let kind = row.is_some_and(|row| self.kinds.contains(&row.facet.kind));
        (self.kinds.is_empty() || kind) && named && !self.excluded.holds(names())
    }

    /// Says how many people of the run are excluded.
    ///
    /// # Errors
    /// When an exclusion is not known, with `--strict`.
    fn report(&self, context: &Context, machine: &Machine) -> CliResult<()> {
        let rows = machine.plan().rows.iter().enumerate();
        let moved =
            rows.filter(|(at, _)| machine.was_changed(*at) || machine.may_have_changed(*at));
        let excluded = moved.filter(|(_, row)| self.excluded.holds(row_names(row)));
        // A person may have several rows.
        let people: HashSet<String> = excluded
            .filter_map(|(_, row)| row_names(row).next())
            .collect();
        self.excluded.report(context, people.len() as u64)
    }

    /// Those who were named and are none of these.
    fn others(&self, taken: &[Row], facet: &Facet) -> Vec<Row> {
        let taken: HashSet<String> = taken.iter().flat_map(row_names).collect();
        let named = self.named.iter().flat_map(|(found, _)| found);
        let left = named.filter(|found| !names_of(found).any(|name| taken.contains(&name)));
        not_changed(left.cloned().collect(), facet)
    }

    fn origin(self, run: &str) -> Origin {
        let what = format!("run {run}");
        match self.named {
            Some((_, origin)) => Origin {
                what: format!("{what}, for {}", origin.what),
                ..origin
            },
            None => Origin {
                what,
                ..Origin::default()
            },
        }
    }
}

/// Leaves out the addresses that the run knows of the account beside them, before it and after it: its results have them,
/// and by now they may be nobody's, or somebody else's.
fn leave_out_known_addresses(named: &mut [Person], plan: &Plan) {
    let known: HashSet<String> = plan.rows.iter().flat_map(addresses).collect();
    for person in named {
        let pair = both(person.account.as_deref(), person.email.as_deref());
        if pair.is_some_and(|pair| known.contains(&pair)) {
            person.email = None;
        }
    }
}

/// The account of a row with each address that the row knows of it.
fn addresses(row: &Row) -> impl Iterator<Item = String> {
    let before = match &row.before {
        Before::Is(value) => value.text(),
        Before::Unknown => None,
    };
    let after = row.to.as_ref().and_then(Value::text);
    let is_address = row.facet.kind == FacetKind::of(&Email);
    let values = [before, after].map(|value| value.filter(|_| is_address));
    let all = [row.email.as_deref()].into_iter().chain(values);
    all.filter_map(|email| both(row.account.as_deref(), email))
}

/// The keys of a selected person: the account ID, and the address where the mirror does not have it. Where the two do
/// not belong together in the mirror, only both together: the run may have changed the address.
fn names_of(found: &Found) -> impl Iterator<Item = String> {
    let given = &found.given;
    let (account, email) = (given.account.as_deref(), given.email.as_deref());
    let names = match &found.person {
        Some(person) => vec![person.account_id.as_str().to_owned()],
        None if found.conflict.is_some() => both(account, email).into_iter().collect(),
        None => [account.map(str::to_owned), email.map(key)]
            .into_iter()
            .flatten()
            .collect(),
    };
    names.into_iter()
}

fn row_names(row: &Row) -> impl Iterator<Item = String> {
    let (account, email) = (row.account.as_deref(), row.email.as_deref());
    let names = [
        account.map(str::to_owned),
        email.map(key),
        both(account, email),
    ];
    names.into_iter().flatten()
}

/// An account ID with an address.
fn both(account: Option<&str>, email: Option<&str>) -> Option<String> {
    Some(format!("{} {}", account?, key(email?)))
}

/// How many of the rows that are to be undone have an unknown outcome and are not among these.
fn unsettled(machine: &Machine, chosen: &Chosen, taken: &[Row]) -> u64 {
    let taken: HashSet<_> = taken.iter().map(row_identity).collect();
    let rows = machine.plan().rows.iter().enumerate();
    let unknown = rows
        .filter(|(at, _)| row_result(machine, *at).0 == RowOutcome::Unknown)
        .filter(|(at, _)| chosen.holds(machine, *at))
        .filter(|(_, row)| !taken.contains(&row_identity(row)));
    unknown.count() as u64
}
