//! Signing in and out, changing the password, switching posts.

mod change_password;
mod session;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("signin")
        .get("/signin", Access::Public, session::form)
        .post("/signin", Access::Public, session::sign_in)
        .post("/signout", Access::Account, session::sign_out)
        .post("/session/post", Access::Account, session::switch_post)
        .post("/session/alive", Access::Account, session::alive)
        .get("/password", Access::Account, change_password::form)
        .post("/password", Access::Account, change_password::change)
}
