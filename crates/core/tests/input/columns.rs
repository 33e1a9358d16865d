//! Which columns are read, and what is told of the others.

use atlctl_core::input::{Columns, InputError, Layout, People, Reason, read};

use super::{accounts, emails, list, problems, refused, with_email};

const ID: &str = "5b86be50b8e3cb5895860d6d";

#[test]
fn only_the_form_of_an_account_id_makes_one() {
    for (heading, cells) in [
        ("Account", ["Acme Inc", "Acme Inc"]),
        ("User ID", ["n/a", "n/a"]),
        ("Account id", ["7.1202E+05", "7.1202E+05"]),
        ("Account ID", ["0015e00002ABCDEFGH", "0015e00002ABCDEFGI"]),
        ("userid", ["4711", "4712"]),
        // Objects of another provider.
        (
            "User ID",
            [
                "295406f3-a1fc-4733-b906-dd15d021bd79",
                "295406f3-a1fc-4733-b906-dd15d021bd80",
            ],
        ),
    ] {
        let text = format!(
            "{heading},Email\n{},ann@example.com\n{},bob@example.com\n",
            cells[0], cells[1]
        );
        for list in [list(&text), with_email(&text, "Email").unwrap()] {
            assert_eq!(emails(&list), ["ann@example.com", "bob@example.com"]);
            assert_eq!(accounts(&list), [""; 0], "{heading}");
            assert_eq!((list.problems.len(), list.folded.len()), (0, 0));
        }
    }
}

#[test]
fn what_is_asked_for_switches_the_other_guess_off() {
    let text = format!("Account ID,Email\n{ID},ann@example.com\n{ID},bob@example.com\n");
    assert_eq!(list(&text).problems.len(), 1);
    let by_email = with_email(&text, "email").unwrap();
    assert_eq!(emails(&by_email), ["ann@example.com", "bob@example.com"]);
    assert_eq!(accounts(&by_email), [""; 0]);
    let by_id = Columns {
        account: Some("Account ID".to_owned()),
        ..Columns::default()
    };
    let by_id = read(text.as_bytes(), &by_id).unwrap();
    assert_eq!((emails(&by_id).len(), accounts(&by_id)), (0, vec![ID]));
}

#[test]
fn a_column_of_ids_that_has_none_does_not_hide_the_addresses() {
    // Companies, and the addresses under a heading that is not known.
    let error = refused("Account,Contact\nAcme Inc,ann@example.com\n");
    assert!(matches!(
        error,
        InputError::NoColumn { ref like, .. } if *like == [(2, 1)]
    ));
    // Numbers, and the addresses under a heading that is taken where nothing better is there.
    let names = list("User ID,Username\n17,ann@example.com\n18,bob@example.com\n");
    assert_eq!(emails(&names), ["ann@example.com", "bob@example.com"]);
    let nobody = list("Account\nAcme Inc\n");
    assert_eq!(nobody.problems[0].reason, Reason::Address("has no @"));
    let nobody = list("Account,Team\nAcme Inc,Red\n");
    assert_eq!(nobody.problems[0].reason, Reason::NotAccount);
}

#[test]
fn of_several_headings_the_one_with_addresses_is_used() {
    let text = "Mail,E-Mail\nHauptstr. 1,ann@example.com\n,bob@example.com\n";
    assert_eq!(emails(&list(text)).len(), 2);
    let error = refused("Mail,E-Mail\nann@example.com,bob@example.com\n");
    assert_eq!(
        error.to_string(),
        "more than one column contains addresses or account IDs: 1 (Mail), 2 (E-Mail)"
    );
}

#[test]
fn headings_of_other_tongues_and_forms() {
    for heading in [
        "Courriel",
        "Correo electrónico",
        "E-Mail-Adresse",
        "メールアドレス",
        "Email Address [Required]",
        "E-mail *",
        "Email (required)",
        "EMAIL ID",
    ] {
        let list = list(&format!("Name;{heading};x\nAnn;ann@example.com;1\n"));
        assert_eq!(emails(&list), ["ann@example.com"], "{heading}");
        assert_eq!(list.column.as_deref(), Some(heading));
    }
    // An address of somebody else, or of another time.
    for heading in ["Email (manager)", "New Primary Email", "Kontakt"] {
        let error = refused(&format!("Name;{heading};x\nAnn;ann@example.com;1\n"));
        assert!(
            matches!(
                error,
                InputError::NoColumn { ref like, .. } if *like == [(2, 1)]
            ),
            "{heading}"
        );
    }
}

#[test]
fn addresses_in_unread_columns_are_reported() {
    let list = list(
        "Name,Email,Login,Manager\n\
         Ann,ann@example.com,Ann@example.com,boss@example.com\n\
         Bob,bob@example.com,bob@example.com,boss@example.com\n\
         Boss,boss2@example.com,,\n",
    );
    assert_eq!(emails(&list).len(), 3);
    assert_eq!(list.unread.len(), 1);
    assert_eq!(list.unread[0].heading.as_deref(), Some("Manager"));
    assert_eq!((list.unread[0].number, list.unread[0].rows), (4, 2));
}

#[test]
fn an_address_above_the_headings_is_a_problem_and_not_lost() {
    let list = list("Contact: boss@example.com\nas of today\nName,Email\nAnn,ann@example.com\n");
    assert_eq!(emails(&list), ["ann@example.com"]);
    assert_eq!(problems(&list), [(1, "Contact: boss@example.com")]);
    assert_eq!(
        (list.problems[0].reason.clone(), list.above.len()),
        (Reason::Above, 2)
    );
    assert_eq!(list.people[0].line(), Some(4));
}

#[test]
fn tables_drawn_with_lines() {
    for text in [
        "Name|Email\nAnn|ann@example.com\nBob|bob@example.com\n",
        "sep=|\nName|Email\nAnn|ann@example.com\nBob|bob@example.com\n",
        "| Name | Email |\n|:-----|------:|\n| Ann | ann@example.com |\n| Bob | `bob@example.com` |\n",
        "+------+-----+\n| Name | Email |\n+------+-----+\n| Ann | ann@example.com |\n| Bob | <bob@example.com> |\n+---+---+\n",
        " name | email \n------+-------\n Ann  | ann@example.com\n Bob  | [bob@example.com](mailto:bob@example.com)\n",
        "Users\n\n| Name | E-Mail |\n| --- | --- |\n| Ann | ann@example.com |\n| | bob@example.com |\n",
    ] {
        let list = list(text);
        assert_eq!(
            emails(&list),
            ["ann@example.com", "bob@example.com"],
            "{text}"
        );
        assert_eq!(list.problems, [], "{text}");
        assert!(matches!(list.layout, Layout::Cells(_)));
    }
    // The number that is told is the one that is taken.
    let error = refused("| Name | Kontakt |\n|---|---|\n| Ann | ann@example.com |\n");
    assert!(matches!(
        error,
        InputError::NoColumn { ref like, .. } if *like == [(2, 1)]
    ));
    let error = refused("sep=:\nName:Email\n").to_string();
    assert!(error.contains("delimiter"), "{error}");
}

#[test]
fn lines_are_numbered_as_editors_do() {
    let text = "Email,Name\rann@example.com,x\rbroken,y\ncat@example.com,\"two\r\nlines\"\r\nworse,z\n\r\u{1a}";
    let list = list(text);
    assert_eq!(problems(&list), [(3, "broken"), (6, "worse")]);
    let lines: Vec<_> = list.people.iter().map(|person| person.line()).collect();
    assert_eq!(lines, [Some(2), Some(4)]);
}

#[test]
fn lists_of_this_program_are_taken_as_they_stand() {
    // Ids of any form, and an address that would be two elsewhere.
    let list = list(
        "account_id,email,escaped\nx-1,ann@example.com,\nx-2,unknown,\nx-3,\"ann@example.com, boss@example.com\",\n",
    );
    assert_eq!(emails(&list), ["ann@example.com"]);
    assert_eq!(accounts(&list), ["x-1", "x-2"]);
    assert_eq!(problems(&list), [(4, "ann@example.com, boss@example.com")]);
}

#[test]
fn of_several_columns_of_people_none_is_preferred() {
    let rows = |headings: &str, cells: &str| format!("{headings}\n{cells}\n{cells}\n");
    let two = "boss@example.com,ann@example.com";
    for headings in ["Manager,User", "Approver,Employee", "From,To"] {
        let error = refused(&rows(headings, two));
        assert!(
            matches!(error, InputError::NoColumn { ref like, .. } if *like == [(1, 2), (2, 2)]),
            "{headings}: {error:?}"
        );
    }
    // One of them has a blank, and account IDs beside addresses name the same people.
    let error = refused("Boss,Who\na@example.com,b@example.com\nc@example.com,\n");
    assert!(matches!(error, InputError::NoColumn { ref like, .. } if *like == [(1, 2), (2, 1)]));
    let error = refused(&rows("Who,Their ID", &format!("ann@example.com,{ID}")));
    assert!(matches!(error, InputError::NoColumn { ref like, .. } if *like == [(1, 2)]));
    let error = refused(&rows("Boss,Who", &format!("{ID},{ID}")));
    assert!(matches!(error, InputError::NoColumn { ref like, .. } if *like == [(1, 2), (2, 2)]));
}

#[test]
fn every_account_id_of_a_row_is_compared() {
    let other = "712020:69b82ebc-9223-4300-81d5-24478219731a";
    // The ID that goes with the address, wherever it stands.
    for text in [
        format!("AAID,Email\n{ID},ann@example.com\n"),
        format!("Atlassian ID,Email\n{ID},ann@example.com\n"),
        format!("Email,ID\nann@example.com,{ID}\n"),
        format!("{{\"user\":{{\"email\":\"ann@example.com\",\"accountId\":\"{ID}\"}}}}"),
        format!("{{\"user\":{{\"emailAddress\":\"ann@example.com\",\"accountId\":\"{ID}\"}}}}"),
        format!("{{\"member\":{{\"email\":\"ann@example.com\",\"accountId\":\"{ID}\"}}}}"),
        format!("{{\"account\":{{\"email\":\"ann@example.com\",\"accountId\":\"{ID}\"}}}}"),
        format!("{{\"email\":\"ann@example.com\",\"user\":{{\"accountId\":\"{ID}\"}}}}"),
        format!("{{\"accountId\":\"{ID}\",\"user\":{{\"email\":\"ann@example.com\"}}}}"),
        format!("accountId,atlassianId,Email\n,{ID},ann@example.com\n"),
        format!("accountId,atlassianId,Email\n{ID},{ID},ann@example.com\n"),
    ] {
        let list = list(&text);
        assert_eq!(emails(&list), ["ann@example.com"], "{text}");
        assert_eq!(accounts(&list), [ID], "{text}");
        assert_eq!((list.problems.len(), list.unread.len()), (0, 0), "{text}");
    }
    // Beside an address that the user chose, in the same object.
    let text = format!("{{\"assignee\":{{\"email\":\"ann@example.com\",\"accountId\":\"{ID}\"}}}}");
    assert!(matches!(refused(&text), InputError::NoColumn { .. }));
    let chosen = with_email(&text, "assignee.email").unwrap();
    assert_eq!(accounts(&chosen), [ID]);
    // Different ones are no reading.
    for text in [
        format!("accountId,atlassianId\n{ID},{other}\n"),
        format!("Email,Account ID,AAID\nann@example.com,{ID},{other}\n"),
        format!("{{\"accountId\":\"{ID}\",\"user\":{{\"id\":\"{other}\"}}}}"),
    ] {
        let list = list(&text);
        assert_eq!(list.people, [], "{text}");
        assert_eq!(list.problems[0].reason, Reason::SeveralAccounts, "{text}");
    }
    let error = refused(&format!("Ann,ann@example.com,{ID},{other}\n"));
    assert!(matches!(error, InputError::SeveralColumns { ref columns } if columns.len() == 3));
    // IDs of a database of its own, and numbers.
    for text in [
        format!("_id,Email\n{ID},ann@example.com\n"),
        "ID,Email\n17,ann@example.com\n".to_owned(),
    ] {
        assert_eq!(accounts(&list(&text)), [""; 0], "{text}");
    }
}

#[test]
fn account_ids_that_are_not_read_are_counted_as_addresses_are() {
    let unread = |list: &People| -> Vec<(String, u64, bool, bool)> {
        let each = list.unread.iter();
        each.map(|one| {
            let heading = one.heading.clone().unwrap_or_default();
            (heading, one.rows, one.has_addresses(), one.has_accounts())
        })
        .collect()
    };
    let other = "712020:69b82ebc-9223-4300-81d5-24478219731a";
    let text = format!(
        "Account ID,Requester,Note\n{ID},{other},\"SMTP:boss@example.com, {other}\"\n{other},{ID},x\n"
    );
    assert_eq!(unread(&list(&text)), [("Note".to_owned(), 1, true, false)]);
    let text = format!("Account ID,Requester,Note\n{ID},{other},\"boss@example.com; {other}\"\n");
    assert_eq!(
        unread(&list(&text)),
        [
            ("Requester".to_owned(), 1, false, true),
            ("Note".to_owned(), 1, true, true)
        ]
    );
    // Also where the user chose another column.
    let text = format!("Account ID,Email\n{ID},ann@example.com\n");
    let chosen = with_email(&text, "Email").unwrap();
    assert_eq!(unread(&chosen), [("Account ID".to_owned(), 1, false, true)]);
}

#[test]
fn columns_of_results_that_tell_of_changes_name_nobody() {
    let text = "line,email,account,before,after,outcome,reason,by,change_reason\n\
                2,ann@example.com,x,ann@example.com,bob@example.com,done,,ops@example.com,from cat@example.com\n";
    let list = list(text);
    assert_eq!(
        (emails(&list), list.unread.len()),
        (vec!["ann@example.com"], 0)
    );
}

/// In whatever form it is written, the account ID of a row is compared with its address.
#[test]
fn account_ids_are_read_in_every_form() {
    let other = "712020:f3daf608-9c19-42c5-8826-317b82197222";
    for cell in [
        format!("<{ID}>"),
        format!("{ID} (old)"),
        format!("Ann: {ID}"),
        format!("https://home.atlassian.com/people/{ID}"),
        format!("https://people.example/{ID}"),
        format!("[~accountid:{ID}]"),
        format!("ari:cloud:identity::user/{ID}"),
    ] {
        for text in [
            format!("Email,Account ID\nann@example.com,{cell}\nbob@example.com,\n"),
            format!("Email,Account ID\nann@example.com,{cell}\nbob@example.com,{other}\n"),
            format!(
                r#"[{{"email":"ann@example.com","profile":{{"accountId":"{cell}"}}}},{{"email":"bob@example.com"}}]"#
            ),
        ] {
            let list = list(&text);
            assert_eq!(emails(&list), ["ann@example.com", "bob@example.com"]);
            assert_eq!(accounts(&list)[0], ID, "{text}");
            assert!(list.unread.is_empty() && list.problems.is_empty(), "{text}");
        }
        let text = format!("Email,Account ID\nann@example.com,{cell} {other}\n");
        let list = list(&text);
        assert_eq!(list.problems[0].reason, Reason::SeveralAccounts, "{text}");
    }
    // Without an address, the IDs of a cell are people, and other text beside them is a slip.
    let text = format!(
        "Email,Account ID,Name\n,\"{ID}; {other}\",x\n,see {ID},y\nann@example.com,n/a,z\n"
    );
    let read = list(&text);
    assert_eq!(accounts(&read), [ID, other]);
    assert_eq!(problems(&read), [(3, format!("see {ID}").as_str())]);
    assert_eq!(read.problems[0].reason, Reason::NotAccount);
    let text = format!(r#"[{{"accountId":"{ID}","profile":{{"email":"ann@example.com"}}}}]"#);
    assert_eq!(emails(&list(&text)), ["ann@example.com"]);
    // IDs of other things than people, in a list that has those of the people.
    let text = format!("id,email,account_id\n{ID},ann@example.com,{other}\n");
    let list = list(&text);
    assert_eq!(accounts(&list), [other]);
    assert!(list.unread.is_empty());
}
