//! What a killed export leaves beside its directory goes with the next one; what others hold or put there stays.

use std::fs;

use crate::common::Place;

#[test]
fn leftovers_of_killed_exports_are_removed_and_nothing_else() {
    let place = Place::synced();
    let home = place.env.home();
    place.run(&["export", "csv", "out"]).expect(0);
    // As a kill leaves them: half written, moved aside with its manifest, and of a format with partitions.
    let copy = |name: &str| {
        fs::create_dir(home.join(name)).unwrap();
        for entry in fs::read_dir(home.join("out")).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, home.join(name).join(path.file_name().unwrap())).unwrap();
        }
    };
    copy(".out.new-aaaaaa");
    copy(".out.new-bbbbbb");
    fs::remove_file(home.join(".out.new-bbbbbb/atlctl-export.json")).unwrap();
    let part = home.join(".out.new-cccccc/user/snapshot=1");
    fs::create_dir_all(&part).unwrap();
    fs::write(part.join("part-0.parquet"), "PAR1").unwrap();
    // In use by another process, and with a file of somebody's own.
    copy(".out.new-dddddd");
    let held = fs::File::open(home.join(".out.new-dddddd")).unwrap();
    held.try_lock().unwrap();
    copy(".out.new-eeeeee");
    fs::write(home.join(".out.new-eeeeee/notes.txt"), "mine").unwrap();
    fs::write(home.join(".out.new-eeeeee/My list.csv"), "mine").unwrap();
    place.run(&["export", "csv", "out"]).expect(0);
    let mut left: Vec<String> = fs::read_dir(home)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".out.new-"))
        .collect();
    left.sort();
    assert_eq!(left, [".out.new-dddddd", ".out.new-eeeeee"]);
    let mut own: Vec<String> = fs::read_dir(home.join(".out.new-eeeeee"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    own.sort();
    assert_eq!(own, ["My list.csv", "notes.txt"]);
    assert!(home.join(".out.new-dddddd/user.csv").exists());
    // A page that was not finished goes when the page is made again.
    fs::write(home.join(".seats.html.new-ffffff"), "<html>").unwrap();
    place
        .run(&["report", "seats", "--html", "seats.html"])
        .expect(0);
    assert!(!home.join(".seats.html.new-ffffff").exists());
    assert!(home.join("seats.html").exists());
}
