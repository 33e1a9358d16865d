//! The lists of the guide on changing accounts: leavers, those who come back, and new addresses.

use atlctl_sim::SimAccount;

use crate::moving::Place;

/// Writes `leavers.csv`, `back.csv` and `addresses.csv`.
pub fn write(place: &Place) {
    let all = place.control().accounts();
    let free =
        |one: &&SimAccount| one.managed && one.status == "active" && !one.synced && !one.org_admin;
    let leavers: Vec<&SimAccount> = all.iter().filter(free).skip(300).take(200).collect();
    let mut text = String::from("Name;E-Mail;Last day\n");
    for one in &leavers {
        text.push_str(&format!("{};{};2026-11-30\n", one.name, one.email));
    }
    place.env.file("leavers.csv", text);
    let mut text = String::from("E-Mail\n");
    for one in leavers.iter().skip(20).step_by(60).take(3) {
        text.push_str(&format!("{}\n", one.email));
    }
    place.env.file("back.csv", text);
    let labs = |one: &&SimAccount| one.email.ends_with("@acme-labs.example");
    let renamed: Vec<&SimAccount> = all
        .iter()
        .filter(free)
        .filter(labs)
        .skip(30)
        .take(50)
        .collect();
    assert_eq!((leavers.len(), renamed.len()), (200, 50));
    let mut text = String::from("account_id,current_email,name,target_email\n");
    for (at, one) in renamed.iter().enumerate() {
        let target = match at {
            // Two pairs have each other's address.
            10 | 30 => renamed[at + 1].email.clone(),
            11 | 31 => renamed[at - 1].email.clone(),
            _ => one
                .email
                .replace("@acme-labs.example", ".labs@acme.example"),
        };
        text.push_str(&format!(
            "{},{},{},{target}\n",
            one.account_id, one.email, one.name
        ));
    }
    place.env.file("addresses.csv", text);
}
