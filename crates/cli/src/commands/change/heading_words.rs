//! Headings of columns that are not read, in other spellings and languages: what they are about.

use atlctl_core::input::heading_distance;

use super::columns::{Column, known_headings};

/// What a column is about whose heading is not one that the command reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// When a change ends, which a list cannot say.
    End,
    /// When a change ends, or when somebody leaves: it depends on the action.
    EndOrLeave,
    /// What a column of the command says.
    Of(Column),
}

/// Headings as they are compared, with blanks between them.
const SPELLINGS: [(About, &str); 16] = [
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
        About::Of(Column::Group),
        "groupnames groupids usergroup usergroups targetgroup togroup addtogroup gruppe gruppen gruppenname \
         gruppennamen groupe groupes nomdugroupe grupo grupos gruppo gruppi groep groepen grupa grupy skupina \
         skupiny grupp grupper группа группы グループ 组 群组 群組 그룹",
    ),
    (
        About::Of(Column::Role),
        "roles rolename approle approles productrole newrole rolle rollen rôle rôles rol ruolo ruoli papel \
         função rola роль ロール 角色 역할",
    ),
    (
        About::Of(Column::App),
        "appname application applications products productname anwendung anwendungen produkt produkte produit \
         produits producto productos prodotto prodotti aplicación aplicaciones aplicação applicazione \
         applicatie aplikacja приложение アプリ 应用 應用程式 앱",
    ),
    (
        About::Of(Column::Policy),
        "authpolicy richtlinie authentifizierungsrichtlinie politique política politica beleid zasady",
    ),
    (
        About::Of(Column::Site),
        "sitename siteurl instance instanz sitio",
    ),
    (
        About::Of(Column::NewEmail),
        "neueemail neueadresse nouvelleadresse nuevocorreo newmail",
    ),
    (
        About::Of(Column::Reason),
        "grund begründung motif raison motivo reden powód comments notes why",
    ),
    (
        About::Of(Column::Profile(1)),
        "spitzname preferredname pseudonym",
    ),
    (
        About::Of(Column::Profile(2)),
        "title titles jobrole position positiontitle stelle stellenbezeichnung berufsbezeichnung funktion \
         poste fonction cargo puesto functie stanowisko",
    ),
    (
        About::Of(Column::Profile(3)),
        "dept departmentname abteilung service département departamento reparto afdeling",
    ),
    (
        About::Of(Column::Profile(4)),
        "organi\u{73}ation organizationname companyname employer firma unternehmen entreprise empresa azienda \
         bedrijf",
    ),
    (
        About::Of(Column::Profile(5)),
        "office city place worklocation officelocation standort ort lieu ville ubicación sede locatie",
    ),
    (
        About::Of(Column::Profile(6)),
        "tz zone zeitzone fuseauhoraire zonahoraria tijdzone",
    ),
    (
        About::Of(Column::Profile(7)),
        "language lang sprache langue idioma lingua taal",
    ),
];

/// What a heading is about, as it is compared: in another spelling or language, or nearly one that is known.
pub(super) fn about(heading: &str) -> Option<About> {
    let known = known_headings().map(|(column, name)| match column {
        // Both say where to move.
        Column::ToPolicy => (About::Of(Column::Policy), name),
        column => (About::Of(column), name),
    });
    let near = known.chain(spelled()).filter_map(|(about, name)| {
        let distance = heading_distance(heading, name)?;
        Some((distance, about))
    });
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

    use super::super::columns::key;
    use super::*;

    #[test]
    fn headings_in_other_spellings_and_languages() {
        for (heading, is) in [
            ("Valid until", About::End),
            ("gültig bis", About::End),
            ("End date", About::EndOrLeave),
            ("Last day", About::EndOrLeave),
            ("Gruppen", About::Of(Column::Group)),
            ("Grops", About::Of(Column::Groups)),
            ("Role(s)", About::Of(Column::Role)),
            ("Aplication", About::Of(Column::App)),
            ("Title", About::Of(Column::Profile(2))),
            ("Firma", About::Of(Column::Profile(4))),
            ("Deparment", About::Of(Column::Profile(3))),
        ] {
            assert_eq!(about(&key(heading)), Some(is), "{heading}");
        }
        for heading in ["Manager", "Cost center", "Status", "Last seen", "Org role"] {
            assert_eq!(about(&key(heading)), None, "{heading}");
        }
    }

    #[test]
    fn spellings_are_written_as_they_are_compared_and_mean_one_thing() {
        let mut seen: HashSet<&str> = known_headings().map(|(_, name)| name).collect();
        for (about, name) in spelled() {
            assert_eq!(key(name), name);
            assert!(seen.insert(name), "{name} means {about:?} too");
        }
    }
}
