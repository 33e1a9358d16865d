//! People of rows that cannot be used: they are taken out of the list, and each is named.

use std::collections::{HashMap, HashSet};

use super::{ByColumn, People, Person, Position, Problem, Reason, key};

impl People {
    /// Removes the people of rows that cannot be used: a row that names somebody beside what is not understood may mean
    /// something else. Who is also named by a row that can be used is of that row; everybody else is a problem of their
    /// own, unless one names them already.
    pub fn leave_out_unusable_rows(&mut self) {
        let unusable = self.unusable();
        if unusable.is_empty() {
            return;
        }
        let mut again: HashMap<Named, Option<Position>> = HashMap::new();
        for row in self.usable_rows() {
            again.entry(named(&row)).or_insert(row.at);
        }
        let is_left_out = |person: &Person| person.at.is_some_and(|at| unusable.contains(&at));
        let mut left_out = self.each_row();
        left_out.retain(|person| is_left_out(person) && !again.contains_key(&named(person)));
        self.people.retain_mut(|person| {
            if !is_left_out(person) {
                return true;
            }
            let row = again.get(&named(person));
            person.at = row.copied().flatten();
            row.is_some()
        });
        self.leave_out(left_out);
    }

    /// Notes that people were taken out of the list with rows that cannot be used.
    pub fn leave_out(&mut self, people: Vec<Person>) {
        let mut values: HashMap<Position, Vec<&str>> = HashMap::new();
        for problem in &self.problems {
            let of_row = values.entry(problem.at).or_default();
            of_row.push(&problem.value);
        }
        let mut problems = Vec::new();
        for person in &people {
            let names = [person.email.as_deref(), person.account.as_deref()];
            let names = names.into_iter().flatten();
            let (Some(at), Some(name)) = (person.at, names.clone().next()) else {
                continue;
            };
            let mut of_row = values.get(&at).into_iter().flatten();
            if !of_row.any(|value| names.clone().any(|name| value.contains(name))) {
                problems.push(Problem {
                    at,
                    column: None,
                    value: name.to_owned(),
                    reason: Reason::LeftOut,
                });
            }
        }
        self.problems.append(&mut problems);
        self.problems.sort_by_key(|problem| problem.at);
        self.left_out.extend(people);
        let mut known = HashSet::new();
        self.left_out.retain(|person| known.insert(named(person)));
    }
}

impl ByColumn {
    /// Removes the people of rows that cannot be used from each list, as [`People::leave_out_unusable_rows`] does.
    pub fn leave_out_unusable_rows(&mut self) {
        let all = &mut self.all;
        all.people.clear();
        for (_, list) in &mut self.lists {
            list.leave_out_unusable_rows();
            all.people.extend(list.people.iter().cloned());
            all.left_out.extend(list.left_out.iter().cloned());
            let problems = list.problems.iter();
            let left_out = problems.filter(|problem| problem.reason == Reason::LeftOut);
            all.problems.extend(left_out.cloned());
        }
        let mut known = HashSet::new();
        all.left_out.retain(|person| known.insert(named(person)));
        all.problems.sort_by_key(|problem| problem.at);
    }
}

/// How a list names somebody.
type Named = (Option<String>, Option<String>);

fn named(person: &Person) -> Named {
    (person.email.as_deref().map(key), person.account.clone())
}

#[cfg(test)]
mod tests {
    use crate::input::{Columns, Reason, read, read_by_column};

    #[test]
    fn who_is_in_a_row_that_is_left_out_is_a_problem() {
        for text in [
            "Email;Name\nann@x.example; foo bar;x\nbob@x.example;y\n".replace("; foo", "|foo"),
            "Email,Name\n\"ann@x.example; foo bar\",x\nbob@x.example,y\n".to_owned(),
            "Email\tName\nann@x.example;foo\tx\nbob@x.example\ty\n".to_owned(),
            "Email,Name\n\"ann@x.example; foo bar\",x\n\"ann@x.example\nfoo\",x\nbob@x.example,y\n"
                .to_owned(),
        ] {
            let mut list = read(text.as_bytes(), &Columns::default()).unwrap();
            list.leave_out_unusable_rows();
            assert_eq!(list.people.len(), 1, "{text}");
            assert_eq!(list.left_out.len(), 1, "{text}");
            let named = |value: &str| {
                let mut problems = list.problems.iter();
                problems.any(|one| one.value.contains(value))
            };
            assert!(named("ann@x.example"), "{text}");
            assert!(!named("bob@x.example"), "{text}");
        }
    }

    #[test]
    fn who_is_in_a_usable_row_of_another_list_is_left_out_of_this_one() {
        let text = "Email,Team\n\"ann@x.example; foo bar\",red\nann@x.example,blue\n";
        let mut found = read_by_column(text.as_bytes(), &Columns::default(), "Team").unwrap();
        found.leave_out_unusable_rows();
        assert_eq!((found.all.people.len(), found.all.left_out.len()), (1, 1));
        let last = found.all.problems.last().unwrap();
        assert_eq!((last.at.line, &last.reason), (2, &Reason::LeftOut));
    }
}
