//! Gives a page to the parser, and the parser what a page lacks: a table around rows that were copied without one.

use std::cell::Cell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::TreeSink as _;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    CharacterTokens, EOFToken, Tag, TagKind, TagToken, Token, TokenSink, TokenSinkResult,
    Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{TokenizerResult, local_name};

use super::html_names::gap;
use super::html_tree::{Handle, Sink, Tree};

/// Deeper pages are not read on: browsers cut them, too, and every tag costs the time of a look at all elements around it.
const DEEPEST: u32 = 1_024;
/// How often all of a page may stand in its tree: elements that go on in others stand there again.
const MOST_AGAIN: usize = 4;
/// The most attributes of a tag: the parser compares each with all before it.
const MOST_ATTRIBUTES: usize = 20_000;
/// Elements that stand before what a page shows.
const BEFORE: [&str; 10] = [
    "base", "body", "head", "html", "link", "meta", "noscript", "script", "style", "title",
];
/// Elements of a table.
const OF_TABLES: [&str; 9] = [
    "caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr",
];

/// The tree of a page.
pub(super) fn parse(page: &str) -> Tree {
    // As browsers with scripts: what stands in a `noscript` is not shown.
    let opts = TreeBuilderOpts::default();
    let tokens = Tokens {
        builder: TreeBuilder::new(Sink::new(), opts),
        heaviest: MOST_AGAIN * page.len() + 1_000,
        is_begun: Cell::new(false),
        is_text_shown: Cell::new(true),
    };
    let tokenizer = Tokenizer::new(tokens, TokenizerOpts::default());
    let input = BufferQueue::default();
    if page.split('>').any(has_too_many) {
        tokenizer.sink.builder.sink.tree.borrow_mut().is_cut = true;
    } else {
        input.push_back(StrTendril::from(page));
    }
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.builder.sink.finish()
}

/// Whether what stands before a `>` is a tag of more attributes than any page has.
fn has_too_many(text: &str) -> bool {
    let tag = text.split_once('<').map_or("", |(_, tag)| tag);
    !tag.starts_with("!--") && tag.split_whitespace().nth(MOST_ATTRIBUTES).is_some()
}

/// What stands between the tokenizer and the builder of the tree.
struct Tokens {
    builder: TreeBuilder<Handle, Sink>,
    heaviest: usize,
    /// Whether something that is shown was read.
    is_begun: Cell<bool>,
    /// Whether a text here would be.
    is_text_shown: Cell<bool>,
}

impl TokenSink for Tokens {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        let sink = &self.builder.sink;
        {
            let mut tree = sink.tree.borrow_mut();
            tree.is_cut |= tree.deepest > DEEPEST || tree.weight > self.heaviest;
            if tree.is_cut {
                return TokenSinkResult::Continue;
            }
        }
        sink.line
            .set(u32::try_from(line).unwrap_or(u32::MAX).saturating_sub(1));
        let mut passed = None;
        match &token {
            TagToken(tag) => {
                let begins = tag.kind == TagKind::StartTag;
                if begins {
                    self.begin(&tag.name, line);
                }
                let is_of_text = matches!(&*tag.name, "script" | "style" | "title");
                self.is_text_shown.set(!(begins && is_of_text));
                passed = Some(gap(&tag.name));
            }
            CharacterTokens(text) if self.is_text_shown.get() => {
                let is_blank = text.chars().all(char::is_whitespace);
                self.is_begun.set(self.is_begun.get() || !is_blank);
            }
            EOFToken => sink.is_ended.set(true),
            _ => {}
        }
        let result = self.builder.process_token(token, line);
        sink.passed.set(sink.passed.take().max(passed));
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Tokens {
    /// Notes what an element begins, and opens a table where a row is the first that the page shows.
    fn begin(&self, name: &str, line: u64) {
        if OF_TABLES.contains(&name) && !self.is_begun.get() {
            let table = Tag {
                kind: TagKind::StartTag,
                name: local_name!("table"),
                self_closing: false,
                attrs: Vec::new(),
                had_duplicate_attributes: false,
            };
            let _ = self.builder.process_token(TagToken(table), line);
        }
        let is_begun = self.is_begun.get() || !BEFORE.contains(&name);
        self.is_begun.set(is_begun);
    }
}
