//! A child process with all of its own children.

use std::process::Child;

/// Ends the process and its children: a script's child would otherwise keep running and prompting.
///
/// A separate process group would be simpler, but a password manager that prompts at the terminal
/// would be stopped, and Ctrl-C would not reach it.
pub(super) fn end(child: &mut Child) {
    #[cfg(target_os = "linux")]
    linux::end(child.id());
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::HashMap;

    use rustix::process::{Pid, Signal, kill_process};

    /// How often to check whether all of them have stopped.
    const LOOKS: usize = 1000;

    struct Process {
        parent: i32,
        /// The process is stopped or has ended, so it cannot start others.
        still: bool,
    }

    pub(super) fn end(program: u32) {
        let Ok(program) = i32::try_from(program) else {
            return;
        };
        let mut found = Vec::new();
        // One that ran on could start another behind our back.
        for _ in 0..LOOKS {
            let all = processes();
            found = family(program, &all);
            let running = |pid: &i32| all.get(pid).is_some_and(|process| !process.still);
            let running: Vec<i32> = found.iter().copied().filter(running).collect();
            if running.is_empty() {
                break;
            }
            send(&running, Signal::STOP);
            std::thread::yield_now();
        }
        send(&found, Signal::KILL);
    }

    fn send(to: &[i32], signal: Signal) {
        for process in to.iter().filter_map(|pid| Pid::from_raw(*pid)) {
            let _ = kill_process(process, signal);
        }
    }

    /// The process and its descendants.
    fn family(program: i32, all: &HashMap<i32, Process>) -> Vec<i32> {
        let mut found = Vec::new();
        let mut next = vec![program];
        while let Some(one) = next.pop() {
            let children = all.iter().filter(|(_, process)| process.parent == one);
            next.extend(children.map(|(pid, _)| *pid));
            found.push(one);
        }
        found
    }

    fn processes() -> HashMap<i32, Process> {
        let mut all = HashMap::new();
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let pid = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok());
            let stat = std::fs::read_to_string(entry.path().join("stat"));
            if let (Some(pid), Some(process)) = (pid, stat.ok().as_deref().and_then(read)) {
                all.insert(pid, process);
            }
        }
        all
    }

    /// Parses a process's `stat`: `PID (NAME) STATE PARENT …`; the name may contain any characters.
    fn read(stat: &str) -> Option<Process> {
        let (_, rest) = stat.rsplit_once(')')?;
        let mut words = rest.split_whitespace();
        let still = matches!(words.next()?, "T" | "t" | "Z" | "X");
        let parent = words.next()?.parse().ok()?;
        Some(Process { parent, still })
    }

    #[cfg(test)]
    #[test]
    fn a_name_may_hold_anything() {
        let process = read("12 (a) S 7) T 3 12 12").unwrap();
        assert_eq!((process.parent, process.still), (3, true));
        assert!(read("12 (a").is_none());
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Command, Stdio};

    #[test]
    fn what_it_started_ends_with_it() {
        let script = "sh -c 'sleep 1000 & echo here; wait; true' & wait; true";
        let mut child = Command::new("sh")
            .args(["-c", script])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert_eq!(line, "here\n");
        super::end(&mut child);
        // Its end comes when nothing holds it anymore.
        assert_eq!(out.read_to_string(&mut line).unwrap(), 0);
    }
}
