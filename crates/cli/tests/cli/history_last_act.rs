//! Who is named for a value that runs and somebody else changed one after the other: the last of them.

use atlctl_sim::SimConfig;

use crate::common::Place;

#[test]
fn what_somebody_else_changed_after_two_runs_is_neither_runs() {
    let mut place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    let active = "SELECT email FROM user WHERE status = 'active' AND claim_status = 'managed' AND NOT org_admin \
                  AND email LIKE '%@acme.example' ORDER BY email LIMIT 1";
    let asked = |place: &Place, sql: &str| {
        let output = place.run(&["-q", "sql", sql, "-o", "csv"]);
        output.stdout.lines().last().unwrap_or_default().to_owned()
    };
    let email = asked(&place, active);
    let account = asked(
        &place,
        &format!("SELECT account_id FROM user WHERE email = '{email}'"),
    );
    let directory = asked(&place, "SELECT id FROM directory");
    let suspend = ["-q", "user", "suspend", &email, "--yes"];
    place.run(&suspend).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-24T10:00:00Z");
    place.run(&["-q", "sync"]).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-24T11:00:00Z");
    place
        .run(&["-q", "user", "restore", &email, "--yes"])
        .expect(0);
    place.run(&suspend).expect(0);
    let path = format!(
        "/admin/v2/orgs/{}/directories/{directory}/users/{account}/restore",
        place.sim.org_id()
    );
    let (status, answer) = place.control().as_another("POST", &path, "{}");
    assert_eq!(status, 204, "{answer}");
    place.control().settle();
    place.env.var("ATLCTL_NOW", "2026-11-24T12:00:00Z");
    place.run(&["-q", "sync"]).expect(0);
    let range = ["-q", "snapshot", "diff", "--since", "2", "--until", "3"];
    let diff = place.run(&[&range[..], &["--of", "people", "-o", "csv"]].concat());
    insta::assert_snapshot!(diff, @"
    at,name,change,by,through,run,what,before,after,of,item,column,id,item_id,app,app_id,snapshot,event_at,event,escaped
    2026-11-24T12:00:00Z,Zoe.Thompson@Acme.Example,changed,unknown,,,membership_status: suspended → active,suspended,active,people,,membership_status,712020:40ddbfad-8ee3-47ae-816d-1d048219730e,,,,3,unknown,unknown,
    2026-11-24T12:00:00Z,Zoe.Thompson@Acme.Example,changed,unknown,,,status: suspended → active,suspended,active,people,,status,712020:40ddbfad-8ee3-47ae-816d-1d048219730e,,,,3,unknown,unknown,
    [exit status: 0]
    ");
    // What a run changed last is the run's, its status too.
    let range = ["-q", "snapshot", "diff", "--since", "1", "--until", "2"];
    let diff = place.run(&[&range[..], &["--of", "people", "-o", "csv"]].concat());
    insta::assert_snapshot!(diff, @"
    at,name,change,by,through,run,what,before,after,of,item,column,id,item_id,app,app_id,snapshot,event_at,event,escaped
    2026-11-24T09:00:00Z,Zoe.Thompson@Acme.Example,changed,user on host,,20261124-1,membership_status: active → suspended,active,suspended,people,,membership_status,712020:40ddbfad-8ee3-47ae-816d-1d048219730e,,,,1,unknown,unknown,
    2026-11-24T09:00:00Z,Zoe.Thompson@Acme.Example,changed,user on host,,20261124-1,status: active → suspended,active,suspended,people,,status,712020:40ddbfad-8ee3-47ae-816d-1d048219730e,,,,1,unknown,unknown,
    [exit status: 0]
    ");
}
