//! What the parts of a mirror are called for people: one word for each, wherever it is spoken of.

/// The title of a part, in the plural: `people` for `users`.
#[must_use]
pub fn part_title(part: &str) -> &str {
    match part {
        "org" => "organization",
        "workspaces" => "apps",
        "users" => "people",
        "policies" => "policies of people",
        "group-roles" => "roles of groups",
        "user-roles" => "roles of people",
        "tokens" => "API tokens",
        "keys" => "API keys",
        "service-accounts" => "service accounts",
        "service-account-credentials" => "credentials of service accounts",
        "oauth-clients" => "OAuth clients",
        "org-policies" => "organization policies",
        "scim-links" => "identity-provider records",
        // Directories, domains, groups and events.
        part => part,
    }
}

/// The part as `sync --only` names it: where people have another single word for it, that one.
#[must_use]
pub fn part_option(part: &str) -> &str {
    match part {
        "workspaces" | "users" => part_title(part),
        part => part,
    }
}

/// The titles of parts, in one text.
#[must_use]
pub fn part_titles<T: AsRef<str>>(parts: &[T]) -> String {
    let titles: Vec<&str> = parts.iter().map(|part| part_title(part.as_ref())).collect();
    titles.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_other_word_keeps_its_name() {
        assert_eq!(part_titles(&["users", "groups"]), "people, groups");
        assert_eq!(part_option("users"), "people");
        assert_eq!(part_option("tokens"), "tokens");
    }
}
