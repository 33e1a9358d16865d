//! The tree of a page, as browsers read it: JavaScript is off.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::num::NonZeroU32;
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName};

use super::html_cell::Gap;
use super::html_selector::Element;

/// Elements whose content nobody reads. Not the head: what a template in it holds is hidden, and told.
pub(super) const UNREAD: [&str; 3] = ["script", "style", "title"];
/// The most attributes of an element that are looked at.
const MOST_ATTRIBUTES: usize = 100;

/// A node by its place among all, counted from 1: large pages have many.
pub(super) type Id = NonZeroU32;

/// What a node is.
#[derive(Debug, Default)]
pub(super) enum Data {
    /// The document, or something that was not kept.
    #[default]
    Other,
    Element(Element),
    /// A text, and what the tags between it and the text before set apart.
    Text(String, Gap),
    Comment(String),
}

#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) data: Data,
    /// The line ends above it.
    pub(super) line: u32,
    depth: u32,
    parent: Option<Id>,
    before: Option<Id>,
    behind: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
}

/// All nodes of a page.
#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// How deeply nodes stand in one another.
    pub(super) deepest: u32,
    /// How much it has: nodes, and the length of attributes.
    pub(super) weight: usize,
    /// The outermost element that is not read, such as a script, and in which the page ends.
    pub(super) open: Option<Id>,
    /// Whether the page has more than was read.
    pub(super) is_cut: bool,
}

/// A step of a walk through the tree, in the order of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Into(Id),
    OutOf(Id),
}

impl Tree {
    pub(super) fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id.get() as usize - 1)
    }

    fn node_mut(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(id.get() as usize - 1)
    }

    /// Everything that stands in the document.
    pub(super) fn steps(&self) -> impl Iterator<Item = Step> {
        let next = |step: &Step| -> Option<Step> {
            Some(match *step {
                Step::Into(id) => self.node(id)?.first.map_or(Step::OutOf(id), Step::Into),
                Step::OutOf(id) => {
                    let node = self.node(id)?;
                    let up = || node.parent.map(Step::OutOf);
                    node.behind.map(Step::Into).or_else(up)?
                }
            })
        };
        std::iter::successors(Some(Step::Into(Id::MIN)), next)
    }

    /// Every node of the document, in the order of the page.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.steps().filter_map(|step| match step {
            Step::Into(id) => self.node(id),
            Step::OutOf(_) => None,
        })
    }

    /// The text that stands directly in an element.
    pub(super) fn text_in(&self, element: &Node) -> String {
        let mut next = element.first;
        let mut text = String::new();
        while let Some(node) = next.and_then(|id| self.node(id)) {
            if let Data::Text(own, _) = &node.data {
                text.push_str(own);
            }
            next = node.behind;
        }
        text
    }

    fn change(&mut self, id: Option<Id>, change: impl FnOnce(&mut Node)) {
        if let Some(node) = id.and_then(|id| self.node_mut(id)) {
            change(node);
        }
    }

    fn add(&mut self, data: Data, line: u32) -> Id {
        self.weight += 1;
        if let Data::Element(element) = &data {
            let all = element.attributes.iter();
            self.weight += all
                .map(|(key, value)| key.len() + value.len())
                .sum::<usize>();
        }
        self.nodes.push(Node {
            data,
            line,
            ..Node::default()
        });
        let last = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        Id::new(last).unwrap_or(Id::MIN)
    }

    fn detach(&mut self, id: Id) {
        let Some(node) = self.node_mut(id) else {
            return;
        };
        let (parent, before, behind) = (node.parent.take(), node.before.take(), node.behind.take());
        match before {
            Some(_) => self.change(before, |one| one.behind = behind),
            None => self.change(parent, |one| one.first = behind),
        }
        match behind {
            Some(_) => self.change(behind, |one| one.before = before),
            None => self.change(parent, |one| one.last = before),
        }
    }

    /// Puts a node into another, before one of its nodes or behind the last.
    fn insert(&mut self, id: Id, parent: Option<Id>, behind: Option<Id>) {
        self.detach(id);
        let inner = |tree: &Self, of: fn(&Node) -> Option<Id>, at: Option<Id>| {
            at.and_then(|at| tree.node(at)).and_then(of)
        };
        let before = match behind {
            Some(_) => inner(self, |node| node.before, behind),
            None => inner(self, |node| node.last, parent),
        };
        let above = parent.and_then(|parent| self.node(parent));
        let depth = above.map_or(0, |parent| parent.depth + 1);
        self.deepest = self.deepest.max(depth);
        self.change(Some(id), |one| {
            (one.parent, one.before, one.behind, one.depth) = (parent, before, behind, depth);
        });
        match before {
            Some(_) => self.change(before, |one| one.behind = Some(id)),
            None => self.change(parent, |one| one.first = Some(id)),
        }
        match behind {
            Some(_) => self.change(behind, |one| one.before = Some(id)),
            None => self.change(parent, |one| one.last = Some(id)),
        }
    }
}

/// What the parser knows of a node.
#[derive(Clone)]
pub(super) struct Handle {
    id: Id,
    name: Rc<QualName>,
    is_integration_point: bool,
}

/// Takes what the parser makes of a page.
pub(super) struct Sink {
    pub(super) tree: RefCell<Tree>,
    document: Handle,
    /// The line behind what is read now.
    pub(super) line: Cell<u32>,
    /// Whether the page was read to its end.
    pub(super) is_ended: Cell<bool>,
    /// What tags since the last text set apart; `None` where there were none.
    pub(super) passed: Cell<Option<Gap>>,
}

impl Sink {
    pub(super) fn new() -> Self {
        let nobody = QualName::new(None, html5ever::ns!(), html5ever::local_name!(""));
        let mut tree = Tree::default();
        let id = tree.add(Data::Other, 0);
        Self {
            tree: RefCell::new(tree),
            document: Handle {
                id,
                name: Rc::new(nobody),
                is_integration_point: false,
            },
            line: Cell::new(0),
            is_ended: Cell::new(false),
            passed: Cell::new(None),
        }
    }

    fn add(&self, data: Data) -> Id {
        let line = self.line.get();
        self.tree.borrow_mut().add(data, line)
    }

    /// Puts a node, or a text, into another, before one of its nodes or behind the last.
    fn put(&self, child: NodeOrText<Handle>, parent: Option<Id>, behind: Option<Id>) {
        let text = match child {
            NodeOrText::AppendNode(node) => {
                return self.tree.borrow_mut().insert(node.id, parent, behind);
            }
            NodeOrText::AppendText(text) => text,
        };
        let passed = self.passed.take();
        let mut tree = self.tree.borrow_mut();
        let before = match behind {
            Some(behind) => tree.node(behind).and_then(|node| node.before),
            None => parent
                .and_then(|parent| tree.node(parent))
                .and_then(|node| node.last),
        };
        let before = before.and_then(|before| tree.node_mut(before));
        let gap = match (before.map(|node| &mut node.data), passed) {
            (Some(Data::Text(own, _)), None) => return own.push_str(&plain(&text)),
            // The tags between the two texts are in no element: browsers leave them out.
            (Some(Data::Text(..)), Some(gap)) => gap,
            (_, gap) => gap.unwrap_or_default().min(Gap::Blank),
        };
        let lines = u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX);
        let line = self.line.get().saturating_sub(lines);
        let data = Data::Text(plain(&text), gap);
        let id = tree.add(data, line);
        tree.insert(id, parent, behind);
    }

    fn parent(&self, id: Id) -> Option<Id> {
        self.tree.borrow().node(id).and_then(|node| node.parent)
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.document.clone()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a QualName {
        &target.name
    }

    fn create_element(&self, name: QualName, of: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let mut own = name.local.to_ascii_lowercase();
        // In a picture these are elements as any other.
        if name.ns != html5ever::ns!(html) && UNREAD.contains(&&*own) {
            own = LocalName::from(format!("svg:{own}"));
        }
        let id = self.add(Data::Element(Element {
            name: own,
            attributes: attributes(of),
        }));
        Handle {
            id,
            name: Rc::new(name),
            is_integration_point: flags.mathml_annotation_xml_integration_point,
        }
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        Handle {
            id: self.add(Data::Comment(text.to_string())),
            ..self.document.clone()
        }
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.create_comment(StrTendril::from(format!("{target} {data}")))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.put(child, Some(parent.id), None);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        before: &Handle,
        child: NodeOrText<Handle>,
    ) {
        match self.parent(element.id) {
            Some(_) => self.append_before_sibling(element, child),
            None => self.append(before, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn pop(&self, element: &Handle) {
        if self.is_ended.get() && UNREAD.contains(&&*element.name.local) {
            self.tree.borrow_mut().open = Some(element.id);
        }
    }

    /// What a template holds stands in it: it is not shown.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.id == other.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, node: NodeOrText<Handle>) {
        self.put(node, self.parent(sibling.id), Some(sibling.id));
    }

    fn add_attrs_if_missing(&self, target: &Handle, more: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        tree.change(Some(target.id), |node| {
            if let Data::Element(element) = &mut node.data {
                for (key, value) in attributes(more) {
                    if element.attribute(&key).is_none() {
                        element.attributes.push((key, value));
                    }
                }
                element.attributes.truncate(MOST_ATTRIBUTES);
            }
        });
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, parent: &Handle) {
        let mut tree = self.tree.borrow_mut();
        while let Some(first) = tree.node(node.id).and_then(|node| node.first) {
            tree.insert(first, Some(parent.id), None);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        handle.is_integration_point
    }
}

fn attributes(all: Vec<Attribute>) -> Vec<(LocalName, String)> {
    let read = all.into_iter().take(MOST_ATTRIBUTES);
    let each = read.map(|one| (one.name.local.to_ascii_lowercase(), plain(&one.value)));
    each.collect()
}

/// A blank at which no line breaks is a blank.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}
