//! Words and short texts in the cells of a list that say what is to be done with a person, in many languages: that they
//! are left alone, or what happens to them. In small letters and without accents.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::names_somebody;
use crate::accents::without_accents;

/// Cells that say of a person that nothing is to be done, as they are, between `|`.
const KEEP: &str = "keep|keeps|keep it|keep as is|to keep|leave|leave it|leave as is|as is|stay|stays|staying|retain|\
    exclude|excluded|skip|skipped|ignore|hold|on hold|exempt|exempted|stayer|stayers|remain|remains|remaining|wait|waiting|cancel|cancelled|canceled|exception|no move|nomove|\
    dont|do not|not|hands off|opt out|opted out|\
    behalten|bleibt|bleiben|bleiber|belassen|lassen|ausnehmen|ausgenommen|ausnahme|uberspringen|warten|storniert|abgesagt|\
    garder|conserver|laisser|reste|rester|maintenir|exclure|exclu|exclue|ignorer|attendre|annule|annulee|\
    mantener|conservar|dejar|queda|se queda|quedar|excluir|excluido|omitir|esperar|cancelado|cancelada|excepcion|\
    mantenere|mantieni|lasciare|lascia|rimane|resta|escludere|escluso|attendere|annullato|eccezione|\
    manter|deixar|fica|ficar|aguardar|excecao|permanece|\
    behouden|houden|blijft|blijven|overslaan|uitsluiten|uitgezonderd|wachten|geannuleerd|uitzondering|\
    zostaw|zostawic|zostaje|pozostaw|pozostawic|zachowac|zachowaj|pominac|pomin|wykluczyc|anulowano|wyjatek|\
    ponechat|zustava|zustat|nechat|vynechat|preskocit|vyloucit|pockat|zruseno|vyjimka|nepresouvat|nemazat|\
    behall|behalla|stannar|hoppa over|uteslut|vanta|avbruten|undantag|behold|beholde|bliver|\
    sailyta|pida|jaa|jata|ohita|odota|peruttu|poikkeus|\
    kalsın|kalsin|kalacak|kalır|kalir|bırak|birak|atla|bekle|iptal|istisna|tasima|tasımayın|tasimayin|dokunma|dokunmayın|\
    оставить|остается|сохранить|исключить|пропустить|ждать|отменено|исключение|\
    залишити|залишається|зберегти|виняток|διατηρηση|διατηρειται|παραμενει|μενει|εξαιρεση|marad|maradjon|megtart|\
    megtartani|kivetel|pastreaza|pastrati|ramane|lasa|exceptie|ostaje|zadrzati|ostati|ponechava|zostava|giu lai|giu nguyen|\
    tetap|pertahankan|biarkan|kekalkan|behold som er|\
    إبقاء|يبقى|השאר|להשאיר|נשאר|残す|残る|維持|保留|除外|対象外|そのまま|例外|保持|排除|跳过|取消|不变|不动|유지|제외|보류|취소|예외|그대로|잔류";
/// Beginnings of texts that say so.
const BEGINS: &str = "keep|keeps|stay|stays|exclude|skip|ignore|wait for|wait until|wait till|hold until|hold for|hold off|\
    leave as|leave alone|leave him|leave her|leave them|leave it|leave this|leave in|leave out|leave where|leave unchanged|\
    behalten|bleibt|bleiben|ausnahme|garder|conserver|laisser|mantener|conservar|dejar|mantenere|lasciare|manter|deixar|\
    behouden|blijft|zostaw|zostawic|ponechat|nechat|behall|behalla|sailyta|оставить";
/// Parts of texts that say so.
const PARTS: &str = "please keep|please leave|please wait|please exclude|please skip|please hold|please not|please dont|\
    please do not|must stay|should stay|has to stay|have to stay|needs to stay|must remain|should remain|must be kept|\
    to be kept|should be kept|leave as is|leave as it is|leave alone|not to be|should not be|must not be|shall not be|\
    bitte nicht|bitte behalten|bitte lassen|bitte warten|bitte belassen|soll bleiben|sollen bleiben|muss bleiben|\
    bleiben soll|bleiben muss|so lassen|in ruhe lassen|merci de ne pas|doit rester|doivent rester|a garder|a conserver|\
    por favor no|debe quedarse|deben quedarse|debe permanecer|per favore non|deve rimanere|deve restare|por favor nao|\
    deve ficar|graag niet|moet blijven|laten staan|musi zostac|ma zostat|ska stanna|ska vara kvar|skal blive|\
    не трогать";
/// The same in scripts in which words are not apart, in short texts.
const WITHIN: [&str; 11] = [
    "移動しない",
    "しないで",
    "不要移",
    "不移动",
    "不移動",
    "请勿",
    "請勿",
    "不要动",
    "保持不变",
    "하지 마",
    "하지마",
];
/// What says no of a verb.
const NEGATIONS: &str = "not dont never no nicht pas non nao niet nie ne не inte ej ikke ala alkaa";
/// What happens to people, as a word of its own or behind a negation.
const VERBS: &str = "move suspend remove revoke deactivate disable delete migrate offboard restore reactivate approve reject \
    verschieben entfernen sperren loschen deaktivieren umziehen migrieren entziehen genehmigen \
    deplacer supprimer retirer suspendre desactiver revoquer migrer mover eliminar suspender desactivar quitar borrar revocar \
    migrar spostare sposta rimuovere rimuovi sospendere sospendi disattivare disattiva eliminare elimina revocare remover \
    desativar revogar verplaatsen verwijderen opschorten deactiveren intrekken blokkeren przenies przeniesc usun usunac \
    zawiesic dezaktywowac zablokowac presunout odstranit odebrat pozastavit deaktivovat smazat flytta radera inaktivera flytte \
    siirra siirtaa poista athelyez athelyezni torol felfuggeszt muta sterge suspenda перемістити видалити \
    μετακινηση μεταφορα διαγραφη presunut premjestiti pindahkan flytt tası tasi tasınsın sil kaldır kaldir перенести переместить удалить отключить заблокировать نقل העבר \
    移動 移動する 移动 移除 이동 제거";
/// Verbs that say something of a person only behind a negation.
const ONLY_NEGATED: &str = "touch change include process lock block transfer disturb anfassen andern beruhren toucher modifier \
    tocar cambiar toccare mexer mudar aanraken przenosic przenos ruszac usuwac dotykac blokowac presouvat rora andra koske \
    koskea перемещать переносить трогать удалять отключать блокировать";
/// What stands before "not" where something was not done, or cannot be.
const TOLD: &str = "could can did does was were is are has have had";
/// Words in headings of columns that say who is left alone.
const EXCEPTIONS: &str = "except exception exceptions exclude excluded exclusion exempt exempted keep keeps skip ignore hold \
    retain stay stays behalten bleibt bleiben ausnahme ausnahmen ausgenommen garder conserver exclure mantener excluir \
    excepcion mantenere escludere manter behouden blijft zostaje ponechat behall sailyta оставить исключение";
/// Headings of times and kinds of absence, in which "leave" is one.
const ABSENCES: [&str; 4] = ["leave", "absence", "status", "type"];
/// Parts of headings of names, which may be words such as "Hold".
const NAMES: [&str; 14] = [
    "name",
    "nom",
    "naam",
    "namn",
    "navn",
    "nimi",
    "imię",
    "nazwisko",
    "apellid",
    "cognome",
    "имя",
    "фамилия",
    "名",
    "氏",
];
/// A negation and its verb are so many words apart, at most.
const APART: usize = 3;
/// Texts of scripts without blanks are no longer, where they say something.
const SHORT: usize = 16;

/// Every word with which something may be said.
static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let phrases = [KEEP, BEGINS, PARTS].into_iter();
    let of_phrases = phrases
        .flat_map(|all| all.split('|'))
        .flat_map(str::split_whitespace);
    of_phrases.chain(NEGATIONS.split_whitespace()).collect()
});

fn is_in(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|one| one == word)
}

/// The words of a text, as they are compared.
fn words(text: &str) -> Vec<String> {
    let plain = match text.is_ascii() {
        true => text.to_lowercase(),
        false => without_accents(text).to_lowercase().replace('’', "'"),
    };
    let plain = plain.replace("n't", "nt");
    let words = plain.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Whether a cell says of its person that they are left alone.
pub(super) fn says_not(cell: &str) -> bool {
    let is_loud = cell.trim_end().ends_with('!');
    let words = words(cell);
    if !may_say(&words) && cell.is_ascii() && !is_loud {
        return false;
    }
    let text = words.join(" ");
    let is_no = is_loud && is_in("no nein non nee nej nie nao нет", &text);
    let begins = |one: &str| {
        text.strip_prefix(one)
            .is_some_and(|rest| rest.starts_with(' '))
    };
    is_no
        || KEEP.split('|').any(|one| one == text)
        || BEGINS.split('|').any(begins)
        || forbids_in(&words, &text)
}

/// Whether a cell below this heading says of the person of its row that they are left alone.
#[must_use]
pub fn leaves_alone(heading: &str, cell: &str) -> bool {
    if !says_not(cell) || names_somebody(cell) {
        return false;
    }
    let heading = heading.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| heading.contains(part));
    let is_absence = cell.trim().eq_ignore_ascii_case("leave") && has(&ABSENCES);
    !is_absence && (!has(&NAMES) || forbids(cell))
}

/// Whether a text says so in several words, such as "do not move", and cannot mean something else.
#[must_use]
pub fn forbids(text: &str) -> bool {
    let words = words(text);
    (may_say(&words) || !text.is_ascii()) && forbids_in(&words, &words.join(" "))
}

fn may_say(words: &[String]) -> bool {
    words.iter().any(|word| KNOWN.contains(word.as_str()))
}

fn forbids_in(words: &[String], text: &str) -> bool {
    let is_part = |part: &str| format!(" {text} ").contains(&format!(" {part} "));
    if PARTS.split('|').any(is_part) {
        return true;
    }
    if !text.is_ascii() && text.chars().count() <= SHORT {
        let whole = WITHIN.iter().any(|one| text.contains(one));
        if whole {
            return true;
        }
    }
    let is_negated = |at: usize| {
        let Some(word) = words.get(at) else {
            return false;
        };
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        let is_told = before.is_some_and(|before| is_in(TOLD, before));
        if !is_in(NEGATIONS, word) || is_told {
            return false;
        }
        let from = at.saturating_sub(APART);
        let near = words.iter().skip(from).take(at - from + APART + 1);
        let is_verb =
            |near: &String| is_in(VERBS, near) || word != "no" && is_in(ONLY_NEGATED, near);
        near.into_iter().any(is_verb)
    };
    (0..words.len()).any(is_negated)
}

/// Whether a cell is a word for what is to be done, and nothing else.
pub(super) fn orders(cell: &str) -> bool {
    match &words(cell)[..] {
        [word] => is_in(VERBS, word),
        _ => false,
    }
}

/// Whether a heading has a word for what is to be done.
pub(super) fn asks(heading: &str) -> bool {
    let words = words(heading);
    let apart = words.iter().any(|word| is_in(VERBS, word));
    apart
        || ["移动", "移動", "이동"]
            .iter()
            .any(|verb| heading.contains(verb))
}

/// Whether a heading says whom something is to be done with, and not who does it.
pub(super) fn says_whom(heading: &str) -> bool {
    let words = words(heading);
    let has = |all: &str| words.iter().any(|word| is_in(all, word));
    let is_to_be = has("should shall soll sollen doit doivent debe deben deve devono moet moeten")
        || words.join(" ").contains("to be ");
    (asks(heading) || is_to_be)
        && !has("by von durch par por da door przez av")
        && !excepts(heading)
}

/// Whether a heading is one of people who are left alone.
pub(super) fn excepts(heading: &str) -> bool {
    let is_exception = |word: &String| is_in(EXCEPTIONS, word);
    words(heading).iter().any(is_exception) || forbids(heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_leave_somebody_alone() {
        for text in [
            "keep",
            "KEEP!",
            "Leave",
            "leave as is",
            "do not touch",
            "Do NOT move",
            "don't suspend",
            "please don’t",
            "bitte nicht!",
            "Konto nicht verschieben",
            "soll bleiben",
            "ne pas déplacer",
            "no mover",
            "no!",
            "Nein!",
            "niet verplaatsen",
            "nie przenosić",
            "nepřesouvat",
            "flytta inte",
            "älä siirrä",
            "taşımayın",
            "не переносить",
            "移動しない",
            "不要移动",
            "유지",
            "please keep her until January",
            "Stays until May",
            "wait",
            "Cancelled",
            "EXCEPTION",
            "behouden",
            "kalsın",
            "残す",
            "not to be moved",
        ] {
            assert!(says_not(text), "{text}");
        }
        for text in [
            "",
            "no",
            "No",
            "None",
            "on leave",
            "Leave of absence",
            "Active",
            "Not assigned",
            "Never accessed",
            "not managed",
            "No access",
            "did not move",
            "Could not remove access",
            "Not applicable",
            "nicht zugewiesen",
            "Parental leave",
            "move",
            "Keeper of the Seals",
            "Staying Power Team",
            "Account owner",
            "Deactivated",
            "No change",
            "Waitstaff",
            "Holding AG",
            "Hold Music Team",
            "停用",
            "无",
        ] {
            assert!(!says_not(text), "{text}");
        }
    }

    #[test]
    fn what_is_to_be_done_and_headings_about_it() {
        for word in ["move", "Revoke", "verplaatsen", "przenieś", "移動", "taşı"] {
            assert!(orders(word), "{word}");
        }
        for word in ["moved", "Active", "Suspended", "move it", "User"] {
            assert!(!orders(word), "{word}");
        }
        assert!(asks("¿Mover?") && asks("是否移动") && asks("Who should we move"));
        assert!(!asks("Moved by") && !asks("Removed"));
        assert!(says_whom("Who should be moved?") && says_whom("Email of the person to move"));
        assert!(says_whom("Wer soll verschoben werden?") && !says_whom("Do not move"));
        assert!(!says_whom("Manager") && !says_whom("To be approved by") && !says_whom("Keep"));
        assert!(excepts("Exception") && excepts("Do not move") && excepts("Behalten"));
        assert!(!excepts("Leave date") && !excepts("Without MFA"));
    }
}
