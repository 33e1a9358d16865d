//! Files and directories that are for their owner alone. On Windows what lies in a person's own directories is
//! theirs alone already.

use std::fs::{DirBuilder, OpenOptions};

/// Options for a file that only its owner can read when it is created (0600).
#[must_use]
pub fn file() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The same, never reached through a link. On Windows only a privileged account can make one.
#[must_use]
pub fn file_itself() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has the flag"))]
    let mut options = file();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NOFOLLOW.bits().cast_signed(),
    );
    options
}

/// Creates directories that only their owner can read (0700).
#[must_use]
pub fn directory() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}
