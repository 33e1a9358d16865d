//! `report admins`: who holds an organization role, since when, and how safely.

use rusqlite::types::ValueRef;

use super::super::facts::{Facts, Missing, Open, People, Tally, not};
use super::super::person_rows::{PersonList, moment};
use super::super::report_model::{Figure, Holds, Report, ReportColumn, Tone, text, truth};
use super::super::request::Request;
use super::super::undecided::{at_least, in_words};
use super::inactive::since as cutoff;
use crate::change::{ORG_ADMIN, role_title};
use crate::history::{Grants, LoggedEvent};
use crate::number::{capital, counted};
use crate::query::Cell;
use crate::sql::SqlError;
use crate::store::{Held, HeldSince, held_since};

const COLUMNS: [ReportColumn; 14] = [
    ReportColumn::new("role", "Role", Holds::Text),
    ReportColumn::new("two_step", "Two-step", Holds::Text),
    ReportColumn::new("managed", "Managed", Holds::Text),
    ReportColumn::new("status", "Status", Holds::Text).on_request(),
    ReportColumn::new("last_active", "Last active", Holds::Time),
    ReportColumn::new("since", "Since", Holds::Time).asked_about(),
    ReportColumn::new("granted_by", "Granted by", Holds::Text).asked_about(),
    ReportColumn::new("run", "Run", Holds::Text).or_none(),
    ReportColumn::new("reason", "Reason", Holds::Text)
        .or_none()
        .on_request(),
    ReportColumn::new("ticket", "Ticket", Holds::Text)
        .or_none()
        .on_request(),
    ReportColumn::new("approved_by", "Approved by", Holds::Text)
        .or_none()
        .asked_about(),
    ReportColumn::new("event_id", "Event ID", Holds::ForeignId).on_request(),
    ReportColumn::new("role_id", "Role ID", Holds::ForeignId).on_request(),
    ReportColumn::new("provisioned", "Provisioned", Holds::Text).on_request(),
];

/// A role that somebody holds.
struct Holder {
    facts: Facts,
    role: String,
    since: Option<HeldSince>,
    /// The event of the audit log that gave it.
    event: Option<LoggedEvent>,
}

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read, or the filter is not understood.
pub fn admins(request: &Request<'_>) -> Result<Report, SqlError> {
    let people = People::read(request)?;
    let holders = holders(request, &people).map_err(SqlError::of)?;
    let (seconds, day) = cutoff(request);
    let of_org = || holders.iter().filter(|(_, of)| of.role == ORG_ADMIN);
    let admins = of_org().count() as u64;
    let idle = |of: &Facts| of.is_inactive(seconds, day);
    // Of the admins, and of everybody who may be one.
    let tally = |holds: &dyn Fn(&Facts) -> Option<bool>, needs: &[Missing]| {
        let mut tally = Tally::of(of_org().map(|(_, of)| holds(&of.facts)));
        let mut open = Open::default();
        for (_, of) in of_org().filter(|(_, of)| holds(&of.facts).is_none()) {
            open.add(&of.facts, needs);
        }
        let others = people.iter().filter(|of| of.org_admin.is_none());
        tally.unknown += others.filter(|of| holds(of) != Some(false)).count() as u64;
        tally.unknown += people.may_be_more();
        (tally, open)
    };
    let (without, no_two_step) = tally(&|of| not(of.two_step), &[Missing::TwoStep]);
    let (external, no_management) =
        tally(&Facts::is_external, &[Missing::Kind, Missing::Management]);
    let (inactive, no_activity) = tally(&idle, &[Missing::Activity, Missing::Added]);
    let unknown = people.count(|facts| facts.org_admin.is_none());
    // Those who may be organization admins, too.
    let others = people.may_be_more() + unknown;
    let no_roles = people.may_be_more() + people.count(|facts| !facts.roles_known);
    let mut report = Report::begin("admins", "Administrators", request);
    let weak = without.yes + external.yes + inactive.yes;
    report.verdict = (
        if weak > 0 || admins == 1 {
            Tone::Bad
        } else {
            Tone::Plain
        },
        if admins == 0 && others > 0 {
            "It is unknown who is an organization admin.".to_owned()
        } else {
            format!(
                "{}: {} without two-step verification, {} external, {} not active for {} days.",
                capital(&at_least(
                    counted(admins, "organization admin", "organization admins"),
                    others
                )),
                in_words(without.yes, without.unknown),
                in_words(external.yes, external.unknown),
                in_words(inactive.yes, inactive.unknown),
                request.days
            )
        },
    );
    report.undecided(&people);
    report.unknown_of(
        unknown,
        "the roles are unknown; they may be administrators, too",
        "",
    );
    for (open, what) in [
        (&no_two_step, "two-step verification is unknown"),
        (&no_management, "it is unknown whether they are external"),
        (
            &no_activity,
            "it is unknown whether they are active; they do not count as inactive",
        ),
    ] {
        report.open(open, &format!("among the organization admins, {what}"));
    }
    report.unknown.push(
        "The column Since is unknown for roles granted before the first sync, unless the mirrored audit log has the event. Who granted a role, why, and who approved it is unknown unless the audit log or a run on this machine has it. A run that needed no approval shows none.".to_owned(),
    );
    report.notes.push(
        "The column Granted by names the person who started the run in the column Run; without a run, it names the actor in the audit log."
            .to_owned(),
    );
    report.figures = vec![
        Figure::bad(
            "without_two_step",
            "organization admins without two-step verification",
            without.yes,
        )
        .undecided(without.unknown),
        Figure::bad("external", "external organization admins", external.yes)
            .undecided(external.unknown),
        Figure::bad(
            "inactive",
            format!("organization admins not active for {} days", request.days),
            inactive.yes,
        )
        .undecided(inactive.unknown),
        Figure::plain(
            "two_step_unknown",
            "organization admins with unknown two-step verification",
            no_two_step.number,
        )
        .undecided(others),
        Figure::plain("org_admins", "organization admins", admins).undecided(others),
        Figure::plain("roles", "organization roles held", holders.len() as u64).undecided(no_roles),
        Figure::plain("unknown", "people with unknown roles", unknown)
            .undecided(people.may_be_more()),
    ];
    let inactive_unknown = inactive.unknown;
    let inactive: Vec<(i64, Holder)> = of_org()
        .filter(|(_, of)| idle(&of.facts) == Some(true))
        .map(|(no, of)| {
            (
                *no,
                Holder {
                    facts: of.facts,
                    role: of.role.clone(),
                    since: of.since.clone(),
                    event: of.event.clone(),
                },
            )
        })
        .collect();
    let cells = |named: &super::super::facts::Named, of: &Holder| {
        vec![
            Cell::Text(role_title(&of.role).to_owned()),
            named.two_step.clone(),
            named.managed.clone(),
            named.status.clone(),
            moment(of.facts.active),
            since(of),
            text(of.event.as_ref().and_then(|event| event.actor.as_deref())),
            run(of.since.as_ref()),
            Cell::Unknown,
            Cell::Unknown,
            Cell::Unknown,
            text(of.event.as_ref().map(|event| event.id.as_str())),
            Cell::Text(of.role.clone()),
            truth(of.facts.synced),
        ]
    };
    let all = PersonList {
        name: "admins",
        things: "roles",
        undecided: no_roles.max(others),
        title: "Organization roles".to_owned(),
        about: "Organization admins first.",
        columns: &COLUMNS,
        // The command is about one role.
        next: (holders.iter().all(|(_, of)| of.role == ORG_ADMIN)).then(|| {
            (
                "revoke the role of all of them but you and the last admin",
                vec!["role", "revoke", "org-admin", "--from-stdin"],
            )
        }),
    };
    let idle = PersonList {
        name: "inactive",
        things: "people",
        undecided: inactive_unknown,
        title: format!("Organization admins not active for {} days", request.days),
        about: "",
        columns: &COLUMNS,
        next: Some((
            "revoke the role",
            vec!["role", "revoke", "org-admin", "--from-stdin"],
        )),
    };
    report.lists = vec![
        all.of(request, &holders, cells)?,
        idle.of(request, &inactive, cells)?,
    ];
    Ok(report)
}

/// When a role began: at the time of its run, else of its event; without either, when a sync first saw it, which may be
/// long after.
fn since(of: &Holder) -> Cell {
    let seen = of.since.as_ref();
    let by_run = seen.filter(|since| since.run.is_some());
    let by_run = by_run.and_then(|since| since.at);
    let event = of.event.as_ref().and_then(|event| event.at);
    let at = by_run.or(event).or_else(|| seen.and_then(|since| since.at));
    at.map_or(Cell::Unknown, |at| Cell::Text(at.to_string()))
}

/// The run that gave it; none when a sync found it.
fn run(since: Option<&HeldSince>) -> Cell {
    let run = since.map(|since| since.run.clone());
    run.map_or(Cell::Unknown, |run| run.map_or(Cell::None, Cell::Text))
}

/// Everyone with an organization role, organization admins first.
fn holders(request: &Request<'_>, people: &People) -> rusqlite::Result<Vec<(i64, Holder)>> {
    let db = &request.mirror.db;
    let mut held: Vec<(i64, String)> = Vec::new();
    let mut read =
        db.prepare_cached("SELECT user_no, role FROM mirror_role ORDER BY user_no, role")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let role = match row.get_ref(1)? {
            ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            _ => continue,
        };
        held.push((row.get(0)?, role));
    }
    held.retain(|(no, _)| people.get(*no).is_some_and(|facts| facts.roles_known));
    // What says so without a list of roles.
    for facts in people.iter().filter(|facts| facts.org_admin == Some(true)) {
        let known = held
            .iter()
            .any(|(no, role)| *no == facts.no && role == ORG_ADMIN);
        if !known {
            held.push((facts.no, ORG_ADMIN.to_owned()));
        }
    }
    held.sort_by(|a, b| (a.1 != ORG_ADMIN, &a.1, a.0).cmp(&(b.1 != ORG_ADMIN, &b.1, b.0)));
    let mut account =
        db.prepare_cached("SELECT account_id, email FROM mirror_user WHERE no = ?1")?;
    let mut grants = Grants::read(db)?;
    let mut holders = Vec::with_capacity(held.len());
    for (no, role) in held {
        let Some(facts) = people.get(no) else {
            continue;
        };
        let (id, email): (String, Option<String>) =
            account.query_row([no], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut since = held_since(db, &id, Held::Role(&role))?;
        let whom = (id.as_str(), email.as_deref());
        let mut event = grants.find(whom, &role, since.as_ref())?;
        // A sync sees no difference where a role was revoked and granted again in between.
        if let Some(began) = &since
            && let Some(again) =
                grants.given_again(whom, &role, (began.at, request.mirror.shown_at()))?
        {
            since = Some(HeldSince {
                at: again.at,
                run: None,
                sync: began.sync,
            });
            event = Some(again);
        }
        holders.push((
            no,
            Holder {
                facts: *facts,
                role,
                since,
                event,
            },
        ));
    }
    Ok(holders)
}
