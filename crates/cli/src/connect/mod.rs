//! From profile, flags and environment to a client, and from its errors to what the person sees.

mod client;
mod command;
mod credentials;
mod errors;
mod family;
mod given;
mod watch;

pub use credentials::{Keeper, Source, StoreKind};
pub use given::given;
pub use watch::Waits;
