//! `tally(no, number, not)`: how many rows have the number 0, how many a smaller number than `not`, and the `no` of the
//! first while they are few. One function for all of it, so that each row is looked at once.

use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::{Connection, Result};

/// So many rows are few.
pub(crate) const FEW: u64 = 2_000;

/// What was counted so far.
#[derive(Default)]
struct Counted {
    selected: u64,
    unknown: u64,
    numbers: Vec<i64>,
}

struct Tally;

impl Aggregate<Counted, String> for Tally {
    fn init(&self, _: &mut Context<'_>) -> Result<Counted> {
        Ok(Counted::default())
    }

    fn step(&self, context: &mut Context<'_>, counted: &mut Counted) -> Result<()> {
        let number: i64 = context.get(1)?;
        if number == 0 {
            counted.selected += 1;
            if counted.selected <= FEW {
                counted.numbers.push(context.get(0)?);
            }
        } else if number < context.get(2)? {
            counted.unknown += 1;
        }
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, counted: Option<Counted>) -> Result<String> {
        let counted = counted.unwrap_or_default();
        let numbers: Vec<String> = match counted.selected <= FEW {
            true => counted.numbers.iter().map(i64::to_string).collect(),
            false => Vec::new(),
        };
        Ok(format!(
            "{} {} {}",
            counted.selected,
            counted.unknown,
            numbers.join(",")
        ))
    }
}

/// Gives the function to a connection.
pub(super) fn create(db: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    db.create_aggregate_function("tally", 3, flags, Tally)
}
