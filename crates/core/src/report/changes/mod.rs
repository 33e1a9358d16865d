//! `report changes`: what changed between two moments, the bad news first.

mod admins;
mod changes_report;
mod charts;
mod coverage;
mod figures;
mod news;
mod selected;
mod unknown_people;
mod words;

pub use changes_report::changes;

#[cfg(test)]
mod tests;
