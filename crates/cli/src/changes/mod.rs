//! What every command that changes something shares: selecting people, showing a plan, confirming and applying it,
//! and printing its results.

mod actor;
mod admins_now;
mod applied;
mod apply;
mod approvals;
mod between_steps;
mod change_people;
mod changed_since_plan;
mod confirm;
mod credentials;
mod deleted_group;
mod directory;
mod equal_groups;
mod except_option;
mod freed_money;
mod group_members_now;
mod group_sizes;
mod group_wide;
mod groups_since;
mod guards;
mod handoff_files;
mod handoff_option;
mod held_access;
mod id_selection;
mod include_flags;
mod invited;
mod irreversible;
mod kill_points;
mod known_reviews;
mod left_out_rows;
mod limits;
mod list_messages;
mod list_notes;
mod live_access_paths;
mod make_plan;
mod matching_people;
mod mismatched_ids;
mod mismatched_names;
mod name_columns;
mod named_column;
mod named_people;
mod notify;
mod only_option;
mod org_and_policy_names;
mod output_files;
mod own_key;
mod person_cells;
mod plan_options;
mod plan_table;
mod policies_now;
mod portal_import;
mod read_cells;
mod rehearsal;
mod results;
mod review_plans;
mod run_errors;
mod run_options;
mod run_progress;
mod runs;
mod saved_summary;
mod seatless_groups;
mod seats;
mod secret_cells;
mod selection;
mod selection_by_column;
mod selection_flags;
mod signed_in;
mod simulated_organization;
mod strict;
mod temporary;
mod totals;
mod undo_plan;
mod unfinished;
mod unknown_people;
mod unread_headings;
mod unread_values;
mod unread_warning;
mod unreadable_state;
mod until_option;
mod unusable_rows;
mod update_mirror;
mod user_management;
pub mod verbs;

pub use actor::actor;
pub use applied::run_of_plan;
pub use apply::{apply, live, resume_run};
pub use approvals::{
    approval_words, approvals_file, approvers, check_approved, check_run_approved, read_approvals,
    recorded_approval, shown_approval,
};
pub use change_people::{ChangePeople, From, Notes, PeopleChange, no_notes, wanted};
pub use confirm::{confirm_action, confirm_and_apply, confirm_plan, nothing_to_change};
pub use credentials::{Listed, Owner, Revocation, listed_token, row as credential_row};
pub use deleted_group::{DeletedGroup, undo_of_deletion};
pub use directory::DirectoryOption;
pub use equal_groups::read_new_members;
pub use except_option::Excluded;
pub use group_members_now::members_now;
pub use guards::{guards, still_allowed};
pub use handoff_option::HandoffOptions;
pub use id_selection::IdSelection;
pub use include_flags::IncludeFlags;
pub use irreversible::ConfirmOption;
pub use known_reviews::{remember_state, said_not_the_last};
pub use left_out_rows::LeftOut;
pub use limits::{ChangeLimits, limit, limit_kept, not_by_printing};
pub use live_access_paths::access_of;
pub use make_plan::{
    Intent, Why, base, live_values, make_plan, notes_of_roles, plan_and_apply, through_portal,
    to_the_second,
};
pub use mismatched_ids::{KnownAs, refuse_named_otherwise};
pub use notify::NotifyOptions;
pub use only_option::{OnlyRows, kinds_named};
pub use org_and_policy_names::{current_names, named_policy};
pub use output_files::{check_different_files, check_new_file, save};
pub use own_key::{spare_own_key, spare_own_key_of_plan};
pub use plan_options::PlanOptions;
pub use plan_table::{Shown, print_plan, print_summary};
pub use read_cells::ReadCells;
pub use rehearsal::rehearse;
pub use results::{
    check as check_results, counts, counts_text, exit, print as print_results,
    print_all as print_all_results, results_csv, save_results, unless_nobody_reads,
};
pub use review_plans::{remember_review, review_of_plan, review_of_run};
pub use run_errors::{journal_error, may_not_read, no_records};
pub use run_options::RunOptions;
pub use runs::runs;
pub use saved_summary::print_saved_summary;
pub use selection::{ReadList, Selection};
pub use selection_flags::{AppFilter, GrantFilter, ListOnly, NoFilter, PeopleFilter};
pub use signed_in::{SignedIn, service, signed_in};
pub use strict::Strict;
pub use temporary::{
    Made, back_for_good, check_ends_since, ends_not_undone, runs_for_a_time, tell_ends, terms_of,
};
pub use undo_plan::{
    DecidedBack, Returning, decide_back, plan_back, retain_seen, runs_after, wanted_back,
};
pub use unfinished::{warn_of_unfinished, warn_of_unfinished_except};
pub use unknown_people::{CORRECT, warn_of_unknown};
pub use unread_headings::{About, Subject, about};
pub use unread_values::{Takes, UnreadValues, not_read, quoted_heading, told_columns};
pub use until_option::{check_no_until, end_in_words};
pub use unusable_rows::{differs, report_duplicates};
pub use user_management::{AccessPlace, SiteOption, directory_or_portal, note_of_other_sites};
