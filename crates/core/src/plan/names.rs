//! Resolves people named in the configuration.

use std::collections::HashSet;

use atlctl_api::AccountId;

use crate::input;
use crate::store::readings;

/// Addresses, in any case and spelling, and account IDs.
pub(super) struct Names {
    emails: HashSet<String>,
    accounts: HashSet<AccountId>,
}

impl Names {
    pub(super) fn of(names: &[String]) -> Self {
        let mut emails: HashSet<String> = HashSet::new();
        let mut accounts = HashSet::new();
        let list = input::read_names(names);
        for person in list.people {
            emails.extend(person.email.iter().flat_map(|email| readings(email)));
            // Atlassian writes account IDs in small letters, and spreadsheets may not.
            let small = person.account.as_deref().map(str::to_ascii_lowercase);
            accounts.extend(small.as_deref().map(AccountId::from));
            accounts.extend(person.account.as_deref().map(AccountId::from));
        }
        // What holds people out holds also where it is no address that we know.
        for problem in list.problems {
            let named = input::addresses_in(&problem.value);
            emails.extend(named.iter().flat_map(|email| readings(email)));
            emails.extend(readings(&problem.value));
        }
        Self { emails, accounts }
    }

    pub(super) fn hold(&self, email: Option<&str>, account: &AccountId) -> bool {
        self.accounts.contains(account)
            || email.is_some_and(|email| {
                let mut readings = readings(email).into_iter();
                readings.any(|reading| self.emails.contains(&reading))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_a_protected_person_is_written() {
        let names = [
            "Ann Lee <ann@example.com>",
            "bob@exa\u{200b}mple.com",
            "zoe\u{308}@example.com",
            "a-1",
            "mailto:cat@example.com?cc=dan@example.com",
        ];
        let names = Names::of(&names.map(str::to_owned));
        let nobody = AccountId::from("x");
        for email in [
            "Ann@example.com",
            "bob@example.com",
            "zo\u{eb}@example.com",
            "ann@example\u{ad}.com",
            "cat@example.com",
            "dan@example.com",
        ] {
            assert!(
                names.hold(Some(email), &nobody),
                "{}",
                email.escape_unicode()
            );
        }
        assert!(names.hold(None, &AccountId::from("a-1")));
        let capital = Names::of(&["712020:40DDBFAD-9C19-42C5-8826-317B82197222".to_owned()]);
        let small = AccountId::from("712020:40ddbfad-9c19-42c5-8826-317b82197222");
        assert!(capital.hold(None, &small));
        assert!(!names.hold(Some("anne@example.com"), &nobody));
    }
}
