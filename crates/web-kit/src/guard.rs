//! Asks who comes before any handler runs, leaves a trace of refusals, and dresses errors: a page for people, problem
//! details for programs.

use std::sync::Arc;

use axum::{
    extract::{OriginalUri, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use changxiao_app::{
    AppError, note_look,
    people::{directory, second_factor},
};
use changxiao_domain::{
    orgs::{Actor, Permission},
    time::Instant,
    trace::TraceSubject,
};

use crate::{
    access::Access,
    address::{encode_path, without_hidden_signs},
    answer::{Failed, WebError, problem_json},
    bodies::{self, Bounds},
    download::Leaves,
    error_page::error_page,
    filtered::{self, Filter},
    places::Here,
    session::{self, Who, language_of},
    shelved::Shelved,
    source::Source,
    state::WebState,
    trace::Knocked,
};

/// What the guard of one address knows.
#[derive(Clone)]
pub struct Guarded {
    pub state: WebState,
    pub access: Access,
    pub bounds: Bounds,
    pub filters: Option<&'static [&'static [Filter]]>,
    pub path: Arc<str>,
}

pub async fn guard(State(guarded): State<Guarded>, mut request: Request, next: Next) -> Response {
    let Guarded { state, access, bounds, filters, path: pattern } = guarded;
    let address = without_hidden_signs(request.uri());
    let leads_nowhere = address.is_none();
    *request.uri_mut() = address.unwrap_or_default();
    let path: Arc<str> = request.uri().path_and_query().map_or("/", |path| path.as_str()).into();
    let is_api = pattern.starts_with("/api/");
    let lang = language_of(request.headers());
    let method = request.method().clone();
    let headers = request.headers().clone();
    let address = request.extensions().get::<Source>().map(|source| source.address);
    let here = Here::of(request.extensions());
    let who = identify(&state, &headers, here, &method, &path, access).await.map(|who| who.coming_from(address));
    let (known, allowed) = match (who, access) {
        (who, _) if leads_nowhere => (who.ok(), Err(AppError::NotFound("page"))),
        (Ok(who), _) => {
            let allowed = may(&who, access, state.app().now());
            (Some(who), allowed)
        }
        (Err(_), Access::Public) => (None, Ok(())),
        (Err(problem), _) => (None, Err(problem)),
    };
    let lang = known.as_ref().map_or(lang, Who::lang);
    // Before a byte is read: who, whether the post may, and how much may come.
    let allowed = allowed.and_then(|()| match bounds.is_beyond(request.body()) {
        true => Err(AppError::TooLarge),
        false => Ok(()),
    });
    if let Err(problem) = allowed {
        match problem.is_ours() {
            true => report(&state, &problem, &pattern),
            false => {
                let actor = known.as_ref().map(|who| who.actor.clone());
                state.tracer().refused(whose(actor, here), &method, &pattern, problem.number(), address);
            }
        }
        return match &problem {
            AppError::SignInRequired if !is_api && method == Method::GET => {
                Redirect::to(&format!("/signin?next={}", encode_path(&path))).into_response()
            }
            AppError::PasswordChangeRequired if !is_api && method == Method::GET => {
                Redirect::to("/password").into_response()
            }
            AppError::SecondFactorRequired if !is_api && method == Method::GET => {
                Redirect::to("/account").into_response()
            }
            AppError::DirectoryRequired if !is_api && method == Method::GET => {
                Redirect::to("/account/directory").into_response()
            }
            _ => dress(&state, known.as_ref(), here, lang, is_api, &path, Arc::new(problem)).await,
        };
    }
    let reads = method == Method::GET || method == Method::HEAD;
    let query = request.uri().query().unwrap_or_default().to_owned();
    // A list whose address is not understood shows nothing, rather than what nobody asked for.
    if let (true, Some(who), Some(filters)) = (reads, &known, filters)
        && let Err(problem) = filtered::check(filters, &query, &who.model)
    {
        return dress(&state, known.as_ref(), here, lang, is_api, &path, Arc::new(problem)).await;
    }
    if let Some(who) = known.clone() {
        request.extensions_mut().insert(who);
    }
    let pace = state.config().pace;
    let mut request = request.map(|body| bodies::measured(body, &bounds, pace));
    let shelved = Shelved::default();
    request.extensions_mut().insert(bounds);
    request.extensions_mut().insert(shelved.clone());
    let response = if reads {
        next.run(request).await
    } else {
        // A change runs to its end even when the client hangs up in the middle: either it is saved or it is undone, and
        // no transaction is left open behind a vanished client.
        let app = state.app().clone();
        let change = async move {
            let response = next.run(request).await;
            // What was saved is answered with one of the first two. After a fault of ours nobody knows whether it was saved in the end,
            // so that the sweep decides tomorrow.
            let status = response.status();
            if !matches!(status, StatusCode::SEE_OTHER | StatusCode::CREATED) && !status.is_server_error() {
                shelved.take_back(&app).await;
            }
            response
        };
        match tokio::spawn(change).await {
            Ok(response) => response,
            Err(problem) => {
                tracing::error!(%problem, %pattern, "a request ended in a panic");
                WebError::from(AppError::Broken("a request ended in a panic".to_owned())).into_response()
            }
        }
    };
    // An address whose number or name cannot be read leads nowhere; the framework says so in bare words.
    let response =
        if is_bare_refusal(&response) { WebError::from(AppError::NotFound("page")).into_response() } else { response };
    let response = traced(&state, known.as_ref(), &path, response).await;
    let mut response = match response.extensions().get::<Failed>() {
        Some(Failed(problem)) => {
            let of_address = reads.then(|| filtered::of_address(problem, &query)).flatten();
            let problem = of_address.map_or_else(|| problem.clone(), Arc::new);
            if problem.is_ours() {
                report(&state, &problem, &pattern);
            }
            if matches!(
                *problem,
                AppError::NotPermitted(_) | AppError::OutOfScope | AppError::Csrf | AppError::OtherPost { .. }
            ) {
                let actor = known.as_ref().map(|who| who.actor.clone());
                state.tracer().refused(whose(actor, here), &method, &pattern, problem.number(), address);
            }
            dress(&state, known.as_ref(), here, lang, is_api, &path, problem).await
        }
        None => response,
    };
    if !matches!(access, Access::Public) {
        // What only this person may see is kept by no cache.
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(header::HeaderValue::from_static("no-store"));
    }
    response
}

/// A file that leaves the system leaves with its line in the trace, or not at all.
async fn traced(state: &WebState, known: Option<&Who>, path: &str, response: Response) -> Response {
    let (Some(who), Some(Leaves)) = (known, response.extensions().get::<Leaves>()) else { return response };
    let (address, query) = path.split_once('?').unwrap_or((path, ""));
    let facts = if query.is_empty() { serde_json::json!({}) } else { serde_json::json!({ "query": query }) };
    match note_look(state.app(), &who.actor, TraceSubject::Download(address.to_owned()), facts).await {
        Ok(()) => response,
        Err(problem) => WebError(problem).into_response(),
    }
}

/// The answer to an address that nobody owns.
pub async fn no_such_page() -> WebError {
    AppError::NotFound("page").into()
}

/// Dresses what no guard has dressed: unknown addresses and methods.
pub async fn dress_stray(
    State(state): State<WebState>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let lang = language_of(request.headers());
    let headers = request.headers().clone();
    let here = Here::of(request.extensions());
    let response = next.run(request).await;
    let problem = match response.extensions().get::<Failed>() {
        Some(Failed(problem)) if !response.headers().contains_key(header::CONTENT_TYPE) => problem.clone(),
        _ if response.status() == StatusCode::METHOD_NOT_ALLOWED => Arc::new(AppError::NotFound("method")),
        _ => return response,
    };
    let who = session::of_cookie(&state, &headers, here, &path).await.ok();
    let lang = who.as_ref().map_or(lang, Who::lang);
    dress(&state, who.as_ref(), here, lang, path.starts_with("/api/"), &path, problem).await
}

/// The framework's own answer to a path or a query that does not fit the handler: 400 in plain English.
fn is_bare_refusal(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    response.status() == StatusCode::BAD_REQUEST
        && response.extensions().get::<Failed>().is_none()
        && kind.starts_with("text/plain")
}

async fn identify(
    state: &WebState,
    headers: &HeaderMap,
    here: Option<Here>,
    method: &Method,
    path: &str,
    access: Access,
) -> Result<Who, AppError> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
    match (access, bearer) {
        (Access::Api(..), Some(token)) => session::of_token(state, token, headers, here, path).await,
        // A session cookie opens the interface for reading only; what changes something needs a token, which no foreign page can
        // make a browser send.
        (Access::Api(..), None) if *method != Method::GET => Err(AppError::SignInRequired),
        _ => session::of_cookie(state, headers, here, path).await,
    }
}

fn may(who: &Who, access: Access, now: Instant) -> Result<(), AppError> {
    let expired = who.model.password_rule.is_expired(who.person.password_set_at, now);
    let must_change = who.token_scopes.is_none() && !who.by_directory && (who.person.must_change || expired);
    match access {
        Access::Public | Access::Account => Ok(()),
        _ if must_change => Err(AppError::PasswordChangeRequired),
        _ if who.token_scopes.is_none() && second_factor::is_owed(who) => Err(AppError::SecondFactorRequired),
        _ if who.token_scopes.is_none() && directory::is_owed(who) => Err(AppError::DirectoryRequired),
        Access::SignedIn => Ok(()),
        Access::May(permission) => permitted(&who.actor, permission),
        Access::Api(permission, scope) => {
            if let Some(scopes) = &who.token_scopes
                && !scopes.iter().any(|has| has == scope)
            {
                return Err(AppError::NotPermitted(permission));
            }
            permitted(&who.actor, permission)
        }
    }
}

/// To whom a refusal belongs: to the post, else to the city at which somebody knocked, if there is one.
fn whose(actor: Option<Actor>, here: Option<Here>) -> Knocked {
    match (actor, here) {
        (Some(actor), _) => Knocked::As(actor),
        (None, Some(here)) => Knocked::At(here.city),
        (None, None) => Knocked::Nowhere,
    }
}

fn permitted(actor: &Actor, permission: Permission) -> Result<(), AppError> {
    actor.require(permission).map_err(AppError::from)
}

async fn dress(
    state: &WebState,
    who: Option<&Who>,
    here: Option<Here>,
    lang: changxiao_words::Lang,
    is_api: bool,
    path: &str,
    problem: Arc<AppError>,
) -> Response {
    // A page about a database that is away asks it nothing.
    let who = who.filter(|_| !matches!(*problem, AppError::DatabaseAway(_)));
    let mut response =
        if is_api { problem_json(&problem, lang) } else { error_page(state, who, here, lang, path, &problem).await };
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("10"));
    }
    response
}

fn report(state: &WebState, problem: &AppError, pattern: &str) {
    if let AppError::DiskFull(_) = problem {
        state.note_full_disk();
    }
    let mut chain = Vec::new();
    let mut source = std::error::Error::source(problem);
    while let Some(cause) = source {
        chain.push(cause.to_string());
        source = cause.source();
    }
    tracing::error!(route = pattern, number = problem.number(), causes = chain.join(": "), "{problem}");
}
