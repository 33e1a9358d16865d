//! Circles among the files of a crate: files that reach one another through what they use.

use std::collections::{BTreeMap, BTreeSet};

/// Which names each name uses.
pub type Graph = BTreeMap<String, BTreeSet<String>>;

/// The groups of names that reach one another, each sorted; a name that uses itself alone is none.
pub fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = graph
        .keys()
        .map(|from| (from, reach(graph, from)))
        .collect();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    for (from, to) in &reached {
        if !to.contains(from) || seen.contains(*from) {
            continue;
        }
        let circle: Vec<String> = to
            .iter()
            .filter(|other| reached.get(**other).is_some_and(|back| back.contains(from)))
            .map(|name| (*name).clone())
            .collect();
        seen.extend(circle.iter().cloned());
        found.push(circle);
    }
    found
}

fn reach<'graph>(graph: &'graph Graph, from: &String) -> BTreeSet<&'graph String> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&String> = graph.get(from).into_iter().flatten().collect();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(graph.get(name).into_iter().flatten());
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::{Graph, circles};

    fn graph(edges: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::new();
        for (from, to) in edges {
            graph
                .entry((*from).to_owned())
                .or_default()
                .insert((*to).to_owned());
            graph.entry((*to).to_owned()).or_default();
        }
        graph
    }

    #[test]
    fn a_chain_is_no_circle() {
        assert!(circles(&graph(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
    }

    #[test]
    fn each_circle_is_found_once() {
        let graph = graph(&[
            ("a", "b"),
            ("b", "a"),
            ("b", "c"),
            ("c", "d"),
            ("d", "e"),
            ("e", "c"),
        ]);
        assert_eq!(circles(&graph), [vec!["a", "b"], vec!["c", "d", "e"]]);
    }
}
