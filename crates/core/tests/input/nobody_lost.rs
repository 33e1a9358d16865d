//! Whatever mixture of forms: every text of a list that is like an address is read, or in a problem, or named with the
//! column that is not read; and nobody else is read.

use std::collections::BTreeSet;

use atlctl_core::input::{Columns, InputError, key, read, read_names};
use proptest::prelude::*;

/// Everything with an `@` that stands in a text, as addresses are compared: what a reader would look for.
fn address_like(text: &str) -> BTreeSet<String> {
    let inside = |c: char| c.is_alphanumeric() || "@.-_+='\u{ad}".contains(c);
    let words = text.split(|c: char| !inside(c));
    words
        .filter(|word| word.trim_matches(['@', '\u{ad}']).contains('@'))
        .map(|word| plain(without_key(word)))
        .collect()
}

/// Without the words before it in a link: `cc=ann@example.com`.
fn without_key(word: &str) -> &str {
    match word.split_once('=') {
        Some(("cc" | "bcc" | "to" | "body", address)) => address,
        _ => word,
    }
}

/// Without what may stand around an address, or begin it.
fn plain(word: &str) -> String {
    let edge = |c: char| ".-_+'\u{ad}".contains(c);
    key(word.trim_matches(edge))
}

fn address() -> impl Strategy<Value = String> {
    let name = "[a-d][a-d0-9.+_-]{0,3}[a-z0-9]";
    (
        name,
        prop::sample::select(vec!["example.com", "acme-labs.example", "x.example"]),
    )
        .prop_map(|(name, domain)| format!("{name}@{domain}"))
}

/// An address as people and programs write it, alone or with other texts.
fn written() -> impl Strategy<Value = String> {
    let one = (address(), "[A-D][a-z]{0,5}", 0..22_u8).prop_map(in_form);
    let links = (address(), address(), 0..7_u8).prop_map(in_link);
    prop_oneof![9 => one, 1 => links]
}

/// An address in a form that has one reading.
fn person() -> impl Strategy<Value = (String, String)> {
    (address(), "Ann|Bo|Cem|Dora|Åsa|[A-D]", 0..18_u8)
        .prop_filter(
            "a label and a bullet stand at the begin of a line",
            |(_, _, how)| !matches!(how, 16 | 17),
        )
        .prop_map(|(address, name, how)| (address.clone(), in_form((address, name, how))))
}

fn in_form((address, name, how): (String, String, u8)) -> String {
    match how {
        0..=5 => address,
        6 => format!("{name} Lee <{address}>"),
        7 => format!("\"Lee, {name}\" <{address}>"),
        8 => format!("Lee, {name} <{address}>"),
        9 => format!("mailto:{address}"),
        10 => format!("<{address}>"),
        11 => format!("'{address}'"),
        12 => format!("{address} ({name} Lee)"),
        13 => format!("{name} Lee [mailto:{address}]"),
        14 => format!("\u{202a}{address}\u{202c}"),
        15 => format!("{} ", address.to_uppercase()),
        16 => format!("To: {address}"),
        17 => format!("- {address}"),
        // Not people: slips and other texts.
        18 => format!("not {address}"),
        19 => address.replace(".example", "").replace(".com", ""),
        20 => name,
        _ => String::new(),
    }
}

/// A link that names more than the person it goes to.
fn in_link((address, other, how): (String, String, u8)) -> String {
    match how {
        0 => format!("mailto:{address}?cc={other}"),
        1 => format!("MAILTO:{address}?subject=Hi&bcc={other}"),
        2 => format!("<mailto:{address}?cc= and * {other}>"),
        3 => format!("[Ann](mailto:{address}?to={other})"),
        4 => format!("[{address}](mailto:{address}?body={other})"),
        5 => format!("<mailto:{address}?cc={other}|{address}>"),
        _ => format!("Ann <mailto:{address}#{other}>"),
    }
}

prop_compose! {
    /// Lines of people, as wide and with such ends as anybody may make them.
    fn lines()(
        rows in prop::collection::vec(prop::collection::vec(written(), 1..5), 1..8),
        between in prop::sample::select(vec![",", ";", ", ", "; ", "\t", "|", " | ", " "]),
        end in prop::sample::select(vec!["\n", "\r\n", "\r", ",\n", ";\r\n", "\n\n"]),
        above in prop::sample::select(vec!["", "", "", "Email\n", "Name,Email\n", "Team;E-Mail;Manager\n",
            "Ask boss@x.example\nName,Email\n", "sep=;\n", "Nobody\n", "| Name | Email |\n|---|---|\n"]),
        below in prop::sample::select(vec!["", "", "\u{1a}"]),
    ) -> String {
        let rows: Vec<String> = rows.iter().map(|row| row.join(between)).collect();
        format!("{above}{}{end}{below}", rows.join(end))
    }
}

prop_compose! {
    /// The same people in JSON.
    fn json()(
        rows in prop::collection::vec(prop::collection::vec(written(), 1..4), 1..6),
        how in 0..4_u8,
    ) -> String {
        let text = |text: &String| serde_json::Value::from(text.as_str());
        let values: Vec<serde_json::Value> = rows.iter().map(|row| match how {
            0 => text(&row[0]),
            1 => row.iter().map(text).collect(),
            _ => {
                let keys = ["email", "name", "manager"];
                keys.iter().zip(row).map(|(key, value)| ((*key).to_owned(), text(value))).collect()
            }
        }).collect();
        if how == 3 {
            values.iter().map(|value| format!("{value}\n")).collect()
        } else {
            serde_json::to_string_pretty(&values).unwrap()
        }
    }
}

/// What stands between the people of a page, with nothing that browsers leave out on purpose, such as comments that end.
const MARKUP: [&str; 78] = [
    "<table>",
    "<tr>",
    "<td>",
    "<th>",
    "</td>",
    "</tr>",
    "</table>",
    "<tbody>",
    "<caption>",
    "<colgroup>",
    "<col>",
    "<td rowspan=2>",
    "<td colspan=2>",
    "<table><tr><td>",
    "</td></tr></table>",
    "<td>Email</td>",
    "<p>",
    "</p>",
    "<br>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<s>",
    "</s>",
    "<i>",
    "</i>",
    "<a>",
    "</a>",
    "<font color=red>",
    "<span>",
    "</span>",
    "<ul>",
    "<li>",
    "</ul>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<h2>",
    "</h2>",
    "<h2>Keep</h2>",
    "<pre>",
    "</pre>",
    "<textarea>",
    "</textarea>",
    "<select>",
    "<option>",
    "</select>",
    "<button>",
    "<form>",
    "</form>",
    "<label>",
    "<template>",
    "</template>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mi>",
    "<frameset>",
    "<noscript>",
    "</noscript>",
    "<iframe>",
    "<td hidden>",
    "<td title=\"",
    "\">",
    "<b ",
    "<td",
    "<",
    "</",
    "<!",
    "<?",
    "<!--",
    "<![CDATA[",
    "<script>",
    "<style>",
    "<title>",
    "<plaintext>",
    "\n",
];

prop_compose! {
    /// A page, as wrong as anybody may make it.
    fn page()(
        parts in prop::collection::vec((prop::sample::select(&MARKUP[..]), prop::option::of(address())), 1..25),
        begin in prop::sample::select(vec!["<p>", "<table>", "<tr><td>", "<!doctype html>", "<ul>", "<td>", "<div><b>"]),
    ) -> String {
        let parts = parts.iter().map(|(markup, address)| match address {
            Some(address) => format!("{markup} {address} "),
            None => (*markup).to_owned(),
        });
        begin.to_owned() + &parts.collect::<String>()
    }
}

/// The text with quotation marks put into it.
fn with_quotes(mut text: String, quotes: &[prop::sample::Index]) -> String {
    for at in quotes {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        if !places.is_empty() {
            text.insert(places[at.index(places.len())], '"');
        }
    }
    text
}

/// Where each address of the text ended up.
fn nobody_is_lost(text: &str, columns: &Columns) -> Result<(), TestCaseError> {
    let wanted = address_like(text);
    let list = match read(text.as_bytes(), columns) {
        Ok(list) => list,
        // Nothing of it is read, and why is told.
        Err(InputError::NoColumn { like, .. }) => {
            prop_assert!(
                !like.is_empty()
                    || wanted.is_empty()
                    || wanted.iter().all(|word| word.ends_with('@'))
            );
            return Ok(());
        }
        Err(_) => return Ok(()),
    };
    let read: BTreeSet<String> = list
        .people
        .iter()
        .filter_map(|person| person.email.as_deref())
        .map(plain)
        .collect();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for problem in &list.problems {
        // (Where quotation marks were taken off, more may have come before it.)
        let value = key(&problem.value);
        told.extend(wanted.iter().filter(|word| value.contains(*word)).cloned());
    }
    told.extend(list.folded.iter().map(|row| plain(&row.value)));
    // Those in columns that are not read: the warning names or counts each of them.
    for other in list.unread.iter().flat_map(|column| &column.others) {
        let value = key(&other.value);
        told.extend(wanted.iter().filter(|word| value.contains(*word)).cloned());
    }
    for email in &read {
        prop_assert!(wanted.contains(email), "{email} is not in {text:?}");
    }
    let lost: Vec<&String> = wanted
        .difference(&read)
        .filter(|word| !told.contains(*word))
        .collect();
    prop_assert!(lost.is_empty(), "{lost:?} of {text:?} got lost: {list:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn in_lines(text in lines()) {
        nobody_is_lost(&text, &Columns::default())?;
    }

    #[test]
    fn in_lines_with_stray_quotation_marks(
        text in lines(),
        quotes in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        nobody_is_lost(&with_quotes(text, &quotes), &Columns::default())?;
    }

    /// Also when the mark closes on another row, every row is read or a problem of its own.
    #[test]
    fn no_quotation_mark_swallows_rows(
        names in prop::collection::vec("[A-D][a-z]{0,5}", 2..40),
        quotes in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        end in prop::sample::select(vec!["\n", "\r\n"]),
        wide in any::<bool>(),
    ) {
        let rows = names.iter().enumerate().map(|(at, name)| {
            let more = if wide { ",Blue" } else { "" };
            format!("{name},p{at}@x.example{more}\n")
        });
        let more = if wide { ",Team" } else { "" };
        let rows: String = rows.collect();
        let text = format!("Name,Email{more}\n{}", with_quotes(rows, &quotes)).replace('\n', end);
        let list = read(text.as_bytes(), &Columns::default()).unwrap();
        let read: BTreeSet<&str> = list.people.iter().filter_map(|person| person.email.as_deref()).collect();
        for (at, line) in text.lines().enumerate().skip(1) {
            let address = format!("p{}@x.example", at - 1);
            let number = at as u64 + 1;
            let whole = line.contains(&address);
            let of_line = list.problems.iter().find(|problem| problem.at.line == number);
            prop_assert!(
                read.contains(address.as_str())
                    || of_line.is_some_and(|problem| !whole || problem.value.contains(&address)),
                "{address} of {text:?} got lost: {list:?}"
            );
        }
        prop_assert_eq!(list.rows, names.len() as u64);
        for problem in &list.problems {
            prop_assert!(!problem.value.contains('\n'));
        }
    }

    #[test]
    fn in_lines_with_a_column_that_is_asked_for(text in lines(), column in "[1-4]|all|email") {
        let columns = Columns { email: Some(column), ..Columns::default() };
        nobody_is_lost(&text, &columns)?;
    }

    #[test]
    fn a_list_of_nothing_but_people_is_read_to_the_last(
        people in prop::collection::vec(person(), 1..8),
        between in prop::sample::select(vec![", ", "; ", ",", ";", "\n", "\r\n", ",\n", ";\r\n", "\r", "\n\n"]),
        above in prop::sample::select(vec!["", "Email\n", "Team\nE-Mail\n"]),
    ) {
        let texts: Vec<&str> = people.iter().map(|(_, text)| text.as_str()).collect();
        let text = format!("{above}{}\n", texts.join(between));
        let list = read(text.as_bytes(), &Columns::default());
        prop_assert!(list.is_ok(), "{text:?}: {list:?}");
        let list = list.unwrap();
        prop_assert_eq!(&list.problems, &[], "{:?}", text);
        let read: BTreeSet<String> = list.people.iter().filter_map(|person| person.email.as_deref()).map(key).collect();
        let wanted: BTreeSet<String> = people.iter().map(|(address, _)| key(address)).collect();
        prop_assert_eq!(read, wanted, "{:?}", text);
    }

    #[test]
    fn in_json(text in json()) {
        nobody_is_lost(&text, &Columns::default())?;
    }

    #[test]
    fn in_pages(text in page()) {
        nobody_is_lost(&text, &Columns::default())?;
    }

    #[test]
    fn in_any_text_made_of_the_same_characters(text in "[ab@.,;|<>\"'()\\[\\]{}: \n\r\t\\-=To\u{ad}]{0,60}") {
        nobody_is_lost(&text, &Columns::default())?;
    }

    #[test]
    fn on_the_command_line(names in prop::collection::vec(written(), 1..5)) {
        let list = read_names(&names);
        let read: BTreeSet<String> = list.people.iter().filter_map(|person| person.email.as_deref()).map(key).collect();
        let told: BTreeSet<String> = list.problems.iter().flat_map(|problem| address_like(&problem.value)).collect();
        let wanted = address_like(&names.join("\n"));
        prop_assert!(read.is_subset(&wanted));
        for word in &wanted {
            prop_assert!(read.contains(word) || told.contains(word), "{word} of {names:?}");
        }
    }

    #[test]
    fn any_bytes_give_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, &Columns::default());
    }

    #[test]
    fn any_text_gives_an_answer(text in "\\PC{0,80}", column in ".{0,3}") {
        let _ = read(text.as_bytes(), &Columns::default());
        let columns = Columns { email: Some(column.clone()), account: Some(column), ..Columns::default() };
        let _ = read(text.as_bytes(), &columns);
    }

    #[test]
    fn bytes_put_into_a_list_give_an_answer(
        text in lines(),
        spoiled in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = text.into_bytes();
        for (at, byte) in spoiled {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read(&bytes, &Columns::default());
    }
}
