//! People who stand in the text of a page, and in nothing that browsers make of it: in a tag that never ends, in an
//! element that a table cannot have, or behind a quotation mark that was not closed.

use std::collections::HashSet;

use html5ever::data::NAMED_ENTITIES;

use super::html_tree::{Data, Step, Tree};
use super::names_somebody;

/// Attributes whose texts are read, whatever stands in them.
const READ: [&str; 5] = ["title", "aria-label", "alt", "label", "srcdoc"];
/// No name of a reference is as long.
const LONGEST_NAME: usize = 40;
/// How many words are looked for within others: those beside which a reference stands.
const MOST_LOOKED_FOR: usize = 200;

/// Each such word, and the line ends above it. `named`: names that were read as texts.
pub(super) fn lost(page: &str, tree: &Tree, named: &str) -> Vec<(u32, String)> {
    let given = given(page, tree, named);
    let known: HashSet<String> = given.iter().flat_map(|text| words(text)).collect();
    let mut lost: Vec<(u32, String, bool)> = Vec::new();
    let mut seen = HashSet::new();
    for (line, text) in (0..).zip(page.split('\n')) {
        for (part, is_behind, is_before) in without_references(text) {
            let lower = part.to_lowercase();
            for word in words(part).filter(|word| !known.contains(word)) {
                // What stands beside a reference is a part of a word.
                let is_part = (is_behind && lower.starts_with(&word))
                    || (is_before && lower.ends_with(&word));
                if seen.insert((word.clone(), is_part)) {
                    lost.push((line, word, is_part));
                }
            }
        }
    }
    if lost.iter().any(|(_, _, is_part)| *is_part) {
        let given = given.join("\n").to_lowercase();
        let mut looked_for = 0..MOST_LOOKED_FOR;
        lost.retain(|(_, word, is_part)| {
            !is_part || looked_for.next().is_none() || !given.contains(word)
        });
    }
    let mut seen = HashSet::new();
    lost.retain(|(_, word, _)| seen.insert(word.clone()));
    lost.into_iter()
        .map(|(line, word, _)| (line, word))
        .collect()
}

/// The words of a text that name somebody, in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    let between = |c: char| c.is_whitespace() || "<>()[]{},;|\"'`&?=#/*".contains(c);
    let words = text.split(between).filter(|word| word.len() > 2);
    words
        .filter(|word| names_somebody(word))
        .map(str::to_lowercase)
}

/// The parts of a line between character references, also of those that need no `;`; and whether one stands before and behind it.
fn without_references(line: &str) -> impl Iterator<Item = (&str, bool, bool)> {
    let references = line.matches('&').count();
    (0..).zip(line.split('&')).map(move |(at, part)| {
        let is_name = |end: &usize| {
            let name = part.get(..*end).and_then(|name| NAMED_ENTITIES.get(name));
            name.is_some_and(|(c, _)| *c != 0)
        };
        let end = (1..LONGEST_NAME.min(part.len() + 1)).rfind(is_name);
        let rest = part.get(end.filter(|_| at > 0).unwrap_or_default()..);
        (rest.unwrap_or(part), at > 0, at < references)
    })
}

/// Every text that browsers make of a page and either show, or leave out on purpose.
fn given<'t>(page: &str, tree: &'t Tree, named: &'t str) -> Vec<&'t str> {
    let comments = comments(page);
    let mut given = vec![named];
    // What is never closed takes the rest of the page.
    let mut is_open = false;
    for step in tree.steps() {
        let (Step::Into(id) | Step::OutOf(id)) = step;
        if tree.open == Some(id) {
            is_open = step == Step::Into(id);
        }
        let node = tree.node(id).filter(|_| step == Step::Into(id) && !is_open);
        match node.map(|node| &node.data) {
            Some(Data::Text(text, _)) => given.push(text),
            Some(Data::Comment(text)) if comments.contains(text.as_str()) => given.push(text),
            Some(Data::Element(element)) => {
                let all = element.attributes.iter();
                // A text with tags in it was none before a quotation mark was left out.
                let read = all
                    .filter(|(key, value)| READ.contains(&&**key) || !value.contains(['<', '>']));
                given.extend(read.map(|(_, value)| value.as_str()));
            }
            _ => {}
        }
    }
    given
}

/// The texts of all comments that end. Others that browsers take for comments, such as `<! … >`, are not in it.
fn comments(page: &str) -> HashSet<&str> {
    let mut all = HashSet::new();
    let mut rest = page;
    while let Some((_, from)) = rest.split_once("<!--") {
        let mut ends = from.match_indices("--");
        let end = ends.find_map(|(at, _)| {
            let behind = from.get(at + 2..)?;
            (behind.starts_with('>') || behind.starts_with("!>")).then_some(at)
        });
        let Some(end) = end else { break };
        let (comment, behind) = from.split_at(end);
        all.insert(comment);
        rest = behind;
    }
    all
}
