//! Measuring in a separate process: its time, CPU and memory are not shared.

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

use super::Failure;

/// What a process measured of itself.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Measured {
    /// From beginning to end.
    pub wall_s: f64,
    /// CPU, user and system, all threads.
    pub cpu_s: f64,
    /// Most memory it had.
    pub peak_mib: f64,
}

impl Measured {
    /// Measures some work of this process.
    pub fn of(work: impl FnOnce() -> Result<(), Failure>) -> Result<Self, Failure> {
        let (begin, cpu) = (Instant::now(), cpu());
        work()?;
        Ok(Self {
            wall_s: begin.elapsed().as_secs_f64(),
            cpu_s: (self::cpu() - cpu).as_secs_f64(),
            peak_mib: peak_mib()?,
        })
    }

    /// Prints the measurements for the parent process.
    pub fn tell(self) -> Result<(), Failure> {
        println!("{}", serde_json::to_string(&self)?);
        Ok(())
    }
}

fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

fn peak_mib() -> Result<f64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kib: u32 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").trim().parse().ok())
        .ok_or("the system does not report the peak memory")?;
    Ok(f64::from(kib) / 1024.0)
}

/// CPU seconds of all children that ended.
pub fn children_cpu() -> Result<f64, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("an odd /proc/self/stat")?;
    let ticks: f64 = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(ticks / rustix::param::clock_ticks_per_second() as f64)
}

/// This program again, doing one part.
pub struct Child {
    process: std::process::Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Child {
    /// Starts it.
    pub fn start(arguments: &[&str]) -> Result<Self, Failure> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("bench-child")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().ok_or("the child has no output")?;
        Ok(Self {
            process,
            lines: BufReader::new(stdout),
        })
    }

    /// Sends it a line.
    pub fn tell(&mut self, line: &str) -> Result<(), Failure> {
        let input = self.process.stdin.as_mut();
        Ok(writeln!(input.ok_or("the child has no input")?, "{line}")?)
    }

    /// The next line it says.
    pub fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        self.lines.read_line(&mut line)?;
        if line.is_empty() {
            return Err("the measured process ended without a word".into());
        }
        Ok(line.trim_end().to_owned())
    }

    /// Runs a part to its end; what it measured of itself.
    pub fn measure(arguments: &[&str]) -> Result<Measured, Failure> {
        let mut child = Self::start(arguments)?;
        Ok(serde_json::from_str(&child.line()?)?)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
