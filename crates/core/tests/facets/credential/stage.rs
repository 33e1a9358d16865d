//! Credentials and addresses of a simulated organization, and runs that revoke or invite them.

use std::ops::Deref;

use atlctl_api::{ApiToken, ApiTokenFilter};
use atlctl_core::apply::Run;
use atlctl_core::change::facet::credential::{API_TOKEN, REVOKED, VALID};
use atlctl_core::change::{Facet, FacetKind, Item, Target, Value};
use atlctl_core::plan::Row;
use atlctl_sim::SimConfig;
use futures_util::TryStreamExt as _;

use crate::harness::{Harness, PACE, block_on, row, several};

pub struct Stage(Harness);

impl Deref for Stage {
    type Target = Harness;
    fn deref(&self) -> &Harness {
        &self.0
    }
}

impl Stage {
    pub fn new() -> Self {
        Self(Harness::new(SimConfig::default(), PACE))
    }

    /// The first API tokens that the service lists.
    pub fn tokens(&self) -> Vec<ApiToken> {
        let org = self.sim.org_id().into();
        let list = self.client.api_tokens(&org, &ApiTokenFilter::default());
        block_on(list.try_collect()).unwrap()
    }

    /// A row that revokes a token.
    pub fn revoke(token: &ApiToken) -> Row {
        let owner = token.user.as_ref().unwrap().id.as_ref().unwrap();
        let label = token.label.clone().unwrap_or_default();
        let facet = Facet::about(FacetKind::of(&API_TOKEN), [label.as_str(), owner.as_str()]);
        let target = Target::Credential(token.id.as_str().to_owned());
        Row {
            account: Some(owner.as_str().to_owned()),
            ..row(&facet, Some(&target), VALID, REVOKED)
        }
    }

    pub fn begin(&self, rows: Vec<Row>) -> Run {
        self.0.begin(self.plan(several(), rows), self.settings())
    }

    /// The live values of items of a kind.
    pub fn read(&self, kind: FacetKind, items: &[Item]) -> Vec<Option<Value>> {
        let wire = self.wire();
        block_on(kind.read(&wire, items, &mut |_| {})).unwrap()
    }
}
