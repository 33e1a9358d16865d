//! `auth`: signing in and looking at it.

use crate::common::Env;

#[test]
fn switching_to_a_profile_that_is_not_there_says_which_are() {
    let env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "[profile.work]\norg = \"o-1\"\n",
    );
    insta::assert_snapshot!(env.run(&["auth", "switch", "home"]), @r#"
    ------- stderr -------
    Error: there is no profile "home"
    Hint: the profiles are: work
    [exit status: 2]
    "#);
    env.run(&["auth", "switch", "work"]).expect(0);
    let config = std::fs::read_to_string(env.home().join(".config/atlctl/config.toml")).unwrap();
    assert!(config.contains("default_profile = \"work\""), "{config}");
}
