//! The kinds of faults.

/// How a 429 response says when to retry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RateTexts {
    /// `Retry-After`, as it is sent.
    pub retry_after: Option<String>,
    /// `X-RateLimit-Reset`, as it is sent.
    pub reset: Option<String>,
}

/// How a user list returns platform roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RolesFault {
    /// The field is not there.
    Absent,
    /// The field is `null`.
    Null,
    /// Every other person has the field.
    Part,
    /// The field is an empty list, for everyone.
    Empty,
    /// The field is a list of `null`.
    Odd,
    /// The field has a role that no specification names, for everyone.
    Other,
}

/// The effect of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// This status; the work is not done, or done first with `after`. With `repeats`, the error says which
    /// credential came with the request.
    Status {
        status: u16,
        after: bool,
        repeats: bool,
        rate: RateTexts,
    },
    /// The connection is reset; the work is not done, or done first with `after`.
    Reset { after: bool },
    /// The connection ends in the middle of the body.
    Cut,
    /// The body comes a byte at a time.
    Drip,
    /// No answer; the connection stays open.
    Hang { after: bool },
    /// 200 with a page instead of data.
    Html,
    /// 200 without a body; the work is not done, or done first with `after`.
    Empty { after: bool },
    /// 200 with a text that is not JSON; the work is not done, or done first with `after`.
    Garbage { after: bool },
    /// 302 to the login host.
    Redirect,
    /// 401 in the gateway's shape.
    Unauthorized,
    /// 400 `ADMIN-400-4`: the organization is on the original user management.
    OldUserManagement,
    /// A page of a list repeats entries of the page before.
    DuplicatePage,
    /// A page of a list leaves entries out.
    ShiftPage,
    /// The next page of a list is this one.
    CursorLoop,
    /// A list of users leaves out some or all platform roles.
    Roles(RolesFault),
    /// The task fails for this share of its addresses (in percent).
    TaskFails { percent: u8 },
}

impl Kind {
    /// Whether the work is done before the answer goes wrong.
    pub(crate) fn is_after(&self) -> bool {
        matches!(
            self,
            Self::Status { after: true, .. }
                | Self::Reset { after: true }
                | Self::Hang { after: true }
                | Self::Empty { after: true }
                | Self::Garbage { after: true }
        )
    }
}
