//! Runs the program as a person would and compares what it prints.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should fail loudly"
)]

mod common;

mod access_review;
mod access_review_apps;
mod access_review_evidence;
mod access_review_lists;
mod access_review_plan;
mod access_review_replaced;
mod access_review_sandbox;
mod account_email;
mod account_email_spelling;
mod account_email_swap;
mod account_lifecycle;
mod account_lists;
mod account_profile;
mod actor;
mod admins_of_today;
mod after_changes;
mod another_org;
mod api;
mod api_addresses;
mod api_paths;
mod api_proxy;
mod app_words;
mod as_of_lists;
mod auth;
mod borrow;
mod browser;
mod captures;
mod change_list;
mod change_list_offboard;
mod completion;
mod config;
mod config_faults;
mod copied_credentials;
mod credential_source;
mod credentials;
mod deactivated_access;
mod demo;
mod demo_later;
mod directory_keys;
mod docs;
mod doctor;
mod endless_input;
mod event_export_files;
mod event_rules;
mod events;
mod events_follow;
mod events_restarts;
mod events_stream;
mod export_duckdb;
mod export_files;
mod export_leftovers;
mod export_postgres;
mod export_postgres_tls;
mod file_size_limit;
mod filters;
mod foreign_files;
mod future_moments;
mod glossary;
mod group_lifecycle;
mod group_members;
mod group_sync;
mod group_sync_later;
mod groups_of_others;
mod groups_restored;
mod groups_since;
mod guards;
mod guards_groups;
mod guards_names;
mod guards_roles;
mod guards_ways_back;
mod handoff;
mod held_since;
mod hints_profile;
mod history;
mod history_actors;
mod history_apps;
mod history_deleted_group;
mod history_last_act;
mod history_ranges;
mod history_unknown;
mod history_values;
mod honest_options;
mod hostile_text;
mod ids_named_otherwise;
mod import;
mod interrupt;
mod invite;
mod invite_closed_groups;
mod json;
mod json_reports;
mod key_revoke;
mod keyring;
mod left_out_rows;
mod linked_sheets;
mod list_columns;
mod list_encodings;
mod list_misplaced;
mod list_rows;
mod lists;
mod lists_whole;
mod live;
mod live_answers;
mod live_endless;
mod live_look_alikes;
mod live_nameless;
mod live_old_user_management;
mod login;
mod login_input;
mod long_names;
mod lost_group_seats;
mod mirror;
mod mirror_after_runs;
mod misplaced_secrets;
mod mixed_killed;
#[path = "../../../core/tests/facets/mixed.rs"]
#[allow(dead_code, reason = "shared with the tests of the engine")]
mod mixed_rows;
mod mixed_storage;
mod move_faults;
mod moving;
mod next_steps;
mod no_mirror;
mod notify;
mod offboard;
mod old_key_alone;
mod old_statuses;
mod old_user_management_changes;
mod parts;
mod parts_never_read;
mod people;
mod people_not_listed;
mod person_roles;
mod plain_errors;
mod plan_applied;
mod plan_check_left_out;
mod policy_move;
mod policy_move_where;
mod policy_names;
mod policy_unnamed;
mod portal_changes;
mod postgres_server;
mod prompt;
mod quiet;
mod recent_changes;
mod recent_changes_by_act;
mod recent_events;
mod reference;
mod refused_parts;
mod rehearse;
mod rehearse_verbs;
mod repeated_secrets;
mod report_admins;
mod report_changes;
mod report_commands;
mod report_files;
mod report_filters;
mod report_part_ages;
mod reports;
mod reports_as_of;
mod reports_groups;
mod reports_unknown;
mod results_delivery;
mod results_order;
mod review;
mod review_not_text;
mod review_runs;
mod review_saved;
mod roles;
mod roles_of_groups;
mod roles_outdated;
mod round_trip;
mod run;
mod run_close;
mod run_lost_records;
mod run_resume;
mod saved_conditions;
mod saved_plan;
mod saved_reports;
mod script;
mod seats_come_true;
mod secrets;
mod secrets_anywhere;
mod security;
mod service_accounts;
mod service_policies_of_today;
mod session_alone;
mod snapshot_list;
mod sorted_times;
mod sql;
mod sql_bounds;
mod status;
mod stray_quotes;
mod suggestions;
mod sync;
mod sync_history;
mod sync_summary;
mod sync_unread_people;
mod taken_back;
mod terminal;
mod token_command;
mod token_revoke;
mod undo_addresses;
mod undo_guards;
mod undo_some;
mod unknown_people;
mod unknown_words;
mod untold_runs;
mod unwritable;
mod ways_back_random;
mod window;
mod wrapped_messages;

#[test]
fn every_test_file_is_listed() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let listed = std::fs::read_to_string(here.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(&here).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.starts_with('.') || name == "snapshots" {
            continue; // pending snapshots
        }
        let module = name.trim_end_matches(".rs");
        assert!(
            module == "main" || listed.contains(&format!("mod {module};")),
            "tests/cli/{name} is not listed in main.rs, so it does not run"
        );
    }
}
