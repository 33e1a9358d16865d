//! What `report seats` says of costs.

use super::super::facts::{never_read, was_read};
use super::super::money::{Cents, rounded};
use super::super::request::{Prices, Request};
use super::app_seats::Seat;
use crate::number::{capital, grouped};
use crate::sql::SqlError;

/// What the configuration has a price for and the organization has not.
pub(super) fn unknown_prices(request: &Request<'_>) -> Result<Option<String>, SqlError> {
    let apps = request.mirror.apps()?;
    let unknown: Vec<String> = request
        .prices
        .apps
        .keys()
        .filter(|name| !apps.iter().any(|app| Prices::names(name, app)))
        .map(|name| format!("\"{name}\""))
        .collect();
    if unknown.is_empty() {
        return Ok(None);
    }
    let mut there: Vec<&str> = apps
        .iter()
        .map(|app| app.key.as_deref().unwrap_or(&app.id))
        .collect();
    there.sort_unstable();
    there.dedup();
    Ok(Some(format!(
        "No app is named {}, so that price, under [prices] in the configuration, is in no estimate. Apps: {}.",
        unknown.join(" or "),
        if there.is_empty() {
            "none known".to_owned()
        } else {
            there.join(", ")
        }
    )))
}

/// What the unused seats cost, in a sentence that says of how many of them.
pub(super) fn worth(
    rows: &[Seat<'_>],
    saving: Option<Cents>,
    more: u64,
    request: &Request<'_>,
) -> String {
    let Some(saving) = saving else {
        return String::new();
    };
    if request.prices.apps.is_empty() {
        return String::new();
    }
    let sum = |fits: &dyn Fn(&Seat<'_>) -> bool| {
        let some = rows.iter().filter(|seat| fits(seat));
        some.map(Seat::unused).sum::<u64>()
    };
    let with = sum(&|seat| seat.price.is_some_and(|price| price > 0.0));
    let others: Vec<&str> = [
        (sum(&|seat| seat.price == Some(0.0)), "cost nothing"),
        (
            sum(&|seat| seat.price.is_none() && !seat.may_be_free),
            "have no price",
        ),
        (sum(&|seat| seat.may_be_free), "may be in sandboxes"),
    ]
    .into_iter()
    .filter_map(|(number, what)| (number > 0).then_some(what))
    .collect();
    let others = either(&others);
    let which = match (with, others.as_str()) {
        (0, "") => return String::new(),
        (0, others) => return format!(" They {others}."),
        (_, "") => "They cost".to_owned(),
        (1, _) => "1 of them costs".to_owned(),
        (with, _) => format!("{} of them cost", grouped(with)),
    };
    let rest = match others.as_str() {
        "" => String::new(),
        others => format!("; the others {others}"),
    };
    let currency = request.prices.currency.as_deref().unwrap_or_default();
    format!(
        " {which} {} {} a month, at your prices (an estimate){rest}.",
        if more > 0 { "at least" } else { "about" },
        money(saving, currency)
    )
}

/// `a, b or c`.
fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// What is said of apps that have a price unless they are sandboxes, where that is unknown.
pub(super) fn may_be_free(
    rows: &[Seat<'_>],
    request: &Request<'_>,
) -> Result<Option<String>, SqlError> {
    let some: Vec<&Seat<'_>> = rows
        .iter()
        .filter(|seat| seat.may_be_free && seat.has_seats())
        .collect();
    let Some(first) = some.first() else {
        return Ok(None);
    };
    let titles: Vec<String> = some.iter().map(|seat| seat.app.title()).collect();
    let unknown = format!(
        "it is unknown whether an app is a sandbox, which costs nothing; in no cost: {}",
        titles.join(", ")
    );
    if !was_read(request, "workspaces")? {
        let workspaces = ("The organization's apps", "workspaces");
        return never_read(request, workspaces, &unknown).map(Some);
    }
    let name = first
        .app
        .key_on_site()
        .unwrap_or_else(|| first.app.id.clone());
    Ok(Some(format!(
        "{}. A price under [prices] that names one of them counts, such as \"{name}\" = 8.15.",
        capital(&unknown)
    )))
}

/// An amount for people: `1,234 USD`.
fn money(amount: Cents, currency: &str) -> String {
    format!("{} {currency}", rounded(amount.amount()))
        .trim_end()
        .to_owned()
}
