//! What people read: in a pager, in a pipe to `less`, on narrow screens.

use std::process::Stdio;

use atlctl_sim::SimConfig;

use crate::common::{ATLCTL, Env, Place};
use crate::moving;

/// What a terminal of so many lines and columns is sent by a shell command, in which `atlctl` is the program.
fn shown(env: &Env, (lines, columns): (u16, u16), command: &str) -> String {
    let script = format!(
        "stty rows {lines} cols {columns}; atlctl() {{ {ATLCTL} --no-color \"$@\"; }}; {command}"
    );
    let output = env
        .other("script")
        .env("TERM", "xterm-256color")
        .env_remove("COLUMNS")
        .args(["-q", "-e", "-c", &script, "/dev/null"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().replace('\r', "")
}

#[test]
fn the_first_line_in_the_pager_says_what_the_list_is_of() {
    let mut place = Place::synced();
    place.env.var("ATLCTL_PAGER", "sed 's/^/P:/'");
    for (list, header) in [
        (
            "user list",
            "P:From the mirror of Acme (simulated), synced just now.",
        ),
        ("user list --live", "P:From Atlassian: Acme (simulated)."),
        (
            "user list --as-of 1",
            "P:From the mirror of Acme (simulated), as it was",
        ),
        (
            "group members all-staff",
            "P:From the mirror of Acme (simulated), synced just now.",
        ),
    ] {
        let text = shown(&place.env, (10, 80), &format!("atlctl {list}"));
        let first = text.lines().find(|line| line.starts_with("P:"));
        assert!(
            first.is_some_and(|line| line.starts_with(header)),
            "{list}\n{text}"
        );
        assert_eq!(
            text.matches("Acme (simulated)").count(),
            1,
            "{list}\n{text}"
        );
    }
    // Short output has it on stderr, data for programs is as it is, and --quiet leaves it out.
    let short = shown(
        &place.env,
        (24, 80),
        "atlctl user list --limit 2 2>/dev/null",
    );
    assert!(short.starts_with("Email"), "{short}");
    let short = shown(&place.env, (24, 80), "atlctl user list --limit 2");
    assert!(short.starts_with("From the mirror of"), "{short}");
    let json = shown(&place.env, (10, 80), "atlctl user list -o json");
    assert!(
        json.starts_with("From the mirror of") && json.contains("\nP:["),
        "{json}"
    );
    let quiet = shown(&place.env, (10, 80), "atlctl user list -q");
    assert!(quiet.starts_with("P:Email"), "{quiet}");
    // Where there is nothing to list, it comes before the message that says so.
    let none = shown(
        &place.env,
        (10, 80),
        "atlctl user list --search nobody-at-all",
    );
    assert!(
        none.starts_with("From the mirror of Acme (simulated), synced just now.\nNo people."),
        "{none}"
    );
}

/// A plan in which the policies have long names.
fn long_names() -> moving::Place {
    let place = moving::Place::new(SimConfig::default());
    let long =
        "Employees without single sign-on in the subsidiaries of the Asia-Pacific region (2024)";
    let people = place.listed(3);
    let before = people[0].policy.clone().unwrap();
    place.run(&["policy", "name", &before, long]).expect(0);
    let mut listed = people;
    let all = place.control().accounts();
    listed.extend(all.iter().find(|one| !one.managed).cloned());
    place.csv(&listed);
    place
}

#[test]
fn plans_keep_the_value_before_on_narrow_screens() {
    let mut place = long_names();
    for columns in ["80", "100"] {
        place.env.var("COLUMNS", columns);
        let plan = place.moves(&["--dry-run"]);
        assert!(
            plan.stderr.contains("After the change: Contractors\n"),
            "{plan}"
        );
        for said in ["Columns not shown", "Some values are cut"] {
            assert!(!plan.stderr.contains(said), "{plan}");
        }
        let head = plan.stdout.lines().next().unwrap_or_default();
        assert!(head.contains("Before") && !head.contains("After"), "{plan}");
        for word in ["Employees", "Asia-Pacific", "(2024)"] {
            assert_eq!(
                plan.stdout.matches(word).count(),
                3,
                "{columns} {word}\n{plan}"
            );
        }
        let width: usize = columns.parse().unwrap();
        assert!(
            plan.stdout
                .lines()
                .all(|line| line.chars().count() <= width),
            "{plan}"
        );
    }
    // Where the messages are not beside the table, it has the value, if there is room.
    place.env.var("COLUMNS", "300");
    let quiet = place.moves(&["--dry-run", "-q"]);
    assert!(quiet.stdout.contains("After"), "{quiet}");
    // Results are read as plans are.
    place.env.var("COLUMNS", "80");
    let results = place.moves(&["--yes"]);
    assert!(
        results.stderr.contains("After the change: Contractors\n"),
        "{results}"
    );
    assert!(!results.stderr.contains("Columns not shown"), "{results}");
}

#[test]
fn a_plan_in_a_pipe_is_as_wide_as_the_terminal_beside_it() {
    let place = long_names();
    let plan = "atlctl policy move --csv people.csv --to Contractors --dry-run";
    let piped = shown(
        &place.env,
        (30, 70),
        // Read from a file, since messages may come between what a pipe prints.
        &format!("{plan} 2>&1 >/dev/null; {plan} | cat >table.txt; cat table.txt"),
    );
    assert!(
        piped.contains("Before") && piped.contains("(2024)"),
        "{piped}"
    );
    // Progress is drawn over itself.
    let mut drawn = piped.lines().filter(|line| !line.contains('\u{1b}'));
    let wide = drawn.find(|line| line.chars().count() > 70);
    assert_eq!(wide, None, "{piped}");
    // A list stays one line a row, for grep and awk.
    let list = shown(&place.env, (30, 40), "atlctl user list --limit 3 | cat");
    let rows = list.lines().filter(|line| line.contains('@'));
    assert!(
        rows.clone().count() == 3 && rows.clone().all(|row| row.len() > 40),
        "{list}"
    );
    // Without any terminal, a plan is as wide as its values.
    let mut command = place.env.command(&[
        "policy",
        "move",
        "--csv",
        "people.csv",
        "--to",
        "Contractors",
        "--dry-run",
    ]);
    let output = place
        .env
        .said(command.env_remove("COLUMNS").output().unwrap());
    let is_whole = |line: &str| line.contains("region (2024)");
    assert_eq!(
        output.stdout.lines().filter(|line| is_whole(line)).count(),
        3,
        "{output}"
    );
}

#[test]
fn somebody_who_is_not_known_is_said_once() {
    let mut place = moving::Place::new(SimConfig::default());
    place.env.var("COLUMNS", "200");
    let mut people = place.listed(2);
    let meant = people[0].email.clone();
    let mut typo = people[0].clone();
    typo.email.insert(1, 'x');
    typo.name = "Somebody".to_owned();
    people.push(typo.clone());
    place.csv(&people);
    for options in [&["--dry-run"][..], &["--yes"]] {
        let plan = place.moves(options);
        let all = plan.to_string();
        assert_eq!(plan.code, 3, "{plan}");
        assert_eq!(all.matches(&typo.email).count(), 1, "{plan}");
        assert_eq!(all.matches("did you mean").count(), 1, "{plan}");
        assert!(all.contains("1 of 3 people is not in the mirror"), "{plan}");
    }
    // Where no table says who, the warning does, and who may be meant.
    let plan = place.moves(&["--dry-run", "-o", "csv"]);
    let said = format!("not in the mirror: {} (did you mean {meant}?)", typo.email);
    assert!(plan.stderr.contains(&said), "{plan}");
}

/// Times are RFC 3339 in data and read as people write them everywhere else.
#[test]
fn times_have_one_form() {
    let place = moving::Place::new(SimConfig::default());
    place.listed(2);
    place.moves(&["--dry-run", "--plan", "plan.json"]).expect(0);
    let applied = place.run(&["apply", "plan.json", "--yes"]);
    assert_eq!(applied.code, 0, "{applied}");
    place.run(&["sync", "--only", "people,events"]).expect(0);
    place.env.file(
        "users.csv",
        "User id,User name,email\n1,Ann,ann@acme.example\n",
    );
    for args in [
        &["run", "show", "last"][..],
        &["run", "list"],
        &["plan", "show", "plan.json"],
        &["apply", "plan.json", "--yes"],
        &["event", "list", "--limit", "3"],
        &["snapshot", "list"],
        &["snapshot", "diff", "--since", "2026-11-01"],
        &["user", "list", "--as-of", "2026-11-01", "--limit", "1"],
        &["user", "list", "--as-of", "2026-12-01", "--limit", "1"],
        &["report", "changes", "--since", "2026-11-01"],
        &["import", "users", "users.csv"],
        &["doctor"],
        &["auth", "status"],
    ] {
        let said = place.run(args).to_string();
        // A command that is proposed has the form of data.
        let lines = said.lines().filter(|line| !line.contains("atlctl "));
        let machine = lines.flat_map(str::split_whitespace).find(|word| {
            let word = word.trim_start_matches('(');
            let bytes = word.as_bytes();
            bytes.len() > 16 && bytes[10] == b'T' && bytes[4] == b'-' && bytes[13] == b':'
        });
        assert_eq!(machine, None, "{args:?}\n{said}");
    }
    let said = place.run(&["run", "show", "last"]).stderr;
    assert!(
        said.contains("Started 2026-11-24 09:00 UTC, finished."),
        "{said}"
    );
    // What is printed is also read.
    place
        .run(&[
            "user",
            "list",
            "--as-of",
            "2026-11-24 09:00 UTC",
            "--limit",
            "1",
        ])
        .expect(0);
}

#[test]
fn topics_fit_80_columns_in_a_pipe() {
    let env = Env::new();
    for topic in [
        "glossary",
        "environment",
        "output",
        "exit-codes",
        "people",
        "portal-calls",
    ] {
        let mut command = env.command(&["help", topic]);
        let page = env.said(command.env_remove("COLUMNS").output().unwrap());
        assert_eq!(page.code, 0, "{page}");
        let wide = page.stdout.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{topic}");
    }
}

#[test]
fn apps_are_called_apps() {
    let place = Place::synced();
    let list = place.run(&["workspace", "list", "--limit", "3"]);
    assert!(list.stderr.contains("3 of 5 apps (--limit)."), "{list}");
    let none = place.run(&["workspace", "list", "--search", "nothing"]);
    assert!(none.stderr.contains("No apps."), "{none}");
    place
        .run(&["snapshot", "diff", "--of", "apps,workspaces"])
        .expect(0);
}
