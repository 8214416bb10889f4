//! Signing in and out, by password or through the city's directory; changing the password, switching posts.

mod account;
mod change_password;
mod code;
mod directory;
mod directory_account;
mod passkeys;
mod question;
mod session;
mod sign_in_page;
mod welcome;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("signin")
        .get("/signin", Access::Public, session::form)
        .post("/signin", Access::Public, session::sign_in)
        .get("/signin/code", Access::Public, code::form)
        .post("/signin/code", Access::Public, code::check)
        .post("/signin/code/passkey", Access::Public, code::check_passkey)
        .get("/signin/directory", Access::Public, directory::begin)
        .get("/signin/directory/answer", Access::Public, directory::answer)
        .post("/signout", Access::Account, session::sign_out)
        .post("/session/post", Access::Account, session::switch_post)
        .post("/session/alive", Access::Account, session::alive)
        .get("/account", Access::Account, account::show)
        .post("/account/second-factor", Access::Account, account::begin)
        .post("/account/second-factor/confirmation", Access::Account, account::confirm)
        .post("/account/second-factor/removal", Access::Account, account::remove)
        .get("/account/passkeys/new", Access::Account, passkeys::new_form)
        .post("/account/passkeys", Access::Account, passkeys::add)
        .post("/account/passkeys/{passkey}/name", Access::Account, passkeys::rename)
        .post("/account/passkeys/{passkey}/removal", Access::Account, passkeys::remove)
        .post("/account/programs/{token}/consent", Access::Account, account::consent)
        .post("/account/programs/{token}/revocation", Access::Account, account::withdraw)
        .get("/account/directory", Access::Account, directory_account::show)
        .post("/account/directory", Access::Account, directory_account::confirm)
        .get("/account/directory/way", Access::Account, directory::begin_link)
        .post("/account/directory/removal", Access::Account, directory_account::remove)
        .get("/password", Access::Account, change_password::form)
        .post("/password", Access::Account, change_password::change)
}
