//! The charts of groups.

use std::collections::HashMap;

use super::super::chart::{Bucket, Chart, Color, Drawing};
use super::super::facts::{Gives, GroupCount};

/// More groups than this are not drawn.
const DRAWN: usize = 14;

/// Which groups give which apps, by their members.
pub(super) fn flow(
    groups: &[GroupCount],
    gives: &HashMap<&str, Gives>,
    titles: &HashMap<&str, String>,
) -> Chart {
    let mut giving: Vec<(&GroupCount, &Vec<String>)> = groups
        .iter()
        .filter_map(|group| Some((group, gives.get(group.facts.id.as_str())?.apps.as_ref()?)))
        .filter(|(group, apps)| !apps.is_empty() && group.members > 0)
        .collect();
    giving.sort_by_key(|(group, _)| std::cmp::Reverse(group.members));
    giving.truncate(DRAWN);
    let mut to: Vec<&str> = giving
        .iter()
        .flat_map(|(_, apps)| apps.iter().map(String::as_str))
        .collect();
    to.sort_unstable();
    to.dedup();
    let flows = giving.iter().enumerate().flat_map(|(at, (group, apps))| {
        let to = &to;
        let places = apps
            .iter()
            .filter_map(move |app| to.iter().position(|one| one == app));
        places.map(move |place| (at, place, group.members))
    });
    Chart {
        title: "From groups to apps".to_owned(),
        about: "The groups with the most members among those that give an app, by members in the mirror.".to_owned(),
        undecided: 0,
        drawing: Drawing::Flow {
            flows: flows.collect(),
            from: giving.iter().map(|(group, _)| group.facts.shown().to_owned()).collect(),
            to: to.iter().map(|app| titles.get(app).cloned().unwrap_or_else(|| (*app).to_owned())).collect(),
        },
    }
}

/// How many groups have how many members. `undecided`: how many more groups there may be.
pub(super) fn sizes(groups: &[GroupCount], all_known: bool, undecided: u64) -> Chart {
    const STEPS: [(u64, &str); 6] = [
        (0, "empty"),
        (1, "1"),
        (10, "2–10"),
        (100, "11–100"),
        (1_000, "101–1,000"),
        (u64::MAX, "over 1,000"),
    ];
    let mut counts = [0_u64; 7];
    for group in groups {
        let step = group.size(all_known).map_or(STEPS.len(), |size| {
            STEPS
                .iter()
                .position(|(last, _)| size <= *last)
                .unwrap_or(STEPS.len() - 1)
        });
        if let Some(count) = counts.get_mut(step) {
            *count += 1;
        }
    }
    let labels = STEPS.iter().map(|(_, label)| *label).chain(["unknown"]);
    let buckets = labels.zip(counts).map(|(label, count)| Bucket {
        label: label.to_owned(),
        count,
        color: match label {
            "empty" => Color::Warning,
            "unknown" => Color::Unknown,
            _ => Color::Plain,
        },
    });
    Chart {
        title: "Groups by number of members".to_owned(),
        about: String::new(),
        undecided,
        drawing: Drawing::Columns(buckets.collect()),
    }
}
