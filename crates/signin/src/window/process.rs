//! The process of a browser, which ends when atlctl ends.

use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// How long a browser may take to quit when asked.
const POLITE: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(50);

/// Removes atlctl's own credentials from the environment of a browser.
pub(super) fn without_secrets(command: &mut Command) {
    for name in [
        "ATLCTL_SESSION_TOKEN",
        "ATLCTL_API_KEY",
        "ATLCTL_DIRECTORY_KEY",
    ] {
        command.env_remove(name);
    }
}

/// A browser and the processes it started. Dropping this kills them.
pub(super) struct BrowserProcess {
    child: Child,
    /// The process is gone; its ID may now belong to another process.
    over: bool,
}

impl BrowserProcess {
    /// From a child that leads its own process group.
    pub fn new(child: Child) -> Self {
        Self { child, over: false }
    }

    /// The exit status, if it has exited.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Asks the browser to quit, waits, then kills it.
    pub fn end(&mut self) {
        self.ask();
        self.wait(POLITE);
    }

    /// Waits for the browser to exit by itself, then kills it.
    pub fn wait(&mut self, timeout: Duration) {
        let until = Instant::now() + timeout;
        while Instant::now() < until {
            if self.ended().is_some() {
                break;
            }
            std::thread::sleep(STEP);
        }
        self.kill();
    }

    #[cfg(unix)]
    fn ask(&self) {
        self.signal(rustix::process::Signal::TERM);
    }

    /// This system has no way to ask without a window.
    #[cfg(not(unix))]
    fn ask(&self) {}

    fn kill(&mut self) {
        if self.over {
            return;
        }
        #[cfg(unix)]
        self.signal(rustix::process::Signal::KILL);
        #[cfg(not(unix))]
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.over = true;
    }

    #[cfg(unix)]
    fn signal(&self, signal: rustix::process::Signal) {
        use rustix::process::{Pid, kill_process_group};
        let id = i32::try_from(self.child.id()).ok();
        if let Some(group) = id.and_then(Pid::from_raw) {
            // The group may be gone already.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for BrowserProcess {
    fn drop(&mut self) {
        self.kill();
    }
}
