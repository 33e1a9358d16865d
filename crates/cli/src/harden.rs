//! Keeps a credential in memory out of core dumps and out of reach of other processes.

/// Forbids core dumps and, on Linux, attaching and reading `/proc/<pid>/environ` by peers of the
/// same user. Best effort: a system that refuses is no reason not to work.
pub fn process() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        let _ = setrlimit(Resource::Core, none);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
