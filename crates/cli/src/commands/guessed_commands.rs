//! Words that people try where a command has another name, or where this version has none.

use super::unknown_command_hints::{Lead, does, lacks};

/// Words after the program's name.
pub(super) const WORDS: &[Lead] = &[
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
            "list", "ls", "people", "person", "member", "members", "accounts", "account", "managed",
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
        &["history", "diff", "changes"],
        "see what changed: atlctl snapshot diff --help",
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
        &["suspend", "ban", "block", "lock"],
        "suspend people: atlctl user suspend --help",
    ),
    does(
        "",
        &["restore", "unsuspend", "unblock"],
        "restore suspended people: atlctl user restore --help; or return to the state after a run: atlctl run restore --help",
    ),
    does(
        "",
        &["remove", "onboard", "create", "add"],
        "change people: atlctl user --help",
    ),
    does(
        "",
        &["mfa", "2fa", "sso", "password", "passwords"],
        "see the authentication policies: atlctl policy list",
    ),
    does(
        "",
        &["permission", "permissions"],
        "see why a person has access: atlctl user explain --help",
    ),
    does(
        "",
        &["stop", "cancel"],
        "close an unfinished run: atlctl run close --help",
    ),
    does(
        "",
        &["organization", "organizations", "organisation"],
        "list your organizations: atlctl org list",
    ),
    does(
        "",
        &["session", "cookie"],
        "sign in with a browser session: atlctl auth login --help",
    ),
    does("", &["token-list"], "list API tokens: atlctl token list"),
    does("", &["who"], "find people: atlctl user list --search TEXT"),
    does("", &["update"], "update the mirror: atlctl sync"),
    does(
        "",
        &["scim", "idp"],
        "read an identity provider's directory: atlctl auth add-directory --help",
    ),
    does("", &["grant"], "grant a role: atlctl role grant --help"),
    does("", &["revoke"], "revoke a role: atlctl role revoke --help"),
    does(
        "",
        &["audit", "audit-log", "log", "logs"],
        "search the audit log: atlctl event list --help",
    ),
    does(
        "",
        &["backup", "dump"],
        "export the mirror: atlctl export --help",
    ),
    lacks(
        "",
        &["invoice", "billing"],
        "to see what atlctl can do: atlctl --help",
    ),
    does(
        "",
        &[
            "recertify",
            "recertification",
            "certify",
            "attest",
            "attestation",
        ],
        "review who has access: atlctl review start --help",
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
        "keep accounts that await deletion: atlctl user cancel-delete --help",
    ),
    does(
        "",
        &["set-email", "rename-domain"],
        "change email addresses: atlctl user set-email --help",
    ),
];
