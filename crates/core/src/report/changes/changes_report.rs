//! What changed between two moments, as a report.

use std::collections::HashSet;

use rusqlite::OptionalExtension as _;

use super::super::facts::{People, can_change};
use super::super::page_frame::time;
use super::super::report_model::{
    NextCommand, Report, ReportColumn, ReportList, Tone, text, truth,
};
use super::super::request::Request;
use super::super::undecided::counted_in_words;
use super::admins::AdminChanges;
use super::admins_between::AdminAct;
use super::columns::{ADMINS, CAME, CHANGES, COVERAGE, LEFT};
use super::figures::figures;
use super::selected_people::Selected;
use super::severity::{News, is_of_admin};
use super::unknown_people::Hidden;
use super::without_policy::Coverage;
use super::{admins_between, charts, describe_change};
use crate::change::{ORG_ADMIN, role_title};
use crate::history::{Change, ChangeKind, Diff, diff, one, several, snapshots};
use crate::number::{capital, counted};
use crate::query::Cell;
use crate::sql::SqlError;
use crate::store::{Mirror, Moment};

/// What changed from a moment to the one that the request's mirror shows.
///
/// # Errors
/// When the moment is not known, or the mirror cannot be read.
pub fn changes(request: &Request<'_>, since: Moment) -> Result<Report, SqlError> {
    request.needs("users")?;
    let path = request.mirror.path();
    let before = Mirror::open_as_of(path, Some(since))?;
    let own;
    // The differences are found in the mirror itself.
    let mirror = match request.mirror.as_of() {
        None => request.mirror,
        Some(_) => {
            own = Mirror::open_read_only(path)?;
            &own
        }
    };
    let mut found = diff(mirror, since, request.mirror.as_of(), &[])?;
    let from = before.shown_at().unwrap_or(request.now);
    let selected = Selected::find(request, &before, from)?;
    found.changes.retain(|change| selected.has(change));
    let all = snapshots(mirror)?;
    let after = &request.mirror.db;
    let was_whole = found.were_all_listed;
    let mut admins =
        AdminChanges::find(&before.db, after, &found.changes, was_whole).map_err(SqlError::of)?;
    admins.all.retain(|change| selected.has_person(&change.id));
    let mut between =
        admins_between::find(&mirror.db, (from, request.now), &admins).map_err(SqlError::of)?;
    between.retain(|act| selected.has_person(act.id()));
    let coverage = Coverage::of(&found);
    let mut news = News::of(&found, was_whole);
    let hidden = Hidden::find(after)
        .and_then(|hidden| hidden.and_not_listed(after))
        .map_err(SqlError::of)?
        .and_learned(&found);
    let (came, left) = (
        news.people(ChangeKind::Added),
        news.people(ChangeKind::Removed),
    );
    let external = Externals::find(request, &came)?;
    news.sort(&admins, &coverage, &external.known);
    let title = format!("Changes since {}", time(from));
    let mut report = Report::begin("changes", title, request);
    let (gained, lost) = (admins.number(true), admins.number(false));
    let without = coverage.lost.len() as u64;
    let tone = if gained > 0 || !between.is_empty() || without > 0 || news.without_two_step() > 0 {
        Tone::Bad
    } else {
        Tone::Plain
    };
    // What is known now and was not then: how it was before is unknown.
    let known_since = found.unknown.iter().filter(|(_, since)| since.is_some());
    let uncertain = hidden.any() + news.doubtful() + known_since.count() as u64;
    let may_be_more = uncertain + hidden.admins + admins.unknown + coverage.unknown;
    report.verdict = (
        tone,
        if news.all.is_empty() && may_be_more == 0 {
            "No changes.".to_owned()
        } else {
            format!(
                "{}; {} lost their authentication policy; {} added, {} removed; {} in all.",
                capital(&counted_in_words(
                    gained,
                    hidden.admins + admins.unknown,
                    "new organization admin",
                    "new organization admins"
                )),
                counted_in_words(
                    without,
                    hidden.policies + coverage.unknown,
                    "person",
                    "people"
                ),
                counted_in_words(
                    news.number("people", ChangeKind::Added),
                    hidden.people + news.doubtful(),
                    "person",
                    "people"
                ),
                counted_in_words(left.len() as u64, hidden.people, "person", "people"),
                counted_in_words(news.certain(), uncertain, "change", "changes")
            )
        },
    );
    unknown(&mut report, &found, &news, hidden, &admins, &coverage);
    selected.say(&mut report);
    let (first, last) = found.snapshots;
    let until = last.map_or_else(
        || "now".to_owned(),
        |last| format!("{} (snapshot {last})", time(request.now)),
    );
    let taken = mirror.snapshot_time(first)?;
    let taken = taken.filter(|taken| taken.as_second() != from.as_second());
    let first_of = taken.map_or_else(String::new, |taken| format!(", of {}", time(taken)));
    report.notes.push(format!(
        "From {} (snapshot {first}{first_of}) to {until}. The time of a change by a run is exact; of any other change, it is when a sync found it.",
        time(from)
    ));
    let ends = last.unwrap_or(i64::MAX);
    let inside = all
        .iter()
        .filter(|one| (first + 1..ends).contains(&one.sync));
    if inside.count() > 0 {
        report.notes.push(
            "The report compares two moments. It does not count what came and went in between, such as a role that was granted \
             and revoked again. To count these, compare the snapshots in between: atlctl snapshot list"
                .to_owned(),
        );
    }
    report.notes.extend(admins_between::sentence(&between));
    report.figures = figures(
        &found,
        &news,
        (gained, lost, hidden.admins + admins.unknown),
        (without, hidden.policies + coverage.unknown),
        external.numbers(&came, &news),
        (hidden, uncertain),
        &selected,
    );
    report.charts = vec![charts::admins(
        (&admins, &between),
        &news,
        (from, request.now),
    )];
    // It counts everyone's changes.
    if request.filter.is_none() {
        let last = last.unwrap_or(i64::MAX);
        report.charts.push(charts::snapshots(&all, first, last));
    }
    let most = request.most();
    let not_kept = |of: &str| {
        let mut unknown = found.unknown.iter();
        u64::from(unknown.any(|(unknown, _)| *unknown == several(of)))
    };
    let may_be_roles = hidden.admins + admins.unknown + hidden.of("roles") + not_kept("roles");
    let may_be_lost = hidden.policies + coverage.unknown + not_kept("policies");
    let may_have_left = hidden.people + not_kept("people");
    let may_have_come = may_have_left + news.doubtful();
    report.lists = vec![
        list("changes", "Changes", &CHANGES, "changes", most, news.all.iter().map(|change| row(change)))
            .about("First what is most urgent: new organization admins, lost policies, people who lost two-step verification, external people added.")
            .undecided(may_be_more),
        list("admins", "Administrators gained and lost", &ADMINS, "changes", most, admin_rows(&admins, &between, &news)).undecided(may_be_roles),
        list("coverage", "People who lost their authentication policy", &COVERAGE, "people", most, coverage.lost.iter().map(|change| {
            vec![describe_change::found(Some(change)), name(change), describe_change::values(change)[0].clone(), describe_change::run(Some(change)), Cell::Text(change.id.clone())]
        })).undecided(may_be_lost),
        list("came", "People added", &CAME, "people", most, came.iter().map(|change| person(change, Some(external.of(&change.id)))))
            .undecided(may_have_come)
            .leads_to(request, "suspend the access of all of them", &["user", "suspend", "--from-stdin"])?,
        list("left", "People removed", &LEFT, "people", most, left.iter().map(|change| person(change, None))).undecided(may_have_left),
    ];
    Ok(report.finished())
}

/// Who of those who came is external.
struct Externals<'a> {
    known: HashSet<&'a str>,
    managed: HashSet<&'a str>,
}

impl<'a> Externals<'a> {
    fn find(request: &Request<'_>, came: &[&'a Change]) -> Result<Self, SqlError> {
        let people = People::read(request)?;
        let mut read = request
            .mirror
            .db
            .prepare_cached("SELECT no FROM mirror_user WHERE account_id = ?1")
            .map_err(SqlError::of)?;
        let (mut known, mut managed) = (HashSet::new(), HashSet::new());
        for change in came {
            let no: Option<i64> = read
                .query_row([&change.id], |row| row.get(0))
                .optional()
                .map_err(SqlError::of)?;
            match no.and_then(|no| people.get(no)?.is_external()) {
                Some(true) => drop(known.insert(change.id.as_str())),
                Some(false) => drop(managed.insert(change.id.as_str())),
                None => {}
            }
        }
        Ok(Self { known, managed })
    }

    /// How many are, and of how many it is unknown, or whether they came.
    fn numbers(&self, came: &[&Change], news: &News<'_>) -> (u64, u64) {
        let (mut known, mut unknown) = (0, 0);
        for change in came {
            match self.of(&change.id) {
                Some(false) => {}
                Some(true) if !news.is_doubtful(change) => known += 1,
                _ => unknown += 1,
            }
        }
        (known, unknown)
    }

    fn of(&self, id: &str) -> Option<bool> {
        if self.known.contains(id) {
            return Some(true);
        }
        self.managed.contains(id).then_some(false)
    }
}

fn unknown(
    report: &mut Report,
    found: &Diff,
    news: &News<'_>,
    hidden: Hidden,
    admins: &AdminChanges<'_>,
    coverage: &Coverage<'_>,
) {
    report.unknown.extend(found.left_out());
    report.unknown.extend(found.left_out_by_log());
    let perhaps = found.perhaps_there();
    report
        .unknown
        .extend(perhaps.map(|said| format!("{said} No number includes them, or what they have.")));
    if hidden.people > 0 {
        report.unknown.push(
            "By the second moment, the people were not read to the end: who was not listed may have changed.".to_owned(),
        );
    }
    for (of, counts) in &found.learned.values {
        let number = counts.became_known + counts.no_longer_known;
        if number > 0 {
            report.unknown.push(format!(
                "Values of {} became known or unknown in between; no number includes them.",
                counted(number, one(of), several(of))
            ));
        }
    }
    report.unknown_of(
        news.learned,
        "groups, roles or apps became known or unknown in between; no number includes what they gained or lost of these",
        "",
    );
    report.unknown_of(
        admins.unknown,
        "became or ceased to be an organization admin is unknown",
        "whether",
    );
    report.unknown_of(
        coverage.unknown,
        "it is unknown whether they are still in an authentication policy",
        "",
    );
}

fn row(change: &Change) -> Vec<Cell> {
    let or_none = |text: Option<&str>| text.map_or(Cell::None, |text| Cell::Text(text.to_owned()));
    let [before, after] = describe_change::values(change);
    vec![
        describe_change::found(Some(change)),
        name(change),
        Cell::Text(change.kind.as_str().to_owned()),
        Cell::Text(describe_change::what(change)),
        before,
        after,
        describe_change::run(Some(change)),
        describe_change::by(Some(change)),
        Cell::Text(change.of.to_owned()),
        or_none(change.column),
        or_none(change.item.as_deref()),
        or_none(change.item_id.as_deref()),
        or_none(change.app.as_deref()),
        or_none(change.app_id.as_deref()),
        Cell::Number(change.sync),
        Cell::Text(change.id.clone()),
    ]
}

/// Organization admins first, then other organization roles.
fn admin_rows(
    admins: &AdminChanges<'_>,
    between: &[AdminAct],
    news: &News<'_>,
) -> impl ExactSizeIterator<Item = Vec<Cell>> {
    let of_org = admins.all.iter().map(|one| {
        vec![
            describe_change::found(one.change),
            Cell::Text(one.name.clone().unwrap_or_else(|| one.id.clone())),
            Cell::Text(if one.gained { "gained" } else { "lost" }.to_owned()),
            Cell::Text(role_title(ORG_ADMIN).to_owned()),
            describe_change::by(one.change),
            describe_change::run(one.change),
            Cell::Text(one.id.clone()),
        ]
    });
    let others = news.all.iter().filter(|change| {
        is_of_admin(change)
            && change.kind != ChangeKind::Changed
            && change.item_id.as_deref() != Some(ORG_ADMIN)
    });
    let others = others.map(|change| {
        let gained = change.kind == ChangeKind::Added;
        vec![
            describe_change::found(Some(change)),
            name(change),
            Cell::Text(if gained { "gained" } else { "lost" }.to_owned()),
            text(
                change
                    .item_id
                    .as_deref()
                    .map(|role| match &change.app {
                        Some(app) => format!("{} in {app}", role_title(role)),
                        None => role_title(role).to_owned(),
                    })
                    .as_deref(),
            ),
            describe_change::by(Some(change)),
            describe_change::run(Some(change)),
            Cell::Text(change.id.clone()),
        ]
    });
    let between = between.iter().map(AdminAct::row);
    let all = of_org.chain(between).chain(others);
    all.collect::<Vec<_>>().into_iter()
}

fn name(change: &Change) -> Cell {
    Cell::Text(change.name.clone().unwrap_or_else(|| change.id.clone()))
}

fn person(change: &Change, external: Option<Option<bool>>) -> Vec<Cell> {
    let mut row = vec![describe_change::found(Some(change)), name(change)];
    row.extend(external.map(truth));
    row.extend([
        describe_change::run(Some(change)),
        Cell::Text(change.id.clone()),
    ]);
    row
}

fn list(
    name: &'static str,
    title: &str,
    columns: &[ReportColumn],
    things: &'static str,
    most: usize,
    rows: impl ExactSizeIterator<Item = Vec<Cell>>,
) -> ReportList {
    ReportList {
        name,
        title: title.to_owned(),
        things,
        about: String::new(),
        columns: columns.to_vec(),
        total: rows.len() as u64,
        undecided: 0,
        rows: rows.take(most).collect(),
        next: Vec::new(),
    }
}

impl ReportList {
    /// The same, where so many more may belong to it.
    fn undecided(mut self, number: u64) -> Self {
        self.undecided = number;
        self
    }

    fn about(mut self, about: &str) -> Self {
        self.about = about.to_owned();
        self
    }

    /// The change that one would make of it, when there are rows: what it does, and the command that takes the IDs.
    fn leads_to(
        mut self,
        request: &Request<'_>,
        what: &str,
        to: &[&str],
    ) -> Result<Self, SqlError> {
        if self.total > 0 && can_change(request, to)? {
            self.next.push(NextCommand {
                what: format!("{what} (shows the plan first)"),
                command: request.pipe(self.name, to),
            });
        }
        Ok(self)
    }
}
