//! People who stand in a list where nobody is expected: they are changed or reported, and never lost.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Output;
use crate::moving::Place;

fn place() -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let people = people.into_iter().filter(|one| !one.synced).collect();
    (place, people)
}

fn planned(place: &Place, command: &[&str], list: &str) -> Output {
    place.env.file("list.csv", list);
    let columns = "email,verdict,after";
    let more = ["--csv", "list.csv", "--dry-run", "-o", "csv", "--columns"];
    place.run(&[command, &more, &[columns]].concat())
}

#[test]
fn somebody_in_the_cell_of_the_action_is_a_problem() {
    let (place, people) = place();
    let (one, two) = (&people[0].email, &people[1].email);
    let id = &people[0].account_id;
    for list in [
        format!("Action,Email\nsuspend;{one},\nsuspend,{two}\n"),
        format!("Action,Email\n\"suspend,{one}\",\nsuspend,{two}\n"),
        format!("Action,Email\n{one},\nsuspend,{two}\n"),
        format!("Action,Email\nsuspend {id},\nsuspend,{two}\n"),
        format!("Email,Action,Group\n,,{one}\n{two},suspend,\n"),
        format!("Email,Action,New email\n,,{one}\n{two},suspend,\n"),
        format!("Email,Action,Role\n,discuss,{one}\n{two},suspend,\n"),
        format!("Email,Action\nsuspend,{one}\n{two},suspend\n"),
        // Beside a person, too.
        format!("Email,Action\n{two},suspend;{one}\n{two},suspend\n"),
    ] {
        let output = planned(&place, &["change"], &list);
        assert_eq!(output.code, 2, "{list}\n{output}");
        assert!(output.stderr.contains("line 2: "), "{list}\n{output}");
    }
    // What a reason says is free, and a row that is kept may say what it likes.
    for list in [
        format!("Email,Action,Reason\n,,asked by {one}\n{two},suspend,\n"),
        format!("Email,Action,New email\n,keep,{one}\n{two},suspend,\n"),
        format!("Email,Action,Reason\n{one},discuss,with {two}\n{two},suspend,\n"),
    ] {
        let output = planned(&place, &["change"], &list);
        assert_eq!(output.code, 0, "{list}\n{output}");
        assert!(
            output.stderr.contains("1 row of the list left alone"),
            "{output}"
        );
    }
}

#[test]
fn other_headings_within_a_list_stop_it() {
    let (place, people) = place();
    let (one, two, boss) = (&people[0].email, &people[1].email, &people[2].email);
    for (command, list) in [
        (
            &["user", "suspend", "--skip-problems"][..],
            format!("Email,Manager\n{one},{boss}\nManager,Email\n{boss},{two}\n"),
        ),
        (
            &["change", "--skip-problems"],
            format!(
                "Email,Action,Group\n{one},suspend,\nAction,Email,Group\nsuspend,{two},\nremove,{boss},\n"
            ),
        ),
        (
            &["user", "set-email", "--skip-problems"],
            format!(
                "New email,Email\nn0@acme.example,{one}\nEmail,New email\n{two},n1@acme.example\n"
            ),
        ),
        (
            &[
                "group",
                "sync",
                "--group-column",
                "Group",
                "--skip-problems",
            ],
            format!("Group,Email\nteam-0001,{one}\nEmail,Group\n{two},team-0002\n"),
        ),
    ] {
        let output = planned(&place, command, &list);
        assert_eq!(output.code, 2, "{list}\n{output}");
        assert!(output.stdout.is_empty(), "{output}");
        for said in [
            "line 3 has headings again",
            "save each table as a list of its own",
        ] {
            assert!(output.stderr.contains(said), "{list}\n{output}");
        }
    }
    // The same ones again are a problem of their line.
    let list = format!("Email,Manager\n{one},{boss}\nEmail,Manager\n{two},{boss}\n");
    let output = planned(&place, &["user", "suspend", "--skip-problems"], &list);
    assert_eq!(output.code, 0, "{output}");
    assert!(output.stderr.contains("line 3: "), "{output}");
}

#[test]
fn other_tables_with_headings_again_have_the_hint() {
    let place = Place::new(SimConfig::default());
    let text = "Email,Policy name\na@acme.example,x\nPolicy name,Email\ny,b@acme.example\n";
    place.env.file("list.csv", text);
    let output = place.run(&["policy", "import-names", "list.csv"]);
    assert_eq!(output.code, 2, "{output}");
    for said in [
        "line 3 has headings again",
        "Hint: save each table as a list of its own",
    ] {
        assert!(output.stderr.contains(said), "{output}");
    }
}

#[test]
fn one_new_address_is_of_one_person() {
    let (place, people) = place();
    let one = &people[0].email;
    for list in [
        format!("Email,target_email\n\"{one};nobody@acme.example\",new@acme.example\n"),
        format!(
            "Email,target_email\n\"{one};{}\",new@acme.example\n",
            people[1].email
        ),
    ] {
        for command in [&["user", "set-email"][..], &["change"]] {
            let list = match command {
                ["change"] => list
                    .replace("target_email", "target_email,action")
                    .replace("new@acme.example\n", "new@acme.example,set-email\n"),
                _ => list.clone(),
            };
            let output = planned(&place, command, &list);
            assert_eq!(output.code, 2, "{list}\n{output}");
            let said = "is one new address for several people";
            assert!(output.stderr.contains(said), "{list}\n{output}");
        }
    }
    let same = format!("Email,target_email\n\"{one};{one}\",new@acme.example\n");
    let output = planned(&place, &["user", "set-email"], &same);
    assert_eq!(output.code, 0, "{output}");
}

#[test]
fn a_group_is_not_made_equal_to_half_a_list() {
    let (place, people) = place();
    let list = format!(
        "Email,Second Contact\n{},{}\n",
        people[0].email, people[1].email
    );
    let sync = ["group", "sync", "old-project-2019"];
    let output = planned(&place, &sync, &list);
    assert_eq!(output.code, 2, "{output}");
    assert!(
        output.stderr.contains("\"Second Contact\" is not read"),
        "{output}"
    );
    let add = [&sync[..], &["--add-only"]].concat();
    let output = planned(&place, &add, &list);
    assert_eq!(output.code, 0, "{output}");
    let all = [
        &sync[..],
        &["--column", "email=all", "--max-group-changes", "2"],
    ]
    .concat();
    let output = planned(&place, &all, &list);
    assert_eq!(output.code, 0, "{output}");
    assert!(output.stdout.contains(&people[1].email), "{output}");
    let list = list.replace("Email,", "Team,Email,").replace(
        &people[0].email,
        &format!("old-project-2019,{}", people[0].email),
    );
    let output = planned(&place, &["group", "sync", "--group-column", "Team"], &list);
    assert_eq!(output.code, 2, "{output}");
    assert!(
        output.stderr.contains("\"Second Contact\" is not read"),
        "{output}"
    );
}

#[test]
fn an_account_id_of_somebody_else_is_a_contradiction_in_any_column() {
    let (place, people) = place();
    let (one, two) = (&people[0].email, &people[1].account_id);
    for list in [
        format!("{{\"user\":{{\"email\":\"{one}\",\"accountId\":\"{two}\"}}}}"),
        format!("{{\"member\":{{\"email\":\"{one}\",\"accountId\":\"{two}\"}}}}"),
        format!("AAID,Email\n{two},{one}\n"),
        format!("ID,Email\n{two},{one}\n"),
        format!("Email,Atlassian ID\n{one},{two}\n"),
    ] {
        let output = planned(&place, &["user", "suspend"], &list);
        assert_eq!(output.code, 2, "{list}\n{output}");
        let said = "belong to different people";
        assert!(output.to_string().contains(said), "{list}\n{output}");
    }
    let list = format!("accountId,atlassianId\n{},{two}\n", people[0].account_id);
    let output = planned(&place, &["user", "suspend"], &list);
    assert_eq!(output.code, 2, "{output}");
    assert!(
        output.stderr.contains("has two different account IDs"),
        "{output}"
    );
}

/// The row counts once, however many changes it has.
#[test]
fn contradictions_are_counted_among_the_rows_of_the_list() {
    let (place, people) = place();
    let list = format!(
        "Email,Account ID\n{},{}\n{},\n",
        people[0].email, people[1].account_id, people[2].email
    );
    let output = planned(&place, &["user", "offboard"], &list);
    assert_eq!(output.code, 3, "{output}");
    assert!(output.stderr.contains("in 1 of 2 rows"), "{output}");
    let sync = ["group", "sync", "old-project-2019"];
    let output = planned(&place, &sync, &list);
    assert!(
        output
            .stderr
            .contains("1 person whose address and account ID do not belong together"),
        "{output}"
    );
}

/// Lists that name people in other ways than can be read say what helps.
#[test]
fn hints_fit_the_list() {
    let (place, people) = place();
    let one = &people[0].email;
    let printed = format!("Email                     Name\n{one}  Ann Lee\n");
    let output = planned(&place, &["user", "suspend"], &printed);
    assert_eq!(output.code, 2, "{output}");
    assert!(!output.stderr.contains("email=1"), "{output}");
    let other = format!("Email,Action\n{one};suspend\n");
    let output = planned(&place, &["change"], &other);
    assert!(output.stderr.contains("another delimiter"), "{output}");
    let html = format!("<table><tr><th>Email</th></tr><tr><td>{one}</td></tr></table>");
    let output = planned(&place, &["user", "suspend"], &html);
    assert!(output.stderr.contains("UTF-8, HTML, column"), "{output}");
}

#[test]
fn a_page_of_which_it_is_not_known_who_is_meant_changes_nobody() {
    let (place, people) = place();
    let (one, two) = (&people[0].email, &people[1].email);
    let table = |address: &str| {
        format!("<table><tr><th>Email</th></tr><tr><td>{address}</td></tr></table>")
    };
    for (list, hint) in [
        (
            format!(
                "<h2>Move</h2>{}<h2>Do not move</h2>{}",
                table(one),
                table(two)
            ),
            "save the people under each title as a list of their own",
        ),
        (
            format!("- [x] {one}\n- [ ] {two}\n"),
            "keep only the people to change in the list, without marks",
        ),
        (
            format!("<link rel=stylesheet href=a.css>{}", table(one)),
            "save the list as CSV",
        ),
        (
            format!(
                "MIME-Version: 1.0\nContent-Type: multipart/related\n\n{}",
                table(one)
            ),
            "open it in the program that wrote it, and save its table as CSV",
        ),
    ] {
        let output = planned(&place, &["user", "suspend", "--skip-problems"], &list);
        assert_eq!(output.code, 2, "{list}\n{output}");
        assert!(output.stderr.contains(hint), "{list}\n{output}");
    }
}
