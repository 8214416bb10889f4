//! A browser without pictures: keeps cookies, sends forms with the page's CSRF token, follows no redirect by itself.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use anyhow::{Context, ensure};
use reqwest::{
    Client, Method,
    cookie::{CookieStore, Jar},
    header,
    multipart::{Form, Part},
    redirect::Policy,
};

pub struct Browser {
    client: Client,
    jar: Arc<Jar>,
    address: SocketAddr,
    csrf: Mutex<String>,
}

/// An answer, read whole.
pub struct Answer {
    pub status: u16,
    pub headers: header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> anyhow::Result<serde_json::Value> {
        serde_json::from_slice(&self.body).with_context(|| self.text())
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Fails with the page's text when the status is another.
    pub fn expect(self, status: u16) -> anyhow::Result<Self> {
        ensure!(self.status == status, "expected {status}, got {}: {}", self.status, self.text());
        Ok(self)
    }

    /// Fails when the page does not say this.
    pub fn says(self, words: &str) -> anyhow::Result<Self> {
        ensure!(self.text().contains(words), "the page does not say “{words}”: {}", self.text());
        Ok(self)
    }
}

impl Browser {
    /// A browser before the server at this address.
    pub fn new(address: SocketAddr) -> anyhow::Result<Self> {
        Self::reading(address, None)
    }

    /// `languages` is what it sends as `Accept-Language`.
    pub(crate) fn reading(address: SocketAddr, languages: Option<&str>) -> anyhow::Result<Self> {
        let mut headers = header::HeaderMap::new();
        if let Some(languages) = languages {
            headers.insert(header::ACCEPT_LANGUAGE, languages.parse()?);
        }
        Self::sending(address, headers, None)
    }

    /// A browser that sends this as `Cookie` and keeps none itself: what somebody has taken down from another's.
    pub(crate) fn with_cookies(address: SocketAddr, cookies: &str) -> anyhow::Result<Self> {
        let mut headers = header::HeaderMap::new();
        headers.insert(header::COOKIE, cookies.parse()?);
        Self::sending(address, headers, None)
    }

    /// The address of the proxy that the servers of tests trust.
    pub const PROXY: &str = "127.0.0.2";

    /// A browser behind [`Self::PROXY`], which says of it what a proxy says.
    pub(crate) fn behind_proxy(address: SocketAddr, from: &str, scheme: &str) -> anyhow::Result<Self> {
        let mut headers = header::HeaderMap::new();
        headers.insert("x-forwarded-for", from.parse()?);
        headers.insert("x-forwarded-proto", scheme.parse()?);
        Self::sending(address, headers, Some(Self::PROXY.parse()?))
    }

    fn sending(address: SocketAddr, headers: header::HeaderMap, from: Option<IpAddr>) -> anyhow::Result<Self> {
        let jar = Arc::new(Jar::default());
        changxiao_files::tls::provide();
        let client = Client::builder().cookie_provider(jar.clone()).redirect(Policy::none()).no_proxy();
        let client = client.default_headers(headers).local_address(from).build()?;
        Ok(Self { client, jar, address, csrf: Mutex::default() })
    }

    /// The same browser, with its cookies, before another server: a proxy sends it now to one, now to another.
    #[must_use]
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { client: self.client.clone(), jar: self.jar.clone(), address, csrf: Mutex::new(self.csrf()) }
    }

    /// Asks under another host name than the address.
    pub async fn get_at(&self, host: &str, path: &str) -> anyhow::Result<Answer> {
        self.send(self.client.get(self.url(path)).header(header::HOST, host)).await
    }

    /// Sends a form under another host name than the address.
    pub async fn post_at(&self, host: &str, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let mut all = vec![("csrf".to_owned(), self.csrf())];
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send(self.client.post(self.url(path)).header(header::HOST, host).form(&all)).await
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.send(self.client.get(self.url(path))).await
    }

    /// Sends a form. The CSRF token is added where the session has one.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let mut all = vec![("csrf".to_owned(), self.csrf())];
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let answer = self.send(self.client.post(self.url(path)).form(&all)).await?;
        // Whoever goes on in another post does so from pages that were shown for it.
        if path == "/session/post" && answer.status == 303 {
            self.remember_csrf().await?;
        }
        Ok(answer)
    }

    /// Sends a form with the CSRF token of a page that was opened before.
    pub async fn post_as(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let mut all = vec![("csrf", token)];
        all.extend(fields);
        self.send(self.client.post(self.url(path)).form(&all)).await
    }

    /// Sends a form with files: field, file name, content.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, Vec<u8>)],
    ) -> anyhow::Result<Answer> {
        self.upload_as(path, &self.csrf(), fields, files).await
    }

    /// The same with the CSRF token of a page that was opened before.
    pub async fn upload_as(
        &self,
        path: &str,
        token: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, Vec<u8>)],
    ) -> anyhow::Result<Answer> {
        let mut form = Form::new().text("csrf", token.to_owned());
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (name, file_name, content) in files {
            form = form.part((*name).to_owned(), Part::bytes(content.clone()).file_name((*file_name).to_owned()));
        }
        self.send(self.client.post(self.url(path)).multipart(form)).await
    }

    /// Any method with a JSON body and a bearer token.
    pub async fn api(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: Option<&serde_json::Value>,
    ) -> anyhow::Result<Answer> {
        let mut request = self.client.request(Method::from_bytes(method.as_bytes())?, self.url(path));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        self.send(request).await
    }

    /// Any method without a body or the CSRF token: what a stranger or a foreign page can send.
    pub async fn bare(&self, method: &str, path: &str) -> anyhow::Result<Answer> {
        self.send(self.client.request(Method::from_bytes(method.as_bytes())?, self.url(path))).await
    }

    /// Any method with these headers and this body, as no browser would send them.
    pub async fn odd(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> anyhow::Result<Answer> {
        let mut request = self.client.request(Method::from_bytes(method.as_bytes())?, self.url(path)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request).await
    }

    /// What the browser would send as `Cookie`, for requests that a test writes by hand.
    pub fn cookies(&self) -> String {
        let all = self.url("/").parse().ok().and_then(|url| self.jar.cookies(&url));
        all.and_then(|value| value.to_str().map(str::to_owned).ok()).unwrap_or_default()
    }

    pub fn csrf(&self) -> String {
        self.csrf.lock().map(|token| token.clone()).unwrap_or_default()
    }

    /// Reads the CSRF token from a page that every signed-in person may open.
    pub async fn remember_csrf(&self) -> anyhow::Result<()> {
        let page = self.get("/password").await?.expect(200)?.text();
        let token = page
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .context("the page carries no CSRF token")?;
        if let Ok(mut csrf) = self.csrf.lock() {
            token.clone_into(&mut csrf);
        }
        Ok(())
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Answer> {
        let response = request.send().await?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await?.to_vec(),
        })
    }
}
