//! What villages and communities asked for by a procedure, place by place.

use askama::Template;
use axum::extract::Query;
use changxiao_app::matters::{
    places::{PlaceRow, place_field, places},
    procedures::of_key,
};
use changxiao_domain::matters::{Code, LoadedDocument};
use changxiao_web_kit::{
    cx::Cx,
    filtered::{Filter, Value},
    filters,
    listing::FilterForm,
    request::Request,
};
use serde::Deserialize;

use super::said::yuan;
use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

pub(super) const FILTERS: &[Filter] = &[Filter::new(
    "procedure",
    Value::Known(|model, key| of_key(model, key).is_ok_and(|kept| place_field(kept).is_some())),
)];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PlacesQuery {
    procedure: String,
}

#[derive(Template)]
#[template(path = "matters/places.html")]
struct PlacesPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    kept: &'static LoadedDocument,
    form: FilterForm,
    rows: Vec<PlaceRow>,
}

pub(super) async fn page(request: Request, Query(query): Query<PlacesQuery>) -> Answer {
    let cx = &request.cx;
    let placed = || cx.model.procedures.iter().filter(|kept| place_field(kept).is_some());
    let key = match query.procedure.trim() {
        // Supplies by village are what is asked for most.
        "" => placed().find(|kept| kept.document.key.as_str() == "supply").or_else(|| placed().next()),
        key => placed().find(|kept| kept.document.key.as_str() == key),
    };
    let kept = *key.ok_or(changxiao_app::AppError::NotFound("procedure"))?;
    let rows = places(request.app(), request.actor(), kept).await?;
    let names = placed().map(|kept| (kept.document.key.as_str(), kept.document.name(cx.lang)));
    let form = FilterForm::new("/matters/places", cx.l.whistles_filter).values(
        "procedure",
        cx.l.matters_procedure,
        cx.l.matters_procedure,
        names,
        kept.document.key.as_str(),
    );
    let shell = request.shell(Section::Matters).await;
    request.page(&PlacesPage { shell, cx, kept, form, rows })
}

impl PlacesPage<'_> {
    /// How many stand in which state, in words; states in which none stands are left out.
    fn states(&self, row: &PlaceRow) -> String {
        let states = self.kept.document.whole.states.iter().zip(&row.counts).filter(|(_, n)| **n > 0);
        let words: Vec<String> = states.map(|(state, n)| format!("{} {n}", state.label(self.cx.lang))).collect();
        words.join(" · ")
    }

    fn count(&self, row: &PlaceRow) -> i64 {
        row.counts.iter().sum()
    }

    fn money(&self, fen: &i64) -> String {
        yuan(*fen)
    }

    fn state(&self, code: &Code) -> String {
        self.kept.whole().state(*code).words(self.cx.lang)
    }
}
