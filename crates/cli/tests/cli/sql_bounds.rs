//! Statements that would take all the time or all the memory there is, and what little memory does.

use std::process::Stdio;

use crate::common::{ATLCTL, Output, Place};

/// Runs the program with so much memory (KiB of addresses).
fn short_of_memory(place: &Place, kib: u64, args: &[&str]) -> Output {
    let output = place
        .env
        .other("/bin/bash")
        .args([
            "-c",
            &format!("ulimit -v {kib}; exec \"$0\" \"$@\""),
            ATLCTL,
        ])
        .args(args)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    place.env.said(output)
}

fn text(letters: u32) -> String {
    format!("printf('%.*c', {letters}, 'a')")
}

/// SQLite looks at the clock between its steps, and not within one: each of these takes hours in a single one.
#[test]
fn the_time_limit_holds_within_one_function() {
    let place = Place::synced();
    let (long, part) = (text(8_000_000), format!("{} || 'b'", text(4_000_000)));
    for call in [
        format!("instr({long}, {part})"),
        format!("replace({long}, {part}, 'x')"),
        format!("holds({long}, {part})"),
    ] {
        let statement = format!("SELECT {call}");
        let output = place.run(&["sql", "--timeout", "1", &statement]);
        assert_eq!(output.code, 1, "{call}: {output}");
        assert!(
            output
                .stderr
                .contains("the statement took longer than 1 s and was stopped"),
            "{call}: {output}"
        );
    }
}

/// None of these ends with a signal, as a program does for which there is no memory.
#[test]
fn little_memory_is_an_error_that_says_so() {
    let place = Place::synced();
    let wide = vec![text(8_000_000); 300].join(", ");
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) \
                SELECT i, printf('%.*c', 50000, 'x') AS t FROM n";
    let columns = vec!["t"; 15].join(", ");
    let escaped =
        format!("SELECT {columns} FROM (SELECT printf('%.*c', 1000000, char(27)) AS t LIMIT 1)");
    let sorted = format!("SELECT i, length(t) FROM ({rows} ORDER BY (i * 7919) % 3001, t) LIMIT 3");
    for (args, code, says) in [
        (vec!["sql", "-o", "json", &escaped], 0, ""),
        (vec!["sql", &sorted], 0, ""),
        (vec!["sql", rows, "-o", "csv", "--limit", "3"], 0, ""),
        (
            vec!["sql", rows, "--sort", "i"],
            1,
            "more than the 128 MiB of rows that --sort can sort",
        ),
    ] {
        let output = short_of_memory(&place, 400_000, &args);
        assert_eq!(output.code, code, "{args:?}: {}", output.stderr);
        assert!(output.stderr.contains(says), "{args:?}: {}", output.stderr);
    }
    let statement = format!("SELECT {wide}");
    let output = short_of_memory(&place, 400_000, &["sql", &statement]);
    assert_eq!(output.code, 1, "{output}");
    assert!(
        output
            .stderr
            .contains("the statement needs more than 192 MiB of memory and was stopped"),
        "{output}"
    );
}

/// A table does not wait for its last row, and the rows of a later part stand under the same headers.
#[test]
fn a_long_table_comes_in_parts() {
    let place = Place::synced();
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) \
                SELECT i, CASE WHEN i > 4990 THEN 'a longer text' ELSE 'x' END AS t FROM n";
    let output = place.run(&["sql", "-q", many]);
    let lines: Vec<&str> = output.stdout.lines().collect();
    assert_eq!(lines.len(), 5001, "{}", output.stderr);
    assert_eq!((lines[0], lines[1]), ("i     t", "1     x"));
    assert_eq!(lines[5000], "5000  a longer text");
    let sorted = place.run(&["sql", "-q", many, "--sort", "-i", "--limit", "2"]);
    assert_eq!(
        sorted.stdout,
        "i     t\n5000  a longer text\n4999  a longer text\n"
    );
}
