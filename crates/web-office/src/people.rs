//! People, their posts and accounts; tokens and rules for the security administrator; the trace for the auditor.

mod account;
mod administrators;
mod change_rules;
mod choices;
mod directory;
mod json;
mod leaving;
mod list;
mod once;
mod posts;
mod rules;
mod scopes;
mod security;
mod trace;
mod trace_words;
mod view;

use changxiao_domain::orgs::Permission::{ConfirmAdministrators, ManagePeople, ManageSecurity, ReadAudit};

pub(crate) use scopes::scope_words;

use crate::routes::{Access::May, Routes};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    routes
        .feature("people")
        .get("/people", May(ManagePeople), list::list)
        .filtered(&[list::FILTERS])
        .post("/people", May(ManagePeople), account::add)
        .get("/people/new", May(ManagePeople), account::new_form)
        .get("/people/{login}", May(ManagePeople), view::view)
        .post("/people/{login}/posts", May(ManagePeople), posts::give)
        .post("/people/{login}/posts/{post}/ending", May(ManagePeople), posts::end)
        .get("/people/{login}/leaving", May(ManagePeople), leaving::form)
        .post("/people/{login}/leaving", May(ManagePeople), leaving::end)
        .post("/people/{login}/name", May(ManagePeople), account::rename)
        .post("/people/{login}/closing", May(ManagePeople), account::close)
        .post("/people/{login}/opening", May(ManagePeople), account::open)
        .post("/people/{login}/directory", May(ManagePeople), directory::link)
        .post("/people/{login}/directory/removal", May(ManagePeople), directory::unlink)
        .get("/security", May(ManageSecurity), security::show)
        .post("/security/tokens", May(ManageSecurity), security::issue)
        .post("/security/tokens/{token}/revocation", May(ManageSecurity), security::revoke)
        .post("/security/locks/{login}/release", May(ManageSecurity), security::release)
        .post("/security/password-rule", May(ManageSecurity), change_rules::change_password_rule)
        .post("/security/sign-in-rule", May(ManageSecurity), change_rules::change_sign_in_rule)
        .get("/security/directory", May(ManageSecurity), directory::show)
        .post("/security/directory", May(ManageSecurity), directory::change)
        .post("/security/directory/try", May(ManageSecurity), directory::attempt)
        .post("/security/directory/off", May(ManageSecurity), directory::turn_off)
        .get("/administrators", May(ConfirmAdministrators), administrators::show)
        .post("/administrators/{request}/confirmation", May(ConfirmAdministrators), administrators::confirmed)
        .post("/administrators/{request}/refusal", May(ConfirmAdministrators), administrators::decline)
        .get("/trace", May(ReadAudit), trace::show)
        .filtered(&[trace::FILTERS, trace::TURNS])
        .get("/trace.csv", May(ReadAudit), trace::export)
        .filtered(&[trace::FILTERS])
        .post("/trace/verification", May(ReadAudit), trace::verify)
}
