//! The process of a browser, which ends when atlctl ends.

use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// How long a browser may take to end when it is asked to.
const POLITE: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(50);

/// Removes atlctl's own credentials from the environment of a browser.
pub(super) fn without_secrets(command: &mut Command) {
    for name in ["ATLCTL_SESSION_TOKEN", "ATLCTL_API_KEY"] {
        command.env_remove(name);
    }
}

/// A browser and the processes it started. They are ended when this is dropped.
pub(super) struct BrowserProcess {
    child: Child,
    /// Nothing of it is left: its number may be somebody else's from now on.
    over: bool,
}

impl BrowserProcess {
    /// Of a child that leads a process group of its own.
    pub fn new(child: Child) -> Self {
        Self { child, over: false }
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Asks it to end, waits, and ends it.
    pub fn end(&mut self) {
        self.ask();
        self.wait(POLITE);
    }

    /// Waits a while for it to end by itself; ends it then.
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

    /// There is no polite way that needs no window of our own.
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
