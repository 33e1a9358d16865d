//! `NAME[:PROFILE][::CONTAINER]`.

use super::{Browser, BrowserError};

/// A browser, one of its profiles, and a Firefox container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// The browser.
    pub browser: Browser,
    /// The profile's name, directory name or path; the default profile when `None`.
    pub profile: Option<String>,
    /// The container, by name or number; `None` for no container.
    pub container: Option<String>,
}

impl Spec {
    /// Reads it.
    ///
    /// # Errors
    /// When the browser is not known, or a container is named for a browser without any.
    pub fn parse(text: &str) -> Result<Self, BrowserError> {
        let (rest, container) = match text.split_once("::") {
            Some((rest, container)) => (rest, Some(container.to_owned())),
            None => (text, None),
        };
        let (name, profile) = match rest.split_once(':') {
            Some((name, profile)) => (name, Some(profile.to_owned())),
            None => (rest, None),
        };
        if name.trim().eq_ignore_ascii_case("safari") {
            return Err(BrowserError::Safari);
        }
        let browser = Browser::named(name).ok_or_else(|| BrowserError::UnknownBrowser {
            name: name.to_owned(),
        })?;
        if container.is_some() && !browser.is_firefox() {
            return Err(BrowserError::NoContainers { browser });
        }
        Ok(Self {
            browser,
            profile: profile.filter(|profile| !profile.is_empty()),
            container: container.filter(|container| !container.is_empty()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs() {
        let spec = Spec::parse("firefox").unwrap();
        assert_eq!(
            (spec.browser, spec.profile, spec.container),
            (Browser::Firefox, None, None)
        );
        let spec = Spec::parse("Firefox:work profile::Admin").unwrap();
        assert_eq!(spec.profile.as_deref(), Some("work profile"));
        assert_eq!(spec.container.as_deref(), Some("Admin"));
        assert_eq!(
            Spec::parse("firefox::2").unwrap().container.as_deref(),
            Some("2")
        );
        assert_eq!(
            Spec::parse("chrome:Profile 1").unwrap().browser,
            Browser::Chrome
        );
        assert!(matches!(
            Spec::parse("lynx"),
            Err(BrowserError::UnknownBrowser { .. })
        ));
        assert!(matches!(Spec::parse("safari"), Err(BrowserError::Safari)));
        assert!(matches!(
            Spec::parse("chrome::x"),
            Err(BrowserError::NoContainers { .. })
        ));
    }
}
