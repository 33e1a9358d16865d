//! `atlctl user set-email`.

use atlctl_core::change::facet::email::{Email, address};
use atlctl_core::change::{Facet, FacetKind, Value};
use atlctl_core::input::{self, Cells, Person, Problem, Reason};
use atlctl_core::number::people;
use atlctl_core::plan::{Conflict, Found, Kind, Wanted};
use atlctl_core::query::{Managed, UserQuery};
use clap::Args;

use crate::changes::{ChangePeople, From, ReadCells, Subject, Takes, no_notes};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Headings of the new address.
pub const TARGET: &[&str] = &[
    "targetemail",
    "newemail",
    "emailto",
    "toemail",
    "targetaddress",
    "newaddress",
    "newemailaddress",
    "targetemailaddress",
];

/// Why a row with a new address names one person.
pub const FOR_SEVERAL: &str = "is one new address for several people";

/// Change managed accounts' email addresses
///
/// The domains of both addresses must be verified, and no other account may have the new address. When people swap
/// addresses, one of them gets a temporary address first, which the plan shows. The change ends the person's
/// sessions. An undo restores the previous address.
///
/// A list needs a column target_email or new_email with the new addresses, beside account_id, email or current_email.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user set-email ann@example.com --to ann.lee@example.com
  atlctl user set-email --csv addresses.csv --plan addresses.json
  atlctl user set-email --from-domain old.example --to-domain new.example \\
      --dry-run")]
pub struct SetEmail {
    #[command(flatten)]
    people: ChangePeople,
    /// New email address (one person only)
    #[arg(long, value_name = "ADDRESS", help_heading = "Change", conflicts_with_all = ["from_domain", "to_domain"])]
    to: Option<String>,
    /// Change addresses in this domain, of everyone or of the people selected
    #[arg(
        long,
        value_name = "DOMAIN",
        help_heading = "Change",
        requires = "to_domain"
    )]
    from_domain: Option<String>,
    /// Domain of the new addresses
    #[arg(
        long,
        value_name = "DOMAIN",
        help_heading = "Change",
        requires = "from_domain"
    )]
    to_domain: Option<String>,
}

/// Runs `atlctl user set-email`.
///
/// # Errors
/// When nobody is selected, an address is missing, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &SetEmail) -> CliResult {
    let domains = match (&args.from_domain, &args.to_domain) {
        (Some(from), Some(to)) => Some((domain(from)?, domain(to)?)),
        _ => None,
    };
    let to = args.to.as_deref().map(one_address).transpose()?;
    let change = args.people.begin(context)?;
    let mut change = match &domains {
        Some((from, _)) if !args.people.selection.is_given() => {
            let query = UserQuery {
                domain: vec![from.clone()],
                managed: Some(Managed::Yes),
                ..UserQuery::default()
            };
            change.select_where(&query, &format!("managed accounts of {from}"))?
        }
        Some(_) => change.select()?,
        None if args.to.is_some() => change.select()?,
        None => change.select_with(&ReadCells {
            columns: &[TARGET],
            takes: &[Takes::from(Subject::NewEmail, 0, "new_email")],
            problems: &|cells, person| problem(cells, person).into_iter().collect(),
            headings: Some("Email,New email"),
            of_one: Some(FOR_SEVERAL),
            ..ReadCells::NONE
        })?,
    };
    if let Some((from, _)) = &domains {
        let all = change.found.len();
        change.found.retain(|found| in_domain(found, from));
        let others = (all - change.found.len()) as u64;
        if others > 0 {
            let others = people(others);
            context
                .ui
                .status(format!("{others} left out: no address of {from}"));
        }
    }
    if args.to.is_some() && change.found.len() > 1 {
        return Err(CliError::usage(format!(
            "--to names one address, and {} are selected",
            people(change.found.len() as u64)
        ))
        .hint("list the people and their new addresses in a column target_email: atlctl user set-email --csv FILE"));
    }
    let facet = Facet::new(FacetKind::of(&Email));
    let mut wanted: Vec<Wanted> = Vec::new();
    for found in change.found.clone() {
        let to = match (&to, &domains) {
            (Some(to), _) => to.clone(),
            (None, Some((_, to))) => renamed(&found, to)?,
            (None, None) => listed(&change.cells, &found)?,
        };
        let mut found = renamed_before(found, &to);
        if domains.is_some() {
            // The new address comes of the former one, so people who have another by now are left out.
            let known = found.person.as_ref().and_then(|one| one.email.clone());
            found.given.email = known.or(found.given.email);
        }
        wanted.push(change.wanted(found, &facet, Some(to))?);
    }
    let kind = Kind::Several {
        title: "Change email addresses".to_owned(),
    };
    change.plan(kind, wanted, From::default(), &no_notes)
}

/// A person who has the new address already is known by the account ID: the list was applied before.
pub fn renamed_before(mut found: Found, to: &Value) -> Found {
    if let Some(Conflict::UnknownAddress(person)) = &found.conflict
        && person.email.as_deref().map(address).as_ref() == Some(to)
    {
        found.person = Some(person.as_ref().clone());
        found.conflict = None;
    }
    found
}

/// The address of `--to`.
fn one_address(text: &str) -> CliResult<Value> {
    new_address(text).map_err(|why| {
        CliError::usage(display(&format!("--to: \"{text}\" {why}")))
            .hint("write a whole address, such as ann@example.com")
    })
}

/// A domain as it is written in addresses.
fn domain(text: &str) -> CliResult<String> {
    let domain = text.trim().trim_start_matches('@').to_lowercase();
    let why = match input::new_address(&format!("a@{domain}")) {
        // (The name before it is not part of what was given.)
        Ok(address) => match address.strip_prefix("a@") {
            Some(domain) => return Ok(domain.to_owned()),
            None => String::new(),
        },
        Err(Reason::Character { c, .. } | Reason::Encoded { c, .. }) => {
            format!(": it contains U+{:04X}", u32::from(c))
        }
        Err(Reason::NoMail(why)) => format!(": {why}"),
        Err(_) => String::new(),
    };
    let error = CliError::usage(format!("\"{}\" is not a domain{why}", display(text)));
    Err(error.hint("write it as in addresses, such as example.com"))
}

/// Whether the person's address is of a domain. An unknown person stays, so that nobody is lost without a word.
fn in_domain(found: &Found, domain: &str) -> bool {
    let Some(person) = &found.person else {
        return true;
    };
    let email = person.email.as_deref().unwrap_or_default();
    let own = email.rsplit_once('@').map(|(_, own)| own);
    own.is_some_and(|own| own.eq_ignore_ascii_case(domain))
}

/// The person's address in another domain.
fn renamed(found: &Found, domain: &str) -> CliResult<Value> {
    let known = found.person.as_ref().and_then(|one| one.email.as_deref());
    let email = known.or(found.given.email.as_deref()).unwrap_or_default();
    let name = email.rsplit_once('@').map_or(email, |(name, _)| name);
    let to = format!("{name}@{domain}");
    // A person who is not known has no address that could be renamed, and is reported.
    if found.person.is_none() {
        return Ok(address(&to));
    }
    new_address(&to).map_err(|why| {
        CliError::usage(display(&format!("\"{to}\" {why}")))
            .hint(format!("leave the person out: --except {}", display(email)))
    })
}

/// What is wrong with the new address of a person; nothing where the list has no such column at all.
fn problem(cells: &Cells, person: &Person) -> Option<Problem> {
    let heading = cells.heading(0)?;
    let (value, reason) = match cells.get(person.at, 0) {
        None => {
            let name = person.email.as_deref().or(person.account.as_deref());
            let why = Reason::Command("has no new address".to_owned());
            (name.unwrap_or_default(), why)
        }
        Some(cell) => (cell, new_address(cell).err()?),
    };
    Some(Problem {
        at: person.position(),
        column: Some(heading.to_owned()),
        value: value.to_owned(),
        reason,
    })
}

/// The new address in a person's row of the list.
fn listed(cells: &Cells, found: &Found) -> CliResult<Value> {
    if cells.heading(0).is_none() {
        return Err(CliError::usage("no new address")
            .hint("for one person: atlctl user set-email EMAIL --to ADDRESS")
            .hint("for several, in a column target_email: atlctl user set-email --csv FILE")
            .hint("for a whole domain: atlctl user set-email --from-domain OLD --to-domain NEW"));
    }
    let at = found.given.at;
    let place = at.map_or(String::new(), |at| format!("{at}: "));
    let Some(cell) = cells.get(at, 0) else {
        return Err(CliError::usage(format!("{place}no new address"))
            .hint("fill in the column, or remove the row"));
    };
    new_address(cell).map_err(|why| {
        CliError::usage(display(&format!("{place}\"{cell}\" {why}")))
            .hint("correct the cell, or remove the row")
    })
}

/// The address in a cell, as it is written.
///
/// # Errors
/// When it is not one address, or its owner would not type it so.
pub fn new_address(cell: &str) -> Result<Value, Reason> {
    input::new_address(cell).map(|email| address(&email))
}
