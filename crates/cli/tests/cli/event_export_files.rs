//! What `event export` does with a file that was there before.

use crate::events::{ids, place};

#[test]
fn nothing_in_an_existing_file_is_replaced() {
    let place = place();
    let theirs = "{\"all\":\"my data\"}";
    place.env.file("one.json", theirs);
    let path = place.env.home().join("one.json");
    let args = [
        "event", "export", "--name", "z", "--file", "one.json", "--since", "12h",
    ];
    let first = place.run(&args);
    assert!(first.stderr.contains("has no line end"), "{first}");
    first.expect(0);
    let text = std::fs::read_to_string(&path).unwrap();
    let rest = text.strip_prefix(&format!("{theirs}\n")).unwrap();
    let exported = ids(rest).len();
    assert!(exported > 0);
    // Somebody adds to it between two exports, and to the end of the last line.
    for added in ["mine", "{\"also\":\"mine\"}\nhalf"] {
        let before = std::fs::read_to_string(&path).unwrap() + added;
        std::fs::write(&path, &before).unwrap();
        for fresh in [false, true] {
            let mut again = args.to_vec();
            again.extend(fresh.then_some("--fresh"));
            place.run(&again).expect(0);
            let after = std::fs::read_to_string(&path).unwrap();
            assert!(after.starts_with(&before), "{after}");
        }
    }
}
