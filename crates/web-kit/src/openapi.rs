//! The description of the interface, made from the code that answers.

use std::sync::Arc;

use utoipa::{
    Modify, OpenApi, ToResponse,
    openapi::{
        OpenApi as Description, Ref, RefOr,
        extensions::ExtensionsBuilder,
        path::Operation,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use crate::{
    access::Access,
    answer::{Problem, ProblemField},
    session::SESSION,
};

/// Not done, and why: problem details with a stable number (docs/problems.md).
#[derive(ToResponse)]
#[response(
    description = "Not done, and why: problem details with a stable number",
    content_type = "application/problem+json"
)]
#[allow(dead_code, reason = "stands in the document of the interface only")]
pub struct Refused(Problem);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "长效 Changxiao",
        description = "The actions of the pages as JSON. Names are snake_case, codes those of the product, times ISO 8601 with the city's offset, scores thousandths of a point. Persons are never named.",
        version = "1",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(Problem, ProblemField), responses(Refused)),
    modifiers(&Tokens),
    security(("token" = []))
)]
struct Interface;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut Description) {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.description = Some(
            "A token of a post: cx.3506.… with one or more of the scopes read, report, handle, inspect".to_owned(),
        );
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
        let mut session = ApiKeyValue::new(SESSION);
        session.description = Some("The session of a browser; it reads and changes nothing here".to_owned());
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    }
}

/// Says of an operation what the guard asks of whoever comes: the permission of the post and, of a program, the scope of its token; a
/// session reads. What goes wrong on our side is dressed as what goes wrong on the other.
pub(crate) fn tell(operation: &mut Operation, reads: bool, access: Access) {
    let Access::Api(permission, scope) = access else { return };
    let mut ways = vec![SecurityRequirement::new("token", [scope])];
    if reads {
        ways.push(SecurityRequirement::new::<_, [&str; 0], _>("session", []));
    }
    operation.security = Some(ways);
    operation.extensions = Some(ExtensionsBuilder::new().add("x-permission", permission.code()).build());
    let refused = RefOr::Ref(Ref::from_response_name("Refused"));
    operation.responses.responses.entry("5XX".to_owned()).or_insert(refused);
}

/// What surrounds the addresses in the document.
pub(crate) fn frame() -> Description {
    Interface::openapi()
}

/// The document as it is sent.
#[derive(Clone)]
pub(crate) struct Document(pub Arc<str>);

impl Document {
    pub(crate) fn of(description: &Description) -> Self {
        Self(description.to_json().unwrap_or_default().into())
    }
}
