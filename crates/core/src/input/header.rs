//! Which column names the person: by the headings administrators and exports use.

use super::{Columns, InputError, address};

/// Where a file comes from, as far as its headings tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Atlassian's users export (`User id`, `User name`, `email`, …).
    UsersExport,
    /// Atlassian's export of managed accounts, or of a policy's members (`Policy name`, …).
    ManagedAccountsExport,
    /// The results of a run of this program.
    Results,
    /// A list of addresses or account ids without headings.
    Bare,
    /// Any other table.
    Table,
}

impl Source {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UsersExport => "users export",
            Self::ManagedAccountsExport => "managed accounts export",
            Self::Results => "results of a run",
            Self::Bare => "list without headings",
            Self::Table => "table",
        }
    }
}

/// Headings that mean the address, the surest first.
const EMAIL: [&[&str]; 3] = [
    &["email", "emailaddress", "mail", "mailaddress"],
    &[
        "useremail",
        "primaryemail",
        "accountemail",
        "memberemail",
        "workemail",
        "emailadresse",
        "mailadresse",
    ],
    // Only where nothing better is there: in many systems these are addresses.
    &["userprincipalname", "upn", "login", "loginname", "username"],
];
/// Headings that mean the account id.
const ACCOUNT: [&str; 6] = [
    "accountid",
    "atlassianid",
    "atlassianaccountid",
    "userid",
    "account",
    "atlassianaccount",
];

/// What is known of the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headings {
    /// The headings as they stand, or none when the first row is a person already.
    pub(super) names: Vec<String>,
    pub(super) email: Option<usize>,
    pub(super) account: Option<usize>,
    pub(super) source: Source,
}

impl Headings {
    /// Reads them from the first row.
    pub(super) fn of(first: &[String], asked: &Columns) -> Result<Self, InputError> {
        let plain: Vec<String> = first.iter().map(|name| plain(name)).collect();
        let has = |name: &str| plain.iter().any(|heading| heading == name);
        let source = if has("policyname") && has("policytype") {
            Source::ManagedAccountsExport
        } else if has("userid") && has("username") && has("email") {
            Source::UsersExport
        } else if has("outcome") && has("reason") && has("email") {
            Source::Results
        } else {
            Source::Table
        };
        let known = plain.iter().map(String::as_str).any(is_known);
        let headless = first.iter().any(|cell| address::check(cell).is_ok())
            || (!known && first.iter().any(|cell| address::is_account_id(cell)));
        if headless && asked.is_empty() {
            return Self::bare(first);
        }
        let account = match &asked.account {
            Some(asked) => Some(named(first, asked, headless)?),
            None => every(&plain, &ACCOUNT).first().copied(),
        };
        let email = match &asked.email {
            Some(asked) => Some(named(first, asked, headless)?),
            None => {
                let mut found = None;
                for names in EMAIL.iter().take(if account.is_some() { 2 } else { 3 }) {
                    let at = every(&plain, names);
                    if at.len() > 1 {
                        return Err(several(first, &at));
                    }
                    found = found.or(at.first().copied());
                    if found.is_some() {
                        break;
                    }
                }
                found
            }
        };
        // What was asked for is enough: a guess beside it could only be wrong.
        let (email, account) = match (&asked.email, &asked.account) {
            (Some(_), None) => (email, account.filter(|at| Some(*at) != email)),
            (None, Some(_)) => (email.filter(|at| Some(*at) != account), account),
            _ => (email, account),
        };
        if email.is_none() && account.is_none() {
            return Err(InputError::NoColumn {
                headings: tidy(first),
                like: None,
            });
        }
        Ok(Self {
            names: if headless { Vec::new() } else { tidy(first) },
            email,
            account,
            source: if headless { Source::Bare } else { source },
        })
    }

    /// The column of addresses; where there is none, that of account ids.
    fn bare(first: &[String]) -> Result<Self, InputError> {
        let like = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let cells = first.iter().enumerate();
            cells
                .filter(|(_, cell)| is(cell))
                .map(|(at, _)| at)
                .collect()
        };
        let emails = like(&|cell| address::check(cell).is_ok());
        let accounts = like(&address::is_account_id);
        if emails.len() > 1 || (emails.is_empty() && accounts.len() > 1) {
            let at = if emails.is_empty() { accounts } else { emails };
            return Err(several(first, &at));
        }
        let email = emails.first().copied();
        Ok(Self {
            names: Vec::new(),
            email,
            account: if email.is_none() {
                accounts.first().copied()
            } else {
                None
            },
            source: Source::Bare,
        })
    }

    /// Whether the first row is a person and not headings.
    pub(super) fn is_bare(&self) -> bool {
        self.names.is_empty()
    }

    /// The heading of a column, for people.
    pub(super) fn name(&self, at: Option<usize>) -> Option<String> {
        self.names.get(at?).cloned()
    }
}

/// Whether a heading is one that names people.
fn is_known(plain: &str) -> bool {
    EMAIL.iter().any(|names| names.contains(&plain)) || ACCOUNT.contains(&plain)
}

/// The column that was asked for: by its heading, whatever its case, or by its number from 1. Of two columns with one
/// heading nobody knows which is meant: the number says it.
fn named(first: &[String], asked: &str, headless: bool) -> Result<usize, InputError> {
    let wanted = asked.trim();
    let by_name = if headless {
        None
    } else {
        only(first, &|name| name == wanted)?.map_or_else(
            || only(first, &|name| plain(name) == plain(wanted)),
            |at| Ok(Some(at)),
        )?
    };
    let by_number = wanted
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1))
        .filter(|at| *at < first.len());
    by_name
        .or(by_number)
        .ok_or_else(|| InputError::ColumnMissing {
            asked: asked.to_owned(),
            headings: tidy(first),
        })
}

/// The one heading that is like this; several are an error, none is not.
fn only(first: &[String], like: &dyn Fn(&str) -> bool) -> Result<Option<usize>, InputError> {
    let headings = first.iter().enumerate();
    let at: Vec<usize> = headings
        .filter(|(_, name)| like(name))
        .map(|(at, _)| at)
        .collect();
    match at[..] {
        [] => Ok(None),
        [at] => Ok(Some(at)),
        _ => Err(several(first, &at)),
    }
}

fn several(first: &[String], at: &[usize]) -> InputError {
    InputError::SeveralColumns {
        headings: at
            .iter()
            .filter_map(|at| tidy(first).get(*at).cloned())
            .collect(),
    }
}

fn every(plain: &[String], names: &[&str]) -> Vec<usize> {
    plain
        .iter()
        .enumerate()
        .filter(|(_, heading)| names.contains(&heading.as_str()))
        .map(|(at, _)| at)
        .collect()
}

/// Headings on one line each, as people are told them.
fn tidy(first: &[String]) -> Vec<String> {
    let words = |name: &String| name.split_whitespace().collect::<Vec<_>>().join(" ");
    first.iter().map(words).collect()
}

/// A heading without case, blanks and punctuation.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
