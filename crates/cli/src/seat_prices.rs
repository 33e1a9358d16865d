//! The administrator's prices, from the configuration.

use atlctl_core::report::Prices;

use crate::context::Context;
use crate::error::CliResult;

/// The prices under `[prices]`.
///
/// # Errors
/// When the configuration cannot be read, or a price is none.
pub fn prices(context: &Context) -> CliResult<Prices> {
    let config = context.config()?;
    config.check(&["prices"])?;
    let (currency, apps) = config.prices();
    Ok(Prices {
        currency: currency.map(str::to_owned),
        apps: apps.clone(),
    })
}
