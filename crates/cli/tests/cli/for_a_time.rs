//! Changes with `--until`, and `run expire`, which takes back what is over.

use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::group_members::members;
use crate::moving::Place;

pub const GROUP: &str = "project-2027";

pub struct Times {
    pub place: Place,
    pub people: Vec<(String, String)>,
}

impl Times {
    /// A group that one of our runs created, and people who are not in it.
    pub fn new() -> Self {
        let place = Place::new(SimConfig::default());
        place.run(&["group", "create", GROUP, "--yes"]).expect(0);
        let people = place.without_provider(4).into_iter();
        let people = people.map(|one| (one.email, one.account_id)).collect();
        Self { place, people }
    }

    pub fn at(&mut self, now: &str) -> &mut Self {
        self.place.env.var("ATLCTL_NOW", now);
        self
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.place.run(args)
    }

    pub fn add(&self, person: usize, more: &[&str]) -> Output {
        let email = self.people[person].0.as_str();
        self.run(&[&["group", "add", GROUP, email, "--yes"], more].concat())
    }

    /// Who is in the group, as the service has it.
    pub fn members(&self) -> Vec<usize> {
        let members = members(&self.place, GROUP);
        let people = self.people.iter().enumerate();
        let inside = people.filter(|(_, (email, _))| members.contains(email));
        inside.map(|(at, _)| at).collect()
    }
}

#[test]
fn what_is_over_is_taken_back_once() {
    let mut times = Times::new();
    insta::assert_snapshot!(times.add(0, &["--until", "2026-12-01"]), @"
    Email                             Outcome  Before        After   Reason
    rafael.richter@acme-labs.example  done     not a member  member  -
    ------- stderr -------
    Add people to group project-2027, in Acme (simulated)
      1  change
    project-2027  0 → 1  +1
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Until: 2026-12-01 00:00 UTC (then: atlctl run expire)
    Run 20261124-2
    Run 20261124-2: 1 done.
    [exit status: 0]
    ");
    times.add(1, &["--until", "2027-01-31T18:00:00Z"]).expect(0);
    times.add(2, &[]).expect(0);
    assert_eq!(times.members(), [0, 1, 2]);
    insta::assert_snapshot!(times.run(&["run", "expire"]), @"
    ------- stderr -------
    No change has expired. The next one expires 2026-12-01 00:00 UTC.
    [exit status: 0]
    ");
    insta::assert_snapshot!(times.run(&["run", "show", "20261124-2"]), @"
    Email                             Outcome  Before        After   Reason
    rafael.richter@acme-labs.example  done     not a member  member  -
    ------- stderr -------
    Run 20261124-2: Change of group members
    1 of 1 person added to the group project-2027.
    Started 2026-11-24 09:00 UTC, finished.
    By user on host, API key, profile default, atlctl 0.1.0.
    Until: 2026-12-01 00:00 UTC
    [exit status: 0]
    ");

    times.at("2026-12-01T06:00:00Z");
    insta::assert_snapshot!(times.run(&["run", "expire", "--dry-run"]), @"
    Email                             Plan    Risk        Before  After         Reason
    rafael.richter@acme-labs.example  change  frees-seat  member  not a member  -
    ------- stderr -------
    Undo of run 20261124-2, in Acme (simulated)
      1  change: 1 may free a seat
    project-2027  3 → 2  -1
    Groups read live; people from the mirror of Acme (simulated), synced 6 days ago.
    Note: undoes changes made with --until that have expired
    [exit status: 0]
    ");
    assert_eq!(times.members(), [0, 1, 2]);
    times.run(&["run", "expire", "--yes"]).expect(0);
    assert_eq!(times.members(), [1, 2]);
    // Somebody puts them in again: that is not ours to take back.
    let (_, account) = times.people[0].clone();
    times.place.another_adds(GROUP, &account);
    times.run(&["run", "expire", "--yes"]).expect(0);
    assert_eq!(times.members(), [0, 1, 2]);

    // Who was taken out in between is left alone.
    times.at("2027-02-01T06:00:00Z");
    let (_, account) = times.people[1].clone();
    times.place.another_removes(GROUP, &account);
    insta::assert_snapshot!(times.run(&["run", "expire", "--yes"]), @"
    Email                       Plan        Before        Reason
    tariq.schmidt@acme.example  up to date  not a member  is not in this group
    ------- stderr -------
    Undo of run 20261124-3, in Acme (simulated)
      0  change
      1  up to date
    Groups read live; people from the mirror of Acme (simulated), synced 68 days ago.
    Note: undoes changes made with --until that have expired
    Note: 1 temporary change was taken back by somebody else.
    Run 20270201-1: nothing to send; it records when earlier changes end.
    [exit status: 0]
    ");
    assert_eq!(times.members(), [0, 2]);
    times.place.another_adds(GROUP, &account);
    times.run(&["run", "expire", "--yes"]).expect(0);
    assert_eq!(times.members(), [0, 1, 2]);
}

#[test]
fn a_later_word_moves_the_end_or_removes_it() {
    let mut times = Times::new();
    let both = [times.people[0].0.clone(), times.people[1].0.clone()];
    let add = [
        "group", "add", GROUP, &both[0], &both[1], "--yes", "-q", "--until",
    ];
    times.run(&[&add[..], &["2026-12-01"]].concat()).expect(0);
    insta::assert_snapshot!(times.add(0, &[]), @"
    Email                             Plan        Before  Reason
    rafael.richter@acme-labs.example  up to date  member  is already in this group
    ------- stderr -------
    Add people to group project-2027, in Acme (simulated)
      0  change
      1  up to date
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: 1 earlier change, until 2026-12-01 00:00 UTC so far, now stays for good.
    Run 20261124-3: nothing to send; it records when earlier changes end.
    [exit status: 0]
    ");
    insta::assert_snapshot!(times.add(1, &["--until", "2026-12-24"]), @"
    Email                       Plan        Before  Reason
    tariq.schmidt@acme.example  up to date  member  is already in this group
    ------- stderr -------
    Add people to group project-2027, in Acme (simulated)
      0  change
      1  up to date
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: 1 earlier change, until 2026-12-01 00:00 UTC so far, now ends 2026-12-24 00:00 UTC.
    Run 20261124-4: nothing to send; it records when earlier changes end.
    [exit status: 0]
    ");
    // The same again says nothing new.
    insta::assert_snapshot!(times.add(1, &["--until", "2026-12-24"]), @"
    Email                       Plan        Before  Reason
    tariq.schmidt@acme.example  up to date  member  is already in this group
    ------- stderr -------
    Add people to group project-2027, in Acme (simulated)
      0  change
      1  up to date
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Nothing to change.
    [exit status: 0]
    ");
    times.at("2026-12-02T09:00:00Z");
    times.run(&["run", "expire", "--yes"]).expect(0);
    assert_eq!(times.members(), [0, 1]);
    // Runs that tell what ends are kept.
    insta::assert_snapshot!(
        times.at("2026-12-20T09:00:00Z").run(&["run", "prune", "--older-than", "10d", "--yes"]),
        @"
    ------- stderr -------
    3 runs needed to take back changes with --until, and not removed: atlctl run expire
    Runs to remove: 20261124-1.
    Removed the records of 1 run.
    [exit status: 0]
    "
    );
    times
        .at("2026-12-24T09:00:00Z")
        .run(&["run", "expire", "--yes"])
        .expect(0);
    assert_eq!(times.members(), [0]);
}

#[test]
fn one_time_within_another() {
    let mut times = Times::new();
    let (email, account) = times.people[0].clone();
    let now = |times: &Times| {
        let policy = times
            .place
            .control()
            .account(&account)
            .unwrap()
            .policy
            .unwrap();
        let names = [
            "Password only",
            "Contractors",
            "SSO with two-step verification",
        ]
        .map(str::to_owned);
        names
            .into_iter()
            .find(|name| times.place.policy(name) == policy)
    };
    let first = now(&times);
    let others: Vec<&str> = [
        "Password only",
        "Contractors",
        "SSO with two-step verification",
    ]
    .into_iter()
    .filter(|name| Some(*name) != first.as_deref())
    .collect();
    let moves = |times: &Times, to: &str, until: &str| {
        let args = [
            "policy", "move", &email, "--to", to, "--until", until, "--yes", "-q",
        ];
        times.run(&args).expect(0);
    };
    moves(&times, others[0], "2027-03-01");
    moves(&times, others[1], "2026-12-01");
    for (at, then) in [
        ("2026-11-30T09:00:00Z", others[1]),
        ("2026-12-01T09:00:00Z", others[0]),
        ("2027-03-01T09:00:00Z", first.as_deref().unwrap()),
    ] {
        times.at(at).run(&["run", "expire", "--yes"]).expect(0);
        assert_eq!(now(&times).as_deref(), Some(then), "{at}");
    }
}

#[test]
fn what_cannot_end_is_refused() {
    let mut times = Times::new();
    let email = times.people[0].0.clone();
    insta::assert_snapshot!(times.add(0, &["--until", "2026-11-24"]), @"
    ------- stderr -------
    Error: --until is in the past: 2026-11-24 00:00 UTC
    Hint: use a later date or time
    [exit status: 2]
    ");
    insta::assert_snapshot!(times.add(0, &["--until", "soon"]), @r#"
    ------- stderr -------
    Error: invalid value "soon" for --until: use a date such as 2027-01-31, or a time such as 2027-01-31T18:00:00Z
    Hint: see the options: atlctl group add --help
    [exit status: 2]
    "#);
    insta::assert_snapshot!(times.run(&["group", "delete", GROUP, "--until", "2027-01-31", "--yes"]), @"
    ------- stderr -------
    Delete group project-2027, in Acme (simulated)
      1  change: 1 cannot be undone completely
    Cannot be undone completely: deleting the group project-2027
    Groups  21 → 20  -1
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Until: 2027-01-31 00:00 UTC (then: atlctl run expire)
    Note: 0 people would lose what only this group gives them
    Note: the group gives no app role; it may still be used in permissions, which Atlassian does not report
    Note: undo creates it again with its members and its roles in apps, but with a new ID; permissions, filters and automation rules that use the old ID no longer find it
    Error: --until: 1 change cannot be taken back at that time
    Hint: leave out --until
    [exit status: 5]
    ");
    insta::assert_snapshot!(times.run(&["user", "delete", &email, "--until", "2027-01-31", "--yes"]), @"
    ------- stderr -------
    Delete accounts, in Acme (simulated)
      1  change: 1 will be final after 2026-12-08
    Can be canceled until 2026-12-08: deleting 1 account
    Accounts to be deleted  1 → 2  +1
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Until: 2027-01-31 00:00 UTC (then: atlctl run expire)
    Note: deletions can be canceled until 2026-12-08 09:00 UTC (atlctl user cancel-delete), and are final after that
    Note: Bitbucket (acme.atlassian.net): 14 → 13 of 500 seats in use (-1)
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 150 of 500 seats in use (-1)
    Error: --until: 1 change cannot be taken back at that time: rafael.richter@acme-labs.example
    Hint: leave out --until, or these people (--except)
    [exit status: 5]
    ");
    insta::assert_snapshot!(times.run(&["undo", "last", "--until", "2027-01-31"]), @"
    ------- stderr -------
    Error: --until is for changes that are to end; this command takes changes back
    Hint: leave out --until
    [exit status: 2]
    ");
    assert_eq!(times.members(), [] as [usize; 0]);

    // A plan whose time is over, and a run that was stopped.
    let plan = [
        "group",
        "add",
        GROUP,
        &email,
        "--until",
        "2026-11-24T12:00:00Z",
        "--plan",
        "p.json",
        "-q",
    ];
    times.run(&plan).expect(0);
    times
        .place
        .control()
        .fault("POST */memberships* 401")
        .unwrap();
    times.run(&["apply", "p.json", "--yes"]).expect(4);
    times.place.control().clear_faults();
    times.at("2026-11-24T12:00:00Z");
    insta::assert_snapshot!(times.run(&["run", "resume", "last"]), @"
    ------- stderr -------
    Error: run 20261124-2 cannot be resumed: its changes were to end 2026-11-24 12:00 UTC
    Hint: close it: atlctl run close 20261124-2
    Hint: undo its changes: atlctl run expire
    [exit status: 5]
    ");
    times.run(&["run", "close", "last", "--yes"]).expect(0);
    insta::assert_snapshot!(times.run(&["apply", "p.json", "--yes"]), @"
    ------- stderr -------
    Add people to group project-2027, in Acme (simulated)
      1  change
    project-2027  0 → 1  +1
    Groups read live 3 hours ago; people from the mirror of Acme (simulated), synced 4 hours ago.
    Until: 2026-11-24 12:00 UTC (then: atlctl run expire)
    Totals and notes are as of 2026-11-24 09:00 UTC, when the plan was made.
    Error: the changes of the plan were to end at 2026-11-24 12:00 UTC, which is past
    Hint: make the plan again
    [exit status: 5]
    ");
    assert_eq!(times.members(), [] as [usize; 0]);
}

#[test]
fn a_group_made_anew_has_nothing_that_ends() {
    let mut times = Times::new();
    times.add(0, &["--until", "2026-12-01", "-q"]).expect(0);
    let delete = ["group", "delete", GROUP, "--yes", "-q", "--confirm", "1"];
    times.run(&delete).expect(0);
    times
        .run(&["group", "create", GROUP, "--yes", "-q"])
        .expect(0);
    times.add(0, &["-q"]).expect(0);
    let expire = ["run", "expire", "--yes"];
    times.at("2026-12-01T09:00:00Z").run(&expire).expect(0);
    assert_eq!(times.members(), [0]);
}

#[test]
fn a_saved_plan_does_not_take_back_what_stays_by_now() {
    let mut times = Times::new();
    times.add(0, &["--until", "2026-12-01", "-q"]).expect(0);
    times.at("2026-12-01T09:00:00Z");
    let plan = ["run", "expire", "--plan", "back.json", "-q"];
    times.run(&plan).expect(0);
    times.at("2026-12-01T09:05:00Z");
    times.add(0, &["--until", "2026-12-24", "-q"]).expect(0);
    insta::assert_snapshot!(times.run(&["apply", "back.json", "--yes"]), @"
    ------- stderr -------
    Undo of run 20261124-2, in Acme (simulated)
      1  change: 1 may free a seat
    project-2027  1 → 0  -1
    Groups read live 5 minutes ago; people from the mirror of Acme (simulated), synced 7 days ago.
    Note: undoes changes made with --until that have expired
    Totals and notes are as of 2026-12-01 09:00 UTC, when the plan was made.
    Error: run 20261201-1 is about the same since the plan was made, and may have said when it ends
    Hint: make the plan again
    [exit status: 5]
    ");
    assert_eq!(times.members(), [0]);
}

#[test]
fn what_could_not_be_said_again_has_no_end() {
    let times = Times::new();
    let (one, _) = times.people[0].clone();
    let until = ["--until", "2027-01-31", "--yes"];
    let list = times.place.env.file("list.csv", format!("Email\n{one}\n"));
    let list = list.to_str().unwrap();
    for args in [
        &["group", "sync", GROUP, "--csv", list][..],
        &["user", "offboard", &one],
        &["user", "invite", "new.one@acme.example", "--group", GROUP],
    ] {
        let output = times.run(&[args, &until[..]].concat());
        assert!(matches!(output.code, 2 | 5), "{output}");
        assert!(output.stderr.contains("--until"), "{output}");
    }
    assert_eq!(times.members(), [] as [usize; 0]);
}
