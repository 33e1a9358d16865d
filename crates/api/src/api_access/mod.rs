//! Tokens, keys and service accounts of the organization. Source: API Access API v1 (sure). The call that revokes the
//! tokens of everyone at once is not here, on purpose.

mod api_keys;
mod api_tokens;
mod oauth_clients;
mod service_account_credentials;
mod service_accounts;
mod time_range;

pub use api_keys::{ApiKey, ApiKeyFilter};
pub use api_tokens::{ApiToken, ApiTokenFilter, TokenUser};
pub use oauth_clients::OAuthClient;
pub use service_account_credentials::{ServiceAccountOAuthClient, TokenCounts};
pub use service_accounts::{NewServiceAccount, ServiceAccount, ServiceAccountChange};
pub use time_range::TimeRange;
