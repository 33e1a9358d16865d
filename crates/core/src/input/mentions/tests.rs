use super::*;

fn of(text: &str) -> Vec<String> {
    entries(text)
        .into_iter()
        .map(|entry| match entry {
            Entry::Email(text) => text,
            Entry::Account(text) => format!("id {text}"),
            Entry::Wrong(text, _) => format!("wrong {text}"),
            Entry::Text(text) => format!("text {text}"),
        })
        .collect()
}

#[test]
fn one_address_in_every_form() {
    for text in [
        "ann@x.example",
        " \u{a0}ann@x.example\u{200b}",
        "\u{2068}ann@x.example\u{2069}",
        "<ann@x.example>",
        "Ann Lee <ann@x.example>",
        "\"Lee, Ann\" <ann@x.example>",
        "Lee, Ann <ann@x.example>",
        "Ann Lee (ann@x.example)",
        "Ann Lee [ann@x.example]",
        "ann@x.example (Ann Lee)",
        "mailto:ann@x.example",
        "MAILTO:ann%40x.example?subject=Hi",
        "Ann Lee <mailto:ann@x.example>",
        "Lee, Ann [mailto:ann@x.example]",
        "ann@x.example<mailto:ann@x.example>",
        "ann@x.example <ann@x.example>",
        "[ann@x.example](mailto:ann@x.example)",
        "[Ann](mailto:ann@x.example)",
        "'ann@x.example'",
        "'Ann Lee' <ann@x.example>",
        "“ann@x.example”",
        "`ann@x.example`",
        "**ann@x.example**",
        "- ann@x.example",
        "* Ann <ann@x.example>",
        "12. ann@x.example",
        "To: ann@x.example",
        "An: Ann Lee <ann@x.example>;",
        "SMTP:ann@x.example",
        "E-Mail: ann@x.example",
        "ann＠x．example",
    ] {
        assert_eq!(of(text), ["ann@x.example"], "{text:?}");
    }
}

#[test]
fn several_in_one_text() {
    for text in [
        "ann@x.example,bob@x.example",
        "ann@x.example; bob@x.example;",
        "ann@x.example\nbob@x.example",
        "ann@x.example bob@x.example",
        "ann@x.example|bob@x.example",
        "ann@x.example、bob@x.example",
        "Lee, Ann <ann@x.example>, \"Roe, Bob\" <bob@x.example>",
        "To: Lee, Ann <ann@x.example>; bob@x.example",
        "['ann@x.example', 'bob@x.example']",
    ] {
        assert_eq!(of(text), ["ann@x.example", "bob@x.example"], "{text:?}");
    }
}

#[test]
fn what_has_several_readings_is_not_read() {
    assert_eq!(of("not ann@x.example"), ["wrong not ann@x.example"]);
    for two in [
        "bob@x.example <ann@x.example>",
        "<ann@x.example><bob@x.example>",
        "mailto:ann@x.example?cc=bob@x.example",
        "mailto:ann@x.example?subject=Hi&BCC=bob%40x.example",
        "<mailto:ann@x.example?cc= and * bob@x.example>",
        "Ann <mailto:ann@x.example?to=bob@x.example>",
        "[Ann](mailto:ann@x.example?cc=bob＠x.example)",
        "[ann@x.example](mailto:ann@x.example#bob@x.example)",
        "SMTP:ann@x.example?bob@x.example",
        "ann@x.example (for bob＠x.example)",
    ] {
        assert_eq!(of(two), [format!("wrong {two}")]);
    }
    assert_eq!(
        of("Bob, Cat, Ann <ann@x.example>"),
        ["text Bob", "ann@x.example"]
    );
    assert_eq!(of("Ann; ann@x.example"), ["text Ann", "ann@x.example"]);
    assert_eq!(of("ann@x, bob@x.example"), ["wrong ann@x", "bob@x.example"]);
    assert_eq!(of("n/a"), ["text n/a"]);
    assert_eq!(of(" \u{200b} "), [] as [&str; 0]);
    assert_eq!(of("Ann \"Lee <ann@x.example>, b@x.y").len(), 2);
    assert_eq!(
        of("0fb0ab9cb9f1162b8219736c; ann@x.example"),
        ["id 0fb0ab9cb9f1162b8219736c", "ann@x.example"]
    );
}

#[test]
fn a_reference_or_a_line_that_breaks_an_address_names_nobody_else() {
    for text in [
        "x.&zwnj;ann@x.example",
        "ann@x.example&shy;.old",
        "x.&#8204;ann@x.example",
        "r&d;ann@x.example",
        "x.\nann@x.example",
        "x-\nann@x.example",
        "ann@x.example\n.old",
    ] {
        assert_eq!(of(text), [format!("wrong {text}")]);
    }
    let text = "bob@x.example\n- ann@x.example\n-\ncat@x.example";
    let right = ["bob@x.example", "ann@x.example", "text -", "cat@x.example"];
    assert_eq!(of(text), right);
    assert_eq!(of("Q & A; ann@x.example"), ["text Q & A", "ann@x.example"]);
}
