//! The seats of an app: what they are used for, and what they cost.

use super::super::chart::Color;
use super::super::facts::{Access, Facts, People, Status};
use super::super::money::Cents;
use super::super::report_model::text;
use super::super::undecided::{found, found_cell};
use crate::query::Cell;
use crate::store::App;

/// What a seat is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Active,
    Idle,
    Never,
    /// Never used, and given lately, or to somebody who was added lately.
    New,
    /// The person is suspended or deactivated, and still listed with the app.
    Suspended,
    /// The account is to be deleted, not invited, or otherwise not active, and still listed with the app.
    Other,
    /// The status, the activity, or when somebody who was never active was added is unknown.
    Unknown,
}

pub(super) const USES: [(Use, &str, Color); 7] = [
    (Use::Active, "active", Color::Good),
    (Use::New, "new", Color::Fair),
    (Use::Idle, "idle", Color::Warning),
    (Use::Never, "never used", Color::Bad),
    (Use::Suspended, "suspended", Color::Other),
    (Use::Other, "to be deleted or not invited", Color::Plain),
    (Use::Unknown, "unknown", Color::Unknown),
];

impl Use {
    pub(super) fn of(access: &Access<'_>, cutoff: i64, day: u32) -> Self {
        match access.person.status {
            None => Self::Unknown,
            Some(Status::Suspended | Status::Deactivated) => Self::Suspended,
            Some(Status::NotInvited | Status::Other) => Self::Other,
            Some(Status::Active) => match (access.active, access.added) {
                (None, _) | (Some(None), None) => Self::Unknown,
                (Some(Some(at)), _) if at < cutoff => Self::Idle,
                (Some(Some(_)), _) => Self::Active,
                (Some(None), Some(added)) if added < day => Self::Never,
                (Some(None), Some(_)) => Self::New,
            },
        }
    }

    pub(super) fn index(self) -> usize {
        USES.iter()
            .position(|(of, ..)| *of == self)
            .unwrap_or_default()
    }
}

pub(super) type Numbers = [u64; USES.len()];

pub(super) fn number(numbers: &Numbers, of: Use) -> u64 {
    numbers.get(of.index()).copied().unwrap_or_default()
}

/// People who may have any app, because theirs are unknown, and those who are not even known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MayHave {
    pub(super) all: u64,
    /// Those who are active, or may be.
    active: u64,
    /// Those who are suspended or deactivated, or may be.
    suspended: u64,
    /// Those of any other status, or who may be.
    other: u64,
    /// People whose apps are unknown.
    counted: u64,
    /// At least one whom no sync has read.
    not_read: u64,
}

impl MayHave {
    pub(super) fn of(people: &People) -> Self {
        let mut may_have = Self {
            counted: people.count(Facts::may_have_apps) + people.undecided,
            not_read: people.not_read(),
            ..Self::default()
        };
        may_have.add(None, people.may_be_more());
        for facts in people.iter().filter(|facts| facts.may_have_apps()) {
            may_have.add(facts.status, 1);
        }
        may_have
    }

    /// Adds so many who may be people with the app.
    fn add(&mut self, status: Option<Status>, number: u64) {
        let (mut active, mut suspended, mut other) = (0, 0, 0);
        match status {
            None => (active, suspended, other) = (number, number, number),
            Some(Status::Active) => active = number,
            Some(Status::Suspended | Status::Deactivated) => suspended = number,
            Some(Status::NotInvited | Status::Other) => other = number,
        }
        self.all += number;
        self.active += active;
        self.suspended += suspended;
        self.other += other;
    }

    /// The same, and those who have the app and may be people or apps.
    pub(super) fn and(mut self, of_unknown_kind: &[Option<Status>]) -> Self {
        for status in of_unknown_kind {
            self.add(*status, 1);
        }
        self
    }

    /// How many there are, as a cell.
    fn cell(self) -> Cell {
        found_cell(self.counted, self.not_read)
    }
}

/// The seats of an app.
pub(super) struct Seat<'a> {
    pub(super) app: &'a App,
    pub(super) numbers: &'a Numbers,
    pub(super) price: Option<f64>,
    /// Whether it has no price only because it is unknown whether it is a sandbox.
    pub(super) may_be_free: bool,
    /// People who get it in several known ways.
    pub(super) several: Option<u64>,
    /// People whose groups or own roles are unknown, and groups whose roles are: they may be more ways to it.
    pub(super) several_undecided: u64,
    /// People who may have it, too.
    pub(super) may_have: MayHave,
    /// People with it whose status is unknown: they may be suspended.
    pub(super) no_status: u64,
    /// Whether the report is about some people only.
    pub(super) filtered: bool,
}

impl Seat<'_> {
    pub(super) fn people(&self) -> u64 {
        self.numbers.iter().sum()
    }

    /// The seats in use: as Atlassian counts them, else those with access who are active.
    pub(super) fn used(&self) -> u64 {
        let usage = self.app.usage.filter(|_| !self.filtered);
        let no_seat = number(self.numbers, Use::Suspended) + number(self.numbers, Use::Other);
        usage.map_or_else(
            || self.people() - no_seat - self.no_status,
            i64::unsigned_abs,
        )
    }

    /// What they cost; unknown without a price, and where nobody's apps and no seats in use are known.
    pub(super) fn cost(&self) -> Option<Cents> {
        Some(Cents::of(
            found(self.used(), self.may_be_used())?,
            self.price?,
        ))
    }

    /// How many more seats may be in use.
    pub(super) fn may_be_used(&self) -> u64 {
        let reported = self.app.usage.is_some() && !self.filtered;
        if reported {
            0
        } else {
            self.may_have.active + self.no_status
        }
    }

    /// The seats that nobody uses.
    pub(super) fn unused(&self) -> u64 {
        number(self.numbers, Use::Idle) + number(self.numbers, Use::Never)
    }

    pub(super) fn unused_cost(&self) -> Option<Cents> {
        Some(Cents::of(
            found(self.unused(), self.may_be_unused())?,
            self.price?,
        ))
    }

    /// How many more seats may be unused.
    pub(super) fn may_be_unused(&self) -> u64 {
        self.may_have.active + number(self.numbers, Use::Unknown)
    }

    /// How many more seats may be unused and cost something.
    pub(super) fn may_cost_unused(&self) -> u64 {
        match self.price {
            Some(_) => self.may_be_unused(),
            None if self.may_be_free => self.unused() + self.may_be_unused(),
            None => 0,
        }
    }

    /// How many more seats may be in use and cost something.
    pub(super) fn may_cost(&self) -> u64 {
        match self.price {
            Some(_) => self.may_be_used(),
            None if self.may_be_free => self.used() + self.may_be_used(),
            None => 0,
        }
    }

    /// Whether there are seats that no estimate has, for want of a price.
    pub(super) fn is_unpriced(&self) -> bool {
        self.price.is_none() && !self.may_be_free && self.has_seats()
    }

    /// Whether it has seats, or may have.
    pub(super) fn has_seats(&self) -> bool {
        self.people() > 0 || self.may_have.all > 0 || self.app.usage.is_some_and(|of| of > 0)
    }

    pub(super) fn row(&self) -> Vec<Cell> {
        let reported = |number: Option<i64>| number.map_or(Cell::Unknown, Cell::Number);
        let amount = |amount: Option<Cents>, undecided| {
            amount.map_or(Cell::Unknown, |amount| amount.cell(undecided))
        };
        let may_have = self.may_have;
        let unknown = self.may_be_unused();
        let of = |of: Use, undecided: u64| found_cell(number(self.numbers, of), undecided);
        vec![
            Cell::Text(self.app.title()),
            reported(self.app.capacity),
            reported(self.app.usage),
            found_cell(self.people(), may_have.all),
            of(Use::Active, unknown),
            of(Use::Idle, unknown),
            of(Use::Never, unknown),
            of(Use::New, unknown),
            of(Use::Suspended, may_have.suspended + self.no_status),
            of(Use::Other, may_have.other + self.no_status),
            of(Use::Unknown, may_have.all),
            may_have.cell(),
            self.several.map_or(Cell::Unknown, |several| {
                found_cell(several, self.several_undecided)
            }),
            self.price.map_or(Cell::Unknown, Cell::Real),
            amount(self.cost(), self.may_be_used()),
            amount(self.unused_cost(), self.may_be_unused()),
            text(self.app.key.as_deref()),
            Cell::Text(self.app.id.clone()),
        ]
    }
}
