//! What a page needs to print domain values: the reader's language, the city and the moment.

use std::{any::Any, sync::Arc};

use askama::{Template, Values};
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use changxiao_app::{AppError, model::CityModel};
use changxiao_domain::time::{Day, Instant};
use changxiao_words::{Lang, Texts, texts};

use crate::{answer::WebError, session::Who, state::WebState, words::Wall};

/// The key under which the filters find it.
const KEY: &str = "cx";

/// The context in which a page is rendered. Handlers make one at their beginning and answer with [`Cx::page`].
#[derive(Clone)]
pub struct Cx {
    pub lang: Lang,
    /// The texts of `lang`.
    pub l: &'static Texts,
    pub model: Arc<CityModel>,
    /// When the request was answered; the page says the year of other years only.
    pub now: Instant,
}

impl Cx {
    pub fn of(state: &WebState, who: &Who) -> Self {
        Self::new(who.lang(), who.model.clone(), state.app().now())
    }

    pub fn new(lang: Lang, model: Arc<CityModel>, now: Instant) -> Self {
        Self { lang, l: texts(lang), model, now }
    }

    /// A page, rendered.
    pub fn page(&self, template: &impl Template) -> Result<Response, WebError> {
        self.page_with(StatusCode::OK, template)
    }

    /// A page with another status, such as a form that came back with errors.
    pub fn page_with(&self, status: StatusCode, template: &impl Template) -> Result<Response, WebError> {
        Ok((status, Html(self.render(template)?)).into_response())
    }

    /// A template as text.
    pub fn render(&self, template: &impl Template) -> Result<String, AppError> {
        template.render_with_values(self).map_err(|problem| AppError::Broken(format!("template: {problem}")))
    }

    /// A moment on the clock of the city hall.
    pub fn wall(&self, at: Instant) -> Wall {
        let at = at.in_zone(self.model.calendar.zone());
        Wall::new(at.date(), at.hour(), at.minute())
    }

    pub fn today(&self) -> Day {
        self.model.day_of(self.now)
    }

    pub fn this_year(&self) -> i16 {
        self.today().year()
    }

    /// The context that a page is rendered in.
    pub(crate) fn from_values(values: &dyn Values) -> askama::Result<&Self> {
        askama::get_value(values, KEY)
    }
}

impl Values for Cx {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        (key == KEY).then_some(self)
    }
}
