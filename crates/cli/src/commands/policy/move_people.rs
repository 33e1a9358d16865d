//! `atlctl policy move`.

use atlctl_core::change::facet::policy;
use atlctl_core::change::{Facet, FacetKind, Value};
use atlctl_core::input::{Cells, Person, Position, Problem, Reason, says_no_value};
use atlctl_core::number::people;
use atlctl_core::plan::{Row, Wanted};
use atlctl_core::store::NamedPolicy;
use clap::Args;

use crate::changes::{ChangePeople, From, ReadCells, named_policy};
use crate::context::Context;
use crate::error::CliResult;

/// The facet that it changes.
const POLICY: FacetKind = FacetKind::of(&policy::Policy);

/// Headings of the policy to move to, as they are compared. One of a policy alone may be the present one.
const TARGET: &[&str] = &[
    "to",
    "moveto",
    "topolicy",
    "targetpolicy",
    "newpolicy",
    "movetopolicy",
    "newauthenticationpolicy",
    "targetauthenticationpolicy",
    "zielrichtlinie",
    "neuerichtlinie",
    "nouvellepolitique",
    "politiquecible",
    "nuevapolítica",
    "políticadestino",
    "nuovapolitica",
    "novapolítica",
    "nieuwbeleid",
];

/// Move people to another authentication policy
///
/// Makes a plan, shows it, and applies it when you agree (or with --yes). People who are already
/// there, not managed, suspended, unknown or protected are left alone, each with the reason; so are
/// organization admins and service accounts, unless you include them. Every row is read back from
/// Atlassian before it counts as done. Resume an interrupted run with `atlctl run resume`;
/// `atlctl undo` moves everyone back.
///
/// Exits with 0 when there is nothing to change, with 3 when some of the people you named are unknown, and with 2 when all
/// of them are.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl policy move ann@example.com --to \"Strict sign-in\"
  atlctl policy move --csv people.csv --to Contractors --plan move.json
  atlctl policy move --domain old.example --to SSO --rehearse
  atlctl policy move --domain old.example --from Default --to SSO --yes
  atlctl policy move --group contractors --inactive 90d --except vips.csv \\
      --to Contractors")]
pub struct Move {
    /// Policy to move people to (name or ID)
    #[arg(long, value_name = "POLICY")]
    to: String,
    /// Move only people who are now in this policy (name or ID)
    #[arg(long, value_name = "POLICY")]
    from: Option<String>,
    #[command(flatten)]
    people: ChangePeople,
}

/// Moves people.
///
/// # Errors
/// When no person or policy is found, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Move) -> CliResult {
    let change = args.people.begin(context)?;
    let value = |flag: &str, name: &str| -> CliResult<Value> {
        Ok(Value::new(
            named_policy(&change.mirror, flag, name)?.as_str(),
        ))
    };
    let to = value("--to", &args.to)?;
    let from = args
        .from
        .as_deref()
        .map(|name| value("--from", name))
        .transpose()?;
    let only = From {
        value: from.as_ref(),
    };
    let known = change.mirror.policies()?;
    let target = Target::new(&args.to, &to, &known);
    change
        .select_with(&ReadCells {
            columns: &[TARGET],
            problems: &|cells, person| target.problem(cells, person).into_iter().collect(),
            ..ReadCells::NONE
        })?
        .set(&Facet::new(POLICY), &to, only, &|wanted, rows| {
            Ok(notes(&known, wanted, rows))
        })
}

/// The names of the policy to move to.
struct Target(Vec<String>);

impl Target {
    /// As the command line and the mirror name it.
    fn new(named: &str, id: &Value, known: &[NamedPolicy]) -> Self {
        let id = id.text().unwrap_or_default();
        let is_it = |policy: &&NamedPolicy| policy.id.as_str() == id;
        let names = known
            .iter()
            .filter(is_it)
            .filter_map(|one| one.name.as_deref());
        let all = names.chain([named, id]);
        Self(all.map(|name| name.trim().to_lowercase()).collect())
    }

    /// The problem of a row that names another policy. Dates name none.
    fn problem(&self, cells: &Cells, person: &Person) -> Option<Problem> {
        let cell = cells.get(person.at, 0)?;
        let is_name = cell.contains(char::is_alphabetic) && !says_no_value(cell);
        (is_name && !self.0.contains(&cell.trim().to_lowercase())).then(|| Problem {
            at: person.at.unwrap_or(Position::line(0)),
            column: cells.heading(0).map(str::to_owned),
            value: cell.to_owned(),
            reason: Reason::Command("is not the policy of --to".to_owned()),
        })
    }
}

/// What the reader of a plan must know of its moves. `known`: the policies of the mirror.
pub fn notes(known: &[NamedPolicy], wanted: &[Wanted], rows: &[Row]) -> Vec<String> {
    let is_known = |id: &str| known.iter().any(|policy| policy.id.as_str() == id);
    let moves = || {
        let rows = wanted.iter().zip(rows);
        rows.filter(|(wanted, _)| wanted.facet.kind == POLICY)
    };
    let mut unknown: Vec<&str> = moves()
        .filter_map(|(wanted, _)| wanted.to.as_ref()?.text())
        .filter(|to| !is_known(to))
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    let mut notes: Vec<String> = unknown
        .into_iter()
        .map(|to| format!("policy {to} is not in the mirror; it may have no members yet"))
        .collect();
    let synced = moves()
        .filter(|(_, row)| row.verdict.is_change())
        .filter_map(|(wanted, _)| wanted.found.person.as_ref())
        .filter(|person| person.managed_by_idp == Some(true))
        .count();
    // People of a policy whose name has "service account" are left out, unless they are asked for.
    let nameless = |id: &str| {
        known
            .iter()
            .any(|policy| policy.id.as_str() == id && policy.name.is_none())
    };
    let unknown = moves().filter(|(wanted, row)| {
        row.verdict.is_change()
            && row.before.text().is_some_and(nameless)
            && wanted.found.person.is_some()
    });
    let unknown = unknown.count() as u64;
    if unknown > 0 {
        notes.push(format!(
            "{} {} moved from policies without names, so it is unknown whether these are for service accounts; import names: \
             atlctl policy import-names FILE",
            people(unknown),
            if unknown == 1 { "is" } else { "are" }
        ));
    }
    if synced > 0 {
        notes.push(format!(
            "{} {} provisioned by your identity provider; that stays, and only their sign-in changes",
            people(synced as u64),
            if synced == 1 { "is" } else { "are" }
        ));
    }
    notes
}
