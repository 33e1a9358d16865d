//! What can be changed: targets, facets and their values. Each facet is one file in `facet/`; plan, journal, state
//! machine, undo, rehearsal and reports are written once and know values only by equality.

mod access_effect;
mod access_paths;
mod arrangement;
mod call;
mod counted_nouns;
mod every_facet;
pub mod facet;
mod facet_by_name;
mod facet_kind;
mod find_groups;
mod gone_group;
mod gone_groups;
mod grant;
mod group_match;
mod group_totals;
mod held_roles;
mod in_groups;
mod inverse;
mod live;
mod mirrored_access;
mod mirrored_role_paths;
mod needs;
mod policy_names;
mod read_access;
mod read_accounts;
mod read_addresses;
mod read_groups;
mod read_members;
mod read_org_admins;
mod read_owners;
mod read_people;
mod read_portal;
mod read_profiles;
mod response;
mod risk;
mod roles;
mod row_values;
mod rules;
mod target;
mod total;
mod unchangeable;
mod value;
mod wire;

pub use access_effect::{
    AccessEffects, AppEffect, GrantOf, PeopleAfter, Receiver, access_effects, access_effects_with,
};
pub use access_paths::{
    AccessPath, Ending, GivingGroup, Way, access_paths, ending, ending_of_role, opens, seat_of,
    takes_seat,
};
pub use arrangement::Arrangement;
pub use facet_by_name::NamedFacet;
pub use facet_kind::{Facet, FacetKind};
pub use find_groups::find_groups;
pub use gone_group::GoneGroup;
pub use gone_groups::find_gone_groups;
pub use grant::Grant;
pub use held_roles::{HeldRole, HeldRoles, Holder, held_roles};
pub use in_groups::{InGroups, Others};
pub use live::{Live, read_live};
pub use mirrored_access::{MirroredAccess, mirrored_access, mirrored_group_roles};
pub use mirrored_role_paths::{mirrored_giving_groups, mirrored_ways};
pub use policy_names::{is_policy_id, named_policy};
pub use read_access::{Access, read_access};
pub use read_addresses::people_at;
pub use read_groups::{InGroup, read_groups};
pub use read_members::{LiveMember, group_members};
pub use read_org_admins::{LiveAdmins, read_org_admins};
pub use read_owners::learn_addresses;
pub use read_portal::PORTAL;
pub use response::{Answer, Refusal, Subject, TaskState};
pub use roles::{KnownRole, ORG_ADMIN, ROLES, RoleScope, role_title};
pub use rules::{
    Back, Call, Conversion, Counted, GroupOf, Item, Needs, Note, ReadProgress, Risk, Rules, Seen,
    TakenAlong, Wire,
};
pub use target::Target;
pub use total::{Total, Totals};
pub use unchangeable::Unchangeable;
pub use value::{Before, Value};
pub use wire::{Addresses, readdressed, taken};
