//! The live state of the targets of a plan.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use atlctl_api::Error;
use jiff::Timestamp;

use super::{Addresses, Facet, FacetKind, GoneGroup, Item, Target, Value, Wire};

/// The live state of targets.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// When it was read.
    pub read: Timestamp,
    /// The kinds of facets that were read. Those that are missing could not be read with this credential.
    pub kinds: BTreeSet<FacetKind>,
    /// The values that the service reported.
    values: HashMap<Target, Vec<(Facet, Value)>>,
    /// Groups that were asked for and are no longer there, by ID.
    gone_groups: BTreeMap<String, GoneGroup>,
    /// The addresses that the service told of accounts.
    addresses: Addresses,
}

impl Live {
    /// Nothing was read yet.
    #[must_use]
    pub fn at(read: Timestamp) -> Self {
        Self {
            read,
            ..Self::default()
        }
    }

    /// The value that the service reported; `None` when it reported none.
    #[must_use]
    pub fn value(&self, target: &Target, facet: &Facet) -> Option<&Value> {
        let values = self.values.get(target)?.iter();
        let mut found = values.filter(|(known, _)| known == facet);
        found.next().map(|(_, value)| value)
    }

    /// Whether the service was asked for facets of this kind.
    #[must_use]
    pub fn asked(&self, kind: FacetKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// The groups that were asked for and are no longer there, by ID.
    #[must_use]
    pub fn gone_groups(&self) -> &BTreeMap<String, GoneGroup> {
        &self.gone_groups
    }

    /// The address that an account has by now, where the service told one that is none of these.
    #[must_use]
    pub fn other_address(&self, account: &str, addresses: &[Option<&str>]) -> Option<String> {
        self.addresses.other_than(account, addresses)
    }

    /// The account that has an address now, where the service told it.
    #[must_use]
    pub fn owner(&self, address: &str) -> Option<String> {
        self.addresses.owner(address)
    }

    /// The address that an account has now, where the service told it.
    #[must_use]
    pub fn address(&self, account: &str) -> Option<String> {
        self.addresses.of(account)
    }

    /// Adds a group that is no longer there.
    pub fn add_gone_group(&mut self, id: String, group: GoneGroup) {
        self.gone_groups.insert(id, group);
    }

    /// Adds a value.
    pub fn insert(&mut self, target: Target, facet: Facet, value: Value) {
        self.kinds.insert(facet.kind);
        let values = self.values.entry(target).or_default();
        match values.iter_mut().find(|(known, _)| *known == facet) {
            Some((_, known)) => *known = value,
            None => values.push((facet, value)),
        }
    }
}

/// Reads the live values of these items. A kind that the credential may not read is left out of [`Live::kinds`] and
/// returned with its error.
///
/// # Errors
/// As for any request, except refusals.
pub async fn read_live(
    wire: &Wire,
    items: &[(Facet, Target)],
    now: Timestamp,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<(Live, Vec<(FacetKind, Error)>), Error> {
    let mut live = Live {
        addresses: wire.addresses.clone(),
        ..Live::at(now)
    };
    let mut refused = Vec::new();
    let mut by_kind: Vec<(FacetKind, Vec<&(Facet, Target)>)> = Vec::new();
    for item in items {
        match by_kind.iter_mut().find(|(kind, _)| *kind == item.0.kind) {
            Some((_, items)) => items.push(item),
            None => by_kind.push((item.0.kind, vec![item])),
        }
    }
    let mut before = 0;
    for (kind, items) in by_kind {
        let asked: Vec<Item> = items
            .iter()
            .map(|(facet, target)| Item {
                target: target.clone(),
                of: facet.of.clone(),
            })
            .collect();
        let mut count = |done: usize| progress(before + done);
        match kind.read(wire, &asked, &mut count).await {
            Ok(values) => {
                live.kinds.insert(kind);
                for ((facet, target), value) in items.iter().zip(values) {
                    if let Some(value) = value {
                        live.insert(target.clone(), facet.clone(), value);
                    }
                }
            }
            Err(error) if kind.may_not_read(&error) => refused.push((kind, error)),
            Err(error) => return Err(error),
        }
        before += asked.len();
    }
    Ok((live, refused))
}
