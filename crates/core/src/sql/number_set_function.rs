//! `among(number, set)`: whether a [`NumberSet`](crate::number_set::NumberSet) has the number. SQLite makes a tree of what
//! follows `IN`, which for half a million people takes longer than all the rest.

use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

use crate::number_set::has;

/// Gives the function to a connection.
pub(super) fn create(db: &Connection, flags: FunctionFlags) -> Result<()> {
    db.create_scalar_function("among", 2, flags, |context| {
        Ok(match (context.get_raw(0), context.get_raw(1)) {
            (ValueRef::Integer(number), ValueRef::Blob(set)) => has(set, number),
            _ => false,
        })
    })
}
