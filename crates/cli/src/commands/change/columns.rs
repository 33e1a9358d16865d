//! The columns of a list with an action per row.

use atlctl_core::input::{Cells, Position, heading_key, names_somebody, says_no_value};

use crate::changes::Subject;
use crate::commands::user::{PROFILE, PROFILE_COLUMNS, TARGET};

/// Headings of the action, without case, blanks and punctuation.
const ACTION: &[&str] = &[
    "action",
    "actions",
    "change",
    "changes",
    "verb",
    "todo",
    "decision",
    "aktion",
    "maßnahme",
    "massnahme",
    "acción",
    "accion",
    "ação",
    "acao",
    "azione",
    "actie",
    "akcja",
];

/// How many columns are of the profile. A list may have them beside the people whom it names.
pub(super) const PROFILES: usize = PROFILE.len();

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// A field of the profile, by its position.
    Profile(usize),
    /// The action.
    Action,
    /// The policy to move to, in a column that cannot be about the policy now.
    ToPolicy,
    /// The policy to move to.
    Policy,
    /// The group.
    Group,
    /// Groups of an invitation, separated by semicolons.
    Groups,
    /// The role.
    Role,
    /// The app of the role, or to remove access to.
    App,
    /// Apps of an invitation, separated by semicolons.
    Apps,
    /// The site of the app.
    Site,
    /// The new address.
    NewEmail,
    /// Why.
    Reason,
}

/// The columns, in the order in which they are read: those of profiles first.
const ALL: [(Column, &[&str]); PROFILES + 11] = [
    (Column::Profile(0), PROFILE[0]),
    (Column::Profile(1), PROFILE[1]),
    (Column::Profile(2), PROFILE[2]),
    (Column::Profile(3), PROFILE[3]),
    (Column::Profile(4), PROFILE[4]),
    (Column::Profile(5), PROFILE[5]),
    (Column::Profile(6), PROFILE[6]),
    (Column::Profile(7), PROFILE[7]),
    (Column::Action, ACTION),
    (
        Column::ToPolicy,
        &[
            "to",
            "topolicy",
            "targetpolicy",
            "newpolicy",
            "movetopolicy",
        ],
    ),
    (Column::Policy, &["policy", "authenticationpolicy"]),
    (Column::Group, &["group", "groupname", "groupid"]),
    (Column::Groups, &["groups"]),
    (Column::Role, &["role"]),
    (Column::App, &["app", "product"]),
    (Column::Apps, &["apps"]),
    (Column::Site, &["site"]),
    (Column::NewEmail, TARGET),
    (Column::Reason, &["reason", "comment", "note"]),
];

/// The headings that the command line names, as they are written there.
#[derive(Debug, Default)]
pub(super) struct Named(Vec<(Column, String)>);

impl Named {
    /// The headings that this gives the columns, by their words on the command line.
    pub(super) fn read<'a>(heading_of: impl Fn(&str) -> Option<&'a str>) -> Self {
        let named = ALL.iter().filter_map(|(column, _)| {
            // A policy has two columns, and one word.
            let heading = heading_of(column.example()).filter(|_| *column != Column::ToPolicy)?;
            Some((*column, heading.to_owned()))
        });
        Self(named.collect())
    }

    /// The columns, each with its heading.
    pub(super) fn all(&self) -> impl Iterator<Item = (Column, &str)> {
        let all = self.0.iter();
        all.map(|(column, heading)| (*column, heading.as_str()))
    }

    /// The names of the columns, for reading.
    pub(super) fn names(&self) -> Vec<Vec<String>> {
        let of = |column: Column| self.all().find(|(named, _)| *named == column);
        // A heading that is named for one column is not read as another.
        let taken: Vec<String> = self.all().map(|(_, heading)| key(heading)).collect();
        let names = ALL.iter().map(|(column, names)| match of(*column) {
            Some((_, heading)) => vec![key(heading)],
            // Where the column is named, no other one says it.
            None if *column == Column::ToPolicy && of(Column::Policy).is_some() => Vec::new(),
            None => {
                let names = names.iter().map(|name| (*name).to_owned());
                names.filter(|name| !taken.contains(name)).collect()
            }
        });
        names.collect()
    }
}

/// A heading as it is compared.
pub(super) fn key(heading: &str) -> String {
    heading_key(heading)
}

/// The heading that says where people move, and that of the policy, which is not read beside it.
pub(super) fn two_policies(cells: &Cells) -> Option<(&str, &str)> {
    let heading = |column| cells.heading(place(column));
    Some((heading(Column::ToPolicy)?, heading(Column::Policy)?))
}

/// The columns that the list has, each with its heading.
pub(super) fn read_columns(cells: &Cells) -> impl Iterator<Item = (Column, &str)> {
    let all = ALL.iter();
    all.filter_map(|(column, _)| Some((*column, cells.heading(place(*column))?)))
}

/// Every heading that is read, as it is compared, and what it is about.
pub(super) fn known_headings() -> impl Iterator<Item = (Subject, &'static str)> {
    let all = ALL.iter();
    all.flat_map(|(column, names)| names.iter().map(|name| (column.subject(), *name)))
}

/// The cells of one row.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowCells<'a> {
    pub(super) cells: &'a Cells,
    pub(super) at: Option<Position>,
}

impl<'a> RowCells<'a> {
    /// A cell that is not empty; one such as `-` says nothing, except for an action, which is a word, and for a field
    /// of a profile, of which that is counted. A column that says where to counts before one that may say where people
    /// are now.
    pub(super) fn get(self, column: Column) -> Option<&'a str> {
        let column = self.meant(column);
        let cell = self.cells.get(self.at, place(column))?;
        let is_read = matches!(column, Column::Action | Column::Profile(_)) || !says_no_value(cell);
        is_read.then_some(cell)
    }

    /// A cell that is not empty of this column and no other one.
    pub(super) fn own(self, column: Column) -> Option<&'a str> {
        self.cells.get(self.at, place(column))
    }

    /// Whether a cell names somebody where none is expected, or only the new address is: in any column but that of the
    /// reason and those of the profile, which are free text.
    pub(super) fn names_somebody(self) -> bool {
        let read = (0..).zip(ALL);
        let is_free = |column| matches!(column, Column::Reason | Column::Profile(_));
        let mut read = read.filter(|(_, (column, _))| !is_free(*column));
        read.any(|(at, _)| self.cells.get(self.at, at).is_some_and(names_somebody))
    }

    /// The heading of a column.
    pub(super) fn heading(self, column: Column) -> Option<&'a str> {
        self.cells.heading(place(self.meant(column)))
    }

    fn meant(self, column: Column) -> Column {
        let to = self.cells.heading(place(Column::ToPolicy));
        if column == Column::Policy && to.is_some() {
            Column::ToPolicy
        } else {
            column
        }
    }
}

fn place(column: Column) -> usize {
    let mut all = ALL.iter();
    all.position(|(one, _)| *one == column).unwrap_or(ALL.len())
}

/// The columns that say the same as this one.
pub(super) fn same(column: Column) -> Vec<Column> {
    match column {
        Column::Group | Column::Groups => vec![Column::Group, Column::Groups],
        Column::App | Column::Apps => vec![Column::App, Column::Apps],
        column => vec![column],
    }
}

impl Column {
    /// What it is about.
    pub(super) const fn subject(self) -> Subject {
        match self {
            Self::Profile(at) => Subject::Field(at),
            Self::Action => Subject::Action,
            Self::ToPolicy | Self::Policy => Subject::Policy,
            Self::Group | Self::Groups => Subject::Group,
            Self::Role => Subject::Role,
            Self::App | Self::Apps => Subject::App,
            Self::Site => Subject::Site,
            Self::NewEmail => Subject::NewEmail,
            Self::Reason => Subject::Reason,
        }
    }

    /// The column about this that a list is to have.
    pub(super) const fn about(subject: Subject) -> Self {
        match subject {
            Subject::Field(at) => Self::Profile(at),
            Subject::Action => Self::Action,
            Subject::Policy => Self::Policy,
            Subject::Group => Self::Group,
            Subject::Role => Self::Role,
            Subject::App => Self::App,
            Subject::Site => Self::Site,
            Subject::NewEmail => Self::NewEmail,
            Subject::Reason => Self::Reason,
        }
    }

    /// A heading that a list may have for it.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Profile(at) => PROFILE_COLUMNS.get(at).copied().unwrap_or_default(),
            Self::Action => "action",
            Self::ToPolicy | Self::Policy => "policy",
            Self::Group => "group",
            Self::Groups => "groups",
            Self::Role => "role",
            Self::App => "app",
            Self::Apps => "apps",
            Self::Site => "site",
            Self::NewEmail => "new_email",
            Self::Reason => "reason",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_written_as_they_are_compared_and_mean_one_thing() {
        let mut seen = std::collections::HashSet::new();
        for (column, names) in ALL {
            for name in names {
                assert_eq!(key(name), *name);
                assert!(seen.insert(*name), "{name} means {column:?} too");
            }
            assert!(names.contains(&key(column.example()).as_str()) || column == Column::ToPolicy);
        }
    }

    #[test]
    fn a_heading_that_is_named_for_one_column_is_not_read_as_another() {
        let named = Named::read(|column| (column == "group").then_some("Groups"));
        let names = named.names();
        let of = |column: Column| &names[place(column)];
        assert_eq!(of(Column::Group), &["groups"]);
        assert!(of(Column::Groups).is_empty());
    }
}
