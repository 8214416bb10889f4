//! 责任书: the check of a printed code, open to whoever holds the paper, and the letter as it is shown and printed.

mod check;
pub(crate) mod sheet;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    routes.feature("letters").get("/letters", Access::Public, check::ask).get(
        "/letters/{code}",
        Access::Public,
        check::check,
    )
}
