//! `atlctl change`.

use std::collections::HashSet;

use atlctl_core::change::FacetKind;
use atlctl_core::change::facet::lifecycle::{Lifecycle, TO_BE_DELETED};
use atlctl_core::input::{
    ActionWord, ActionWords, Cells, People, Position, Problem, Reason, names_somebody,
};
use atlctl_core::plan::{Found, Kind, Origin, Row, Wanted, resolve_rows};
use clap::{Args, Command};

use super::action::{Aims, Said, UPDATE};
use super::action_words::configured_words;
use super::columns::{Column, Named, PROFILES, RowCells, read_columns, two_policies};
use super::contradictions::agree;
use super::other_columns::not_read;
use super::rows::{ListRows, person};
use crate::changes::{
    ChangePeople, DirectoryOption, From, ListOnly, PeopleChange, ReadList, SiteOption, verbs,
};
use crate::commands::group::ProtectedGroups;
use crate::commands::policy::move_notes;
use crate::commands::user::{InvitationMessage, note_of_names, notes_of_place, suspended_note};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Apply a list with an action in each row
///
/// The list names a person and an action in each row: suspend, restore, remove, deactivate, activate, delete,
/// cancel-delete, move (needs a column policy or to), add-to-group and remove-from-group (group), grant and revoke
/// (role, and app or site), set-email (new_email), update (the columns of the profile: name, nickname, job_title,
/// department, organization, location, zoneinfo, locale), invite (groups, and apps or app and role, as for atlctl user
/// invite), remove-access (app, and site if several have it), offboard (as atlctl user offboard does). A column reason
/// is kept in the plan; people who are deactivated see it.
///
/// Rows without an action, and rows with keep, ? or any other word, are left alone; the plan says how many. Misspelled
/// actions (supend), text with an action in it (please remove) and the verbs of other commands (sync, undo) are reported
/// as problems. To use other words, add them to the section actions of the configuration: kündigen = "suspend". For
/// update, empty cells, - and ? change nothing. Errors of a spreadsheet (#N/A) and placeholders (NULL) are problems.
///
/// atlctl names the columns that no action reads. If such a column seems to belong to a change (Gruppen in a list with
/// invite, an end date), its rows are problems. If an action could use the column (Title in a list with update), atlctl
/// warns; with --strict, it refuses the list.
///
/// On the original user management, suspend and remove apply to one site: the column site, else --site, else the only site.
///
/// Rows of one person are changed in the order of the list, and when one fails, the later ones are skipped.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl change --csv decisions.csv
  atlctl change --csv decisions.csv --action-column Entscheidung \\
      --plan decisions.json
  atlctl change --csv liste.csv --column action=Aktion --column group=Gruppe
  atlctl change --csv decisions.csv --rehearse
  cat decisions.csv | atlctl change --from-stdin --yes --ticket HR-7",
    mut_arg("column", |arg| arg.help("Heading of a column that is not recognized: email, account (a heading or a column number), action, policy, group, groups, role, app, apps, site, new_email, reason or a field of the profile, each as WHAT=HEADING")))]
pub struct Change {
    /// Column of the action, when it is not recognized
    #[arg(long, value_name = "HEADING", help_heading = "Selection")]
    action_column: Option<String>,
    #[command(flatten)]
    people: ChangePeople<ListOnly>,
    /// For remove-access, remove people also from groups that give them other apps
    #[arg(long, help_heading = "Guards")]
    through_shared_groups: bool,
    #[command(flatten)]
    invitation: InvitationMessage,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    site: SiteOption,
    #[command(flatten)]
    protected: ProtectedGroups,
}

/// Runs `atlctl change`. `tree`: all commands, whose verbs are no words to leave a row alone.
///
/// # Errors
/// When the list cannot be used, a guard refuses, nobody agrees, or Atlassian fails.
pub fn run(context: &Context, args: &Change, tree: &Command) -> CliResult {
    if args.people.selection.names_people() {
        return Err(CliError::usage("each person needs an action")
            .hint("put people and actions in a list: atlctl change --csv FILE")
            .hint("for one action, use its command, such as: atlctl user suspend --help"));
    }
    let words = configured_words(context, tree)?;
    let mut change = args.people.begin(context)?;
    change.include = args.protected.add_to(change.include);
    let read = read(context, args)?;
    let (rows, origin) = rows(args, &change, read, &words)?;
    change.origin = origin;
    let mut notes: Vec<String> = rows.left_alone.note().into_iter().collect();
    let offboards = rows.offboards();
    let of_apps = rows.notes.clone();
    let reason = args.people.plan_options.reason.as_deref();
    let place = offboards.then(|| args.site.place(&args.directory, &change));
    let place = place.transpose()?;
    let removal = (&args.directory, args.through_shared_groups);
    let wanted = rows.wanted(&change, removal, place.as_ref(), reason)?;
    agree(&wanted)?;
    if let Some(note) = note_of_names(&change.mirror, &wanted)? {
        context.ui.warning(note);
    }
    let known = change.mirror.policies()?;
    let until = verbs::end_of_grace(context.now());
    let kind = Kind::Several {
        title: format!("Make the changes of {}", change.origin.what),
    };
    notes.extend(of_apps);
    notes.sort_unstable();
    change.plan(
        kind,
        wanted,
        From::default(),
        &|wanted: &[Wanted], rows: &[Row]| {
            let mut notes = notes.clone();
            notes.extend(move_notes(&known, wanted, rows));
            if let Some(place) = &place {
                notes.extend(suspended_note(wanted, rows));
                notes.extend(notes_of_place(place, rows));
            }
            if rows.iter().any(is_deletion) {
                notes.push(verbs::note_of_deletion(until));
            }
            Ok(notes)
        },
    )
}

fn is_deletion(row: &Row) -> bool {
    let to = row.to.as_ref().and_then(|to| to.text());
    row.verdict.is_change()
        && row.facet.kind == FacetKind::of(&Lifecycle)
        && to == Some(TO_BE_DELETED)
}

/// Reads the list and finds its columns.
fn read(context: &Context, args: &Change) -> CliResult<ReadList> {
    let selection = &args.people.selection;
    let named = Named::read(|column| match (column, &args.action_column) {
        ("action", Some(heading)) => Some(heading.as_str()),
        _ => selection.heading_of(column),
    });
    let names = named.names();
    let names: Vec<Vec<&str>> = names
        .iter()
        .map(|names| names.iter().map(String::as_str).collect())
        .collect();
    let names: Vec<&[&str]> = names.iter().map(Vec::as_slice).collect();
    selection.file_must_not_be_empty()?;
    let Some(read) = selection.read_list(context, (&names, PROFILES), Some("Email,Action"))? else {
        return Err(CliError::usage("no list of people and actions")
            .hint("name it with --csv FILE, or use --from-stdin"));
    };
    let is_there = RowCells {
        cells: &read.cells,
        at: None,
    };
    if read.list.is_empty() {
        return Ok(read);
    }
    let missing = named
        .all()
        .find(|(column, _)| is_there.heading(*column).is_none());
    let error = match missing {
        Some((_, name)) => {
            CliError::usage(format!("{} has no column \"{}\"", read.what, display(name)))
        }
        None if is_there.heading(Column::Action).is_some() => return Ok(read),
        None => CliError::usage(format!("{} has no column for the action", read.what)),
    };
    Err(match missing {
        Some((column, _)) if column != Column::Action => error.hint(format!(
            "correct --column {}=HEADING, or leave it out",
            column.example()
        )),
        _ => error
            .hint("give the list a column \"action\", or name the column: --action-column HEADING"),
    })
}

/// Whether a problem is about the person of a row: it does not matter where the row is left alone.
fn is_of_person(problem: &Problem) -> bool {
    matches!(
        problem.reason,
        Reason::Address(_)
            | Reason::Beside
            | Reason::NotAccount
            | Reason::SeveralForOne
            | Reason::SeveralAccounts
            | Reason::OtherDelimiter
            | Reason::Nobody
            | Reason::OtherColumn
            | Reason::NameOfAnother { .. }
            | Reason::IdOfAnother { .. }
    )
}

/// Forgets that columns of the profile name other people, in the rows in which they are read.
fn forget_read(list: &mut People, cells: &Cells, words: &ActionWords) {
    list.unread.retain_mut(|column| {
        let of_profile = read_columns(cells).find(|(read, heading)| {
            matches!(read, Column::Profile(_)) && column.heading.as_deref() == Some(*heading)
        });
        let Some((read, _)) = of_profile else {
            return true;
        };
        let is_unread = |at: &Position| {
            let row = RowCells {
                cells,
                at: Some(*at),
            };
            let word = words.read(row.get(Column::Action).unwrap_or_default());
            word != ActionWord::Action(UPDATE) && row.own(read).is_some_and(names_somebody)
        };
        column.rows = cells.positions().filter(is_unread).count() as u64;
        column.rows > 0
    });
}

/// The rows whose action or person seems to stand in another cell, with another character before it than between the
/// others: no action stands where it should, and what names the person has another text beside them, or an action in it;
/// or nobody stands where they should, and somebody in another cell or in that of the action.
fn slips(list: &People, cells: &Cells, words: &ActionWords) -> HashSet<Position> {
    let named: HashSet<Position> = list.people.iter().filter_map(|one| one.at).collect();
    let again: HashSet<Position> = list.folded.iter().filter_map(|row| row.at).collect();
    let has_action = |value: &str| {
        let mut parts = value.split(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|'));
        parts.any(|word| {
            let word = words.read(word);
            matches!(
                word,
                ActionWord::Action(_) | ActionWord::Misspelled(_) | ActionWord::Within(_)
            )
        })
    };
    let is_slip = |problem: &&Problem| {
        let row = RowCells {
            cells,
            at: Some(problem.at),
        };
        let action = row.get(Column::Action);
        // Somebody in another cell must not be lost with a row without a person in the cell for them.
        let is_misplaced = matches!(problem.reason, Reason::Nobody | Reason::OtherColumn)
            && action.is_none_or(|word| !words.knows(word))
            && row.names_somebody();
        is_misplaced
            || action.is_some_and(names_somebody)
            || action.is_none()
                && is_of_person(problem)
                && (named.contains(&problem.at)
                    || again.contains(&problem.at)
                    || has_action(&problem.value))
    };
    let found = list.problems.iter().filter(is_slip);
    found.map(|problem| problem.at).collect()
}

/// The rows that change something. All problems are reported at once.
fn rows(
    args: &Change,
    change: &PeopleChange<'_>,
    read: ReadList,
    words: &ActionWords,
) -> CliResult<(ListRows, Origin)> {
    let ReadList {
        mut list,
        cells,
        mut names,
        what,
        sha256,
    } = read;
    // In the row of an update, the name is the new one.
    names.forget(|at| {
        let row = RowCells {
            cells: &cells,
            at: Some(at),
        };
        let word = words.read(row.get(Column::Action).unwrap_or_default());
        word == ActionWord::Action(UPDATE) && row.get(Column::Profile(0)).is_some()
    });
    names.check(&change.mirror, &mut list)?;
    let selection = &args.people.selection;
    let options = &args.people.plan_options;
    crate::changes::check_new_file(selection.problems.as_deref(), options.force)?;
    let excluded = selection.excluded(&change.mirror)?;
    let slips = slips(&list, &cells, words);
    // A row that names somebody beside what is not understood is left out whole.
    let people = list.usable_rows();
    let found: Vec<Found> = resolve_rows(&change.mirror, &people)?;
    let (spared, found): (Vec<Found>, Vec<Found>) = found
        .into_iter()
        .partition(|found| excluded.holds_person(found));
    let spared: HashSet<String> = spared.iter().map(person).collect();
    excluded.report(change.context, spared.len() as u64)?;
    let mut aims = Aims::new(
        change,
        Said {
            directory: &args.directory,
            site: &args.site,
            reason: options.reason.as_deref(),
            message: args.invitation.message.as_deref(),
            notify: !args.invitation.no_notify,
        },
    );
    let unusable = list.problems.iter().map(|problem| problem.at).collect();
    let is_chosen = selection.names_column();
    let mut rows = ListRows::read(found, &cells, (words, is_chosen), &mut aims, &unusable)?;
    // A remark counts in the row of an action, and says nothing new in others.
    list.undecided.retain(|column| !column.is_remark);
    rows.notes = aims.take_notes();
    forget_read(&mut list, &cells, words);
    list.problems.retain(|problem| {
        let at = Some(problem.at);
        let row = RowCells { cells: &cells, at };
        match words.read(row.get(Column::Action).unwrap_or_default()) {
            _ if slips.contains(&problem.at) => true,
            ActionWord::LeaveAlone(word) if is_of_person(problem) => {
                rows.leave(at, word);
                false
            }
            _ => true,
        }
    });
    list.problems.append(&mut rows.problems);
    list.leave_out_unusable_rows();
    list.problems.sort_by_key(|problem| problem.at);
    list.folded.clear();
    selection.tell(change.context, &list, &what, options.force)?;
    if let Some((to, policy)) = two_policies(&cells) {
        change.context.ui.status(format!(
            "Column \"{}\" is not read: \"{}\" names the policy to move to",
            display(policy),
            display(to)
        ));
    }
    let unread = not_read(&cells, words, &list, &|column| {
        selection.heading_of(column.example()).is_some()
    });
    selection.tell_unread_values(change.context, &unread.values, &what)?;
    if let Some(said) = unread.others {
        change.context.ui.status(said);
    }
    let origin = Origin {
        what,
        sha256,
        review: None,
        problems: list.unusable_rows(),
        folded: rows.repeated,
    };
    Ok((rows, origin))
}
