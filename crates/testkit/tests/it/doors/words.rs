//! No address and no field of the interface for programs stands for a watch over people.

use std::collections::BTreeSet;

use changxiao_testkit::{WATCHING_WORDS, exceptions, on_both_engines};

use super::{all, subject};

fn suspicious(name: &str) -> bool {
    WATCHING_WORDS.iter().any(|word| name.to_lowercase().contains(word))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_watches_people() -> anyhow::Result<()> {
    let allowed: BTreeSet<String> = exceptions("word in an address").into_iter().collect();
    on_both_engines(async |_world| {
        let found: BTreeSet<String> = all().iter().filter(|route| suspicious(&route.path)).map(subject).collect();
        assert_eq!(found, allowed, "addresses that sound like a watch over people (left) and reviewed ones (right)");
        Ok(())
    })
    .await
}

/// Every name of a field in the description of the interface.
fn fields(value: &serde_json::Value, into: &mut BTreeSet<String>) {
    if let Some(properties) = value.get("properties").and_then(|properties| properties.as_object()) {
        into.extend(properties.keys().cloned());
    }
    match value {
        serde_json::Value::Object(all) => all.values().for_each(|value| fields(value, into)),
        serde_json::Value::Array(all) => all.iter().for_each(|value| fields(value, into)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_field_of_the_interface_watches_people() -> anyhow::Result<()> {
    let allowed: BTreeSet<String> = exceptions("word in the interface").into_iter().collect();
    on_both_engines(async |world| {
        let Some(route) = all().into_iter().find(|route| route.path.ends_with("/openapi.json")) else {
            assert!(
                !all().iter().any(|route| route.path.starts_with("/api/v1/cases")),
                "the interface has no description"
            );
            return Ok(());
        };
        let description = world.stranger()?.get(&route.path).await?.expect(200)?.json()?;
        let mut names = BTreeSet::new();
        fields(&description, &mut names);
        assert!(names.len() > 20, "only {} fields were found", names.len());
        let found: BTreeSet<String> = names.into_iter().filter(|name| suspicious(name)).collect();
        assert_eq!(found, allowed, "fields that sound like a watch over people (left) and reviewed ones (right)");
        Ok(())
    })
    .await
}
