//! Finds a policy by its ID or name.

use atlctl_api::PolicyId;

use crate::store::{Mirror, StoreError};

/// Resolves a policy by ID, or by name ignoring case. An unknown ID of the right form is accepted: the service never
/// mentions a policy without members.
///
/// # Errors
/// When the policy is unknown or ambiguous, or the mirror cannot be read.
pub fn named_policy(mirror: &Mirror, name: &str) -> Result<PolicyId, StoreError> {
    match mirror.policy_id(name) {
        Err(StoreError::Unknown { .. } | StoreError::NeverRead { .. }) if is_policy_id(name) => {
            Ok(PolicyId::from(name))
        }
        other => other,
    }
}

/// Whether it has the form of a policy ID: eight, four, four, four and twelve letters or digits, not necessarily
/// hexadecimal.
#[must_use]
pub fn is_policy_id(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12] && parts.concat().chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::is_policy_id;

    #[test]
    fn an_id_is_told_from_a_name() {
        assert!(is_policy_id("9a1jj823-jac8-123d-jj01-63315k059cb2"));
        assert!(!is_policy_id("Default policy"));
        assert!(!is_policy_id("9a1jj823-jac8-123d-jj01"));
        assert!(!is_policy_id("9a1jj823-jac8-123d-jj01-63315k059c 2"));
    }
}
