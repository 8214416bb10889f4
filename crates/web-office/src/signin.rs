//! Signing in and out, changing the password, switching posts.

mod account;
mod change_password;
mod code;
mod qr;
mod session;
mod welcome;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("signin")
        .get("/signin", Access::Public, session::form)
        .post("/signin", Access::Public, session::sign_in)
        .get("/signin/code", Access::Public, code::form)
        .post("/signin/code", Access::Public, code::check)
        .post("/signout", Access::Account, session::sign_out)
        .post("/session/post", Access::Account, session::switch_post)
        .post("/session/alive", Access::Account, session::alive)
        .get("/account", Access::Account, account::show)
        .post("/account/second-factor", Access::Account, account::begin)
        .post("/account/second-factor/confirmation", Access::Account, account::confirm)
        .post("/account/second-factor/removal", Access::Account, account::remove)
        .post("/account/programs/{token}/consent", Access::Account, account::consent)
        .post("/account/programs/{token}/revocation", Access::Account, account::withdraw)
        .get("/password", Access::Account, change_password::form)
        .post("/password", Access::Account, change_password::change)
}
