//! Addresses of the pages of scores.

use changxiao_app::AppError;
use changxiao_domain::scoring::Period;
use changxiao_web_kit::address::Address;
use changxiao_words::coded;

coded! {
    /// What the page shows of a month.
    pub(super) enum View {
        Units = "units", scores_view_units;
        Types = "types", scores_view_types;
        Nodes = "nodes", scores_view_nodes;
        Divisions = "divisions", scores_view_divisions;
    }
}

/// 2026-10 from an address. Errors: not found, for what is no period.
pub fn read_period(text: &str) -> Result<Period, AppError> {
    text.parse().map_err(|_| AppError::NotFound("period"))
}

/// The page with these scores.
pub(super) fn list_address(period: Period, view: View, group: &str) -> Address {
    Address::new("/scores").with("period", period).with("view", view.code()).with("group", group)
}
