//! What the directory says of itself, and what it says of somebody who has just signed in there. Every request goes out through the guard
//! of the webhooks.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use changxiao_domain::{
    notices::InsideHosts,
    orgs::{Directory, DirectoryRefusal},
    time::{Instant, MINUTE},
};
use chrono::{DateTime, Utc};
use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, DiscoveryError,
    HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    SignatureVerificationError, TokenResponse as _,
    core::{
        CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
        CoreProviderMetadata,
    },
    http,
};

use super::known::Known;
use crate::{App, notices::send::guard};

/// The longest answer that is read, in bytes. Keys of a large directory have some ten thousand.
const MOST_BYTES: usize = 256 * 1024;
/// By so much its clock and ours may differ.
const SLACK: i64 = MINUTE;

/// By what a token may be signed: with a key of which only the directory has the private half. A shared secret (HS256) and nothing at all
/// are not among them.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What the directory says of itself. `newer_than`: what was asked for before that moment is not enough, as when a key is missing.
///
/// Errors: it is away, or says what it should not.
pub(super) async fn described(
    app: &App,
    issuer: &str,
    newer_than: Option<Instant>,
) -> Result<Arc<CoreProviderMetadata>, DirectoryRefusal> {
    let providers = app.providers();
    if let Some(known) = providers.get(issuer, app.now(), newer_than) {
        return known.found;
    }
    let _turn = providers.turn.lock().await;
    if let Some(known) = providers.get(issuer, app.now(), newer_than) {
        return known.found;
    }
    let found = ask(app, issuer).await.map(Arc::new);
    providers.put(issuer, Known { at: app.now(), found: found.clone() });
    found
}

/// Asks it now, whatever is known.
pub(super) async fn ask(app: &App, issuer: &str) -> Result<CoreProviderMetadata, DirectoryRefusal> {
    let url = IssuerUrl::new(issuer.to_owned()).map_err(|_| DirectoryRefusal::Nonsense)?;
    let found = CoreProviderMetadata::discover_async(url, &Way::of(app)).await.map_err(|problem| {
        tracing::warn!(issuer, problem = chain(&problem), "the directory does not describe itself");
        match problem {
            DiscoveryError::Request(NoAnswer::Away { .. }) => DirectoryRefusal::Away,
            _ => DirectoryRefusal::Nonsense,
        }
    })?;
    match found.token_endpoint() {
        Some(_) => Ok(found),
        None => Err(DirectoryRefusal::Nonsense),
    }
}

/// What a browser brought back, and what it has to fit.
pub(super) struct Brought<'a> {
    pub code: &'a str,
    pub nonce: &'a str,
    pub verifier: &'a str,
    /// Our own address to which the browser was sent back.
    pub redirect: &'a str,
    /// What the directory gave us to prove that it is us.
    pub secret: Option<String>,
}

/// The text of the claim that names whoever has signed in there.
///
/// Errors: the directory refuses the code or is away; its token does not hold or names nobody.
pub(super) async fn prove(app: &App, directory: &Directory, brought: Brought<'_>) -> Result<String, DirectoryRefusal> {
    let asked_at = app.now();
    let described_as = described(app, &directory.issuer, None).await?;
    let Brought { code, nonce, verifier, redirect, secret } = brought;
    let client_secret = secret.map(ClientSecret::new);
    let client_id = ClientId::new(directory.client_id.clone());
    let client = CoreClient::from_provider_metadata((*described_as).clone(), client_id.clone(), client_secret)
        .set_redirect_uri(redirect_url(redirect)?)
        .set_auth_type(auth_type(&described_as));
    let request =
        client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|_| DirectoryRefusal::Nonsense)?;
    let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
    let answer = request.request_async(&Way::of(app)).await.map_err(|problem| {
        tracing::warn!(issuer = directory.issuer, problem = chain(&problem), "the directory gives no token");
        match problem {
            RequestTokenError::ServerResponse(_) => DirectoryRefusal::Refused,
            RequestTokenError::Request(NoAnswer::Away { .. }) => DirectoryRefusal::Away,
            _ => DirectoryRefusal::Nonsense,
        }
    })?;
    let token = answer.id_token().ok_or(DirectoryRefusal::Nonsense)?;
    let nonce = Nonce::new(nonce.to_owned());
    let held = match holds(&client.id_token_verifier(), app.now(), token, &nonce, &client_id) {
        // It may have changed its keys since they were asked for.
        Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
            let anew = described(app, &directory.issuer, Some(asked_at)).await?;
            let client = CoreClient::from_provider_metadata((*anew).clone(), client_id.clone(), None);
            holds(&client.id_token_verifier(), app.now(), token, &nonce, &client_id)
        }
        held => held,
    };
    held.map_err(|problem| {
        tracing::warn!(issuer = directory.issuer, problem = chain(&problem), "a token of the directory does not hold");
        DirectoryRefusal::NotHeld
    })?;
    claim(&token.to_string(), &directory.claim).ok_or_else(|| {
        tracing::warn!(
            issuer = directory.issuer,
            claim = directory.claim,
            "a token of the directory has no such claim"
        );
        DirectoryRefusal::NotHeld
    })
}

/// Signature, issuer, audience, nonce and time of a token (OpenID Connect Core 1.0, 3.1.3.7).
fn holds(
    verifier: &CoreIdTokenVerifier<'_>,
    now: Instant,
    token: &CoreIdToken,
    nonce: &Nonce,
    client: &ClientId,
) -> Result<(), ClaimsVerificationError> {
    let moment = |micros: i64| DateTime::<Utc>::from_timestamp_micros(micros).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let (earliest, latest) = (moment(now.micros() - SLACK), moment(now.micros() + SLACK));
    let verifier =
        verifier.clone().set_allowed_algs(SIGNED_BY).set_time_fn(move || earliest).set_issue_time_verifier_fn(
            move |issued| {
                if issued <= latest { Ok(()) } else { Err("it comes from a time that is not yet".to_owned()) }
            },
        );
    let claims = token.claims(&verifier, nonce)?;
    match claims.authorized_party() {
        Some(party) if party != client => {
            Err(ClaimsVerificationError::InvalidAudience("it was given to another system".to_owned()))
        }
        _ => Ok(()),
    }
}

/// A claim of a token that was found to hold.
fn claim(token: &str, name: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    match claims.get(name)? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// How we prove that it is us: as most directories expect it, unless this one names the other way alone (Core 1.0, 9).
fn auth_type(described: &CoreProviderMetadata) -> AuthType {
    let ways = described.token_endpoint_auth_methods_supported();
    let takes = |way: CoreClientAuthMethod| ways.is_some_and(|ways| ways.contains(&way));
    let in_body = takes(CoreClientAuthMethod::ClientSecretPost) && !takes(CoreClientAuthMethod::ClientSecretBasic);
    if in_body { AuthType::RequestBody } else { AuthType::BasicAuth }
}

pub(super) fn redirect_url(text: &str) -> Result<RedirectUrl, DirectoryRefusal> {
    RedirectUrl::new(text.to_owned()).map_err(|_| DirectoryRefusal::Nonsense)
}

/// The way out.
struct Way {
    inside: InsideHosts,
    patience: Duration,
}

#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    #[error("the address may not be used: {0}")]
    Guard(#[from] guard::Refused),
    #[error("no answer from {host}: {why}")]
    Away { host: String, why: String },
    #[error("the answer has more than {MOST_BYTES} bytes")]
    TooLong,
    #[error(transparent)]
    Http(#[from] http::Error),
}

impl Way {
    fn of(app: &App) -> Self {
        Self { inside: app.outlets().inside_hosts(), patience: app.outlets().patience() }
    }

    async fn go(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let (head, body) = request.into_parts();
        let url = guard::check_written(&head.uri.to_string(), &self.inside)?;
        let (host, addresses) = guard::resolve(&url, &self.inside).await?;
        let away = |problem| NoAnswer::Away { host: host.clone(), why: guard::why(problem) };
        let client = guard::client(&host, &addresses, self.patience).map_err(away)?;
        let mut answer =
            client.request(head.method, url).headers(head.headers).body(body).send().await.map_err(away)?;
        if answer.status().is_server_error() {
            return Err(NoAnswer::Away { host: host.clone(), why: format!("it answers {}", answer.status()) });
        }
        let mut given = http::Response::builder().status(answer.status());
        if let Some(kind) = answer.headers().get(http::header::CONTENT_TYPE) {
            given = given.header(http::header::CONTENT_TYPE, kind);
        }
        let mut content = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(away)? {
            content.extend_from_slice(&piece);
            if content.len() > MOST_BYTES {
                return Err(NoAnswer::TooLong);
            }
        }
        Ok(given.body(content)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Way {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.go(request))
    }
}

/// What went wrong with its causes, for the log. No token, code or secret stands in these errors.
fn chain(problem: &dyn std::error::Error) -> String {
    let mut said = problem.to_string();
    let mut source = problem.source();
    while let Some(cause) = source {
        said = format!("{said}: {cause}");
        source = cause.source();
    }
    said
}
