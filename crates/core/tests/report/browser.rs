//! A real browser, without a window.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The page's document after its script ran. Without a Chromium this fails: a page nobody opened is not tested.
pub fn open(page: &str, hash: &str) -> String {
    open_and_log(page, hash).0
}

/// The document, and what the page wrote to the console: errors, and requests that its policy refused.
pub fn open_and_log(page: &str, hash: &str) -> (String, String) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("run.html");
    std::fs::write(&file, page).unwrap();
    let output = chromium(dir.path())
        .args(["--dump-dom", "--enable-logging=stderr"])
        .arg(format!("file://{}{hash}", file.display()))
        .output()
        .unwrap();
    let document = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        document.contains("</html>"),
        "chromium gave no document: {said}"
    );
    // Each line of the console is marked; the rest is about the machine.
    let log = said.lines().filter(|line| line.contains("CONSOLE"));
    let log = log.collect::<Vec<&str>>().join("\n");
    (document, log)
}

/// No window, no network of its own.
pub const QUIET: [&str; 7] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--hide-scrollbars",
];

fn chromium(profile: &Path) -> Command {
    let program = find().expect("no chromium on PATH: ./scripts/test installs it");
    let mut command = Command::new(program);
    command
        .args(QUIET)
        .arg("--virtual-time-budget=4000")
        .arg(format!(
            "--user-data-dir={}",
            profile.join("profile").display()
        ))
        .env("HOME", profile)
        .stdin(Stdio::null());
    command
}

/// The program.
pub fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|dir| {
            ["chromium", "chromium-browser", "google-chrome"].map(|name| dir.join(name))
        })
        .find(|program| program.is_file())
}
