//! Keeping a filter of the register under a name, for the own post or shared.

use axum::extract::Path;
use changxiao_store::views::Viewed;
use changxiao_web_kit::{
    address::{Address, pairs},
    request::Request,
    views_menu,
};

use crate::{answer::Answer, form::Form};

/// Where the register stands.
pub(super) const LIST: &str = "/matters";
pub(super) const PLACE: &str = "/matters/views";

/// What narrows the register, in the order of its addresses.
const NARROWS: &[&str] = &["q", "procedure", "show", "level", "division", "holder", "beginner", "from", "to"];

/// The register as a query says, without the page that is open.
pub(super) fn address(query: &str) -> Address {
    let known = pairs(query.as_bytes()).into_iter().filter(|(name, _)| NARROWS.contains(&name.as_str()));
    known.fold(Address::new(LIST), |address, (name, value)| address.with(&name, value)).in_order(NARROWS)
}

pub(super) async fn save(request: Request, form: Form) -> Answer {
    let address = address(form.text("query"));
    views_menu::save(request, Viewed::Matters, &form, address.text(), address.to_string()).await
}

pub(super) async fn delete(request: Request, Path(view): Path<String>, form: Form) -> Answer {
    let back = address(form.text("query")).to_string();
    views_menu::delete(request, Viewed::Matters, &view, back).await
}
