//! The description of the interface, made from the code that answers.

use std::sync::Arc;

use utoipa::{
    Modify, OpenApi, ToResponse,
    openapi::{
        OpenApi as Description,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

use crate::answer::{Problem, ProblemField};

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
        document.components.get_or_insert_default().add_security_scheme("token", SecurityScheme::Http(scheme));
    }
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
