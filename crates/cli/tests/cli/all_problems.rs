//! All that is wrong with a list is said at once: names of groups, roles and apps, too, also in rows whose person cannot
//! be used.

use crate::common::Place;

/// What a command with a list says, which it refuses.
fn refused(place: &Place, list: &str, command: &[&str]) -> String {
    place.env.file("list.csv", list);
    let command = [command, &["--csv", "list.csv", "--dry-run"]].concat();
    let output = place.run(&command);
    assert_eq!(output.code, 2, "{output}");
    output.stderr
}

fn assert_said(said: &str, lines: &[&str]) {
    for line in lines {
        assert_eq!(said.matches(line).count(), 1, "{line}: {said}");
    }
}

#[test]
fn names_of_a_list_of_changes() {
    let place = Place::synced();
    let list = "email,action,group,role,app\n\
                not an address,add-to-group,jira-user,,\n\
                ann@,grant,,owner,jira\n\
                bob@,remove-access,,,jiro-x\n\
                eve@new.example,invite,no such group,,\n\
                bad@,invite,none such,,\n\
                bad@,add-to-group,#N/A,,\n\
                bad@,move-on,jira-user,,\n";
    let said = refused(&place, list, &["change"]);
    assert_said(
        &said,
        &[
            "line 2: \"jira-user\" cannot be used: no group",
            "line 3: \"owner\" cannot be used",
            "line 4: \"jiro-x\" cannot be used",
            "line 5: \"no such group\" cannot be used: no group",
            "line 6: \"none such\" cannot be used: no group",
            "line 7: \"#N/A\" is an error of a spreadsheet",
            "line 3: \"ann@\"",
        ],
    );
    // What no action reads is no problem.
    assert!(!said.contains("line 8: \"jira-user\""), "{said}");
}

#[test]
fn names_of_a_list_of_invitations() {
    let place = Place::synced();
    let list = "email,groups,apps\n\
                not an address,no such group,\n\
                bob@new.example,none such,\n\
                ann@,NULL,jira-softwear\n\
                eve@,,jira-softwear\n";
    let said = refused(&place, list, &["user", "invite"]);
    assert_said(
        &said,
        &[
            "line 2: \"no such group\" cannot be used: no group",
            "line 3: \"none such\" cannot be used: no group",
            "line 4: \"NULL\" stands for no value",
            "line 5: \"jira-softwear\" cannot be used: unknown app",
        ],
    );
}

#[test]
fn groups_of_a_column() {
    let place = Place::synced();
    let list = "email,team\nann@,team-0001\nbad@,jira-user\nbob@new.example,no such\n";
    let sync = ["group", "sync", "--group-column", "team", "--add-only"];
    let said = refused(&place, list, &sync);
    assert_said(
        &said,
        &[
            "line 2: \"ann@\"",
            "line 3: \"bad@\"",
            "line 3: no group \"jira-user\"",
            "line 4: no group \"no such\"",
            "2 rows of list.csv cannot be used",
            "2 groups cannot be used",
        ],
    );
}

/// Errors of a spreadsheet and words for nothing name no policy.
#[test]
fn names_of_an_export() {
    let place = Place::synced();
    let export = place.control().managed_accounts_csv();
    let rows: Vec<&str> = export.lines().collect();
    let cell = |row: &str, with: &str| {
        let (rest, _) = row.rsplit_once("Contractors").unwrap_or((row, ""));
        format!("{rest}{with}")
    };
    let of_one = rows.iter().find(|row| row.contains("Contractors")).unwrap();
    let list = format!(
        "{}\n{}\n{}\n",
        rows[0],
        cell(of_one, "#N/A"),
        cell(of_one, "NULL")
    );
    place.env.file("export.csv", list);
    let output = place.run(&["policy", "import-names", "export.csv"]);
    assert_eq!(output.code, 2, "{output}");
    assert_said(
        &output.stderr,
        &[
            "line 2: \"#N/A\" is an error of a spreadsheet",
            "line 3: \"NULL\" stands for no value",
            "2 rows of export.csv cannot be used",
        ],
    );
    // What tables print for none is none.
    let list = format!("{}\n{}\n", rows[0], cell(of_one, "-"));
    place.env.file("export.csv", list);
    let output = place.run(&["policy", "import-names", "export.csv"]);
    assert!(output.stderr.contains("no policy names found"), "{output}");
}
