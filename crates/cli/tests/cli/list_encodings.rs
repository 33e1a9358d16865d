//! Lists in the encodings of East Asia and of Cyrillic.

use crate::common::Place;

/// An address and its policy move in a list of this text, in this encoding; what is said of the list.
fn said(place: &Place, encoding: &str, text: &str) -> String {
    let source = place.env.file("list.utf8", text);
    let out = std::process::Command::new("iconv")
        .args(["-f", "UTF-8", "-t", encoding])
        .arg(source)
        .output()
        .unwrap();
    assert!(out.status.success(), "{encoding}");
    let list = place.env.file("list.csv", out.stdout);
    let args = [
        "policy",
        "move",
        "--csv",
        list.to_str().unwrap(),
        "--to",
        "Contractors",
        "-o",
        "csv",
        "--plan",
    ];
    let plan = place.env.home().join(format!("{encoding}.plan"));
    let output = place.run(
        &[
            &args[..],
            &[plan.to_str().unwrap(), "--columns", "email,verdict"],
        ]
        .concat(),
    );
    assert!(matches!(output.code, 0 | 2), "{output}");
    let rows = output.stdout.lines().count().saturating_sub(1);
    let first = output.stderr.lines().next().unwrap_or_default();
    format!("{rows} rows; {first}")
}

#[test]
fn their_people_are_found() {
    let place = Place::named();
    let people = place.run(&[
        "user",
        "list",
        "--managed",
        "--limit",
        "2",
        "-o",
        "csv",
        "--columns",
        "email",
    ]);
    let people: Vec<&str> = people.stdout.lines().skip(1).collect();
    let (a, b) = (people[0], people[1]);
    let mut all = String::new();
    for (encoding, text) in [
        (
            "SHIFT-JIS",
            format!("名前|メールアドレス\n山田　太郎|{a}\nポール・ソ|{b}\n"),
        ),
        ("GBK", format!("姓名,电子邮件\n王小明,{a}\n張偉倫,{b}\n")),
        ("BIG5", format!("姓名,電子郵件\n陳大文,{a}\n許功蓋,{b}\n")),
        ("EUC-KR", format!("이름,이메일\n김철수,{a}\n박영희,{b}\n")),
        (
            "CP1251",
            format!("Имя;Электронная почта\nИван Петров;{a}\nОльга Смирнова;{b}\n"),
        ),
    ] {
        all.push_str(&said(&place, encoding, &text));
        all.push('\n');
    }
    insta::assert_snapshot!(all, @r#"
    2 rows; [HOME]/list.csv: table, Shift_JIS, |, column "メールアドレス": 2 rows, 2 people
    2 rows; [HOME]/list.csv: table, gb18030, comma, column "电子邮件": 2 rows, 2 people
    2 rows; [HOME]/list.csv: table, Big5, comma, column "電子郵件": 2 rows, 2 people
    2 rows; [HOME]/list.csv: table, EUC-KR, comma, column "이메일": 2 rows, 2 people
    2 rows; [HOME]/list.csv: table, Windows-1251, semicolon, column "Электронная почта": 2 rows, 2 people
    "#);
}

#[test]
fn what_has_two_readings_asks_for_a_name() {
    let place = Place::synced();
    let list = place
        .env
        .file("list.csv", b"email\n\x8eR\x93ctaro@acme.example\n");
    let list = list.to_str().unwrap();
    insta::assert_snapshot!(place.run(&["policy", "import-names", list]), @"
    ------- stderr -------
    Error: cannot read [HOME]/list.csv
      Caused by: its encoding is not known (Windows-1250 or Shift_JIS or gb18030 or Big5 or EUC-KR), and its addresses depend on it; name it with --encoding NAME, or save it as UTF-8
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["policy", "import-names", list, "--encoding", "nonsense"]), @r#"
    ------- stderr -------
    Error: invalid value "nonsense" for --encoding: use a name such as UTF-8, Windows-1252, Shift_JIS, GBK, Big5, EUC-KR or KOI8-R
    Hint: see the options: atlctl policy import-names --help
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["policy", "import-names", list, "--encoding", "utf8"]), @"
    ------- stderr -------
    Error: cannot read [HOME]/list.csv
      Caused by: it is not encoded in UTF-8
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["policy", "import-names", list, "--encoding", "CP932"]), @"
    ------- stderr -------
    Error: [HOME]/list.csv is not the managed-accounts export: it needs the columns Email and Policy name, and has email
    Hint: in the admin portal: Directory, Managed accounts, Export accounts
    [exit status: 2]
    ");
}
