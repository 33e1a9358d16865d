//! Headings of columns that are not read, in other spellings and languages: what they are about.

use atlctl_core::input::heading_distance;

/// What a column may say of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The action of the row.
    Action,
    /// The policy.
    Policy,
    /// The group, or several.
    Group,
    /// The role.
    Role,
    /// The app, or several.
    App,
    /// The site.
    Site,
    /// The new address.
    NewEmail,
    /// Why.
    Reason,
    /// A field of the profile, by its position.
    Field(usize),
}

/// What a column is about whose heading is not one that the command reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// When a change ends, which a list cannot say.
    End,
    /// When a change ends, or when somebody leaves: it depends on the action.
    EndOrLeave,
    /// What a column of the command says.
    Of(Subject),
    /// What a column of the command says, or something else of the person.
    Perhaps(Subject),
}

/// Headings as they are compared, with blanks between them.
const SPELLINGS: [(About, &str); 17] = [
    (
        About::End,
        "until validuntil validto expires expire expiry expirydate expireson expiresat expiration \
         expirationdate accessuntil accessexpires temporaryuntil bis gültigbis befristetbis ablauf \
         ablaufdatum läuftab jusquau valablejusquau expirele dateexpiration datedexpiration échéance hasta \
         válidohasta vence vencimiento caducidad finoal validofinoal scade scadenza válidoaté expiraem \
         validade tot geldigtot vervaldatum ważnedo wygasa",
    ),
    (
        About::EndOrLeave,
        "end ends endson enddate untildate validthrough lastday leavedate temporary duration ende enddatum endetam \
         endam befristet datedefin findate fechadefin fechafin datafine datafim einddatum datakońca",
    ),
    (
        About::Of(Subject::Group),
        "groupnames groupids usergroup usergroups targetgroup togroup addtogroup gruppe gruppen gruppenname \
         gruppennamen groupe groupes nomdugroupe grupo grupos gruppo gruppi groep groepen grupa grupy skupina \
         skupiny grupp grupper группа группы グループ 组 群组 群組 그룹",
    ),
    (About::Perhaps(Subject::Group), "team teams squad squads"),
    (
        About::Of(Subject::Role),
        "roles rolename approle approles productrole newrole rolle rollen rôle rôles rol ruolo ruoli papel \
         função rola роль ロール 角色 역할",
    ),
    (
        About::Of(Subject::App),
        "appname application applications products productname anwendung anwendungen produkt produkte produit \
         produits producto productos prodotto prodotti aplicación aplicaciones aplicação applicazione \
         applicatie aplikacja приложение アプリ 应用 應用程式 앱",
    ),
    (
        About::Of(Subject::Policy),
        "authpolicy richtlinie authentifizierungsrichtlinie politique política politica beleid zasady",
    ),
    (
        About::Of(Subject::Site),
        "sitename siteurl instance instanz sitio",
    ),
    (
        About::Of(Subject::NewEmail),
        "neueemail neueadresse nouvelleadresse nuevocorreo newmail",
    ),
    (
        About::Of(Subject::Reason),
        "grund begründung motif raison motivo reden powód comments notes why",
    ),
    (
        About::Of(Subject::Field(1)),
        "spitzname preferredname pseudonym",
    ),
    (
        About::Of(Subject::Field(2)),
        "title titles jobrole position positiontitle stelle stellenbezeichnung berufsbezeichnung funktion \
         poste fonction cargo puesto functie stanowisko",
    ),
    (
        About::Of(Subject::Field(3)),
        "dept departmentname abteilung service département departamento reparto afdeling",
    ),
    (
        About::Of(Subject::Field(4)),
        "organi\u{73}ation organizationname companyname employer firma unternehmen entreprise empresa azienda \
         bedrijf",
    ),
    (
        About::Of(Subject::Field(5)),
        "office city place worklocation officelocation standort ort lieu ville ubicación sede locatie",
    ),
    (
        About::Of(Subject::Field(6)),
        "tz zone zeitzone fuseauhoraire zonahoraria tijdzone",
    ),
    (
        About::Of(Subject::Field(7)),
        "language lang sprache langue idioma lingua taal",
    ),
];

/// What a heading is about, as it is compared: in another spelling or language, or nearly one that is known, also with a
/// number behind it. `known`: the headings that the command reads.
pub fn about<'a>(heading: &str, known: impl Iterator<Item = (Subject, &'a str)>) -> Option<About> {
    let heading = heading.trim_end_matches(char::is_numeric);
    if heading.is_empty() {
        return None;
    }
    let near = |about: About, name: &str| {
        let distance = heading_distance(heading, name)?;
        Some((distance, about))
    };
    let known = known.filter_map(|(subject, name)| near(About::Of(subject), name));
    let near = known.chain(spelled().filter_map(|(about, name)| near(about, name)));
    let nearest = near.min_by_key(|(distance, _)| *distance);
    nearest.map(|(_, about)| about)
}

fn spelled() -> impl Iterator<Item = (About, &'static str)> {
    let all = SPELLINGS.iter();
    all.flat_map(|(about, names)| names.split_whitespace().map(|name| (*about, name)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use atlctl_core::input::heading_key;

    use super::*;

    #[test]
    fn headings_in_other_spellings_and_languages() {
        let known = [
            (Subject::Group, "group"),
            (Subject::Group, "groups"),
            (Subject::Field(3), "department"),
            (Subject::Action, "action"),
        ];
        let about = |heading: &str| about(&heading_key(heading), known.into_iter());
        for (heading, is) in [
            ("Valid until", About::End),
            ("gültig bis", About::End),
            ("End date", About::EndOrLeave),
            ("Last day", About::EndOrLeave),
            ("Gruppen", About::Of(Subject::Group)),
            ("Grops", About::Of(Subject::Group)),
            ("Group 2", About::Of(Subject::Group)),
            ("Action 2", About::Of(Subject::Action)),
            ("Team", About::Perhaps(Subject::Group)),
            ("Role(s)", About::Of(Subject::Role)),
            ("Aplication", About::Of(Subject::App)),
            ("Title", About::Of(Subject::Field(2))),
            ("Titel", About::Of(Subject::Field(2))),
            ("Dept", About::Of(Subject::Field(3))),
            ("Firma", About::Of(Subject::Field(4))),
            ("Deparment", About::Of(Subject::Field(3))),
        ] {
            assert_eq!(about(heading), Some(is), "{heading}");
        }
        for heading in [
            "Manager",
            "Cost center",
            "Status",
            "Last seen",
            "Org role",
            "2026",
        ] {
            assert_eq!(about(heading), None, "{heading}");
        }
    }

    #[test]
    fn spellings_are_written_as_they_are_compared_and_mean_one_thing() {
        let mut seen: HashSet<&str> = HashSet::new();
        for (about, name) in spelled() {
            assert_eq!(heading_key(name), name);
            assert!(seen.insert(name), "{name} means {about:?} too");
        }
    }
}
