//! `report groups`: groups that are empty, give nothing, are the same, or give too much.

use std::collections::{HashMap, HashSet};

use super::super::facts::{
    Gives, GroupCount, GroupRole, all, can_change, duplicates, group_counts, group_roles,
    never_read, not, of_so_many, titles, was_read,
};
use super::super::report_model::{
    Figure, Holds, NextCommand, Report, ReportColumn, ReportList, known, text, truth,
};
use super::super::request::Request;
use super::super::undecided::{at_least, judged, with_verb};
use super::group_charts::{flow, sizes};
use crate::number::counted;
use crate::query::{Cell, apps_named};
use crate::sql::SqlError;
use crate::store::App;

const COLUMNS: [ReportColumn; 8] = [
    ReportColumn::new("group", "Group", Holds::Key),
    ReportColumn::new("members", "Members", Holds::Number),
    ReportColumn::new("resources", "Resources", Holds::Number),
    ReportColumn::new("app_names", "Apps", Holds::Text).or_none(),
    ReportColumn::new("default_group", "Default", Holds::Text),
    ReportColumn::new("provisioned", "Provisioned", Holds::Text),
    ReportColumn::new("same_as", "Same members as", Holds::Text).or_none(),
    ReportColumn::new("group_id", "Group ID", Holds::Id).on_request(),
];

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read.
pub fn groups(request: &Request<'_>) -> Result<Report, SqlError> {
    let counts = group_counts(request)?;
    let (mut groups, all_known) = (counts.groups, counts.all_known);
    let (apps, roles) = (request.mirror.apps()?, group_roles(request)?);
    let undecided = selected(request, &mut groups, &roles, &apps)?;
    let titles = titles(&apps);
    let ids: HashSet<&str> = titles.keys().copied().collect();
    let gives: HashMap<&str, Gives> = groups
        .iter()
        .map(|group| {
            let id = group.facts.id.as_str();
            (id, Gives::of(group, roles.get(id), &ids))
        })
        .collect();
    let of = |group: &GroupCount| {
        gives
            .get(group.facts.id.as_str())
            .cloned()
            .unwrap_or_default()
    };
    let pick = |fits: &dyn Fn(&GroupCount) -> bool| {
        groups
            .iter()
            .filter(|group| fits(group))
            .collect::<Vec<_>>()
    };
    let empty = pick(&|group| group.size(all_known) == Some(0));
    let is_unused = |group: &GroupCount| {
        let has_members = group.size(all_known).map(|size| size > 0);
        all([not(of(group).any), has_members])
    };
    let unused = pick(&|group| is_unused(group) == Some(true));
    let no_unused = pick(&|group| is_unused(group).is_none()).len() as u64;
    let broad = pick(&|group| of(group).several == Some(true));
    let defaults = pick(&|group| of(group).is_too_much() == Some(true));
    let row = |group: &GroupCount, same: Cell| row(group, &of(group), &titles, all_known, same);
    let sets = duplicates(&groups, all_known);
    let same: u64 = sets.iter().map(|set| set.len() as u64).sum();
    let no_size = groups
        .iter()
        .filter(|group| group.size(all_known).is_none())
        .count() as u64;
    let no_resources = groups
        .iter()
        .filter(|group| of(group).any.is_none())
        .count() as u64;
    let not_whole = groups
        .iter()
        .filter(|group| !group.is_whole(all_known))
        .count() as u64;
    let no_several = pick(&|group| of(group).several.is_none()).len() as u64;
    let no_defaults = pick(&|group| of(group).is_too_much().is_none()).len() as u64;
    // Without the list of groups, there may be more than those that people are in. Of groups that may match, nothing is
    // known to be absent.
    let unread = u64::from(!counts.is_read) + undecided;
    // That an entry counts one resource at most is no list of roles.
    let no_roles = u64::from(!was_read(request, "group-roles")?);
    let may_be_several = unread + no_several + no_roles;
    let mut report = Report::begin("groups", "Groups", request);
    let found = empty.len() + unused.len() + broad.len() + defaults.len();
    report.verdict = (
        judged(
            found as u64 + same,
            no_size + no_unused + not_whole + may_be_several + no_defaults,
        ),
        if groups.is_empty() && unread > 0 {
            "It is unknown which groups there are.".to_owned()
        } else {
            format!(
                "Of {}, {} empty, {} access to nothing despite having members, {} the same members as another, and {} access to more than one app or resource.",
                at_least(counted(groups.len() as u64, "group", "groups"), unread),
                with_verb(empty.len() as u64, unread + no_size, "is", "are"),
                with_verb(unused.len() as u64, unread + no_unused, "gives", "give"),
                with_verb(same, unread + not_whole, "has", "have"),
                with_verb(broad.len() as u64, may_be_several, "gives", "give"),
            )
        },
    );
    let say = |number: u64, what: &str| of_so_many(number, ("group", "groups"), what);
    if !counts.is_read {
        report.unknown.push(format!(
            "The list of groups was never read to its end: groups that nobody is known to be in are missing: {}",
            request.command(&["sync", "--only", "groups"])
        ));
    }
    for (number, what) in [
        (
            no_size,
            "the number of members is unknown; they do not count as empty",
        ),
        (no_resources, "it is unknown what they give access to"),
        (
            no_unused,
            "it is unknown whether they have members and give access to nothing; they do not count as such",
        ),
        (
            no_several,
            "it is unknown whether they give access to more than one app or resource; they do not count as such",
        ),
        (
            not_whole,
            "not all members are known; they are compared with no other group",
        ),
        (
            undecided,
            "the roles are unknown, so it is unknown whether they give the app; they are left out",
        ),
    ] {
        report.unknown.extend(say(number, what));
    }
    report.unknown_of(counts.unknown, "the groups are unknown", "");
    if roles.is_empty() && !groups.is_empty() {
        report.unknown.push(never_read(
            request,
            ("The roles of groups", "group-roles"),
            "it is unknown which are default groups, and which apps a group gives",
        )?);
    } else {
        report.unknown.extend(say(
            no_defaults,
            "it is unknown whether they are among the default groups that give too much; they do not count as such",
        ));
    }
    report.figures = vec![
        Figure::bad(
            "default_too_much",
            "default groups that give access to more than one app, or admin rights",
            defaults.len() as u64,
        )
        .undecided(unread + no_defaults),
        Figure::bad(
            "several_apps",
            "groups that give access to more than one app or resource",
            broad.len() as u64,
        )
        .undecided(may_be_several),
        Figure::bad(
            "same_members",
            "groups with the same members as another",
            same,
        )
        .undecided(unread + not_whole),
        Figure::bad(
            "unused",
            "groups with members that give access to nothing",
            unused.len() as u64,
        )
        .undecided(unread + no_unused),
        Figure::bad("empty", "empty groups", empty.len() as u64).undecided(unread + no_size),
        Figure::plain("groups", "groups", groups.len() as u64).undecided(unread),
        Figure::plain(
            "members_unknown",
            "groups with an unknown number of members",
            no_size,
        )
        .undecided(unread),
        Figure::plain(
            "resources_unknown",
            "groups with unknown access",
            no_resources,
        )
        .undecided(unread + no_roles),
    ];
    report.charts = vec![
        flow(&groups, &gives, &titles),
        sizes(&groups, all_known, unread),
    ];
    let delete = ["group", "delete", "--from-stdin"];
    let can_delete = can_change(request, &delete)?;
    let list =
        |name, (title, about): (&str, &str), of: &[&GroupCount], undecided, next: Option<&str>| {
            let next = next
                .filter(|_| !of.is_empty() && can_delete)
                .map(|what| NextCommand {
                    what: format!("{what} (shows the plan first)"),
                    command: request.pipe(name, &delete),
                });
            ReportList {
                name,
                title: title.to_owned(),
                things: "groups",
                about: about.to_owned(),
                columns: COLUMNS.to_vec(),
                rows: of
                    .iter()
                    .take(request.most())
                    .map(|group| row(group, Cell::None))
                    .collect(),
                total: of.len() as u64,
                undecided,
                next: next.into_iter().collect(),
            }
        };
    let every: Vec<&GroupCount> = groups.iter().collect();
    let mut twins: Vec<Vec<Cell>> = Vec::new();
    for set in &sets {
        for group in set {
            let others: Vec<&str> = set
                .iter()
                .filter(|other| other.facts.id != group.facts.id)
                .take(3)
                .map(|other| other.facts.shown())
                .collect();
            twins.push(row(group, Cell::Text(others.join(", "))));
        }
    }
    twins.truncate(request.most());
    report.lists = vec![
        list("groups", ("Groups", ""), &every, unread, None),
        list(
            "empty",
            ("Empty groups", ""),
            &empty,
            unread + no_size,
            Some("delete them"),
        ),
        list(
            "unused",
            (
                "Groups with members that give access to nothing",
                "They may still be used in permissions, filters and rules within an app, which no API of the organization shows. Groups that make their members organization admins are not among them.",
            ),
            &unused,
            unread + no_unused,
            Some("delete all of them, once you have checked in each app that it does not use them"),
        ),
        ReportList {
            rows: twins,
            total: same,
            ..list(
                "same-members",
                ("Groups with the same members as another", ""),
                &[],
                unread + not_whole,
                None,
            )
        },
        list(
            "several-apps",
            (
                "Groups that give access to more than one app or resource",
                "People who need one of them get the others, too.",
            ),
            &broad,
            may_be_several,
            None,
        ),
        list(
            "defaults",
            (
                "Default groups that give too much",
                "People who get one app are added to them, and get the rest, too.",
            ),
            &defaults,
            unread + no_defaults,
            None,
        ),
    ];
    Ok(report)
}

/// Leaves the groups that the filter selects: by name or ID, and by the apps that they give. Returns of how many it is
/// unknown.
fn selected(
    request: &Request<'_>,
    groups: &mut Vec<GroupCount>,
    roles: &HashMap<String, Vec<GroupRole>>,
    apps: &[App],
) -> Result<u64, SqlError> {
    let Some(filter) = &request.filter else {
        return Ok(0);
    };
    let search = filter.search.as_ref().map(|text| text.to_lowercase());
    let mut wanted = HashSet::new();
    for name in &filter.app {
        wanted.extend(
            apps_named(request.mirror, name)?
                .into_iter()
                .map(|app| app.id),
        );
    }
    let ids: HashSet<&str> = apps.iter().map(|app| app.id.as_str()).collect();
    let mut undecided = 0;
    groups.retain(|group| {
        let facts = &group.facts;
        let has = |text: &String| {
            let names = [facts.name.as_deref(), Some(facts.id.as_str())];
            let mut names = names.into_iter().flatten();
            names.any(|name| name.to_lowercase().contains(text))
        };
        if !search.as_ref().is_none_or(has) {
            return false;
        }
        if filter.app.is_empty() {
            return true;
        }
        match Gives::of(group, roles.get(&facts.id), &ids).apps {
            Some(given) => given.iter().any(|app| wanted.contains(app)),
            None => {
                undecided += 1;
                false
            }
        }
    });
    Ok(undecided)
}

fn row(
    group: &GroupCount,
    gives: &Gives,
    titles: &HashMap<&str, String>,
    all_known: bool,
    same: Cell,
) -> Vec<Cell> {
    let facts = &group.facts;
    let provisioned = if facts.of_provider() {
        Some(true)
    } else {
        facts.external_synced
    };
    let apps = gives.apps.as_ref().map(|apps| {
        let names = apps
            .iter()
            .map(|app| titles.get(app.as_str()).unwrap_or(app).as_str());
        match names.collect::<Vec<&str>>().join(", ") {
            none if none.is_empty() => Cell::None,
            names => Cell::Text(names),
        }
    });
    vec![
        text(facts.name.as_deref()),
        known(group.size(all_known)),
        known(facts.resources),
        apps.unwrap_or(Cell::Unknown),
        truth(gives.is_default),
        truth(provisioned),
        same,
        Cell::Text(facts.id.clone()),
    ]
}
