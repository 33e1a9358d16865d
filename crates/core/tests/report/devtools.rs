//! A real browser that is driven over its debugging pipe: keys are pressed, pages are printed, and the accessibility tree is
//! read.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::browser;

/// A page in a browser.
pub struct Tab {
    browser: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    next: u64,
    session: Option<String>,
    home: tempfile::TempDir,
}

/// A node of the accessibility tree, as a screen reader has it.
#[derive(Debug, Clone)]
pub struct Node {
    pub role: String,
    pub name: String,
}

impl Tab {
    /// Opens a page from a file.
    pub fn open(page: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("page.html");
        std::fs::write(&file, page).unwrap();
        let program = browser::find().expect("no chromium on PATH: ./scripts/test installs it");
        // The pipe has the numbers 3 and 4 there. A browser that hangs ends.
        let script = "exec 3<&0 4>&1; exec timeout 120 \"$0\" \"$@\" </dev/null >/dev/null 2>&1";
        let mut browser = Command::new("sh")
            .args(["-c", script])
            .arg(program)
            .args(browser::QUIET)
            .arg("--remote-debugging-pipe")
            .arg(format!(
                "--user-data-dir={}",
                home.path().join("profile").display()
            ))
            .arg("about:blank")
            .env("HOME", home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let commands = browser.stdin.take().unwrap();
        let answers = BufReader::new(browser.stdout.take().unwrap());
        let mut tab = Self {
            browser,
            commands,
            answers,
            next: 0,
            session: None,
            home,
        };
        let target = tab.call("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = tab.call("Target.attachToTarget", attach);
        tab.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        tab.call("Page.enable", json!({}));
        tab.call(
            "Emulation.setFocusEmulationEnabled",
            json!({"enabled": true}),
        );
        tab.call(
            "Page.navigate",
            json!({"url": format!("file://{}", file.display())}),
        );
        while tab.read()["method"] != "Page.loadEventFired" {}
        tab
    }

    fn read(&mut self) -> Value {
        let mut message = Vec::new();
        self.answers.read_until(0, &mut message).unwrap();
        message.pop();
        assert!(!message.is_empty(), "the browser ended");
        serde_json::from_slice(&message).unwrap()
    }

    /// Calls a method of the DevTools protocol.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let mut message = json!({"id": self.next, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.commands.write_all(&bytes).unwrap();
        loop {
            let mut answer = self.read();
            if answer["id"] == self.next {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].take();
            }
        }
    }

    /// What an expression of the page is.
    pub fn script(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let mut result = self.call("Runtime.evaluate", params);
        assert!(result["exceptionDetails"].is_null(), "{result}");
        result["result"]["value"].take()
    }

    /// Prefers light or dark.
    pub fn prefer(&mut self, scheme: &str) {
        let feature = json!({"name": "prefers-color-scheme", "value": scheme});
        self.call("Emulation.setEmulatedMedia", json!({"features": [feature]}));
    }

    /// Presses a key: `Tab`, `Enter` or a space.
    pub fn press(&mut self, key: &str) {
        let (code, number, text) = match key {
            "Tab" => ("Tab", 9, ""),
            "Enter" => ("Enter", 13, "\r"),
            _ => ("Space", 32, " "),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let params = json!({
                "type": kind, "key": key, "code": code, "text": text, "windowsVirtualKeyCode": number,
            });
            self.call("Input.dispatchKeyEvent", params);
        }
    }

    /// The accessibility tree, without what a screen reader leaves out.
    pub fn tree(&mut self) -> Vec<Node> {
        let tree = self.call("Accessibility.getFullAXTree", json!({}));
        let nodes = tree["nodes"].as_array().unwrap().iter();
        let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
        nodes
            .filter(|node| node["ignored"] != true)
            .map(|node| Node {
                role: text(&node["role"]),
                name: text(&node["name"]),
            })
            .collect()
    }

    /// Prints the page on paper. Returns the words with their places, page by page.
    pub fn print(&mut self) -> Vec<Paper> {
        let printed = self.call(
            "Page.printToPDF",
            json!({"printBackground": true, "preferCSSPageSize": true}),
        );
        let pdf = STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
        let file = self.home.path().join("page.pdf");
        std::fs::write(&file, pdf).unwrap();
        let output = Command::new("pdftotext")
            .args(["-bbox"])
            .arg(&file)
            .arg("-")
            .output();
        let output = output.expect("no pdftotext on PATH: ./scripts/test installs poppler-utils");
        let text = String::from_utf8(output.stdout).unwrap();
        let number = |tag: &str, name: &str| -> f64 {
            let (_, rest) = tag.split_once(&format!("{name}=\"")).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        let pages = text.split("<page ").skip(1);
        pages
            .map(|page| Paper {
                width: number(page, "width"),
                words: page
                    .split("<word ")
                    .skip(1)
                    .map(|word| {
                        let (place, rest) = word.split_once('>').unwrap();
                        Word {
                            left: number(place, "xMin"),
                            right: number(place, "xMax"),
                            text: rest.split("</word>").next().unwrap().to_owned(),
                        }
                    })
                    .collect(),
            })
            .collect()
    }
}

/// A printed page.
#[derive(Debug)]
pub struct Paper {
    pub width: f64,
    pub words: Vec<Word>,
}

/// A word on it.
#[derive(Debug)]
pub struct Word {
    pub left: f64,
    pub right: f64,
    pub text: String,
}

impl Drop for Tab {
    fn drop(&mut self) {
        // It ends with its pipe, at the latest.
        let close = b"{\"id\":0,\"method\":\"Browser.close\"}\0";
        let _ = self.commands.write_all(close);
        let _ = std::io::copy(&mut self.answers, &mut std::io::sink());
        let _ = self.browser.wait();
    }
}
