//! What can be changed: targets, facets and their values. Each facet is one file in `facet/`; plan, journal, state
//! machine, undo, rehearsal and reports are written once and know values only by equality.

mod answer;
mod arrangement;
pub mod facet;
mod kind;
mod live;
mod policy_names;
mod read_accounts;
mod read_people;
mod read_profiles;
mod registry;
mod rules;
mod target;
mod value;

pub use answer::{Answer, Refusal, Subject, TaskState};
pub use arrangement::Arrangement;
pub use kind::{Facet, FacetKind};
pub use live::{Live, read_live};
pub use policy_names::{is_policy_id, named_policy};
pub use rules::{
    Call, Conversion, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Total, Totals, Wire,
};
pub use target::Target;
pub use value::{Before, Value};
