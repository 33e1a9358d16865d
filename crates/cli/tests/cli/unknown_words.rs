//! Words that people try and that are no commands lead to the command that does it.

use crate::common::Env;

#[test]
fn a_word_that_is_no_command_leads_somewhere() {
    let env = Env::new();
    insta::assert_snapshot!(env.run(&["login"]), @"");
    insta::assert_snapshot!(env.run(&["seats", "--limit", "5"]), @"");
    insta::assert_snapshot!(env.run(&["whoami"]), @"");
    insta::assert_snapshot!(env.run(&["--profile", "user", "Suspend"]), @"");
    insta::assert_snapshot!(env.run(&["user", "suspend", "ann@example.com"]), @"");
    insta::assert_snapshot!(env.run(&["users", "move"]), @"");
    insta::assert_snapshot!(env.run(&["group", "ls"]), @"");
    insta::assert_snapshot!(env.run(&["help", "login"]), @"");
    for word in ["logout", "license", "move", "roles", "inactive"] {
        let output = env.run(&[word]);
        assert_eq!(output.code, 2, "{output}");
        assert!(output.stderr.contains("\nHint: "), "{output}");
    }
    // What nobody listed, and what may be a secret, is the parser's and the guard's matter as before.
    let slip = env.run(&["usr"]);
    assert_eq!(slip.code, 2, "{slip}");
    assert!(slip.stderr.contains("similar"), "{slip}");
    let secret = env.run(&["login", "--token=eyJh.eyJz.sig"]);
    assert_eq!(secret.code, 2, "{secret}");
    assert!(!secret.stderr.contains("eyJh"), "{secret}");
    assert!(secret.stderr.contains("never an argument"), "{secret}");
}
