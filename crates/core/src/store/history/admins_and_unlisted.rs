//! Views of few people, at an earlier moment: no index has those of then, so they are found once and kept.

use rusqlite::Connection;

use super::tracked::Tracked;

const TABLE: &str = "mirror_user";

/// Keeps the people of each view in a temporary table of its name. They are among those of now and those in whom something
/// has changed since that the view asks about.
pub(super) fn keep(db: &Connection, views: &str) -> rusqlite::Result<()> {
    let Some(people) = Tracked::of(TABLE) else {
        return Ok(());
    };
    let kept: Vec<String> = db
        .prepare("SELECT name FROM temp.sqlite_schema WHERE type = 'table'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for view in views.lines().filter_map(parts) {
        let View {
            name,
            selected,
            condition,
        } = view;
        let asked = people.cells().filter(|column| condition.contains(column));
        let changed = asked.map(|column| people.former(column));
        let changed = changed.chain([people.former_rows()]);
        let among: String = changed
            .filter(|name| kept.contains(name))
            .map(|name| format!(" UNION SELECT no FROM temp.{name}"))
            .collect();
        db.execute_batch(&format!(
            "CREATE TEMP TABLE {name} AS SELECT {selected} FROM {TABLE} \
             WHERE no IN (SELECT no FROM main.{TABLE} WHERE {condition}{among}) AND ({condition})"
        ))?;
    }
    Ok(())
}

/// A view of people.
struct View<'a> {
    name: &'a str,
    selected: &'a str,
    condition: &'a str,
}

/// The view in a line; `None` in a comment.
fn parts(line: &str) -> Option<View<'_>> {
    let line = line.strip_prefix("CREATE VIEW ")?.strip_suffix(';')?;
    let (name, line) = line.split_once(" AS SELECT ")?;
    let (selected, line) = line.split_once(" FROM mirror_user ")?;
    Some(View {
        name,
        selected,
        condition: line.strip_prefix("WHERE ")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ADMINS_AND_UNLISTED;

    #[test]
    fn every_view_is_kept() {
        let views = ADMINS_AND_UNLISTED.lines().filter_map(parts).count();
        assert_eq!(views, ADMINS_AND_UNLISTED.matches("CREATE VIEW ").count());
        assert!(views > 1);
    }
}
