//! The names of policies: from an export of the portal, or given by hand.

use crate::common::Place;

#[test]
fn policies_get_their_names() {
    let place = Place::synced();
    insta::assert_snapshot!(place.run(&["policy", "list"]), @"
    Name  Members  ID
    ?          82  72fb2bcb-5757-4a46-8f1a-db356dc36a92
    ?          58  02a5617a-54d8-4cc2-8ea2-b42c1f926894
    ?          17  1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1
    ?          13  6a906979-5bab-4740-88e0-4db1bb7112c7
    ?           5  8624d290-b66d-464d-8cb3-fb7c3bb74e7e
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Hint: 5 of 5 policies have no name yet; import names: atlctl policy import-names FILE
    Hint: name one: atlctl policy name ID NAME
    [exit status: 0]
    ");
    let export = place
        .env
        .file("export.csv", place.control().managed_accounts_csv());
    insta::assert_snapshot!(place.run(&["policy", "import-names", export.to_str().unwrap()]), @"
    Policy                                Name                            Result
    02a5617a-54d8-4cc2-8ea2-b42c1f926894  Password only                   named
    1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1  Default policy                  named
    6a906979-5bab-4740-88e0-4db1bb7112c7  Contractors                     named
    72fb2bcb-5757-4a46-8f1a-db356dc36a92  SSO with two-step verification  named
    8624d290-b66d-464d-8cb3-fb7c3bb74e7e  Service accounts                named
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    // As a spreadsheet saves it where the comma is the decimal sign.
    let policies = place.control().managed_accounts_csv();
    let mut saved: Vec<u8> = b"sep=;\r\n".to_vec();
    for line in policies.lines() {
        let line = line
            .replace(',', ";")
            .replace("Contractors", "F\u{fc}r Externe");
        saved.extend(
            line.chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')),
        );
        saved.extend(b"\r\n");
    }
    let saved = place.env.file("saved.csv", saved);
    let output = place.run(&[
        "policy",
        "import-names",
        saved.to_str().unwrap(),
        "-o",
        "csv",
    ]);
    assert!(output.stdout.contains(",Für Externe,named"), "{output}");
    place
        .run(&["policy", "import-names", export.to_str().unwrap()])
        .expect(0);
    let id = place.control().policies()[0].id.clone();
    insta::assert_snapshot!(place.run(&["policy", "name", &id, "Everyone else"]), @"
    ------- stderr -------
    The policy 1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1 is now named Everyone else.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["policy", "list"]), @"
    Name                            Members  ID
    SSO with two-step verification       82  72fb2bcb-5757-4a46-8f1a-db356dc36a92
    Password only                        58  02a5617a-54d8-4cc2-8ea2-b42c1f926894
    Everyone else                        17  1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1
    Contractors                          13  6a906979-5bab-4740-88e0-4db1bb7112c7
    Service accounts                      5  8624d290-b66d-464d-8cb3-fb7c3bb74e7e
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["policy", "show", "everyone else"]), @"
    Name            Everyone else
    Members         17
    ID              1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1
    Type            Default
    Source of name  hand
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["policy", "members", "Service accounts", "--columns", "email,policy"]), @"
    Email                                Policy
    birgit.bergstroem@acme-labs.example  Service accounts
    dana.cruz@acme.example               Service accounts
    farah.hansen@acme.example            Service accounts
    pablo.petrov@acme.example            Service accounts
    vera.zhang@acme.example              Service accounts
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    let wrong = place.env.file("wrong.csv", "Name;Mail\nx;y\n");
    insta::assert_snapshot!(place.run(&["policy", "import-names", wrong.to_str().unwrap()]), @"
    ------- stderr -------
    Error: [HOME]/wrong.csv is not the managed-accounts export: it needs the columns Email and Policy name, and has Name, Mail
    Hint: in the admin portal: Directory, Managed accounts, Export accounts
    [exit status: 2]
    ");
}

/// It was kept beside the policy, and `policy move --to` went to what it named.
#[test]
fn a_name_is_not_taken_for_the_id_of_a_policy() {
    let place = Place::named();
    insta::assert_snapshot!(place.run(&["policy", "name", "contractors", "Externals"]), @"
    ------- stderr -------
    Error: contractors is a policy name, not a policy ID
    Hint: its ID is 6a906979-5bab-4740-88e0-4db1bb7112c7
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["policy", "name", "Contractor", "Externals"]), @"
    ------- stderr -------
    Error: Contractor is not a policy ID
    Hint: a policy ID is five groups of letters and digits; find it with atlctl policy list, or in the URL of the policy's page in the admin portal
    [exit status: 2]
    ");
    let policies = place.control().policies();
    let contractors = policies.iter().find(|policy| policy.name == "Contractors");
    let id = contractors.unwrap().id.clone();
    insta::assert_snapshot!(place.run(&["policy", "name", &id, "password ONLY"]), @"
    ------- stderr -------
    Warning: the policy 02a5617a-54d8-4cc2-8ea2-b42c1f926894 has the same name; name these two policies by ID
    The policy 6a906979-5bab-4740-88e0-4db1bb7112c7 is now named password ONLY.
    [exit status: 0]
    ");
}

/// Writes rows in a form of lists.
type Form = dyn Fn(&[Vec<String>]) -> String;

/// The same export, as it comes through other programs.
#[test]
fn the_export_is_read_in_every_form_of_lists() {
    let csv = |place: &Place| place.control().managed_accounts_csv();
    let rows = |place: &Place| -> Vec<Vec<String>> {
        let text = csv(place);
        // Without quotation marks around a name with a comma.
        let lines = text.lines().filter(|line| !line.contains('"'));
        let lines = lines.map(|line| line.split(',').map(str::to_owned));
        lines.map(Iterator::collect).collect()
    };
    let table = |rows: &[Vec<String>]| {
        let rows = rows.iter();
        let rows = rows.map(|row| format!("<tr><td>{}</td></tr>", row.join("</td><td>")));
        format!("<table>{}</table>", rows.collect::<String>())
    };
    let json = |rows: &[Vec<String>]| {
        let objects = rows[1..].iter().map(|row| {
            let pairs = rows[0].iter().zip(row);
            let pairs: Vec<String> = pairs
                .map(|(key, cell)| format!("\"{key}\":\"{cell}\""))
                .collect();
            format!("{{{}}}", pairs.join(","))
        });
        format!("[{}]", objects.collect::<Vec<_>>().join(","))
    };
    let drawn = |rows: &[Vec<String>]| {
        let rows = rows.iter().map(|row| format!("| {} |\n", row.join(" | ")));
        rows.collect::<String>()
    };
    let forms: [&Form; 3] = [&table, &json, &drawn];
    for form in forms {
        let place = Place::synced();
        place.env.file("export", form(&rows(&place)));
        let names = place.run(&["policy", "import-names", "export"]);
        assert_eq!(names.code, 0, "{names}");
        assert_eq!(names.stdout.matches("named").count(), 5, "{names}");
    }
}
