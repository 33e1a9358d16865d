//! Words that people try and that are no commands lead to the command that does it.

use crate::common::Env;

#[test]
fn a_word_that_is_no_command_leads_somewhere() {
    let env = Env::new();
    insta::assert_snapshot!(env.run(&["login"]), @"
    ------- stderr -------
    Error: no command `atlctl login`
    Hint: sign in: atlctl auth login
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["seats", "--limit", "5"]), @"
    ------- stderr -------
    Error: no command `atlctl seats`
    Hint: list apps, sites and seats: atlctl workspace list
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["whoami"]), @"
    ------- stderr -------
    Error: no command `atlctl whoami`
    Hint: see who is signed in: atlctl auth status
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["--profile", "user", "Suspend"]), @"
    ------- stderr -------
    Error: no command `atlctl suspend`
    Hint: suspend people: atlctl user suspend --help
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["user", "suspend", "ann@example.com"]), @"
    ------- stderr -------
    Error: not signed in
    Hint: sign in: atlctl auth login
    [exit status: 4]
    ");
    insta::assert_snapshot!(env.run(&["users", "move"]), @"
    ------- stderr -------
    Error: no command `atlctl user move`
    Hint: move people to another policy: atlctl policy move --help
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["group", "ls"]), @"
    ------- stderr -------
    Error: no command `atlctl group ls`
    Hint: use: atlctl group list --help
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["help", "login"]), @"
    ------- stderr -------
    Error: no command `atlctl login`
    Hint: sign in: atlctl auth login
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["help", "environment", "proxy"]), @"
    ------- stderr -------
    Error: the topic environment takes no further words
    Hint: read it: atlctl help environment
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["domain", "verify"]), @"
    ------- stderr -------
    Error: `atlctl domain verify` is not possible
    Hint: use the admin portal; to list the domains: atlctl domain list
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["user", "enable"]), @"
    ------- stderr -------
    Error: no command `atlctl user enable`
    Hint: to end a suspension: atlctl user restore --help; to activate deactivated accounts: atlctl user activate --help
    [exit status: 2]
    ");
    for word in ["member", "stop", "organization", "cookie", "token-list"] {
        let output = env.run(&[word]);
        assert!(output.stderr.contains(": atlctl "), "{output}");
    }
    for word in ["logout", "license", "move", "seats", "inactive"] {
        let output = env.run(&[word]);
        assert_eq!(output.code, 2, "{output}");
        assert!(output.stderr.contains("\nHint: "), "{output}");
    }
    // What nobody listed is compared with the commands; what may be a secret is not repeated.
    let slip = env.run(&["usr"]);
    assert_eq!(slip.code, 2, "{slip}");
    assert!(
        slip.stderr.ends_with("Hint: did you mean: atlctl user\n"),
        "{slip}"
    );
    let secret = env.run(&["login", "--token=eyJh.eyJz.sig"]);
    assert_eq!(secret.code, 2, "{secret}");
    assert!(!secret.stderr.contains("eyJh"), "{secret}");
    assert!(
        secret.stderr.contains("not accepted as arguments"),
        "{secret}"
    );
}
