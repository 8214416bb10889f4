//! A program that holds a token.

use changxiao_app::people::issue_token::{IssueToken, issue_token};
use changxiao_domain::ids::PostId;
use changxiao_testkit::{Answer, Browser, World};
use reqwest::multipart::{Form, Part};
use serde_json::Value;

pub struct Program {
    browser: Browser,
    client: reqwest::Client,
    address: String,
    token: String,
}

impl Program {
    /// A program with a token of this person's post.
    pub async fn of(world: &World, login: &str, scopes: &[&str]) -> anyhow::Result<Self> {
        Self::of_post(world, world.actor(login).await?.post, login, scopes).await
    }

    /// The same of any post of a person.
    pub async fn of_post(world: &World, post: PostId, login: &str, scopes: &[&str]) -> anyhow::Result<Self> {
        let issuer = world.actor("secadmin").await?;
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let name = format!("program of {login}");
        let new = IssueToken { post, name, scopes, days: 30, request_key: String::new() };
        let token = world.accepted(issue_token(&world.app, &issuer, new).await?).await?;
        changxiao_files::tls::provide();
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { browser: world.stranger()?, client, address: world.url("/api/v1"), token })
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.browser.api("GET", &format!("/api/v1{path}"), &self.token, None).await
    }

    pub async fn post(&self, path: &str, document: &Value) -> anyhow::Result<Answer> {
        self.browser.api("POST", &format!("/api/v1{path}"), &self.token, Some(document)).await
    }

    pub async fn put(&self, path: &str, document: &Value) -> anyhow::Result<Answer> {
        self.browser.api("PUT", &format!("/api/v1{path}"), &self.token, Some(document)).await
    }

    /// As `get`, and the document that came.
    pub async fn read(&self, path: &str) -> anyhow::Result<Value> {
        self.get(path).await?.expect(200)?.json()
    }

    /// An action on a case that must succeed.
    pub async fn act(&self, number: &str, action: &str, document: Value) -> anyhow::Result<Value> {
        self.post(&format!("/cases/{number}/{action}"), &document).await?.expect(200)?.json()
    }

    /// Text as it stands, with a key where one is given.
    pub async fn send(&self, path: &str, text: &str, key: Option<&str>) -> anyhow::Result<Answer> {
        let request = self.client.post(format!("{}{path}", self.address)).body(text.to_owned());
        self.finish(request.header("content-type", "application/json"), key).await
    }

    /// A document and photos by the names of their parts.
    pub async fn upload(
        &self,
        path: &str,
        document: &Value,
        photos: &[(&str, Vec<u8>)],
        key: Option<&str>,
    ) -> anyhow::Result<Answer> {
        let mut form = Form::new().text("json", document.to_string());
        for (part, photo) in photos {
            form = form.part((*part).to_owned(), Part::bytes(photo.clone()).file_name("photo.jpg"));
        }
        self.finish(self.client.post(format!("{}{path}", self.address)).multipart(form), key).await
    }

    async fn finish(&self, mut request: reqwest::RequestBuilder, key: Option<&str>) -> anyhow::Result<Answer> {
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = request.bearer_auth(&self.token).send().await?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await?.to_vec(),
        })
    }
}
