//! What the process asks of the system at its start: a credential in memory stays out of core dumps and out of reach
//! of other processes, and a full file is an error and not the end.

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
    #[cfg(unix)]
    {
        // A write beyond `ulimit -f` sends a signal that ends the process without a word. With a handler it fails
        // like any other write; other programs that we start are not concerned, as they would be if it was ignored.
        let flag = std::sync::Arc::default();
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag);
    }
}
