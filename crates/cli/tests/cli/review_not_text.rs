//! Lists of decisions that come back as something else than text.

use crate::access_review::Review;

/// The files that people send, how each begins, and what is said.
const FILES: [(&str, &[u8], &str, &str); 4] = [
    (
        "bea.xlsx",
        b"PK\x03\x04\x14\0\0\0[Content_Types].xml",
        "is not a text file but a workbook",
        "open it in a spreadsheet program and save it as CSV",
    ),
    (
        "bea.zip",
        b"PK\x03\x04\x14\0\0\0bea.csv",
        "is not a text file but an archive",
        "unpack it, and use the file in it",
    ),
    (
        "bea.pdf",
        b"%PDF-1.7\n\0",
        "is not a text file but a PDF",
        "use a text file",
    ),
    (
        "bea.csv",
        b"\0\x01\x02decision,row\n",
        "is not a text file but binary data",
        "use a text file",
    ),
];

#[test]
fn a_list_that_is_no_text_says_what_it_is_and_what_to_do() {
    let review = Review::started();
    for (name, content, is, advice) in FILES {
        review.place.env.file(name, content);
        for (code, args) in [
            (2, &["review", "plan", "q4", name][..]),
            (0, &["review", "status", "q4", name]),
        ] {
            let output = review.run(args);
            assert_eq!(output.code, code, "{args:?}: {output}");
            for said in [&format!("{name} {is}"), advice] {
                assert!(output.stderr.contains(said), "{args:?}: {output}");
            }
        }
        // In the folder, it does not become evidence.
        let place = review.path("returned");
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join(name), content).unwrap();
        let output = review.run(&["review", "plan", "q4"]);
        assert_eq!(output.code, 2, "{output}");
        assert!(output.stderr.contains(&format!("{name} {is}")), "{output}");
        assert!(output.stderr.contains(advice), "{output}");
        assert!(!review.path("plan-1.json").exists());
        std::fs::remove_file(place.join(name)).unwrap();
    }
}
