//! What tells the rows of a list apart, whatever its form: each row is about its own person and says its own thing.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Output;
use crate::moving::{Place, TO};

fn place() -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let people = people.into_iter().filter(|one| !one.synced).collect();
    (place, people)
}

/// Plans with this list; the rows of the plan, as `email,…`.
fn planned(place: &Place, command: &[&str], list: &str, columns: &str) -> Output {
    place.env.file("list.txt", list);
    let more = [
        "--csv",
        "list.txt",
        "--dry-run",
        "-o",
        "csv",
        "--columns",
        columns,
    ];
    place.run(&[command, &more].concat())
}

fn has(output: &Output, text: &str) {
    assert!(output.to_string().contains(text), "{text}\n{output}");
}

fn has_not(output: &Output, text: &str) {
    assert!(!output.to_string().contains(text), "{text}\n{output}");
}

/// The forms of a list of two objects that have them on one line, and the one that has not.
fn forms(one: &str, two: &str) -> [String; 4] {
    [
        format!("[{one},{two}]"),
        format!("{one}{two}"),
        format!("[\n{one}, {two}\n]"),
        format!("{one}\n{two}\n"),
    ]
}

#[test]
fn objects_on_one_line_have_their_own_values() {
    let (place, people) = place();
    let (one, two) = (&people[0].email, &people[1].email);
    let of = |email: &str, more: &str| format!("{{\"email\":\"{email}\",{more}}}");
    for list in forms(
        &of(one, "\"action\":\"keep\""),
        &of(two, "\"action\":\"suspend\",\"reason\":\"left\""),
    ) {
        let output = planned(&place, &["change"], &list, "email,verdict,change_reason");
        has(&output, &format!("{two},change,left"));
        has_not(&output, &format!("{one},"));
        has(&output, "1 row of the list left alone: 1 \"keep\"");
    }
    for list in forms(
        &of(one, "\"action\":\"suspend\""),
        &of(two, "\"action\":\"move\",\"policy\":\"Contractors\""),
    ) {
        let output = planned(&place, &["change"], &list, "email,after");
        has(&output, &format!("{one},suspended"));
        has(&output, &format!("{two},{TO}"));
    }
    for list in forms(
        &of(one, "\"new_email\":\"one.new@acme.example\""),
        &of(two, "\"new_email\":\"two.new@acme.example\""),
    ) {
        let output = planned(&place, &["user", "set-email"], &list, "email,after");
        has(&output, &format!("{one},one.new@acme.example"));
        has(&output, &format!("{two},two.new@acme.example"));
    }
    for list in forms(
        &of(one, "\"job_title\":\"Pilot\""),
        &of(two, "\"job_title\":\"Cook\""),
    ) {
        let output = planned(&place, &["user", "update"], &list, "email,after");
        has(&output, &format!("{one},Pilot"));
        has(&output, &format!("{two},Cook"));
    }
    for list in forms(
        &of("new.one@acme.example", "\"group\":\"team-0001\""),
        &of("new.two@acme.example", "\"group\":\"old-project-2019\""),
    ) {
        let output = planned(&place, &["user", "invite"], &list, "email,what");
        let lines: Vec<&str> = output.stdout.lines().collect();
        let of = |email: &str| {
            let mut lines = lines.iter();
            *lines.find(|line| line.starts_with(email)).unwrap()
        };
        assert!(of("new.one").contains("team-0001"), "{output}");
        assert!(of("new.two").contains("old-project-2019"), "{output}");
        assert!(!of("new.one").contains("old-project"), "{output}");
    }
}

#[test]
fn problems_of_records_on_one_line_say_which_one() {
    let (place, people) = place();
    let list = format!(
        "[{{\"email\":\"{}\",\"action\":\"suspend\"}},{{\"email\":\"{}\",\"action\":\"supend\"}}]",
        people[0].email, people[1].email
    );
    place.env.file("list.json", list);
    let args = ["change", "--csv", "list.json", "--problems", "problems.csv"];
    let output = place.run(&args);
    assert_eq!(output.code, 2, "{output}");
    has(
        &output,
        "line 1, record 2: \"supend\" is not an action; did you mean \"suspend\"?",
    );
    let problems = std::fs::read_to_string(place.env.home().join("problems.csv")).unwrap();
    let row = problems.lines().nth(1).unwrap();
    assert!(row.starts_with("1,action,supend,"), "{problems}");
    assert!(row.ends_with(",2,"), "{problems}");
    // Two rows of one person that contradict each other.
    let list = format!(
        "[{{\"email\":\"{0}\",\"new_email\":\"a@acme.example\"}},{{\"email\":\"{0}\",\"new_email\":\"b@acme.example\"}}]",
        people[0].email
    );
    let output = planned(&place, &["user", "set-email"], &list, "email");
    has(&output, "line 1, record 1 and line 1, record 2");
}

#[test]
fn new_addresses_are_what_people_type() {
    let (place, people) = place();
    let one = &people[0].email;
    for odd in [
        "\u{ad}",
        "\u{200b}",
        "\u{2060}",
        "\u{feff}",
        "\u{34f}",
        "\u{e0100}",
    ] {
        let list = format!("Email,New email\n{one},ak{odd}ira@acme.example\n");
        let output = planned(&place, &["user", "set-email"], &list, "email,after");
        has(&output, &format!("{one},akira@acme.example"));
    }
    for (odd, code) in [
        ("\u{430}", "U+0430"),
        ("\u{ff41}", "U+FF41"),
        ("\u{202e}", "U+202E"),
        ("\u{3164}", "U+3164"),
        ("\u{2800}", "U+2800"),
    ] {
        let to = format!("ak{odd}ira@acme.example");
        let set = format!("Email,New email\n{one},{to}\n");
        let change = format!("Email,Action,New email\n{one},set-email,{to}\n");
        let invite = format!("Email\n{to}\n");
        let swap = ["user", "set-email", one, "--to", &to, "--dry-run"];
        for output in [
            planned(&place, &["user", "set-email"], &set, "email,after"),
            planned(&place, &["change"], &change, "email,after"),
            planned(&place, &["user", "invite"], &invite, "email"),
            place.run(&swap),
            place.run(&["user", "invite", &to, "--dry-run"]),
        ] {
            assert_eq!(output.code, 2, "{output}");
            has(&output, &format!("character 3 is {code}"));
        }
    }
    let domain = [
        "--from-domain",
        "acme.example",
        "--to-domain",
        "\u{430}cme.example",
    ];
    let output = place.run(&[&["user", "set-email", "--dry-run"][..], &domain].concat());
    assert_eq!(output.code, 2, "{output}");
    has(&output, "U+0430");
}

#[test]
fn an_address_and_an_account_id_must_both_be_theirs() {
    let (place, people) = place();
    let (one, two) = (&people[0], &people[1]);
    let id = "712020:11111111-2222-4333-8444-555555555555";
    let list = format!(
        "Email,Account ID,Action,New email\n{},{id},suspend,\nnobody@acme.example,{},suspend,\n{},{},suspend,\n{},,suspend,\n",
        one.email, two.account_id, people[3].email, people[4].account_id, people[2].email
    );
    let output = planned(&place, &["change"], &list, "email,verdict,reason");
    assert_eq!(output.code, 3, "{output}");
    has(
        &output,
        &format!(
            "{},contradiction,\"has an account ID that is not in the mirror, and an address that belongs to {} ({})\"",
            one.email, one.name, one.account_id
        ),
    );
    has(
        &output,
        &format!(
            "nobody@acme.example,contradiction,\"has an address that is not in the mirror, and an account ID that belongs to {}\"",
            two.email
        ),
    );
    has(&output, "belong to different people");
    has(&output, &format!("{},change,", people[2].email));
    has(&output, "do not belong together in 3 of 4 rows");
    has_not(&output, "atlctl sync");
    let only = format!("Email,Account ID\n{},{id}\n{},\n", one.email, two.email);
    for command in [
        &["user", "suspend"][..],
        &["policy", "move", "--to", TO],
        &["group", "add", "old-project-2019"],
    ] {
        let output = planned(&place, command, &only, "email,verdict");
        assert_eq!(output.code, 3, "{output}");
        has(&output, &format!("{},contradiction", one.email));
        has(&output, &format!("{},change", two.email));
        has_not(&output, "atlctl sync");
        let strict = [command, &["--strict"]].concat();
        let output = planned(&place, &strict, &only, "email,verdict");
        assert_eq!(output.code, 5, "{output}");
    }
    let sync = ["group", "sync", "old-project-2019"];
    let output = planned(&place, &sync, &only, "email,verdict");
    assert_eq!(output.code, 5, "{output}");
    has(&output, "has an account ID that is not in the mirror");
    has_not(&output, "atlctl sync");
    // Who has the new address already needs none, whatever they were called before.
    let renamed = format!(
        "Account ID,Current email,New email\n{},before@acme.example,{}\n",
        one.account_id, one.email
    );
    let output = planned(&place, &["user", "set-email"], &renamed, "email,verdict");
    assert_eq!(output.code, 0, "{output}");
    has(&output, &format!("{},already there", one.email));
}

#[test]
fn people_with_a_policy_for_service_accounts_are_guarded_in_every_change() {
    let place = Place::new(SimConfig::default());
    let kept = place.policy("Service accounts");
    let all = place.control().accounts().into_iter();
    let bot = all
        .into_iter()
        .find(|one| one.managed && one.status == "active" && one.policy.as_deref() == Some(&kept))
        .unwrap();
    for command in [
        &["user", "suspend"][..],
        &["user", "deactivate"],
        &["user", "remove"],
        &["group", "add", "old-project-2019"],
    ] {
        let more = [&bot.email, "--dry-run", "-o", "csv", "--columns", "verdict"];
        let output = place.run(&[command, &more].concat());
        has(&output, "service account");
        let asked = ["--include-service-accounts"];
        let output = place.run(&[command, &more, &asked].concat());
        has_not(&output, "service account\n");
    }
    let list = format!("Email,Action\n{},suspend\n", bot.email);
    let output = planned(&place, &["change"], &list, "email,verdict");
    has(&output, "service account");
}

#[test]
fn a_table_in_html_is_the_same_list_for_every_command() {
    let (place, people) = place();
    let (one, two) = (&people[0].email, &people[1].email);
    let row = |cells: [&str; 3]| format!("<tr><td>{}</td></tr>", cells.join("</td><td>"));
    let table = |action: &str| {
        format!(
            "<table>{}{}{}</table>",
            row(["Email", "Action", "New email"]),
            row([one, "suspend", "one.new@acme.example"]),
            row([two, action, "two.new@acme.example"])
        )
    };
    // An address that the action does not read would be lost.
    let list = table("keep");
    let refused = planned(&place, &["change"], &list, "email,after");
    has(&refused, "which suspend does not read");
    let list = list.replace("one.new@acme.example", "");
    let output = planned(&place, &["change"], &list, "email,after");
    has(&output, &format!("{one},suspended"));
    has_not(&output, &format!("{two},"));
    // A command that does not read the actions has one for everybody.
    let output = planned(&place, &["user", "set-email"], &table("keep"), "email");
    assert_eq!(output.code, 2, "{output}");
    let output = planned(
        &place,
        &["user", "set-email"],
        &table("suspend"),
        "email,after",
    );
    has(&output, &format!("{one},one.new@acme.example"));
    has(&output, &format!("{two},two.new@acme.example"));
}

#[test]
fn an_action_with_another_character_before_it_is_a_problem() {
    let (place, people) = place();
    let (one, two) = (&people[0].email, &people[1].email);
    for slip in [
        format!("{one};suspend"),
        format!("{one} suspend"),
        format!("{one};supend,"),
        format!("{one};blue"),
    ] {
        let list = format!("Email,Action\n{slip}\n{two},suspend\n");
        let output = planned(&place, &["change"], &list, "email,verdict");
        assert_eq!(output.code, 2, "{slip}\n{output}");
        has(&output, "line 2:");
    }
    // Rows that are left alone may say what they like of their person.
    for left in ["n/a,", "Total: 5,", "ada,keep", "ada@,keep"] {
        let list = format!("Email,Action\n{left}\n{two},suspend\n");
        let output = planned(&place, &["change"], &list, "email,verdict");
        assert_eq!(output.code, 0, "{left}\n{output}");
        has(&output, "1 row of the list left alone");
    }
}

#[test]
fn words_for_actions_that_are_one_word_mean_one_thing() {
    let (place, people) = place();
    place.configure("[actions]\nbleibt = \"suspend\"\nBLEIBT = \"keep\"");
    let list = format!("Email,Action\n{},bleibt\n", people[0].email);
    let output = planned(&place, &["change"], &list, "email");
    assert_eq!(output.code, 2, "{output}");
    has(&output, "are the same word, and mean different actions");
}

#[test]
fn groups_of_one_file_are_read_from_every_form() {
    let (place, people) = place();
    let (one, two) = (&people[0].email, &people[1].email);
    let sync = ["group", "sync", "--group-column", "Team", "--add-only"];
    let json = |email: &str, team: &str| format!("{{\"email\":\"{email}\",\"Team\":\"{team}\"}}");
    for list in forms(&json(one, "old-project-2019"), &json(two, "team-0001")) {
        let output = planned(&place, &sync, &list, "email,what,verdict");
        has(&output, "JSON");
        has(&output, &format!("{one},group old-project-2019"));
        has(&output, &format!("{two},group team-0001"));
    }
    let list = format!("Team;Email\nold-project-2019;{one}\n");
    let utf16: Vec<u8> = list.encode_utf16().flat_map(u16::to_le_bytes).collect();
    place
        .env
        .file("wide.csv", [&[0xff, 0xfe][..], &utf16].concat());
    let output = place.run(&[&sync[..], &["--csv", "wide.csv", "--dry-run"]].concat());
    has(&output, "wide.csv: table, UTF-16, semicolon");
    let twice = format!("Email,Team,Team\n{one},old-project-2019,team-0001\n");
    let output = planned(&place, &sync, &twice, "email");
    assert_eq!(output.code, 2, "{output}");
    has(&output, "the columns \"Team\" and \"Team\" mean the same");
    for list in [format!("[\"{one}\"]"), format!("{one}\n{two}\n")] {
        let output = planned(&place, &sync, &list, "email");
        assert_eq!(output.code, 2, "{output}");
        has(&output, "has no column \"Team\"");
        has_not(&output, one);
    }
}

#[test]
fn of_two_columns_of_people_both_are_named() {
    let (place, people) = place();
    let (one, two) = (&people[0].email, &people[1].email);
    for headings in ["Manager,User", "Approver,Employee", "From,To"] {
        let list = format!("{headings}\n{one},{two}\n{one},{two}\n");
        let output = planned(&place, &["user", "suspend"], &list, "email");
        assert_eq!(output.code, 2, "{output}");
        has(&output, "email=N, where N is 1 or 2");
    }
}
