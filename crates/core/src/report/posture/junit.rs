//! The checks as JUnit XML, for build servers.

use std::fmt::Write as _;

use super::super::escape::html;
use super::super::request::Request;
use super::findings::{Posture, State};
use crate::number::grouped;

impl Posture {
    /// The checks as JUnit XML. It holds no names of people.
    #[must_use]
    pub fn junit(&self, request: &Request<'_>) -> String {
        let of = |state: State| {
            self.findings
                .iter()
                .filter(|finding| finding.state() == state)
                .count()
        };
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\
             <testsuite name=\"posture of {}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" timestamp=\"{}\">\n",
            html(
                request
                    .about
                    .org_name
                    .as_deref()
                    .unwrap_or(&request.about.org)
            ),
            self.findings.len(),
            of(State::Failed),
            of(State::Unknown) + of(State::NotChecked),
            request.now.strftime("%Y-%m-%dT%H:%M:%S"),
        );
        for finding in &self.findings {
            let check = finding.check;
            let _ = write!(
                xml,
                "<testcase classname=\"posture.{}\" name=\"{}\" time=\"0\">",
                check.severity.as_str(),
                html(check.title)
            );
            match finding.state() {
                State::Failed => {
                    let command = finding.mends();
                    let command = command.map(|command| format!(" To fix it: {command}"));
                    let _ = write!(
                        xml,
                        "<failure type=\"{}\" message=\"{} found\">{}{}</failure>",
                        check.id,
                        grouped(finding.count()),
                        html(check.why),
                        html(&command.unwrap_or_default())
                    );
                }
                State::NotChecked => {
                    let _ = write!(xml, "<skipped message=\"{}\"/>", html(&finding.said()));
                }
                State::Unknown => {
                    let _ = write!(
                        xml,
                        "<skipped message=\"unknown for {}\"/>",
                        grouped(finding.unknown)
                    );
                }
                State::Accepted => {
                    let _ = write!(
                        xml,
                        "<system-out>{} accepted in the baseline</system-out>",
                        grouped(finding.accepted)
                    );
                }
                State::Passed => {}
            }
            xml.push_str("</testcase>\n");
        }
        xml.push_str("</testsuite>\n</testsuites>\n");
        xml
    }
}
