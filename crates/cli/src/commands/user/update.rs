//! `atlctl user update`.

use atlctl_core::change::facet::profile::{FIELDS, Profile};
use atlctl_core::change::{Facet, FacetKind};
use atlctl_core::plan::{Kind, Row, Wanted};
use clap::Args;

use super::placeholders::NoValues;
use super::taken_names::note_of_names;
use crate::changes::{ChangePeople, From, ReadCells, Subject, Takes};
use crate::context::Context;
use crate::error::{CliError, CliResult};

/// Headings of each field, in the order of the fields.
pub const HEADINGS: [&[&str]; 8] = [
    &["name", "fullname"],
    &["nickname", "publicname"],
    &["jobtitle"],
    &["department"],
    &["organization", "company"],
    &["location"],
    &["zoneinfo", "timezone"],
    &["locale"],
];

/// Change fields of managed accounts' profiles
///
/// Sets the same fields for all selected people, or reads each person's fields from a list with columns of these
/// names: name, nickname, job_title, department, organization, location, zoneinfo, locale. Empty cells, - and ?
/// change nothing.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user update ann@example.com --job-title \"Head of Support\"
  atlctl user update --group sales --department Sales --location Vienna
  atlctl user update --csv profiles.csv --plan profiles.json")]
pub struct Update {
    #[command(flatten)]
    people: ChangePeople,
    #[command(flatten)]
    fields: Fields,
}

/// The fields of a profile.
#[derive(Debug, Args)]
#[command(next_help_heading = "Change")]
struct Fields {
    /// Full name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Public name
    #[arg(long, value_name = "TEXT")]
    nickname: Option<String>,
    /// Job title
    ///
    /// "" clears it, and also --department, --organization and --location.
    #[arg(long, value_name = "TEXT")]
    job_title: Option<String>,
    /// Department
    #[arg(long, value_name = "TEXT")]
    department: Option<String>,
    /// Company
    #[arg(long, value_name = "TEXT")]
    organization: Option<String>,
    /// Location
    #[arg(long, value_name = "TEXT")]
    location: Option<String>,
    /// Time zone, such as Europe/Vienna
    #[arg(long, value_name = "ZONE")]
    zoneinfo: Option<String>,
    /// Language, such as en-US
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
}

impl Fields {
    fn all(&self) -> [Option<&str>; 8] {
        [
            &self.name,
            &self.nickname,
            &self.job_title,
            &self.department,
            &self.organization,
            &self.location,
            &self.zoneinfo,
            &self.locale,
        ]
        .map(|field| field.as_deref().map(str::trim))
    }
}

/// What the columns are called, in the order of the fields.
pub const COLUMNS: [&str; FIELDS.len()] = [
    "name",
    "nickname",
    "job_title",
    "department",
    "organization",
    "location",
    "zoneinfo",
    "locale",
];

/// What each column is about.
fn takes() -> Vec<Takes> {
    let fields = COLUMNS.into_iter().enumerate();
    let fields = fields.map(|(at, called)| Takes::from(Subject::Field(at), at, called));
    fields.collect()
}

/// Runs `atlctl user update`.
///
/// # Errors
/// When nobody is selected, no field is given, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Update) -> CliResult {
    let given = args.fields.all();
    let change = args.people.begin(context)?.select_with(&ReadCells {
        takes: &takes(),
        ..ReadCells::of(&HEADINGS)
    })?;
    let has_columns = (0..HEADINGS.len()).any(|at| change.cells.heading(at).is_some());
    if given.iter().all(Option::is_none) && !has_columns {
        return Err(CliError::usage("no field to change")
            .hint("set one, for example: atlctl user update ann@example.com --department Sales")
            .hint(
                "or use a list with columns such as department, job_title or location: --csv FILE",
            ));
    }
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut no_values = NoValues::default();
    for found in &change.found {
        let before = wanted.len();
        for (at, (field, given)) in FIELDS.iter().zip(given).enumerate() {
            let cell = no_values.value(change.cells.get(found.given.at, at));
            let Some(text) = cell.or(given) else {
                continue;
            };
            let facet = Facet::about(FacetKind::of(&Profile), [*field]);
            wanted.push(change.wanted(found.clone(), &facet, Some(text.into()))?);
        }
        if wanted.len() == before {
            context.ui.status(format!(
                "Nothing to change for {}: all cells are empty",
                crate::ui::display(
                    found
                        .given
                        .email
                        .as_deref()
                        .or(found.given.account.as_deref())
                        .unwrap_or("?")
                )
            ));
        }
    }
    let kind = Kind::Several {
        title: "Update profiles".to_owned(),
    };
    if let Some(note) = note_of_names(&change.mirror, &wanted)? {
        context.ui.warning(note);
    }
    let notes: Vec<String> = no_values.note().into_iter().collect();
    change.plan(kind, wanted, From::default(), &|_: &[Wanted], _: &[Row]| {
        Ok(notes.clone())
    })
}
