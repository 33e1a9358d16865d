//! `auth`: signing in and looking at it; profiles.

use atlctl_sim::SimConfig;

use crate::common::{Env, Place};

#[test]
fn switching_to_a_profile_that_is_not_there_says_which_are() {
    let env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "[profile.work]\norg = \"o-1\"\n",
    );
    insta::assert_snapshot!(env.run(&["auth", "switch", "home"]), @r#"
    ------- stderr -------
    Error: no profile "home"
    Hint: profiles: work
    [exit status: 2]
    "#);
    env.run(&["auth", "switch", "work"]).expect(0);
    let config = std::fs::read_to_string(env.home().join(".config/atlctl/config.toml")).unwrap();
    assert!(config.contains("default_profile = \"work\""), "{config}");
}

#[test]
fn a_variable_that_names_another_profile_is_warned_of() {
    let mut env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "[profile.home]\n[profile.work]\n",
    );
    env.var("ATLCTL_PROFILE", "home");
    insta::assert_snapshot!(env.run(&["auth", "switch", "work"]), @"
    ------- stderr -------
    The default profile is now work.
    Warning: ATLCTL_PROFILE is set and takes precedence: home
    [exit status: 0]
    ");
    let same = env.run(&["auth", "switch", "home"]);
    assert!(!same.stderr.contains("Warning"), "{same}");
}

#[test]
fn profiles_are_apart() {
    let place = Place::new(SimConfig::default());
    let (key, token) = (place.sim.api_key(), place.sim.session_token());
    let login = ["auth", "login", "--store", "file", "--profile"];
    let work = [&login[..], &["work", "--api-key-stdin"]].concat();
    let home = [&login[..], &["home", "--token-stdin"]].concat();
    place.run_with(&work, &key).expect(0);
    place.run_with(&home, &token).expect(0);
    // The first one is used when none is named, until another is chosen.
    let list = ["auth", "list", "--columns", "profile,current,credentials"];
    insta::assert_snapshot!(place.run(&list), @"
    Profile  In use  Credentials
    home     no      session
    work     yes     API key
    [exit status: 0]
    ");
    place.run(&["auth", "switch", "home"]).expect(0);
    insta::assert_snapshot!(place.run(&["auth", "status", "--columns", "profile,credentials"]), @"
    Profile      home
    Credentials  session
    [exit status: 0]
    ");
    place
        .run(&["auth", "logout", "--profile", "work"])
        .expect(0);
    insta::assert_snapshot!(place.run(&list), @"
    Profile  In use  Credentials
    home     yes     session
    work     no      -
    [exit status: 0]
    ");
    assert_eq!(place.run(&["auth", "status", "--profile", "work"]).code, 4);
    assert_eq!(place.run(&["auth", "status", "--profile", "wrok"]).code, 2);
}

#[test]
fn signing_out_says_what_is_still_there() {
    let mut place = Place::with_key(SimConfig::default());
    let key = place.sim.api_key();
    place.env.var("ATLCTL_API_KEY", &key);
    insta::assert_snapshot!(place.run(&["auth", "logout"]), @"
    ------- stderr -------
    Deleted the credentials of the profile default.
    Warning: ATLCTL_API_KEY is set and stays in use
    [exit status: 0]
    ");
}
