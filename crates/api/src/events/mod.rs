//! The audit log. Source: Organizations API v1 (sure). Both lists have low limits of requests: 10 a minute for
//! searching, 50 for the stream.

mod actions;
mod event;
mod poll;
mod search;

pub use actions::EventAction;
pub use event::{Event, EventActor, EventLocation, EventObject};
pub use poll::{EventPage, EventPoll};
pub use search::EventFilter;
