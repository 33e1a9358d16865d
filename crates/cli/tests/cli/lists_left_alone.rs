//! Lists that say of some people, or of all, that they are left alone: in any column, above and below, or in another row.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Output;
use crate::moving::{Place, TO};

fn place() -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let people = people.into_iter().filter(|one| !one.synced).collect();
    (place, people)
}

/// Moves the people of a list, in which `A`, `B` and `C` stand for addresses, and `ID` for the account of `B`.
fn moved(place: &Place, people: &[SimAccount], list: &str, more: &[&str]) -> Output {
    let [a, b, c] = [0, 1, 2].map(|at| people[at].email.clone());
    let list = list.replace("A@", &a).replace("B@", &b).replace("C@", &c);
    place
        .env
        .file("list.csv", list.replace("ID", &people[1].account_id));
    let command = [
        "policy",
        "move",
        "--csv",
        "list.csv",
        "--to",
        TO,
        "--dry-run",
    ];
    place.run(&[&command[..], more].concat())
}

#[test]
fn words_in_any_column_say_who_is_left_alone() {
    let (place, people) = place();
    for list in [
        "Email,What to do\nA@,move\nB@,keep\n",
        "E-mailadres;Actie\nA@;verplaatsen\nB@;behouden\n",
        "メールアドレス,対応\nA@,移動\nB@,残す\n",
        "Email,Next step\nA@,move to Contractors\nB@,leave as is\n",
        "Email,Review\nA@,revoke\nB@,approve\n",
        "Correo,¿Mover?\nA@,sí\nB@,no\n",
        "Email,Comment\nA@,\nB@,do not touch\n",
        "Email,Info\nA@,EXCEPTION\nB@,\n",
        "Email,Team,\nA@,Blue,\nB@,Red,bitte nicht!\n",
        "Email,Decision\nA@,keep\nB@,keep\n",
        "Email,Keep\nA@,yes\nB@,yes\n",
        "Email,Move\nA@,no\nB@,no\n",
        "A@,keep\nB@,keep\n",
        "keep\tA@\nkeep\tB@\n",
        "Email,Visible\nA@,1\nB@,0\n",
        "Email,Zustimmung\nA@,ja\nB@,nein\n",
        "Email,Needs access\nA@,yes\nB@,no\n",
        "Email,Agreed?\nA@,yes\nB@,no\n",
        "Email,Category\nA@,Leavers\nB@,Stayers\n",
        "Email,Section\nA@,move\nB@,exempt\n",
        "Email,X\nA@,x\nB@,\n",
        "Email,Exceptions\nA@,A@\nB@,\n",
        "Email,Ausnahmen\nA@,B@\n",
    ] {
        let refused = moved(&place, &people, list, &[]);
        assert_eq!(refused.code, 2, "{list}{refused}");
        let said = "it is unclear which of them to change";
        assert!(refused.stderr.contains(said), "{list}{refused}");
    }
    for list in [
        "Email,Status\nA@,active\nB@,suspended\n",
        "Email,Department,2FA?\nA@,Sales,1\nB@,IT,0\n",
        "Email,What to do\nA@,move\nB@,Move\n",
        "Email,Org role,Last seen\nA@,None,Never accessed\nB@,User,2026-01-01\n",
    ] {
        let planned = moved(&place, &people, list, &[]);
        assert_eq!(planned.code, 0, "{list}{planned}");
    }
    let list = "Email,Decision\nA@,keep\nB@,keep\n";
    let refused = moved(&place, &people, list, &[]);
    insta::assert_snapshot!(refused.stderr, @r#"
    list.csv: table, UTF-8, comma, column "Email": 2 rows, 2 people
    Error: column "Decision" of list.csv seems to say that nobody is meant (line 2: "keep"); it is unclear which of them to change
    Hint: keep only the people to change in the list, without this column
    Hint: to read an action from each row: atlctl change --csv FILE
    Hint: if it tells something else: atlctl policy move --csv list.csv --to Contractors --dry-run --column email=Email
    "#);
    let planned = moved(&place, &people, list, &["--column", "email=Email"]);
    assert_eq!(planned.code, 0, "{planned}");
    let said = "Column \"Decision\" is not read; it seems to say that nobody is meant";
    assert!(planned.stderr.contains(said), "{planned}");
}

/// What a list of code, of mail or of notes sets apart is not meant as the others are.
#[test]
fn lines_that_are_set_apart_are_unlike_the_others() {
    let (place, people) = place();
    for list in [
        "A@\n(B@)\n",
        "A@\n[B@]\n",
        "A@\n; B@\n",
        "A@\n> B@\n",
        "Email\nA@\n; B@\n",
        "Email,Team\nA@,x\n[B@],y\n",
    ] {
        let refused = moved(&place, &people, list, &[]);
        assert_eq!(refused.code, 2, "{list}{refused}");
        let said = "people are marked differently";
        assert!(refused.stderr.contains(said), "{list}{refused}");
    }
    let object = "[{\"email\":\"A@\",\"email\":\"B@\"}]";
    let refused = moved(&place, &people, object, &[]);
    assert_eq!(refused.code, 2, "{refused}");
    let said = "an object has \"email\" twice, with different values";
    assert!(refused.stderr.contains(said), "{refused}");
    for list in ["(A@)\n(B@)\n", "> A@\n> B@\n", "[A@, B@]\n"] {
        let planned = moved(&place, &people, list, &[]);
        assert_eq!(planned.code, 0, "{list}{planned}");
    }
}

/// A title such as "Do not move" says what the file of `--except` is for.
#[test]
fn exceptions_may_stand_below_a_title_that_says_so() {
    let (place, people) = place();
    let [a, b] = [&people[0].email, &people[1].email];
    for title in [
        "Do not move",
        "Do not move these people:",
        "KEEP\nEmail",
        "Ausnahmen:\nEmail",
    ] {
        place.env.file("except.csv", format!("{title}\n{b}\n"));
        let planned = place.run(&[
            "policy",
            "move",
            a,
            b,
            "--to",
            TO,
            "--except",
            "except.csv",
            "--dry-run",
            "-o",
            "csv",
        ]);
        assert_eq!(planned.code, 0, "{title}{planned}");
        assert!(planned.stdout.contains(a.as_str()), "{title}{planned}");
        assert!(!planned.stdout.contains(b.as_str()), "{title}{planned}");
    }
}

#[test]
fn titles_and_authors_of_a_table_are_seen() {
    let (place, people) = place();
    for title in ["Do not move these people", "KEEP", "Ausnahmen:"] {
        let list = format!("{title}\nEmail\nA@\nB@\n");
        let refused = moved(&place, &people, &list, &[]);
        assert_eq!(refused.code, 2, "{list}{refused}");
        let said = "below a title with an exception";
        assert!(refused.stderr.contains(said), "{list}{refused}");
    }
    let planned = moved(&place, &people, "Users without MFA:\nEmail\nA@\n", &[]);
    assert_eq!(planned.code, 0, "{planned}");
    for label in ["Prepared by", "Approved by:", "Erstellt von Bob"] {
        let list = format!("Team,Email\nIT,A@\n{label},B@\n");
        let refused = moved(&place, &people, &list, &[]);
        assert_eq!(refused.code, 2, "{list}{refused}");
        let said = "looks like the author or owner of the list";
        assert!(refused.stderr.contains(said), "{list}{refused}");
        let left = moved(&place, &people, &list, &["--skip-problems", "-o", "csv"]);
        assert!(left.stdout.contains(&people[0].email), "{left}");
        assert!(!left.stdout.contains(&people[1].email), "{left}");
    }
}

#[test]
fn an_address_and_an_id_of_two_people_on_one_line_move_nobody() {
    let (place, people) = place();
    for list in ["A@,ID\n", "A@ ID\n", "ID;A@\n"] {
        let planned = moved(&place, &people, list, &["-o", "csv"]);
        assert_ne!(planned.code, 0, "{list}{planned}");
        let said = planned.to_string();
        assert!(said.contains("belong to different people"), "{list}{said}");
    }
    let planned = moved(&place, &people, "B@,ID\n", &[]);
    assert_eq!(planned.code, 0, "{planned}");
}

#[test]
fn a_row_for_another_policy_is_a_problem() {
    let (place, people) = place();
    for heading in ["To", "New policy", "Zielrichtlinie"] {
        let list = format!("Email,{heading}\nA@,{TO}\nB@,Default policy\nC@,\n");
        let refused = moved(&place, &people, &list, &[]);
        assert_eq!(refused.code, 2, "{list}{refused}");
        let said = "line 3: \"Default policy\" is not the policy of --to";
        assert!(refused.stderr.contains(said), "{list}{refused}");
    }
    let id = place.policy(TO);
    let list = format!("Email,To,Policy\nA@,{id},x\nB@,{},y\n", TO.to_uppercase());
    let planned = moved(&place, &people, &list, &[]);
    assert_eq!(planned.code, 0, "{planned}");
}

#[test]
fn another_column_that_says_whom_is_not_passed_over() {
    let (place, people) = place();
    for list in [
        "Timestamp,Email Address,Who should be moved?\n1/1/2026,B@,A@\n",
        "Username,Email of the person to move\nB@,A@\n",
        "Dept,Email,Manager\nBlue,C@,B@\nA@,B@\n",
    ] {
        let refused = moved(&place, &people, list, &[]);
        assert_eq!(refused.code, 2, "{list}{refused}");
    }
    let list = "Email Address,Who should be moved?,Manager\nB@,A@,C@\n";
    let column = ["--column", "email=2", "-o", "csv"];
    let planned = moved(&place, &people, list, &column);
    assert!(planned.stdout.contains(&people[0].email), "{planned}");
    assert!(!planned.stdout.contains(&people[1].email), "{planned}");
}

#[test]
fn exceptions_of_nobody_are_refused() {
    let (place, people) = place();
    place.env.file("empty.txt", "");
    place.env.file("headings.csv", "Email,Name\n");
    for except in ["", " ", "empty.txt", "headings.csv"] {
        let refused = moved(&place, &people, "Email\nA@\n", &["--except", except]);
        assert_eq!(refused.code, 2, "{except}{refused}");
        assert!(refused.stderr.contains("nobody"), "{except}{refused}");
    }
    let kept = format!("Email,Decision\n{},keep\n", people[1].email);
    place.env.file("kept.csv", kept);
    let planned = moved(&place, &people, "A@\nB@\n", &["--except", "kept.csv,"]);
    assert_eq!(planned.code, 0, "{planned}");
    assert!(planned.stderr.contains("1 person excluded"), "{planned}");
}

/// Changes by a list, with the same letters.
fn changed(place: &Place, people: &[SimAccount], list: &str) -> Output {
    let [a, b] = [0, 1].map(|at| people[at].email.clone());
    place
        .env
        .file("list.csv", list.replace("A@", &a).replace("B@", &b));
    place.run(&["change", "--csv", "list.csv", "--dry-run", "-o", "csv"])
}

#[test]
fn rows_of_one_person_that_contradict_each_other_change_nobody() {
    let (place, people) = place();
    for list in [
        "Email,Action\nA@,suspend\nA@,keep\n",
        "Email,Action\nA@,keep\nA@,suspend\n",
        "Email,Action\nA@,suspend\nB@,suspend\nA@,?\n",
        "Email,Action,Group\nA@,add-to-group,all-staff\nA@,keep,all-staff\n",
    ] {
        let refused = changed(&place, &people, list);
        assert_eq!(refused.code, 2, "{list}{refused}");
        let said = refused.stderr.matches("contradicts line").count();
        assert_eq!(said, 2, "{list}{refused}");
    }
    for list in [
        "Email,Action\nA@,suspend\nA@,\n",
        "Email,Action\nA@,suspend\nB@,keep\n",
        "Email,Action,Group\nA@,add-to-group,all-staff\nA@,keep,old-project-2019\n",
    ] {
        let planned = changed(&place, &people, list);
        assert_eq!(planned.code, 0, "{list}{planned}");
    }
}

#[test]
fn a_remark_beside_an_action_is_a_problem_of_its_row() {
    let (place, people) = place();
    for list in [
        "Email,Action,Remark\nA@,suspend,do not suspend\n",
        "Email,Action,Comment\nA@,suspend,please do not suspend\nB@,keep,\n",
        "Email,Action,State\nA@,suspend,canceled\nB@,suspend,open\n",
    ] {
        let refused = changed(&place, &people, list);
        assert_eq!(refused.code, 2, "{list}{refused}");
        let said = "seems to say that the row is not meant";
        assert!(refused.stderr.contains(said), "{list}{refused}");
    }
    for list in [
        "Email,Action,Remark\nA@,suspend,\nB@,keep,do not suspend\n",
        "Email,Action,Reason\nA@,suspend,contract canceled\n",
    ] {
        let planned = changed(&place, &people, list);
        assert_eq!(planned.code, 0, "{list}{planned}");
    }
}
