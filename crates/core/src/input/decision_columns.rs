//! Columns that say in words who of a list is meant, such as `Suspend: yes` and `no`, or `Action: keep`.

use super::check_marks::says_who;
use super::decision_words::{asks, excepts, leaves_alone, orders};
use super::decode_text::trimmed;
use super::known_headings::CHANGE;
use super::records::Record;
use super::{Position, heading_key, names_somebody};
use crate::accents::without_accents;

/// A column by which not everybody in the list is meant, perhaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// Its number, counted from 1.
    pub number: usize,
    /// Its heading, if it has one.
    pub heading: Option<String>,
    /// Where the first person is, and what the column says there.
    pub first: (Position, String),
    /// Where the first person is for whom it says something else, and what; `None` where it says of everybody that they
    /// are not meant.
    pub other: Option<(Position, String)>,
    /// Whether it is a remark beside some people, such as "do not move", and no column of decisions.
    pub is_remark: bool,
}

/// What a cell says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Yes,
    No,
    Nothing,
    Other,
}

/// What a heading says of the words below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    /// An action for each row.
    Action,
    /// Who is meant.
    Choice,
    /// Who is not meant.
    Exception,
    /// Anything, and perhaps who is not meant; nothing, where there is none.
    Remark,
    /// Anything else: only the cells can say who is meant.
    Other,
}

const YES: &str = "yes y true t 1 x ja j oui si sim da tak kyllä evet はい 是 예";
const NO: &str = "no n false f 0 not don't dont never keep keeps kept stay stays skip ignore exclude excluded exempt \
    rejected declined denied nein nicht bleibt behalten ausgenommen abgelehnt non pas garder refusé não nao nee niet nej \
    nei ei nie hayır нет いいえ 否 아니요";
/// Words in headings of choices, beside those of marks.
const CHOICES: &str = "approval scope migrate migration transfer eligible opt optout goahead nogo still needs \
    wanted visible filter filtered hidden agree agreed agrees agreement consent consented accepted \
    verschieben sperren freigabe zustimmung einverstanden einwilligung genehmigt erlaubt \
    benotigt braucht accord consentement valide autorise acuerdo conforme consentimiento autorizado acordo consenso \
    autorizzato akkoord toestemming zgoda zatwierdzone souhlas godkand godkendt godkjent samtycke samtykke suostumus \
    hyvaksytty onay onaylandı согласие согласован согласовано 同意 承認 동의 승인";
/// Words in headings of facts about people, also behind which a question mark stands.
const FACTS: &str = "mfa 2fa 2sv totp sso scim active aktiv actif activo ativo attivo inactive enabled disabled managed \
    verwaltet admin administrator admins verified external extern externe internal intern contractor contractors employee \
    freelancer guest guests billable billed licensed license seat remote onsite synced provisioned invited suspended \
    deactivated locked blocked deleted bot service manager lead vip parttime fulltime permanent temporary has had signed \
    logged joined left";
/// Words in headings of remarks.
const REMARKS: &str = "comment comments note notes remark remarks status kommentar kommentare bemerkung bemerkungen \
    notiz hinweis commentaire comentario";
const NOTHING: [&str; 8] = ["-", "–", "—", "?", "n/a", "na", "none", "tbd"];
/// Headings of which every word is a decision.
const ACTIONS: &str = "action decision entscheidung aktion maßnahme décision acción decisión ação decisão azione decisione \
    actie beslissing akcja decyzja akce rozhodnutí åtgärd beslut toimenpide päätös işlem karar действие решение 対応 操作 决定 \
    決定 조치 결정";
/// Headings of choices that ask whether something is to be done, beside those with a verb.
const ASKS: &str =
    "include select selected approve approved approval ok okay apply scope goahead freigabe";
/// Columns of lists of this program in which its own words stand.
const OWN: [&str; 4] = ["verdict", "outcome", "status", "event"];

/// The columns that say different things of people, of those that tell who is meant. `ours`: whether this program
/// printed the list, in which an action may be anything.
pub(super) fn undecided(headings: &[String], rows: &[Record], ours: bool) -> Vec<Undecided> {
    let longest = rows.iter().map(|row| row.cells.len()).max();
    // Cells that no heading stands above are problems of their rows.
    let width = match headings.len() {
        0 => longest.unwrap_or_default(),
        headings => headings,
    };
    let people: Vec<(&Record, People)> = rows
        .iter()
        .map(|row| (row, People::of(row)))
        .filter(|(_, people)| people.count > 0)
        .collect();
    let columns = (0..width).filter_map(|at| {
        let heading = headings.get(at).map(|heading| trimmed(heading));
        let heading = heading.filter(|heading| !heading.is_empty());
        // A mark, or the number of the column, says nothing of what stands below.
        let said = heading.filter(|heading| !is_sign(heading));
        let kind = kind(said, ours)?;
        let rows = people.iter().filter(|(_, people)| people.stand_beside(at));
        let cells = rows.map(|(row, _)| {
            let cell = row.cells.get(at).map_or("", |cell| trimmed(cell));
            (row.at, cell)
        });
        let found = in_column(heading.unwrap_or_default(), kind, cells)?;
        let ((first, said), other, is_remark) = found;
        Some(Undecided {
            number: at + 1,
            heading: heading.map(str::to_owned),
            first: (first, said.to_owned()),
            other: other.map(|(other, said)| (other, said.to_owned())),
            is_remark,
        })
    });
    columns.collect()
}

/// How many cells of a row name somebody, and the first that does.
struct People {
    count: usize,
    first: usize,
}

impl People {
    fn of(row: &Record) -> Self {
        let cells = row.cells.iter().enumerate();
        let mut naming = cells.filter(|(_, cell)| names_somebody(cell));
        let first = naming.next().map(|(at, _)| at);
        Self {
            count: usize::from(first.is_some()) + naming.count(),
            first: first.unwrap_or_default(),
        }
    }

    /// Whether another cell than this one names somebody.
    fn stand_beside(&self, at: usize) -> bool {
        self.count > 1 || self.first != at
    }
}

/// Where a cell is, and what it says.
type Said<'a> = (Position, &'a str);

/// The first cell of a column, and the first that says something else, where these decide who is meant; and whether they
/// are remarks.
fn in_column<'a>(
    heading: &str,
    kind: Heading,
    mut cells: impl Iterator<Item = Said<'a>>,
) -> Option<(Said<'a>, Option<Said<'a>>, bool)> {
    let leaves_out = |cell: &str| leaves_alone(heading, cell);
    // Whether nobody is meant, if all cells say this.
    let asks = kind == Heading::Choice && asks_to_act(heading);
    let says_nobody = |cell: &str| match kind {
        Heading::Exception => word(cell) == Word::Yes || names_somebody(cell),
        Heading::Action => word(cell) == Word::No,
        Heading::Choice => asks && word(cell) == Word::No,
        _ => false,
    };
    let is_order = |cell: &str| kind == Heading::Other && orders(cell);
    let first = cells.next()?;
    let is_out = leaves_out(first.1);
    let (mut is_nobody, mut has_order) = (is_out || says_nobody(first.1), is_order(first.1));
    let mut unlike = None;
    let is_free = matches!(kind, Heading::Remark | Heading::Other);
    for cell in cells {
        let is_unlike = leaves_out(cell.1) != is_out;
        if is_unlike || differ(first.1, cell.1, kind) {
            return Some((first, Some(cell), is_unlike && is_free));
        }
        is_nobody = is_nobody && (is_out || says_nobody(cell.1));
        has_order = has_order || is_order(cell.1);
        if unlike.is_none() && first.1 != cell.1 && plain(first.1) != plain(cell.1) {
            unlike = Some(cell);
        }
        if let (true, Some(other)) = (has_order, unlike) {
            return Some((first, Some(other), false));
        }
    }
    is_nobody.then_some((first, None, is_out && is_free))
}

/// Whether a heading is a mark, a single Latin letter or a digit.
fn is_sign(heading: &str) -> bool {
    let mut letters = heading.chars().filter(|c| c.is_alphanumeric());
    match letters.next() {
        None => true,
        Some(c) => c.is_ascii() && letters.next().is_none(),
    }
}

/// Whether a heading asks if something is to be done.
fn asks_to_act(heading: &str) -> bool {
    let small = heading.to_lowercase();
    let mut parts = small.split(|c: char| !c.is_alphanumeric());
    asks(heading) || parts.any(|part| ASKS.split_whitespace().any(|word| word == part))
}

/// What a heading says; `None` where its words are this program's own.
fn kind(heading: Option<&str>, ours: bool) -> Option<Heading> {
    let small = heading.unwrap_or_default().to_lowercase();
    let is_action = ACTIONS.split_whitespace().any(|word| word == small);
    if !ours && is_action {
        return Some(Heading::Action);
    }
    let bare = without_accents(&small);
    let has = |words: &str| {
        let mut parts = bare.split(|c: char| !c.is_alphanumeric());
        parts.any(|part| words.split_whitespace().any(|word| word == part))
    };
    // What is asked of each person, unless it is a known fact about them.
    let is_question = bare.ends_with(['?', '？', '؟']) && !has(FACTS);
    if heading.is_some_and(excepts) {
        return Some(Heading::Exception);
    }
    if heading.is_some_and(|heading| says_who(heading) || asks(heading))
        || has(CHOICES)
        || is_question
    {
        return Some(Heading::Choice);
    }
    if heading.is_none_or(says_who) || has(REMARKS) {
        return Some(Heading::Remark);
    }
    let key = heading_key(&small);
    if is_action || ours && (CHANGE.contains(&&*key) || OWN.contains(&&*key)) {
        return None;
    }
    Some(Heading::Other)
}

/// Whether two cells of a column do not mean the same of their people.
fn differ(one: &str, other: &str, kind: Heading) -> bool {
    if kind == Heading::Other {
        return false;
    }
    let short = |cell: &str| cell.chars().count() < 3;
    let (said, others) = (word(one), word(other));
    if said == others && kind != Heading::Action {
        return false;
    }
    let is = |word: Word| said == word || others == word;
    match kind {
        Heading::Action => plain(one) != plain(other),
        // Whatever stands there is why somebody is left alone.
        Heading::Exception => {
            let is_alone = |word: Word| !matches!(word, Word::No | Word::Nothing);
            is_alone(said) != is_alone(others) || is(Word::No) || is(Word::Yes)
        }
        Heading::Choice => is(Word::No) || is(Word::Yes),
        // What is no word may be anything, such as a country: NO.
        Heading::Remark if is(Word::Other) => {
            is(Word::No) && !(short(one) && said == Word::No || short(other) && others == Word::No)
        }
        Heading::Remark => is(Word::No) || is(Word::Yes),
        Heading::Other => false,
    }
}

/// A cell as it is compared with others.
fn plain(cell: &str) -> String {
    cell.to_lowercase().trim_end_matches(['.', '!']).to_owned()
}

fn word(cell: &str) -> Word {
    let small = cell.to_lowercase();
    let small = small.trim_end_matches(['.', '!']);
    let is = |words: &str, word: &str| words.split_whitespace().any(|one| one == word);
    let first = small.split([' ', ',', ':', ';', '(']).next();
    if small.is_empty() || NOTHING.contains(&small) {
        Word::Nothing
    } else if small.starts_with("do not ")
        || is(NO, small)
        || first.is_some_and(|first| first.len() > 2 && is(NO, first))
    {
        Word::No
    } else if is(YES, small) {
        Word::Yes
    } else {
        Word::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(heading: &str, cells: &[&str], ours: bool) -> Option<String> {
        let row = |(line, cell): (u64, &&str)| Record {
            at: Position::line(line),
            cells: vec!["a@x.example".to_owned(), (*cell).to_owned()],
            ..Record::default()
        };
        let rows: Vec<Record> = (2..).zip(cells).map(row).collect();
        let headings = ["Email".to_owned(), heading.to_owned()];
        let found = undecided(&headings, &rows, ours);
        found.first().map(|found| {
            assert_eq!(found.number, 2);
            match &found.other {
                Some(other) => format!("{} / {}", found.first.1, other.1),
                None => format!("{} of all", found.first.1),
            }
        })
    }

    #[test]
    fn words_say_who_is_meant() {
        for (heading, cells, said) in [
            ("Suspend", &["yes", "yes", "no"][..], "yes / no"),
            ("Suspend?", &["TRUE", "FALSE"], "TRUE / FALSE"),
            ("Action", &["suspend", "keep"], "suspend / keep"),
            ("Action", &["suspend", "deactivate"], "suspend / deactivate"),
            ("Decision", &["suspend", ""], "suspend / "),
            ("Keep", &["", "x"], " / x"),
            ("Exclude from suspension", &["", "yes"], " / yes"),
            ("Approved", &["by Ann", "not yet"], "by Ann / not yet"),
            ("", &["", "no"], " / no"),
            ("", &["Sales", "keep"], "Sales / keep"),
            ("", &["yes", "no"], "yes / no"),
            ("In scope", &["Yes", "No"], "Yes / No"),
            ("Migrate?", &["yes", ""], "yes / "),
            (
                "Approval status",
                &["Approved", "Rejected"],
                "Approved / Rejected",
            ),
            (
                "Status",
                &["To be moved", "Excluded"],
                "To be moved / Excluded",
            ),
            (
                "Notes",
                &["", "Do not move, see ticket"],
                " / Do not move, see ticket",
            ),
            ("Selected", &["1", "0"], "1 / 0"),
            ("Visible", &["1", "0"], "1 / 0"),
            ("X", &["X", ""], "X / "),
            ("1", &["1", "0"], "1 / 0"),
            ("Zustimmung", &["ja", "nein"], "ja / nein"),
            ("Accord", &["oui", "non"], "oui / non"),
            ("Needs access", &["yes", "no"], "yes / no"),
            ("Agreed?", &["Yes", "No"], "Yes / No"),
            ("Przenieść?", &["tak", "nie"], "tak / nie"),
            ("Flytta?", &["ja", "nej"], "ja / nej"),
            ("Jahresgespräch geführt?", &["ja", "nein"], "ja / nein"),
            ("List", &["Leavers", "Stayers"], "Leavers / Stayers"),
            ("Section", &["move", "exempt"], "move / exempt"),
            ("Exceptions", &["a@x.example", ""], "a@x.example / "),
            (
                "Exceptions",
                &["b@x.example", "c@x.example"],
                "b@x.example of all",
            ),
            ("What to do", &["move", "keep"], "move / keep"),
            ("What to do", &["move", ""], "move / "),
            ("Review", &["revoke", "approve"], "revoke / approve"),
            (
                "Next step",
                &["move to Contractors", "leave as is"],
                "move to Contractors / leave as is",
            ),
            (
                "Действие",
                &["перенести", "оставить"],
                "перенести / оставить",
            ),
            ("Toimenpide", &["siirrä", "säilytä"], "siirrä / säilytä"),
            ("対応", &["移動", "残す"], "移動 / 残す"),
            ("¿Mover?", &["sí", "no"], "sí / no"),
            ("是否移动", &["是", "否"], "是 / 否"),
            ("Team", &["Blue", "do not move"], "Blue / do not move"),
            ("", &["", "bitte nicht!"], " / bitte nicht!"),
            (
                "Comment",
                &["", "please keep her until January"],
                " / please keep her until January",
            ),
            ("Info", &["EXCEPTION", ""], "EXCEPTION / "),
            ("Exception", &["", "approved"], " / approved"),
            ("Decision", &["keep", "keep"], "keep of all"),
            ("Keep", &["yes", "x"], "yes of all"),
            ("Move", &["no", "No"], "no of all"),
            ("Exclude", &["yes", "yes"], "yes of all"),
            ("", &["keep", "keep"], "keep of all"),
            ("Team", &["stays"], "stays of all"),
            (
                "Name",
                &["Ann Lee", "Bob Ray - do not move"],
                "Ann Lee / Bob Ray - do not move",
            ),
        ] {
            assert_eq!(
                found(heading, cells, false).as_deref(),
                Some(said),
                "{heading}"
            );
        }
        for (heading, cells) in [
            ("Suspend", &["yes", "Yes", "TRUE"][..]),
            ("MFA", &["yes", "no"]),
            ("Has MFA?", &["yes", "no"]),
            ("Is contractor?", &["TRUE", "FALSE"]),
            ("Active", &["TRUE", "FALSE"]),
            ("Action", &["suspend", "Suspend"]),
            ("Leave date", &["2026-05-01", ""]),
            ("Leave type", &["parental", "unpaid"]),
            ("", &["Sales", "", "Yes Men"]),
            ("", &["FR", "NO", "DE"]),
            ("Status", &["active", "suspended", ""]),
            ("Notes", &["on leave", "", "new laptop"]),
            ("Decision", &["approved", "Approved."]),
            ("Department", &["Yes Men", "No"]),
            ("Surname", &["Hold", "Stay", "Wait"]),
            ("Position status", &["Active", "Leave", "Terminated"]),
            ("On leave", &["no", "no"]),
            ("Moved", &["no", "no"]),
            ("Eligible for rehire", &["No", "No"]),
            ("Suspended", &["false", "false"]),
            ("Org role", &["None", "User", "Organization admin"]),
            ("Last seen in Jira", &["Never accessed", "2026-01-01"]),
            ("Next step", &["move", "Move"]),
        ] {
            assert_eq!(found(heading, cells, false), None, "{heading} {cells:?}");
        }
        assert_eq!(found("action", &["user_added", "user_removed"], true), None);
        assert_eq!(
            found("decision", &["remove", "keep"], true).as_deref(),
            Some("remove / keep")
        );
    }
}
