//! Which fault applies to a request.

use super::{Kind, calls};

/// A fault and the requests it applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The method, or `*`.
    pub method: String,
    /// The path; `*` matches any text.
    pub path: String,
    /// The path is that of a named call; `*` matches one part.
    pub named: bool,
    /// How many requests pass first.
    pub skip: u32,
    /// How many requests it applies to; `None` for all.
    pub times: Option<u32>,
    pub kind: Kind,
}

/// The faults that are set, in order.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The first fault that applies to this request; counts it as used.
    pub fn strike(&mut self, method: &str, path: &str) -> Option<Kind> {
        for fault in &mut self.0 {
            let there = if fault.named {
                calls::is(&fault.path, path)
            } else {
                fits(&fault.path, path)
            };
            let meant = (fault.method == "*" || fault.method == method) && there;
            if !meant || fault.times == Some(0) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if let Some(times) = &mut fault.times {
                *times -= 1;
            }
            return Some(fault.kind.clone());
        }
        None
    }
}

/// Whether a path matches a pattern; `*` matches any text.
fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut left) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return left.is_empty();
    };
    for part in parts {
        match left.split_once(part) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(fits("*", "/x"));
        assert!(fits("/a/*/c", "/a/b/c"));
        assert!(fits(
            "*/add-users",
            "/admin/control/v1/orgs/o/auth-policy/p/add-users"
        ));
        assert!(!fits("/a/*/c", "/a/b/d"));
        assert!(!fits("/a", "/a/b"));
        assert!(fits("*a*b*", "xaxbx"));
        assert!(!fits("*aa", "a"));
    }

    #[test]
    fn a_fault_names_a_call() {
        let mut faults = Faults::default();
        faults.push(Fault::parse("* @add-member 1x 503").unwrap());
        let path = "/admin/v2/orgs/o/directories/-/groups/g/memberships";
        assert!(faults.strike("DELETE", &format!("{path}/a")).is_none());
        assert!(faults.strike("POST", path).is_some());
        assert!(faults.strike("POST", path).is_none());
    }

    #[test]
    fn a_fault_passes_strikes_and_is_over() {
        let mut faults = Faults::default();
        faults.push(Fault::parse("GET /a skip=1 2x 503").unwrap());
        let strikes: Vec<bool> = (0..5)
            .map(|_| faults.strike("GET", "/a").is_some())
            .collect();
        assert_eq!(strikes, [false, true, true, false, false]);
        assert!(faults.strike("POST", "/a").is_none());
    }
}
