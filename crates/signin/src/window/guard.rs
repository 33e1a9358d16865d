//! A browser that does not outlive us.

use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// How long a browser may take to end when it is asked to.
const POLITE: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(50);

/// A browser and the processes it started. They are ended when this is dropped.
pub(super) struct Guard {
    child: Child,
}

impl Guard {
    /// Of a child that leads a process group of its own.
    pub fn new(child: Child) -> Self {
        Self { child }
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Asks it to end, waits, and ends it.
    pub fn end(&mut self) {
        self.signal(Signal::TERM);
        let until = Instant::now() + POLITE;
        while Instant::now() < until {
            if self.ended().is_some() {
                break;
            }
            std::thread::sleep(STEP);
        }
        self.kill();
    }

    /// Waits a while for it to end by itself; ends it then.
    pub fn wait(&mut self, patience: Duration) {
        let until = Instant::now() + patience;
        while Instant::now() < until {
            if self.ended().is_some() {
                return self.kill();
            }
            std::thread::sleep(STEP);
        }
        self.kill();
    }

    fn kill(&mut self) {
        self.signal(Signal::KILL);
        let _ = self.child.wait();
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.id()).ok();
        if let Some(group) = id.and_then(Pid::from_raw) {
            // The group may be gone already.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.kill();
    }
}
