//! Rows of a table that are not what the rows around them are: the author below the list, and rows whose cells stand
//! under other headings than those of the others.

use std::collections::HashMap;

use super::collect_people::Reading;
use super::records::Record;
use super::{Position, Reason, names_somebody};
use crate::accents::without_accents;

/// Beginnings of texts beside the author, owner or approver of a list, between `|`; in small letters and without accents.
const LABELS: &str = "prepared by|approved by|created by|requested by|reviewed by|compiled by|written by|signed by|sent by|\
    submitted by|authorised by|authorized by|signed off by|owned by|owner of this|owner of the list|list owner|contact person|\
    contact for|for questions|questions to|erstellt von|erstellt durch|genehmigt von|freigegeben von|gepruft von|\
    angefordert von|beantragt von|fragen an|ruckfragen an|prepare par|approuve par|cree par|etabli par|demande par|\
    valide par|preparado por|aprobado por|creado por|solicitado por|elaborado por|aprovado por|criado por|preparato da|\
    approvato da|creato da|richiesto da|opgesteld door|gemaakt door|goedgekeurd door|aangevraagd door|przygotowane przez|\
    zatwierdzone przez|skapad av|godkand av|ma pripravil";
/// Words that are such a label before a colon, and may be anything else without one.
const BEFORE_COLON: &str = "contact owner author responsible questions approver requester ansprechpartner ansprechpartnerin \
    kontakt verantwortlich ruckfragen autor auteur responsable contacto contatto responsabile contactpersoon przygotował \
    zatwierdził vytvoril schvalil kontaktperson laatinut hyvaksynyt hazırlayan onaylayan подготовил утвердил составил \
    ответственный контакт 作成者 承認者 担当者 制表人 审批人 审核人 联系人 작성자 승인자 담당자";
/// More rows than these are no end of a list.
const MOST: usize = 3;

/// The rows of this table that may be about somebody else, each with the reason.
pub(super) fn odd_rows(rows: &[Record], how: &Reading<'_>) -> HashMap<Position, Reason> {
    let mut odd = HashMap::new();
    if how.headings.is_none() || how.chosen.everywhere {
        return odd;
    }
    let names = |row: &Record| row.cells.iter().any(|cell| names_somebody(cell));
    let mut of_people = rows.iter().rev().filter(|row| names(row)).peekable();
    let mut signed = Vec::new();
    while let Some(row) = of_people.next_if(|row| is_signed(row, how)) {
        signed.push(row.at);
    }
    // Where all rows have it, it is a column as any other.
    if of_people.next().is_some() && signed.len() <= MOST {
        odd.extend(signed.into_iter().map(|at| (at, Reason::Signed)));
    }
    odd.extend(shifted(rows, how));
    odd
}

/// Whether the first text beside the person is a label such as "Prepared by".
fn is_signed(row: &Record, how: &Reading<'_>) -> bool {
    let beside = row.cells.iter().enumerate();
    let mut beside = beside.filter(|(at, cell)| {
        Some(*at) != how.chosen.main() && !cell.trim().is_empty() && !names_somebody(cell)
    });
    let Some((_, cell)) = beside.next() else {
        return false;
    };
    if cell.chars().next().is_none_or(|c| !c.is_alphabetic()) {
        return false;
    }
    let text = without_accents(cell).to_lowercase();
    let begins = |label: &str| {
        let rest = text.strip_prefix(label);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let word = text.split([':', '：']).next().unwrap_or_default();
    let is_label = text.len() > word.len()
        && BEFORE_COLON
            .split_whitespace()
            .any(|one| one == word.trim());
    is_label || LABELS.split('|').any(begins)
}

/// The rows with fewer cells than headings that have somebody before the column that is read, where no whole row has
/// anybody.
fn shifted(rows: &[Record], how: &Reading<'_>) -> Vec<(Position, Reason)> {
    let Some(headings) = how.width.filter(|width| *width > 1) else {
        return Vec::new();
    };
    if rows.iter().all(|row| row.cells.len() >= headings) {
        return Vec::new();
    }
    let mut is_of_people = vec![false; headings];
    let whole = rows.iter().filter(|row| row.cells.len() >= headings);
    for row in whole {
        for (is, cell) in is_of_people.iter_mut().zip(&row.cells) {
            *is = *is || names_somebody(cell);
        }
    }
    if !is_of_people.contains(&true) {
        return Vec::new();
    }
    let short = rows.iter().filter(|row| row.cells.len() < headings);
    // The person of the row stands before the column in which somebody else is read.
    let found = short.filter(|row| {
        let read = how.chosen.email.filter(|at| {
            let cell = row.cells.get(*at);
            cell.is_some_and(|cell| names_somebody(cell))
        });
        let before = row.cells.iter().zip(&is_of_people).enumerate();
        let mut before = before.take(read.unwrap_or_default());
        before.any(|(at, (cell, is))| {
            !is && !how.chosen.accounts().any(|one| one == at) && names_somebody(cell)
        })
    });
    let reason = |row: &Record| Reason::Shifted {
        cells: row.cells.len(),
        headings,
    };
    found.map(|row| (row.at, reason(row))).collect()
}

#[cfg(test)]
mod tests {
    use crate::input::{Columns, Reason, read};

    fn of(text: &str) -> (usize, Vec<(u64, Reason)>) {
        let list = read(text.as_bytes(), &Columns::default()).unwrap();
        let problems = list
            .problems
            .into_iter()
            .map(|one| (one.at.line, one.reason));
        (list.people.len(), problems.collect())
    }

    #[test]
    fn the_author_below_a_list_is_a_problem() {
        for label in [
            "Prepared by",
            "Approved by:",
            "Erstellt von Bob Ray",
            "Ansprechpartner: Bob Ray",
            "Owner of this list",
            "Créé par",
            "联系人：",
        ] {
            for text in [
                format!("Name,Email\nAnn Lee,a@x.example\n{label},b@x.example\n"),
                format!("Team;E-Mail;Note\nIT;a@x.example;\n;;\n;b@x.example;{label}\n"),
            ] {
                let (people, problems) = of(&text);
                assert_eq!(people, 1, "{text}");
                assert_eq!(problems.len(), 1, "{text}");
                assert_eq!(problems[0].1, Reason::Signed, "{text}");
            }
        }
        for text in [
            "Source,Email\nRequested by Ann,a@x.example\nRequested by Bob,b@x.example\n",
            "Source,Email\nRequested by Ann,a@x.example\nHR,b@x.example\n",
            "Role,Email\nUser,a@x.example\nOwner,b@x.example\n",
            "Role,Email\nUser,a@x.example\nContact,b@x.example\n",
        ] {
            assert_eq!(of(text), (2, Vec::new()), "{text}");
        }
    }

    #[test]
    fn who_stands_in_another_cell_of_a_shorter_row_is_a_problem() {
        for text in [
            "Dept,Email,Manager\nBlue,c@x.example,b@x.example\na@x.example,b@x.example\n",
            "Name,Dept,Email,Manager\nC,Blue,c@x.example,b@x.example\nA,a@x.example,b@x.example\n",
        ] {
            let (people, problems) = of(text);
            assert_eq!(people, 1, "{text}");
            let is_shifted = matches!(problems[..], [(3, Reason::Shifted { .. })]);
            assert!(is_shifted, "{text} {problems:?}");
        }
        for text in [
            "Manager,Email,Note\nb@x.example,c@x.example,x\nb@x.example,a@x.example\n",
            "Email,Manager\nc@x.example,b@x.example\na@x.example\n",
            "Name,Email,Manager\nC,c@x.example,b@x.example\nA,a@x.example\n",
        ] {
            let (people, problems) = of(text);
            assert_eq!((people, problems.len()), (2, 0), "{text} {problems:?}");
        }
    }
}
