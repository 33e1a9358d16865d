//! A section of a page.

/// A section. The title is HTML.
pub(super) fn section(title: &str, content: &str) -> String {
    format!("<section><h2>{title}</h2>{content}</section>\n")
}
