//! A directory on loopback that a test holds in its hand: it lets in whom the test says, and lies as the test says. The real one of the
//! browser story is honest; this one shows what is done with a dishonest one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context;
use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use changxiao_domain::time::Instant;
use hmac::{Hmac, KeyInit, Mac};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const CLIENT: &str = "changxiao";
pub const SECRET: &str = "a secret of the directory";

/// In what it is not honest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    None,
    OtherAudience,
    AudienceBeside,
    OtherParty,
    OtherIssuer,
    OtherNonce,
    NoNonce,
    Expired,
    NotYetIssued,
    /// `alg` is `none`, and nothing is signed.
    Unsigned,
    /// Signed with the secret that both know (HS256).
    SharedSecret,
    ForeignKey,
    /// What is signed is not what is sent.
    Altered,
    NoClaim,
    NoToken,
    /// Its answers are no JSON.
    Nonsense,
    /// It answers 503.
    Away,
}

#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    lie: Lie,
    now: Instant,
    key: [u8; 32],
    codes: HashMap<String, Code>,
    asked: usize,
}

struct Code {
    subject: String,
    nonce: String,
    challenge: String,
    redirect: String,
}

impl Provider {
    pub async fn start(now: Instant) -> anyhow::Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let issuer = format!("http://{}", listener.local_addr()?);
        let inner = Inner { lie: Lie::None, now, key: [1; 32], codes: HashMap::new(), asked: 0 };
        let provider = Self { issuer, inner: Arc::new(Mutex::new(inner)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(provider)
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn lie(&self, lie: Lie) {
        self.inner().lie = lie;
    }

    pub fn set_time(&self, now: Instant) {
        self.inner().now = now;
    }

    /// Signs with another key from now on, and says so.
    pub fn change_key(&self) {
        self.inner().key[0] += 1;
    }

    /// How often it was asked to describe itself.
    pub fn asked(&self) -> usize {
        self.inner().asked
    }

    /// Lets somebody in who was sent here; gives the path to which their browser is sent back.
    pub fn lets_in(&self, sent_to: &str, subject: &str) -> anyhow::Result<String> {
        let (code, state) = self.gives_code(sent_to, subject)?;
        Ok(format!("/signin/directory/answer?code={code}&state={state}&iss={}", self.issuer))
    }

    /// The code and the state with which the browser would be sent back.
    pub fn gives_code(&self, sent_to: &str, subject: &str) -> anyhow::Result<(String, String)> {
        let url = reqwest::Url::parse(sent_to)?;
        anyhow::ensure!(sent_to.starts_with(&format!("{}/authorize?", self.issuer)), "sent to {sent_to}");
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let get = |name: &str| query.get(name).cloned().with_context(|| format!("{name} is missing in {sent_to}"));
        anyhow::ensure!(get("response_type")? == "code" && get("code_challenge_method")? == "S256", "{sent_to}");
        anyhow::ensure!(get("client_id")? == CLIENT && get("scope")?.contains("openid"), "{sent_to}");
        let mut inner = self.inner();
        let code = format!("code-{}", inner.codes.len());
        let given = Code {
            subject: subject.to_owned(),
            nonce: get("nonce")?,
            challenge: get("code_challenge")?,
            redirect: get("redirect_uri")?,
        };
        inner.codes.insert(code.clone(), given);
        Ok((code, get("state")?))
    }
}

async fn describe(State(provider): State<Provider>) -> Response {
    let issuer = &provider.issuer;
    let lie = {
        let mut inner = provider.inner();
        inner.asked += 1;
        inner.lie
    };
    match lie {
        Lie::Away => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Lie::Nonsense => ([(header::CONTENT_TYPE, "application/json")], "<html>hello</html>").into_response(),
        _ => Json(json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
        }))
        .into_response(),
    }
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let key = provider.inner().key;
    let public = pair(&key).public_key().as_ref().to_vec();
    let kid = format!("key-{}", key[0]);
    Json(json!({ "keys": [{
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": URL_SAFE_NO_PAD.encode(public),
    }] }))
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{}", SECRET.replace(' ', "+"))));
    if headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) != Some(basic.as_str()) {
        return refused("invalid_client");
    }
    let mut inner = provider.inner();
    // A code is good once.
    let Some(code) = inner.codes.remove(field("code")) else { return refused("invalid_grant") };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier")));
    if challenge != code.challenge || field("redirect_uri") != code.redirect {
        return refused("invalid_grant");
    }
    match inner.lie {
        Lie::Away => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Lie::NoToken => Json(json!({ "access_token": "a", "token_type": "Bearer" })).into_response(),
        _ => {
            let id_token = signed(&provider.issuer, &inner, &code);
            Json(json!({ "access_token": "a", "token_type": "Bearer", "id_token": id_token })).into_response()
        }
    }
}

fn pair(key: &[u8; 32]) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(key).expect("32 bytes are a seed")
}

fn signed(issuer: &str, inner: &Inner, code: &Code) -> String {
    let lie = inner.lie;
    let now = inner.now.micros() / 1_000_000;
    let mut claims = json!({
        "iss": issuer, "aud": CLIENT, "sub": code.subject, "nonce": code.nonce, "iat": now, "exp": now + 600,
        "email": "dispatcher@example.gov.cn", "staff_number": 4711,
    });
    match lie {
        Lie::OtherAudience => claims["aud"] = "another system".into(),
        Lie::AudienceBeside => claims["aud"] = json!([CLIENT, "another system"]),
        Lie::OtherParty => claims["azp"] = "another system".into(),
        Lie::OtherIssuer => claims["iss"] = "https://id.evil.example".into(),
        Lie::OtherNonce => claims["nonce"] = "another".into(),
        Lie::NoNonce => claims["nonce"] = Value::Null,
        Lie::Expired => claims["exp"] = (now - 61).into(),
        Lie::NotYetIssued => claims["iat"] = (now + 120).into(),
        Lie::NoClaim => claims["sub"] = "".into(),
        _ => {}
    }
    let alg = match lie {
        Lie::Unsigned => "none",
        Lie::SharedSecret => "HS256",
        _ => "EdDSA",
    };
    let head = json!({ "alg": alg, "typ": "JWT", "kid": format!("key-{}", inner.key[0]) });
    let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", text(&head), text(&claims));
    let signature = match lie {
        Lie::Unsigned => Vec::new(),
        Lie::SharedSecret => {
            let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
            mac.update(signed.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        Lie::ForeignKey => pair(&[99; 32]).sign(signed.as_bytes()).as_ref().to_vec(),
        _ => pair(&inner.key).sign(signed.as_bytes()).as_ref().to_vec(),
    };
    if lie == Lie::Altered {
        claims["exp"] = (now + 601).into();
        return format!("{}.{}.{}", text(&head), text(&claims), URL_SAFE_NO_PAD.encode(signature));
    }
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
