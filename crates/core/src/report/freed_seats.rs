//! What the seats cost that a plan frees, at the administrator's prices.

use super::money::{Cents, rounded};
use super::request::Prices;
use crate::number::{counted, people};
use crate::store::App;

/// The seats of an app that become free.
#[derive(Debug, Clone, PartialEq)]
pub struct FreedSeats {
    /// The app.
    pub app: App,
    /// How many, at least.
    pub seats: u64,
}

/// What they cost a month, app by app, in a sentence; `None` without prices, and where none becomes free. `unknown`: people
/// with unknown apps.
#[must_use]
pub fn freed_seats_note(freed: &[FreedSeats], unknown: u64, prices: &Prices) -> Option<String> {
    if prices.apps.is_empty() || (freed.is_empty() && unknown == 0) {
        return None;
    }
    let of_people = format!("the seats of {} are unknown", people(unknown));
    if freed.is_empty() {
        return Some(format!(
            "What the seats that become free cost is unknown: {of_people}."
        ));
    }
    let currency = prices.currency.as_deref().unwrap_or_default();
    let money = |amount: Cents| {
        let amount = rounded(amount.amount());
        format!("{amount} {currency}").trim_end().to_owned()
    };
    let costs: Vec<Option<Cents>> = freed
        .iter()
        .map(|one| {
            let price = prices.of(&one.app)?;
            Some(Cents::of(one.seats, price))
        })
        .collect();
    let apps = freed.iter().zip(&costs).map(|(one, cost)| {
        let cost = match cost {
            Some(cost) => money(*cost),
            None if prices.may_be_free(&one.app) => {
                "no price, since it may be a sandbox".to_owned()
            }
            None => "no price".to_owned(),
        };
        let seats = counted(one.seats, "seat", "seats");
        format!("{}: {seats} ({cost})", one.app.title())
    });
    let apps = apps.collect::<Vec<_>>().join(", ");
    let is_least = unknown > 0 || costs.contains(&None);
    let least = if is_least { "at least" } else { "about" };
    let rest = if unknown > 0 {
        format!("; {of_people}")
    } else {
        String::new()
    };
    Some(match Cents::total(costs.into_iter()) {
        Some(total) => format!(
            "The seats that become free cost {least} {} a month, at your prices (an estimate). {apps}{rest}.",
            money(total)
        ),
        None => format!(
            "{} free; the configuration has no price for them. {apps}{rest}.",
            counted(
                freed.iter().map(|one| one.seats).sum(),
                "seat becomes",
                "seats become"
            )
        ),
    })
}
