//! The view of people as lists read it: with the key by which they are listed, and without their policies where nothing is
//! asked about these, because each of them is another row to look up.

use super::view_source::view_source;

/// The address of a person as it is compared, which has an index. No column of a view has a space in its name.
pub(crate) const ADDRESS_KEY: &str = "\"address key\"";

/// The view with all of its columns, to be read in place of it.
pub(crate) fn people_view() -> String {
    made(&|_| true)
}

/// The view without what is known of policies: all of these columns have the word in their names.
pub(crate) fn people_view_without_policies() -> String {
    made(&|line| !line.contains("policy"))
}

fn made(is_wanted: &dyn Fn(&str) -> bool) -> String {
    let key = format!("u.email_key AS {ADDRESS_KEY}");
    view_source("user", &key, is_wanted)
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
        let mut view = columns("user");
        view.push("address key".to_owned());
        assert_eq!(columns(&people_view()), view);
        view.retain(|name| !name.contains("policy"));
        assert_eq!(columns(&people_view_without_policies()), view);
    }
}
