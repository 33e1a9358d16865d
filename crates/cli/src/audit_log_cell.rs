//! What the audit log says about a change, as a cell.

use atlctl_core::history::{Logged, LoggedEvent};

use crate::output::Cell;

/// Something of the event of a change: unknown where the log was not read, none where no event fits.
pub fn logged_cell(logged: &Logged, cell: impl FnOnce(&LoggedEvent) -> Cell) -> Cell {
    match logged {
        Logged::Unknown => Cell::Unknown,
        Logged::NoEvent => Cell::None,
        Logged::Event(event) => cell(event),
    }
}
