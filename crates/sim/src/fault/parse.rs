//! Faults as text: `METHOD PATH [Nx] [skip=N] KIND [OPTION...]`.
//! Instead of a path, `@NAME` names a call that changes something.

use super::{Fault, Kind, RateTexts, RolesFault, calls};

/// Why a text is not a fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid fault {text:?}: {why}")]
pub struct FaultError {
    text: String,
    why: String,
}

fn unknown_call(name: &str) -> String {
    format!("unknown call {name}; use one of {}", calls::names())
}

impl Fault {
    /// Reads a fault.
    ///
    /// # Errors
    /// When a word is missing or not known.
    pub fn parse(text: &str) -> Result<Self, FaultError> {
        let wrong = |why: String| FaultError {
            text: text.to_owned(),
            why,
        };
        let mut words = text.split_whitespace();
        let (Some(method), Some(path)) = (words.next(), words.next()) else {
            return Err(wrong(
                "a fault begins with a method (or *) and a path".to_owned(),
            ));
        };
        let (mut method, mut path, mut named) = (method.to_uppercase(), path, false);
        if let Some(name) = path.strip_prefix('@') {
            let call = calls::find(name);
            let (of, at) = call.ok_or_else(|| wrong(unknown_call(name)))?;
            if method != "*" && method != of {
                return Err(wrong(format!("the method of {name} is {of}")));
            }
            (method, path, named) = (of.to_owned(), at, true);
        } else if !path.starts_with(['/', '*']) {
            return Err(wrong(format!(
                "the path {path} does not begin with / or *, and names no call with @"
            )));
        }
        let mut fault = Self {
            method,
            path: path.to_owned(),
            named,
            skip: 0,
            times: None,
            kind: Kind::Html,
        };
        let mut kind = None;
        let mut options = Options::default();
        for word in words {
            if let Some(times) = word.strip_suffix('x').and_then(|n| n.parse().ok()) {
                fault.times = Some(times);
            } else if let Some((name, value)) = word.split_once('=') {
                match name {
                    "skip" => {
                        let number = value.parse();
                        fault.skip = number.map_err(|_| wrong(format!("{word}: not a number")))?;
                    }
                    "retry-after" => options.rate.retry_after = Some(value.replace('_', " ")),
                    "reset" => options.rate.reset = Some(value.to_owned()),
                    "percent" => {
                        let number = value.parse();
                        options.percent = number
                            .map_err(|_| wrong(format!("{word}: not a number from 0 to 255")))?;
                    }
                    _ => return Err(wrong(format!("unknown option {name}"))),
                }
            } else if word == "after" {
                options.after = true;
            } else if word == "repeats" {
                options.repeats = true;
            } else if kind.replace(word).is_some() {
                return Err(wrong(format!(
                    "a fault has one kind, but {word} is a second"
                )));
            }
        }
        let kind =
            kind.ok_or_else(|| wrong(format!("the kind is missing; use one of: {}", kinds())))?;
        fault.kind = options
            .kind(kind)
            .ok_or_else(|| wrong(format!("unknown kind {kind}; use one of: {}", kinds())))?;
        Ok(fault)
    }
}

/// The kinds of faults, beside every status from 200 to 599.
pub const FAULT_KINDS: [&str; 20] = [
    "reset",
    "cut",
    "drip",
    "hang",
    "html",
    "empty",
    "garbage",
    "redirect",
    "unauthorized",
    "old-user-management",
    "duplicate-page",
    "shift-page",
    "cursor-loop",
    "roles-absent",
    "roles-null",
    "roles-part",
    "roles-empty",
    "roles-odd",
    "roles-other",
    "task-fails",
];

/// The kinds, for messages.
fn kinds() -> String {
    format!("a status such as 429 or 503, {}", FAULT_KINDS.join(", "))
}

#[derive(Debug, Default)]
struct Options {
    after: bool,
    repeats: bool,
    percent: u8,
    rate: RateTexts,
}

impl Options {
    fn kind(self, word: &str) -> Option<Kind> {
        let after = self.after;
        Some(match word {
            "reset" => Kind::Reset { after },
            "cut" => Kind::Cut,
            "drip" => Kind::Drip,
            "hang" => Kind::Hang { after },
            "html" => Kind::Html,
            "empty" => Kind::Empty { after },
            "garbage" => Kind::Garbage { after },
            "redirect" => Kind::Redirect,
            "unauthorized" => Kind::Unauthorized,
            "old-user-management" => Kind::OldUserManagement,
            "duplicate-page" => Kind::DuplicatePage,
            "shift-page" => Kind::ShiftPage,
            "cursor-loop" => Kind::CursorLoop,
            "roles-absent" => Kind::Roles(RolesFault::Absent),
            "roles-null" => Kind::Roles(RolesFault::Null),
            "roles-part" => Kind::Roles(RolesFault::Part),
            "roles-empty" => Kind::Roles(RolesFault::Empty),
            "roles-odd" => Kind::Roles(RolesFault::Odd),
            "roles-other" => Kind::Roles(RolesFault::Other),
            "task-fails" => Kind::TaskFails {
                percent: if self.percent == 0 { 100 } else { self.percent },
            },
            status => Kind::Status {
                status: status
                    .parse()
                    .ok()
                    .filter(|code| (200..=599).contains(code))?,
                after,
                repeats: self.repeats,
                rate: self.rate,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read() {
        let fault = Fault::parse("post */add-users 3x 429 retry-after=2").unwrap();
        assert_eq!(fault.method, "POST");
        assert_eq!(fault.times, Some(3));
        assert!(matches!(
            fault.kind,
            Kind::Status { status: 429, rate: RateTexts { retry_after: Some(text), .. }, .. } if text == "2"
        ));
        assert_eq!(
            Fault::parse("* * reset after").unwrap().kind,
            Kind::Reset { after: true }
        );
    }

    #[test]
    fn every_kind_that_is_named_is_read() {
        for kind in FAULT_KINDS {
            assert!(Fault::parse(&format!("* * {kind}")).is_ok(), "{kind}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, why) in [
            ("GET", "a method"),
            ("GET x 503", "does not begin"),
            ("GET /x", "kind is missing"),
            ("GET @suspend 503", "is POST"),
            ("* @nothing 503", "unknown call"),
            ("GET /x 42", "unknown kind"),
            ("GET /x bang", "unknown kind"),
            ("GET /x 503 html", "a second"),
            ("GET /x skip=a 503", "not a number"),
            ("GET /x 503 foo=1", "unknown option foo"),
        ] {
            let error = Fault::parse(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
