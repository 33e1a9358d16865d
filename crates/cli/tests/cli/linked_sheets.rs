//! HTML lists whose styles are in another file, as spreadsheets save them.

use atlctl_sim::SimConfig;

use crate::moving::{MOVE, Place};

/// Writes the page that a spreadsheet saves for two people, the second of them of the class `xl66`.
fn page(place: &Place, sheet: &str) -> Vec<String> {
    let emails: Vec<String> = place
        .without_provider(2)
        .into_iter()
        .map(|one| one.email)
        .collect();
    let page = format!(
        "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head>\r\n<link rel=File-List href=\"people_files/filelist.xml\">\r\n\
         <link rel=Stylesheet href=\"{sheet}\">\r\n</head><body><table>\r\n<tr><td class=xl65>Email</td></tr>\r\n\
         <tr><td class=xl65>{}</td></tr>\r\n<tr><td class=xl66>{}</td></tr>\r\n</table></body></html>\r\n",
        emails[0], emails[1]
    );
    place.env.file("people.csv", page);
    emails
}

#[test]
fn a_style_sheet_beside_the_list_is_read() {
    let place = Place::new(SimConfig::default());
    let emails = page(&place, "people_files/stylesheet.css");
    let sheet = |rule: &str| {
        let sheet = format!(
            "tr\r\n\t{{mso-height-source:auto;}}\r\n.xl65\r\n\t{{color:black;}}\r\n.xl66\r\n\t{{{rule};}}\r\n"
        );
        place.env.file("people_files/stylesheet.css", sheet);
    };
    sheet("color:red");
    let print = ["--dry-run", "-q", "-o", "csv", "--columns", "email"];
    let output = place.run(&[&MOVE[..], &print].concat());
    for email in &emails {
        assert!(output.stdout.contains(email), "{output}");
    }
    sheet("text-decoration:line-through");
    let output = place.run(&[&MOVE[..], &["--dry-run"]].concat());
    insta::assert_snapshot!(output, @r#"
    ------- stderr -------
    people.csv: table, UTF-8, HTML, column "Email": 2 rows, 1 person
      line 7: "tariq.schmidt@acme.example" is struck out
    Error: 1 row of people.csv cannot be used
    Hint: correct it, or skip it with --skip-problems
    [exit status: 2]
    "#);
}

#[test]
fn a_style_sheet_that_cannot_be_read_refuses_the_list_once() {
    let place = Place::new(SimConfig::default());
    page(&place, "https://wiki.example/s/batch.css");
    insta::assert_snapshot!(place.run(&[&MOVE[..], &["--skip-problems", "--dry-run"]].concat()), @r#"
    ------- stderr -------
    Error: people.csv takes its styles from "https://wiki.example/s/batch.css", which atlctl cannot read; it may strike out or hide people
    Hint: save the list as CSV, or use the saved page with the style sheet in the folder beside it
    [exit status: 2]
    "#);
    page(&place, "../stylesheet.css");
    insta::assert_snapshot!(place.run(&["user", "suspend", "--status", "active", "--except", "people.csv", "--dry-run"]), @r#"
    ------- stderr -------
    Error: people.csv takes its styles from "../stylesheet.css", which atlctl cannot read; it may strike out or hide people
    Hint: save the list as CSV, or use the saved page with the style sheet in the folder beside it
    [exit status: 2]
    "#);
}

#[test]
fn a_heading_that_is_struck_out_is_shown_as_text() {
    let place = Place::new(SimConfig::default());
    let table =
        "<table><tr><th><s>Email</s></th><th>Name</th></tr><tr><td>Ann</td><td>B</td></tr></table>";
    place.env.file("people.csv", table);
    insta::assert_snapshot!(place.run(&[&MOVE[..], &["--dry-run"]].concat()), @r#"
    ------- stderr -------
    people.csv: table, UTF-8, HTML, column "Email": 1 row, 0 people
      line 2: "Ann" is not an email address: it has no @
    Error: 1 row of people.csv cannot be used
    Hint: correct it, or skip it with --skip-problems
    [exit status: 2]
    "#);
}
