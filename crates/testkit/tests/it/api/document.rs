//! The description of the interface and the interface are one.

use std::collections::BTreeSet;

use changxiao_testkit::on_both_engines;
use changxiao_web::{Access, Takes};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn every_address_is_described_and_nothing_else() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let document = world.stranger()?.get("/api/v1/openapi.json").await?.expect(200)?.json()?;
        let mut described = BTreeSet::new();
        for (path, operations) in document["paths"].as_object().into_iter().flatten() {
            for method in operations.as_object().into_iter().flat_map(|operations| operations.keys()) {
                described.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
        let registered: BTreeSet<String> = changxiao_web::all_routes()
            .list()
            .iter()
            .filter(|route| route.path.starts_with("/api/"))
            .map(|route| format!("{} {}", route.method, route.path))
            .collect();
        assert_eq!(described, registered);
        assert!(registered.len() > 30);
        Ok(())
    })
    .await
}

/// `cargo xtask generate` writes the file anew.
#[test]
fn the_document_is_the_one_that_was_agreed() -> anyhow::Result<()> {
    let agreed: Value = serde_json::from_str(include_str!("../../../../../docs/openapi.json"))?;
    let present = serde_json::to_value(changxiao_web::all_routes().document())?;
    let agreed_paths: Vec<_> = agreed["paths"].as_object().into_iter().flat_map(|paths| paths.keys()).collect();
    let present_paths: Vec<_> = present["paths"].as_object().into_iter().flat_map(|paths| paths.keys()).collect();
    assert_eq!(agreed_paths, present_paths);
    assert!(
        agreed == present,
        "the interface has changed: if that is meant, run `cargo xtask generate` and say so in docs/api.md"
    );
    Ok(())
}

#[test]
fn every_operation_has_its_own_name_and_its_refusals() {
    let document = serde_json::to_value(changxiao_web::all_routes().document()).unwrap_or_default();
    let mut names = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let name = operation["operationId"].as_str().unwrap_or_default();
            assert!(!name.is_empty() && names.insert(name.to_owned()), "{method} {path}: {name:?}");
            assert!(path.ends_with("openapi.json") || operation["responses"]["4XX"].is_object(), "{method} {path}");
        }
    }
}

/// The document says what the guard asks for: read from the same registration, so that neither can be another.
#[test]
fn every_operation_says_who_may_and_what_comes_when_it_is_not_done() {
    let document = serde_json::to_value(changxiao_web::all_routes().document()).unwrap_or_default();
    let mut told = 0;
    for route in changxiao_web::all_routes().list() {
        let Access::Api(permission, scope) = route.access else { continue };
        let operation = &document["paths"][&*route.path][route.method.as_str().to_lowercase()];
        let of = |at: usize, name: &str| operation["security"][at][name].as_array().cloned();
        assert_eq!(of(0, "token"), Some(vec![scope.into()]), "{} {}", route.method, route.path);
        // A session reads; what changes something needs a token.
        assert_eq!(of(1, "session").is_some(), route.method == "GET", "{} {}", route.method, route.path);
        assert_eq!(operation["x-permission"], permission.code(), "{} {}", route.method, route.path);
        for refused in ["4XX", "5XX"] {
            let there = &operation["responses"][refused];
            assert_eq!(there["$ref"], "#/components/responses/Refused", "{refused} of {} {}", route.method, route.path);
        }
        told += 1;
    }
    assert!(told > 80, "{told} operations");
    for scheme in ["token", "session"] {
        assert!(document["components"]["securitySchemes"][scheme].is_object(), "{scheme}");
    }
}

/// Who reads the document learns of each address that takes photos, and of no other.
#[test]
fn every_upload_is_described_and_nothing_else_is_one() {
    let document = serde_json::to_value(changxiao_web::all_routes().document()).unwrap_or_default();
    let mut told = 0;
    for route in changxiao_web::all_routes().list() {
        let Access::Api(..) = route.access else { continue };
        let operation = &document["paths"][&*route.path][route.method.as_str().to_lowercase()];
        let parts = &operation["requestBody"]["content"]["multipart/form-data"];
        let takes = matches!(route.takes, Takes::Photos(_) | Takes::Files(_));
        assert_eq!(parts.is_object(), takes, "{} {}", route.method, route.path);
        told += usize::from(takes);
    }
    assert!(told > 8, "{told} uploads");
}

#[test]
fn everything_that_is_referred_to_is_there() {
    let document = serde_json::to_value(changxiao_web::all_routes().document()).unwrap_or_default();
    let text = document.to_string();
    let mut count = 0;
    for (at, start) in text.match_indices(r##""$ref":"##) {
        let rest = &text[at + start.len() + 1..];
        let path = rest.split('"').next().unwrap_or_default();
        assert!(path.strip_prefix('#').is_some_and(|path| document.pointer(path).is_some()), "{path} leads nowhere");
        count += 1;
    }
    assert!(count > 100, "{count} references");
}
