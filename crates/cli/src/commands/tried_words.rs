//! Words that people try where a command has another name, or where this version has none.

/// Words after a noun (or after the program's name, where there is none) and what to do instead.
pub(super) struct Lead {
    pub(super) noun: &'static str,
    pub(super) words: &'static [&'static str],
    /// The command for these words, with what it does.
    pub(super) hint: &'static str,
    /// Whether this version does it.
    pub(super) exists: bool,
}

const fn does(noun: &'static str, words: &'static [&'static str], hint: &'static str) -> Lead {
    Lead {
        noun,
        words,
        hint,
        exists: true,
    }
}

const fn lacks(noun: &'static str, words: &'static [&'static str], hint: &'static str) -> Lead {
    Lead {
        noun,
        words,
        hint,
        exists: false,
    }
}

/// The noun `*` matches every noun that has the command.
pub(super) const LEADS: &[Lead] = &[
    does(
        "",
        &["login", "signin", "sign-in", "init", "setup", "configure"],
        "sign in: atlctl auth login",
    ),
    does(
        "",
        &["logout", "signout", "sign-out"],
        "sign out: atlctl auth logout",
    ),
    does(
        "",
        &["whoami", "me", "status"],
        "see who is signed in: atlctl auth status",
    ),
    does(
        "",
        &["profile", "profiles"],
        "see your profiles: atlctl auth list",
    ),
    does(
        "",
        &["switch", "use"],
        "change the default profile: atlctl auth switch NAME",
    ),
    does(
        "",
        &["browser", "browsers"],
        "see browsers with a session: atlctl auth browsers",
    ),
    does(
        "",
        &["example", "examples", "tutorial", "try", "quickstart"],
        "try it on a simulated organization: atlctl demo",
    ),
    does("", &["version"], "see the version: atlctl --version"),
    does(
        "",
        &["bulk", "batch", "actions"],
        "make the changes of a list, an action per row: atlctl change --csv FILE",
    ),
    does(
        "",
        &["setting", "settings"],
        "see the settings: atlctl config show",
    ),
    does(
        "",
        &["mirror", "refresh", "pull", "fetch"],
        "mirror the organization: atlctl sync",
    ),
    does(
        "",
        &[
            "list", "ls", "people", "person", "members", "accounts", "account", "managed",
        ],
        "list people: atlctl user list",
    ),
    does(
        "",
        &["search", "find"],
        "find people: atlctl user list --search TEXT",
    ),
    does(
        "",
        &["show", "get", "describe"],
        "show a person: atlctl user show EMAIL",
    ),
    does(
        "",
        &["inactive"],
        "list inactive people: atlctl user list --inactive 90d",
    ),
    does(
        "",
        &["admin", "admins"],
        "list organization admins: atlctl user list --admin",
    ),
    does(
        "",
        &["external", "externals", "guests"],
        "list external users: atlctl user list --external",
    ),
    does(
        "",
        &[
            "seat", "seats", "license", "licenses", "licence", "licences", "app", "apps",
            "product", "products", "site", "sites",
        ],
        "list apps, sites and seats: atlctl workspace list",
    ),
    does(
        "",
        &["move"],
        "move people to another policy: atlctl policy move --help",
    ),
    does(
        "",
        &["query", "select", "schema"],
        "query the mirror: atlctl sql --schema",
    ),
    does(
        "",
        &["rest", "curl", "request", "call"],
        "call any endpoint: atlctl api --help",
    ),
    does(
        "",
        &["check", "test", "diagnose", "ping"],
        "check what works: atlctl doctor",
    ),
    does(
        "",
        &["resume", "continue", "retry"],
        "resume an interrupted run: atlctl run resume last",
    ),
    does("", &["verify"], "verify a run: atlctl run verify last"),
    does(
        "",
        &["history", "log", "logs"],
        "list past runs: atlctl run list",
    ),
    does("", &["revert", "rollback"], "undo a run: atlctl undo last"),
    does(
        "",
        &["simulate", "simulator"],
        "serve a simulated organization: atlctl sim serve",
    ),
    does(
        "",
        &["completion", "complete"],
        "print a completion script: atlctl completions bash",
    ),
    does(
        "",
        &["options"],
        "see the global options: atlctl help options",
    ),
    does("", &["topics"], "see the help topics: atlctl help topics"),
    does(
        "",
        &["suspend", "restore", "remove", "onboard", "create", "add"],
        "change people: atlctl user --help; groups: atlctl group --help",
    ),
    does("", &["grant"], "grant a role: atlctl role grant --help"),
    does("", &["revoke"], "revoke a role: atlctl role revoke --help"),
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
    lacks(
        "",
        &["event", "events", "audit"],
        "to call the endpoint yourself: atlctl api --help",
    ),
    lacks(
        "",
        &[
            "report",
            "reports",
            "export",
            "snapshot",
            "snapshots",
            "backup",
        ],
        "to save a list as CSV: atlctl user list -o csv",
    ),
    lacks(
        "",
        &["review", "import", "invoice", "billing"],
        "to see what atlctl can do: atlctl --help",
    ),
    does(
        "user",
        &["unsuspend", "unblock"],
        "restore people's access: atlctl user restore --help",
    ),
    does(
        "user",
        &["create", "add"],
        "invite people: atlctl user invite --help",
    ),
    does(
        "user",
        &["block", "disable-access"],
        "suspend people: atlctl user suspend --help",
    ),
    does(
        "",
        &["invite", "add-user"],
        "invite people: atlctl user invite --help",
    ),
    does(
        "",
        &["offboard", "leaver", "leavers", "terminate"],
        "offboard people: atlctl user offboard --help",
    ),
    does(
        "user",
        &["leave", "terminate"],
        "offboard people: atlctl user offboard --help",
    ),
    does(
        "",
        &["pat", "pats", "api-token", "api-tokens"],
        "list API tokens: atlctl token list",
    ),
    does(
        "",
        &["api-key", "api-keys", "apikey", "apikeys"],
        "list API keys: atlctl key list",
    ),
    does(
        "",
        &[
            "robot",
            "robots",
            "bot",
            "bots",
            "oauth-client",
            "oauth-clients",
        ],
        "list service accounts: atlctl service-account list",
    ),
    does(
        "",
        &["deactivate", "disable", "block"],
        "deactivate managed accounts: atlctl user deactivate --help",
    ),
    does(
        "",
        &["activate", "reactivate", "enable", "unblock"],
        "activate deactivated accounts: atlctl user activate --help",
    ),
    does(
        "",
        &["delete"],
        "delete managed accounts: atlctl user delete --help",
    ),
    does(
        "",
        &["cancel-delete", "undelete"],
        "keep accounts that are to be deleted: atlctl user cancel-delete --help",
    ),
    does(
        "user",
        &["disable", "block"],
        "deactivate managed accounts: atlctl user deactivate --help",
    ),
    does(
        "user",
        &["reactivate", "enable", "unblock"],
        "activate deactivated accounts: atlctl user activate --help",
    ),
    does(
        "",
        &["set-email", "rename-domain"],
        "change email addresses: atlctl user set-email --help",
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
    does(
        "user",
        &["undelete"],
        "keep accounts that are to be deleted: atlctl user cancel-delete --help",
    ),
    does(
        "user",
        &["revoke", "revoke-access", "free-seat", "free-seats"],
        "take an app and keep the account: atlctl user remove-access --help",
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
        "Atlassian cannot rename a group; to fill a new one: atlctl group copy-members FROM TO",
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
        &["abandon", "delete", "cancel", "end"],
        "close a run: atlctl run close last",
    ),
    lacks(
        "run",
        &["restore", "prune"],
        "to see past runs: atlctl run list",
    ),
    does(
        "plan",
        &["apply", "run", "approve"],
        "apply a saved plan: atlctl apply FILE",
    ),
    does(
        "plan",
        &["create", "make", "new", "move"],
        "save a plan: atlctl policy move --csv FILE --to POLICY --plan PLAN",
    ),
    does(
        "plan",
        &["check", "list"],
        "show a saved plan: atlctl plan show FILE",
    ),
    does(
        "org",
        &["switch", "use"],
        "change the default profile: atlctl auth switch NAME",
    ),
    does(
        "config",
        &["get", "list", "path", "edit", "set"],
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
