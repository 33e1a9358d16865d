//! The view of events as lists read it: with the number of the event in this file.

use super::view_source::view_source;

/// The number of an event. No column of a view has a space in its name.
pub(crate) const EVENT_NUMBER: &str = "\"event number\"";

/// The view with all of its columns, to be read in place of it.
pub(crate) fn event_view() -> String {
    view_source("event", &format!("e.no AS {EVENT_NUMBER}"), &|_| true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::empty_mirror;

    #[test]
    fn the_columns_are_those_of_the_view() {
        let db = empty_mirror().unwrap();
        let columns = |from: &str| -> Vec<String> {
            let read = db.prepare(&format!("SELECT * FROM {from}")).unwrap();
            read.column_names().map(str::to_owned).collect()
        };
        let mut view = columns("event");
        view.push("event number".to_owned());
        assert_eq!(columns(&event_view()), view);
    }
}
