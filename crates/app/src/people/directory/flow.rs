//! The way to the directory and back (authorization code flow with PKCE, state and nonce).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use changxiao_domain::{
    ids::{CityId, PersonId},
    orgs::{DirectoryRefusal, Identity, SUBJECT},
    time::{Instant, MINUTE},
};
use openidconnect::{
    ClientId, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, Scope,
    core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient},
};
use serde::{Deserialize, Serialize};

use super::{
    in_use,
    provider::{self, Brought},
    setting,
};
use crate::{App, AppError, chance::bytes};

/// The path of ours to which the directory sends back.
pub const BACK: &str = "/signin/directory/answer";
/// So long (microseconds) somebody may take at the directory.
pub const BACK_WITHIN: i64 = 10 * MINUTE;

/// What the browser keeps, encrypted and signed, between the way there and the way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    pub city: i64,
    state: String,
    nonce: String,
    verifier: String,
    /// Our own address to which the directory sends back.
    redirect: String,
    /// Where somebody wants to go then.
    pub next: String,
    at: i64,
    /// Who is to be linked; `None` for a sign-in.
    pub link: Option<PersonId>,
}

/// What somebody wants at the directory.
pub struct Wish {
    /// Our own address to which it sends back: the one that it knows of us.
    pub redirect: String,
    pub next: String,
    pub link: Option<PersonId>,
    /// It shall ask anew who it is, whoever is still signed in there.
    pub anew: bool,
}

/// What came back in the address.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct CameBack {
    pub state: Option<String>,
    pub code: Option<String>,
    pub error: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
}

/// The address at the directory to which the browser goes, and what it keeps meanwhile.
///
/// Errors: [`DirectoryRefusal`]: no directory is in use; it is away or answers nonsense.
pub async fn begin(app: &App, city: CityId, wish: Wish) -> Result<(String, Begun), AppError> {
    let model = app.model(city).await?;
    let directory = in_use(&model)?;
    let described = provider::described(app, &directory.issuer, None).await?;
    let secret = || URL_SAFE_NO_PAD.encode(bytes::<32>(app.chance()));
    let (state, nonce, verifier) = (secret(), secret(), secret());
    let Wish { redirect, next, link, anew } = wish;
    let client =
        CoreClient::from_provider_metadata((*described).clone(), ClientId::new(directory.client_id.clone()), None)
            .set_redirect_uri(provider::redirect_url(&redirect)?);
    let (for_state, for_nonce) = (state.clone(), nonce.clone());
    let mut request = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(for_state),
            move || Nonce::new(for_nonce),
        )
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone())));
    if directory.claim != SUBJECT {
        request = request.add_scope(Scope::new("profile".to_owned()));
    }
    if anew {
        request = request.add_prompt(CoreAuthPrompt::Login);
    }
    let (address, ..) = request.url();
    let begun = Begun { city: city.0, state, nonce, verifier, redirect, next, at: app.now().micros(), link };
    Ok((address.to_string(), begun))
}

/// Who has signed in at the directory.
///
/// Errors: [`DirectoryRefusal`]: the answer belongs to nothing that was begun here or came too late; the directory let nobody in, does
/// not know the code, is away, or its token does not hold.
pub(super) async fn prove(app: &App, begun: &Begun, came_back: &CameBack) -> Result<Identity, AppError> {
    let city = CityId(begun.city);
    let model = app.model(city).await?;
    let directory = in_use(&model)?;
    let in_time = (0..BACK_WITHIN).contains(&app.now().since(Instant(begun.at)));
    if came_back.state.as_deref() != Some(begun.state.as_str()) || !in_time {
        return Err(DirectoryRefusal::NotBegun.into());
    }
    if came_back.iss.as_ref().is_some_and(|iss| *iss != directory.issuer) {
        return Err(DirectoryRefusal::NotHeld.into());
    }
    let code = match (&came_back.code, &came_back.error) {
        (Some(code), None) => code,
        (_, error) => {
            tracing::info!(error = error.as_deref().unwrap_or("no code"), "the directory let nobody in");
            return Err(DirectoryRefusal::Refused.into());
        }
    };
    let secret = setting::client_secret(app, city, directory).await?;
    let brought = Brought { code, nonce: &begun.nonce, verifier: &begun.verifier, redirect: &begun.redirect, secret };
    let subject = provider::prove(app, directory, brought).await?;
    Ok(directory.identity(&subject).ok_or(DirectoryRefusal::NotHeld)?)
}
