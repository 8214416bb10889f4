//! A form that acts on one numbered thing: a case, a whistle, a consultation, a chronic problem.

use axum::extract::{FromRequest, Path, Request};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{App, AppError, cases::Target};
use changxiao_domain::{ids::UnitId, orgs::Actor};
use changxiao_words::say;

use crate::{
    answer::WebError,
    form::{self, Form},
    session::Who,
    state::WebState,
};

/// What came with the request.
pub struct Acted {
    pub state: WebState,
    pub who: Who,
    pub jar: PrivateCookieJar,
    /// Which one, as the address names it.
    pub number: String,
    pub form: Form,
    /// A photo that could not be taken in, or another post for which the form was shown; nothing should be done then.
    pub refused: Option<AppError>,
}

impl FromRequest<WebState> for Acted {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, WebError> {
        use axum::RequestExt;
        let mut request = request;
        let who: Who = request.extract_parts().await?;
        let Ok(jar) = request.extract_parts_with_state::<PrivateCookieJar, _>(state).await;
        let Path(number) = request.extract_parts().await.map_err(|_| AppError::NotFound("page"))?;
        let mut form = form::read_patiently(request, state).await?;
        let refused = form.other_post().or_else(|| form.refused.pop().map(|(_, problem)| problem.into()));
        Ok(Self { state: state.clone(), who, jar, number, form, refused })
    }
}

impl Acted {
    pub fn app(&self) -> &App {
        self.state.app()
    }

    pub fn actor(&self) -> &Actor {
        &self.who.actor
    }

    /// A page always says which version it showed; without one nothing matches.
    pub fn target(&self) -> Target {
        Target { number: self.number.clone(), version: Some(self.form.number("version").unwrap_or(0)) }
    }

    pub fn reason(&self) -> String {
        self.form.text("reason").to_owned()
    }

    pub fn text(&self) -> String {
        self.form.text("text").to_owned()
    }

    /// The unit that was chosen.
    pub fn unit(&self) -> Result<UnitId, AppError> {
        let wanted = || AppError::field("unit", say!(common_choose_unit));
        self.form.text("unit").parse().map_err(|_| wanted())
    }
}
