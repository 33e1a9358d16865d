//! For tests of the program being killed: at each point of a run it can note that it was there, or end as
//! `kill -9` ends it. Not in release builds.

/// Notes the point, or ends the program there.
#[cfg(debug_assertions)]
pub fn point(name: &str, count: &mut u64) {
    use std::io::Write as _;
    *count += 1;
    let here = format!("{count}:{name}");
    if std::env::var("ATLCTL_TEST_KILL_AT").is_ok_and(|at| at == count.to_string() || at == name) {
        #[cfg(unix)]
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        #[cfg(not(unix))]
        std::process::abort();
    }
    if let Some(path) = std::env::var_os("ATLCTL_TEST_POINTS")
        && let Ok(mut file) = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
    {
        let _ = writeln!(file, "{here}");
    }
}

/// Nothing, in what is shipped.
#[cfg(not(debug_assertions))]
pub fn point(_: &str, _: &mut u64) {}

/// How many times as fast the clock of a run is: minutes of waiting pass in seconds in tests.
#[cfg(debug_assertions)]
pub fn pace() -> u32 {
    let asked = std::env::var("ATLCTL_TEST_PACE").ok();
    asked.and_then(|pace| pace.parse().ok()).unwrap_or(1)
}

/// As fast as time, in what is shipped.
#[cfg(not(debug_assertions))]
pub fn pace() -> u32 {
    1
}
