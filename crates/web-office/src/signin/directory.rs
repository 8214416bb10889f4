//! The way to the city's own directory and back: to sign in, or to say who one is there.

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use axum_extra::extract::{
    PrivateCookieJar,
    cookie::{Cookie, SameSite},
};
use changxiao_app::{
    AppError,
    people::{
        directory::{
            flow::{self, BACK, Begun, CameBack, Wish},
            link, sign_in,
        },
        open_session::By,
        sign_in::Answered,
        way_in::Whence,
    },
};
use changxiao_domain::{ids::CityId, orgs::DirectoryRefusal};

use super::{
    code, directory_account, sign_in_page,
    welcome::{SignInQuery, welcome},
};
use crate::{
    address::own_path,
    answer::{Answer, WebError, redirect},
    request::Request,
    session::{BEGUN, Stranger, device_of, had_session},
    source::{Source, own_address},
    state::WebState,
};

/// Somebody signed out in this browser: the directory shall ask anew who the next one is, because it may know the former one, who
/// need not have come through it.
const LEFT: &str = "cx_left";
const PATH: &str = "/signin/directory";

/// Leads a stranger to the directory.
pub(super) async fn begin(
    State(state): State<WebState>,
    stranger: Stranger,
    source: Source,
    jar: PrivateCookieJar,
    headers: HeaderMap,
    Query(query): Query<SignInQuery>,
) -> Answer {
    let next = own_path(query.next.as_deref().unwrap_or("/"));
    // An open desk: a session that ended by itself was left as well.
    let anew = jar.get(LEFT).is_some() || had_session(&jar);
    let wish = Wish { redirect: back(&state, stranger.city, source, &headers), next: next.clone(), link: None, anew };
    match flow::begin(state.app(), stranger.city, wish).await {
        Ok((address, begun)) => leave(jar, &address, &begun),
        Err(problem) => refused(&state, &stranger, next, problem).await,
    }
}

/// Leads somebody who is signed in there, to say who they are.
pub(super) async fn begin_link(request: Request, source: Source, headers: HeaderMap) -> Answer {
    let wish = Wish {
        redirect: back(&request.state, request.who.actor.city, source, &headers),
        next: "/account".to_owned(),
        link: Some(request.who.person.id),
        anew: false,
    };
    match flow::begin(request.app(), request.who.actor.city, wish).await {
        Ok((address, begun)) => leave(request.jar, &address, &begun),
        Err(problem) => directory_account::refused(&request, problem).await,
    }
}

/// Takes the answer of the directory, whatever it was asked for.
pub(super) async fn answer(
    State(state): State<WebState>,
    stranger: Stranger,
    source: Source,
    jar: PrivateCookieJar,
    headers: HeaderMap,
    request: Result<Request, WebError>,
    Query(came_back): Query<CameBack>,
) -> Answer {
    let begun: Option<Begun> = jar.get(BEGUN).and_then(|cookie| serde_json::from_str(cookie.value()).ok());
    // In another city it was not begun.
    let begun = begun.filter(|begun| begun.city == stranger.city.0);
    // What was begun is answered once.
    let jar = jar.remove(Cookie::build((BEGUN, "")).path(PATH).build());
    let Some(begun) = begun else {
        let page = refused(&state, &stranger, "/".to_owned(), DirectoryRefusal::NotBegun.into()).await?;
        return Ok((jar, page).into_response());
    };
    if begun.link.is_some() {
        let Ok(request) = request else { return Ok((jar, redirect("/signin")).into_response()) };
        return match link::shown(request.app(), &request.who, &begun, &came_back).await {
            Ok(identity) => Ok(directory_account::ask(jar, &request, &identity)),
            Err(problem) => Ok((jar, directory_account::refused(&request, problem).await?).into_response()),
        };
    }
    let whence = Whence { address: Some(source.address), device: device_of(&jar) };
    let next = begun.next.clone();
    match sign_in::sign_in(state.app(), &begun, &came_back, &whence).await {
        Ok(Answered::Session(opened)) => {
            let jar = jar.remove(Cookie::build((LEFT, "")).path(PATH).build());
            welcome(&state, jar, &headers, stranger.city, &opened, &next).await
        }
        Ok(Answered::CodeWanted(person)) => {
            code::ask(jar, stranger.city, person, (By::Directory, state.app().now()), &next)
        }
        Err(problem) => Ok((jar, refused(&state, &stranger, next, problem).await?).into_response()),
    }
}

/// The cookie of a sign-out after which the directory asks anew.
pub(super) fn left() -> Cookie<'static> {
    Cookie::build((LEFT, "1")).path(PATH).http_only(true).same_site(SameSite::Lax).build()
}

fn back(state: &WebState, city: CityId, source: Source, headers: &HeaderMap) -> String {
    format!("{}{BACK}", own_address(state, city, source, headers))
}

fn leave(jar: PrivateCookieJar, address: &str, begun: &Begun) -> Answer {
    let begun = serde_json::to_string(begun).map_err(|problem| AppError::Broken(problem.to_string()))?;
    let cookie = Cookie::build((BEGUN, begun)).path(PATH).http_only(true).same_site(SameSite::Lax).build();
    Ok((jar.add(cookie), redirect(address)).into_response())
}

/// The sign-in page, which says why nobody came in; passwords still do.
async fn refused(state: &WebState, stranger: &Stranger, next: String, problem: AppError) -> Result<Response, WebError> {
    match problem {
        problem @ (AppError::Directory(_) | AppError::SignInFailed) => {
            sign_in_page::show(state, stranger, next, String::new(), Some(problem)).await
        }
        other => Err(other.into()),
    }
}
