//! People: accounts, posts, roles that exclude each other, tokens, rules, the trace.

mod accounts;
mod administrators;
mod posts;
mod programs;
mod trace;

use changxiao_store::people;
use changxiao_testkit::{Browser, CITY, World};

/// The secret that a result page shows.
fn secret(page: &str) -> String {
    let text = page.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap_or("");
    text.replace("&#45;", "-")
}

async fn post_of(world: &World, login: &str, role: &str) -> anyhow::Result<String> {
    let model = world.app.model(CITY).await?;
    let person = people::by_login(world.app.db(), CITY, login).await?.unwrap_or_else(|| panic!("{login} is there"));
    let post = model.posts.values().find(|post| post.person == person.id && post.role.code() == role);
    Ok(post.unwrap_or_else(|| panic!("{login} is {role}")).id.to_string())
}

async fn give(admin: &Browser, login: &str, unit: &str, role: &str) -> anyhow::Result<changxiao_testkit::Answer> {
    let fields = [("unit", unit), ("role", role), ("title", ""), ("from", "2026-06-16")];
    admin.post(&format!("/people/{login}/posts"), &fields).await
}
