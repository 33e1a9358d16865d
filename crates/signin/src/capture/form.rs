//! The forms of a capture.

/// What was pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Copy as cURL for bash and its like.
    CurlBash,
    /// Copy as cURL for Windows' cmd.
    CurlCmd,
    /// A curl command for PowerShell.
    CurlPowerShell,
    /// A curlie command.
    Curlie,
    /// A wget command.
    Wget,
    /// An `HTTPie` command.
    Httpie,
    /// Copy as PowerShell.
    PowerShell,
    /// Copy as fetch, for Node.js.
    Fetch,
    /// A request in a program's code.
    Code,
    /// The headers of a request.
    Headers,
    /// A HAR file.
    Har,
    /// Cookies or headers as JSON.
    Json,
    /// A `Cookie:` line.
    CookieLine,
    /// A `Set-Cookie:` line.
    SetCookie,
    /// A Netscape cookie file.
    CookieFile,
    /// A row of a browser's storage view.
    StorageRow,
    /// The token alone.
    Token,
}

impl Form {
    /// A phrase for messages: "a HAR file".
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CurlBash => "a request copied as cURL (bash)",
            Self::CurlCmd => "a request copied as cURL (cmd)",
            Self::CurlPowerShell => "a curl command for PowerShell",
            Self::Curlie => "a curlie command",
            Self::Wget => "a wget command",
            Self::Httpie => "an HTTPie command",
            Self::PowerShell => "a request copied as PowerShell",
            Self::Fetch => "a request copied as fetch",
            Self::Code => "a request in a program's code",
            Self::Headers => "the headers of a request",
            Self::Har => "a HAR file",
            Self::Json => "cookies saved as JSON",
            Self::CookieLine => "a Cookie line",
            Self::SetCookie => "a Set-Cookie line",
            Self::CookieFile => "a cookie file",
            Self::StorageRow => "a row of the browser's storage view",
            Self::Token => "a session token",
        }
    }
}
