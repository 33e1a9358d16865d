//! Inputs without an end, such as a device that was named by mistake.

use crate::common::Env;

#[cfg(unix)]
#[test]
fn a_device_without_an_end_is_refused() {
    let env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "[profile.default]\norg = \"o-1\"\n",
    );
    let names = env.run(&["policy", "import-names", "/dev/zero"]);
    assert_eq!(names.code, 2, "{names}");
    assert!(names.stderr.contains("has no end"), "{names}");
    let config = env.home().join(".config/atlctl/config.toml");
    std::fs::remove_file(&config).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &config).unwrap();
    let show = env.run(&["config", "show"]);
    assert_eq!(show.code, 1, "{show}");
    assert!(show.stderr.contains("has no end"), "{show}");
}
