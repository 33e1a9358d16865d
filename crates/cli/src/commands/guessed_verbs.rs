//! Verbs that people try after a noun, where the verb has another name.

use super::unknown_command_hints::{Lead, does, lacks};

/// Words after a noun. The noun `*` matches every noun that has the command.
pub(super) const VERBS: &[Lead] = &[
    does(
        "role",
        &["add", "assign", "give", "set"],
        "grant a role: atlctl role grant --help",
    ),
    does(
        "role",
        &["remove", "delete", "take", "unassign"],
        "revoke a role: atlctl role revoke --help",
    ),
    does(
        "role",
        &["show", "explain"],
        "list a person's roles: atlctl role list EMAIL",
    ),
    does(
        "user",
        &["unsuspend", "unblock"],
        "restore people's access: atlctl user restore --help",
    ),
    does(
        "user",
        &["promote"],
        "grant a role: atlctl role grant --help",
    ),
    does(
        "report",
        &["license", "licenses", "licence", "licences"],
        "report seats and licenses: atlctl report seats",
    ),
    does(
        "report",
        &["mfa", "2fa", "sso"],
        "report authentication policies: atlctl report policies",
    ),
    does(
        "user",
        &["create", "add"],
        "invite people: atlctl user invite --help",
    ),
    does(
        "user",
        &["block", "lock", "ban", "disable-access"],
        "suspend people: atlctl user suspend --help",
    ),
    does(
        "user",
        &["leave", "terminate"],
        "offboard people: atlctl user offboard --help",
    ),
    does(
        "user",
        &["disable", "block"],
        "deactivate managed accounts: atlctl user deactivate --help",
    ),
    does(
        "user",
        &["reactivate", "enable"],
        "to end a suspension: atlctl user restore --help; to activate deactivated accounts: atlctl user activate --help",
    ),
    does(
        "user",
        &["email", "change-email", "rename-domain"],
        "change email addresses: atlctl user set-email --help",
    ),
    does(
        "user",
        &["edit", "set", "change", "profile"],
        "change fields of profiles: atlctl user update --help",
    ),
    lacks(
        "user",
        &["reset-password", "password"],
        "atlctl cannot reset passwords; use the admin portal, or let people reset it at id.atlassian.com",
    ),
    does(
        "user",
        &["deprovision"],
        "offboard people: atlctl user offboard --help",
    ),
    lacks(
        "domain",
        &["verify", "add", "remove", "delete"],
        "use the admin portal; to list the domains: atlctl domain list",
    ),
    does(
        "group",
        &["join", "leave"],
        "change the members: atlctl group add --help",
    ),
    lacks(
        "token",
        &["create", "add", "new"],
        "atlctl cannot create API tokens; people create them at id.atlassian.com. To list them: atlctl token list",
    ),
    lacks(
        "key",
        &["create", "add", "new"],
        "atlctl cannot create API keys; use the admin portal. To list them: atlctl key list",
    ),
    does(
        "user",
        &["undelete"],
        "keep accounts that await deletion: atlctl user cancel-delete --help",
    ),
    does(
        "user",
        &["revoke", "revoke-access", "free-seat", "free-seats"],
        "remove access to an app, and keep the account: atlctl user remove-access --help",
    ),
    does(
        "user",
        &["move"],
        "move people to another policy: atlctl policy move --help",
    ),
    does(
        "user",
        &["inactive"],
        "list inactive people: atlctl user list --inactive 90d",
    ),
    does(
        "user",
        &["export"],
        "save the list as CSV: atlctl user list -o csv",
    ),
    lacks(
        "group",
        &["rename"],
        "Atlassian has no call that renames a group; to fill a new one: atlctl group copy-members FROM TO",
    ),
    does(
        "group",
        &["make", "new"],
        "create a group: atlctl group create NAME",
    ),
    does(
        "group",
        &["copy", "clone", "merge"],
        "copy members: atlctl group copy-members FROM TO",
    ),
    does(
        "group",
        &["set", "replace", "equal", "import"],
        "make a group equal to a list: atlctl group sync GROUP --csv FILE",
    ),
    does(
        "group",
        &["drop", "destroy"],
        "delete a group: atlctl group delete GROUP",
    ),
    does(
        "group",
        &["kick", "rm"],
        "remove people from a group: atlctl group remove GROUP PERSON",
    ),
    does(
        "group",
        &["users", "people", "member"],
        "list the members: atlctl group members GROUP",
    ),
    lacks(
        "policy",
        &["create", "delete", "edit", "update", "remove"],
        "use the admin portal; to move people: atlctl policy move --help",
    ),
    does(
        "policy",
        &["assign", "add", "set", "apply"],
        "move people to a policy: atlctl policy move --help",
    ),
    does(
        "policy",
        &["rename"],
        "name a policy in the mirror: atlctl policy name ID NAME",
    ),
    does(
        "policy",
        &["import", "names"],
        "import policy names: atlctl policy import-names FILE",
    ),
    does(
        "policy",
        &["users", "people", "member"],
        "list the members: atlctl policy members POLICY",
    ),
    does(
        "auth",
        &["signin", "sign-in", "refresh", "renew", "token", "add"],
        "sign in: atlctl auth login",
    ),
    does(
        "auth",
        &["signout", "sign-out", "remove", "delete"],
        "sign out: atlctl auth logout",
    ),
    does(
        "auth",
        &["whoami", "show", "check"],
        "see who is signed in: atlctl auth status",
    ),
    does(
        "auth",
        &["use", "select"],
        "change the default profile: atlctl auth switch NAME",
    ),
    does(
        "auth",
        &["profile", "profiles"],
        "see your profiles: atlctl auth list",
    ),
    does(
        "run",
        &["undo", "revert", "rollback"],
        "undo a run: atlctl undo last",
    ),
    does(
        "run",
        &["status", "results"],
        "show a run's results: atlctl run show last",
    ),
    does(
        "run",
        &["continue", "retry"],
        "resume an interrupted run: atlctl run resume last",
    ),
    does("run", &["check"], "verify a run: atlctl run verify last"),
    does(
        "run",
        &["abandon", "cancel", "end"],
        "close a run: atlctl run close last",
    ),
    does(
        "run",
        &["rm", "delete", "clean", "cleanup", "purge"],
        "delete old runs: atlctl run prune --help",
    ),
    does(
        "plan",
        &["apply", "run"],
        "apply a saved plan: atlctl apply FILE",
    ),
    does(
        "plan",
        &["create", "make", "new", "move"],
        "save a plan: atlctl policy move --csv FILE --to POLICY --plan PLAN",
    ),
    does(
        "plan",
        &["list", "diff"],
        "show a saved plan: atlctl plan show FILE",
    ),
    does(
        "org",
        &["switch", "use"],
        "change the default profile: atlctl auth switch NAME",
    ),
    does(
        "config",
        &["get", "list", "path", "edit"],
        "see settings and the file they are in: atlctl config show",
    ),
    does(
        "sim",
        &["start", "run"],
        "serve a simulated organization: atlctl sim serve",
    ),
    does("*", &["ls", "all", "search", "find"], "list"),
    does("*", &["get", "view", "info", "describe", "inspect"], "show"),
];
