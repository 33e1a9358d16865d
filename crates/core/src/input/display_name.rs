//! Whether a text beside an address can be the name of its person, and not a remark such as "do not move".

use super::person_mark::has_sign;
use crate::accents::without_accents;

/// Words of decisions, which people write beside or above those whom they do not mean; in small letters and without
/// accents.
const DECISIONS: &str = "not don dont never keep keeps kept stay stays stayed staying leave leaves leaver leavers left \
    leaving except exception exceptions exclude excluded exempt skip skipped ignore ignored remove removed delete \
    deleted move moved gone hold stop fired terminated \
    nicht bleibt bleiben behalten ausser ohne weg raus ausgeschieden gekundigt ausnahme ausnahmen loschen gesperrt \
    pas sauf garder reste parti partie exclure supprimer salvo excepto mantener queda excluir eliminar tranne escluso \
    rimane nao manter niet behalve blijft uitgezonderd";
/// Those of them that say of people that they are not meant.
const EXCEPTIONS: &str = "not dont never keep keeps stay stays except exclude excluded exempt skip ignore nicht bleibt \
    bleiben behalten ausser ohne pas sauf garder excepto salvo mantener excluir tranne escluso mantener niet behalve";
/// Other words of remarks.
const REMARKS: &str = "old former formerly ex was until since already done pending later wait wrong active inactive \
    disabled deactivated suspended retired only unless maybe tbd todo unknown unsure check new see to nope still \
    needed extended extension rehired returning next year false successor contact replaced replaces by manager boss \
    assistant deputy of for copy cc kein keine alt ehemals ehemalig ehemalige ehemaliger spater erledigt nur erst ab \
    bis seit verlangert zuruck ne ancien ancienne antiguo antigua zostaje не остается трогать оставить кроме";
/// The same in scripts without letters of two sizes, where words are not apart.
const REMARKS_WITHIN: &[&str] = &[
    "不",
    "勿",
    "别",
    "別",
    "除",
    "离职",
    "離職",
    "保留",
    "退職",
    "残",
    "停止",
    "削除",
    "제외",
    "퇴사",
    "유지",
    "하지",
    "対象外",
    "留任",
    "ยกเว้น",
    "استثناء",
];
/// What stands between or behind the names of a person in small letters.
const PARTICLES: &str = "von van de der den del della di da dos das du la le el al bin ibn ben abu zu zum zur ter ten \
    y e i und and d o af av jr sr dr prof mr mrs ms via at \
    external extern externe externo contractor consultant freelancer vendor guest intern admin she her he him they them";

/// Whether a text can be the name of somebody with this address; without an address, of anybody.
pub(super) fn can_be_name(text: &str, address: Option<&str>) -> bool {
    let is_possessive = ["'s ", "’s "].iter().any(|end| text.contains(end));
    if text.contains([':', '：']) || is_possessive || has_sign(text) {
        return false;
    }
    let text = without_accents(text);
    let local = address.and_then(|address| address.split('@').next());
    let local = local.map(|local| without_accents(local).to_lowercase());
    let is_word = |c: char| !c.is_alphanumeric() && c != '\'';
    let words: Vec<&str> = text
        .split(is_word)
        .filter(|word| !word.is_empty())
        .collect();
    let mut is_shared = false;
    for word in &words {
        let small = word.to_lowercase();
        let shared = local.as_ref().is_some_and(|local| shares(local, &small));
        is_shared |= shared;
        let is_remark = is_remark(&small);
        let is_small = word.chars().next().is_some_and(char::is_lowercase);
        if !shared && (is_remark || is_small && !is_in(PARTICLES, &small)) {
            return false;
        }
    }
    // One word is a name where the address says so, or where no address or script could tell.
    let is_cased = |word: &str| word.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let tells = |word: &&&str| word.chars().count() > 1 && is_cased(word);
    is_shared || local.is_none() || words.len() != 1 || words.iter().find(tells).is_none()
}

/// Whether a text has a word of a decision.
pub(super) fn has_decision(text: &str) -> bool {
    let text = without_accents(text).to_lowercase();
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| is_in(DECISIONS, word))
}

/// Whether a text says of people that they are not meant.
pub(super) fn has_exception(text: &str) -> bool {
    let text = without_accents(text)
        .to_lowercase()
        .replace("don't", "dont");
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| is_in(EXCEPTIONS, word))
}

fn is_in(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|one| one == word)
}

/// Whether a word, in small letters, is one of a remark.
fn is_remark(word: &str) -> bool {
    is_in(DECISIONS, word)
        || is_in(REMARKS, word)
        || REMARKS_WITHIN.iter().any(|remark| word.contains(remark))
}

/// Whether a word and the part of an address before its `@` have a name, or the beginning of one, in common.
fn shares(local: &str, word: &str) -> bool {
    let mut parts = local.split(|c: char| !c.is_alphanumeric());
    if word.chars().count() < 3 {
        return parts.any(|part| part == word);
    }
    local.contains(word) || parts.any(|part| part.chars().count() > 2 && word.contains(part))
}

#[cfg(test)]
mod tests {
    use super::can_be_name;

    #[test]
    fn names_are_names_and_remarks_are_none() {
        for (text, address) in [
            ("Ada Torres", "ada.torres@x.example"),
            ("Torres, Ada (External)", "atorres@x.example"),
            ("ada torres", "ada.torres@x.example"),
            ("Ada", "ada.torres@x.example"),
            ("Müller, Jörg-Peter", "joerg.muller@x.example"),
            ("Charlotte de la Cruz", "c17@x.example"),
            ("O'Neill, Sam", "so@x.example"),
            ("Dr. Bob Miller", "rm42@x.example"),
            ("IT Helpdesk", "support@x.example"),
            ("Support", "support@x.example"),
            ("田中太郎", "tanaka@x.example"),
            ("Left Hand", "left.hand@x.example"),
            ("Ada Torres (external)", "ada.torres@x.example"),
            ("Do Thi Hoa", "hoa@x.example"),
            ("A. Torres", "ada.torres@x.example"),
            ("", "ada@x.example"),
        ] {
            assert!(can_be_name(text, Some(address)), "{text}");
        }
        for text in [
            "do not move",
            "DO NOT MOVE",
            "Do Not Move",
            "not",
            "left in May",
            "stays",
            "Stays",
            "not her",
            "keep",
            "Ada Torres - do not move",
            "Ada (gone)",
            "Ada (left)",
            "bleibt",
            "parti",
            "不要移动",
            "except",
            "Contractor",
            "on leave",
            "유지",
            "Не Трогать",
            "Contract Extended",
            "manager of ada",
            "Replaced By Aisha Wagner",
            "Manager: Aisha Wagner",
            "Aisha Wagner's Manager",
            "Ada Torres ✓",
        ] {
            assert!(!can_be_name(text, Some("ada.torres@x.example")), "{text}");
        }
        assert!(can_be_name("Ada", None));
        assert!(!can_be_name("not her", None));
    }
}
