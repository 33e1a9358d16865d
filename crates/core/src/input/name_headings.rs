//! Headings of the names of the people of a list, and of names of others, such as their managers, in many languages.

use crate::accents::without_accents;

/// Headings of a whole name, and of the parts of one, as headings are compared. Some are both: `Nom` stands above whole
/// names and above family names.
const NAMES: [&[&str]; 3] = [
    &[
        "name",
        "names",
        "fullname",
        "fullnames",
        "displayname",
        "username",
        "user",
        "member",
        "membername",
        "person",
        "assignee",
        "accountowner",
        "accountholder",
        "employee",
        "employeename",
        "colleague",
        "colleaguename",
        "staff",
        "staffname",
        "staffmember",
        "teammember",
        "firstandlastname",
        "firstnamelastname",
        "lastnamefirstname",
        "surnamefirstname",
        "namesurname",
        "mitarbeiter",
        "mitarbeiterin",
        "benutzer",
        "vollständigername",
        "vollername",
        "anzeigename",
        "nachnamevorname",
        "namevorname",
        "vornamename",
        "vornamenachname",
        "vorundnachname",
        "nom",
        "nomcomplet",
        "nomprénom",
        "prénomnom",
        "nometprénom",
        "nomsetprénoms",
        "nomaffiché",
        "nombre",
        "nombrecompleto",
        "nombreyapellido",
        "nombreyapellidos",
        "apellidosynombre",
        "apellidosnombre",
        "nome",
        "nomecompleto",
        "nomeesobrenome",
        "nomeecognome",
        "nomecognome",
        "cognomenome",
        "cognomeenome",
        "nominativo",
        "naam",
        "volledigenaam",
        "weergavenaam",
        "imięinazwisko",
        "nazwiskoiimię",
        "jméno",
        "jménoapříjmení",
        "celéjméno",
        "meno",
        "menoapriezvisko",
        "namn",
        "fullständigtnamn",
        "förochefternamn",
        "navn",
        "fulltnavn",
        "fuldenavn",
        "nimi",
        "kokonimi",
        "adsoyad",
        "adısoyadı",
        "isim",
        "név",
        "teljesnév",
        "nume",
        "numecomplet",
        "numeșiprenume",
        "фио",
        "полноеимя",
        "піб",
        "όνομα",
        "ονοματεπώνυμο",
        "họtên",
        "họvàtên",
        "氏名",
        "名前",
        "お名前",
        "姓名",
        "이름",
        "성명",
        "성함",
        "الاسم",
        "שם",
    ],
    &[
        "first",
        "firstname",
        "given",
        "givenname",
        "givennames",
        "forename",
        "vorname",
        "rufname",
        "prénom",
        "prénoms",
        "nombre",
        "nombres",
        "nombredepila",
        "nome",
        "primeironome",
        "voornaam",
        "roepnaam",
        "imię",
        "jméno",
        "křestníjméno",
        "meno",
        "förnamn",
        "fornavn",
        "etunimi",
        "ad",
        "adı",
        "keresztnév",
        "utónév",
        "prenume",
        "имя",
        "имʼя",
        "名",
        "이름",
    ],
    &[
        "last",
        "lastname",
        "surname",
        "sn",
        "family",
        "familyname",
        "nachname",
        "familienname",
        "zuname",
        "nom",
        "nomdefamille",
        "apellido",
        "apellidos",
        "primerapellido",
        "cognome",
        "sobrenome",
        "apelido",
        "achternaam",
        "familienaam",
        "nazwisko",
        "příjmení",
        "priezvisko",
        "efternamn",
        "efternavn",
        "etternavn",
        "sukunimi",
        "soyad",
        "soyadı",
        "soyisim",
        "vezetéknév",
        "családnév",
        "nume",
        "numedefamilie",
        "фамилия",
        "прізвище",
        "姓",
        "성",
    ],
];

/// Words in headings of people with whom those of the list have to do. In small letters and without accents.
const OTHERS: &str = "by manager managers boss supervisor superior lead leader teamlead head owner owners approver approvers \
    reviewer reviewers reporter creator author requester requestor requestors sponsor buddy mentor coach tutor deputy \
    assistant delegate backup successor predecessor replacement replaces substitute director chief coordinator \
    responsible accountable editor recruiter steward captain referrer partner hrbp spouse emergency \
    von vom durch vorgesetzter vorgesetzte vorgesetzten fuhrungskraft leiter leiterin leitung chef chefin verantwortlich \
    verantwortlicher verantwortliche ansprechpartner ansprechpartnerin genehmiger besitzer eigentumer ersteller \
    antragsteller vertreter vertreterin stellvertreter vertretung betreuer betreuerin pate patin nachfolger nachfolgerin \
    vorganger vorgangerin freigeber sachbearbeiter \
    par responsable superieur hierarchique referent referente valideur approbateur proprietaire createur demandeur suppleant \
    remplacant parrain tuteur por jefe jefa gerente aprobador propietario creador solicitante suplente sustituto encargado \
    lider gestor gestora chefe responsavel aprovador proprietario criador substituto dono da responsabile \
    capo superiore dirigente approvatore creatore richiedente sostituto supervisore \
    door leidinggevende baas verantwoordelijke eigenaar goedkeurder aanvrager vervanger plaatsvervanger \
    przez przełozony przełozona kierownik menedzer szef opiekun własciciel zatwierdzajacy wnioskodawca zastepca \
    nadrizeny vedouci manazer vlastnik schvalovatel zadatel zastupce av af ansvarig ansvarlig overordnad overordnet leder \
    agare eier ejer godkannare godkender ersattare stedfortræder vikarie esimies esihenkilo paallikko johtaja \
    omistaja hyvaksyja sijainen vastuuhenkilo yonetici yoneticisi mudur amir sorumlu sahibi onaylayan vekil sef vezeto \
    fonok felettes felelos manazerul superiorul руководитель начальник менеджер владелец ответственный утверждающий \
    заместитель куратор наставник директор керівник власник";
/// Parts of such headings, which are words of their own or within others.
const WITHIN: [&str; 40] = [
    "manager",
    "supervisor",
    "approver",
    "teamlead",
    "reports to",
    "reporting to",
    "vorgesetzt",
    "fuhrungskraft",
    "verantwortlich",
    "ansprechpartner",
    "leiter",
    "besitzer",
    "vertreter",
    "esimies",
    "上司",
    "上長",
    "管理者",
    "責任者",
    "承認者",
    "担当者",
    "マネージャ",
    "所有者",
    "リーダー",
    "经理",
    "經理",
    "主管",
    "上级",
    "上級",
    "领导",
    "负责人",
    "負責人",
    "审批人",
    "经办人",
    "联系人",
    "상사",
    "관리자",
    "책임자",
    "승인자",
    "담당자",
    "팀장",
];

/// Which part of a name stands below a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamePart {
    /// The whole name.
    Whole,
    /// The given name.
    First,
    /// The family name.
    Last,
}

/// Whether a heading, as it is compared, is one of names of the people, or of this part of them.
#[must_use]
pub fn is_name_heading(plain: &str, part: Option<NamePart>) -> bool {
    let [whole, first, last] = NAMES;
    match part {
        None => NAMES.iter().any(|names| names.contains(&plain)),
        Some(NamePart::Whole) => whole.contains(&plain),
        Some(NamePart::First) => first.contains(&plain),
        Some(NamePart::Last) => last.contains(&plain),
    }
}

/// Whether a heading, as written, is one of people with whom those of the list have to do, such as `Manager` and
/// `Approved by`.
#[must_use]
pub fn is_of_others(heading: &str) -> bool {
    let small = without_accents(heading).to_lowercase();
    let mut words = small.split(|c: char| !c.is_alphanumeric());
    words.any(|word| OTHERS.split_whitespace().any(|other| other == word))
        || WITHIN.iter().any(|part| small.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::heading_key;

    #[test]
    fn headings_of_names_and_of_others() {
        for heading in [
            "Nom",
            "Prénom",
            "Nombre",
            "Cognome",
            "Imię i nazwisko",
            "ФИО",
            "姓名",
            "이름",
            "Soyad",
            "Ad",
            "Nachname, Vorname",
            "Familienname",
            "First",
            "givenName",
            "sn",
            "Team member",
            "Full name",
        ] {
            assert!(is_name_heading(&heading_key(heading), None), "{heading}");
            assert!(!is_of_others(heading), "{heading}");
        }
        for heading in [
            "Manager",
            "Line manager",
            "LineManager",
            "Approved by",
            "Vorgesetzte/r",
            "Genehmigt von",
            "Jefe directo",
            "Responsable",
            "Przełożony",
            "Esimies",
            "Руководитель",
            "直属上司",
            "部门负责人",
            "팀장",
            "Reports to",
        ] {
            assert!(is_of_others(heading), "{heading}");
        }
        for heading in [
            "",
            "Nome",
            "Full name (as in HR)",
            "Person to move",
            "Anzeigename",
        ] {
            assert!(!is_of_others(heading), "{heading}");
        }
    }
}
