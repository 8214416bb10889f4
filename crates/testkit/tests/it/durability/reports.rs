//! Reports as a page and as a program send them.

use changxiao_app::people::issue_token::{IssueToken, issue_token};
use changxiao_testkit::{Answer, Browser, World};

/// A token of the person's post that may report.
pub async fn token(world: &World, login: &str) -> anyhow::Result<String> {
    let keeper = world.actor("secadmin").await?;
    let new = IssueToken {
        post: world.actor(login).await?.post,
        name: "test".to_owned(),
        scopes: vec!["read".to_owned(), "report".to_owned()],
        days: 30,
        request_key: String::new(),
    };
    world.accepted(issue_token(&world.app, &keeper, new).await?).await
}

pub async fn by_page(browser: &Browser, n: u64) -> anyhow::Result<Answer> {
    let (title, text) = (format!("报告 {n}"), "路面有积存垃圾");
    browser.post("/cases/new", &[("category", "E0301"), ("site", "1"), ("title", &title), ("text", text)]).await
}

pub async fn by_program(browser: &Browser, token: &str, n: u64) -> anyhow::Result<Answer> {
    let body =
        serde_json::json!({ "category": "E0301", "site": 1, "title": format!("报告 {n}"), "text": "路面有积存垃圾" });
    browser.api("POST", "/api/v1/cases", token, Some(&body)).await
}
