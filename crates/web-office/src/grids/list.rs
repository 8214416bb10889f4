//! The grids of the city or of a part of it, a page at a time; with a part chosen, what is wrong with the layer there.

use askama::Template;
use axum::extract::Query;
use changxiao_app::grids::{self, GridFilter};
use changxiao_domain::{
    grids::Grid,
    orgs::{Actor, Permission},
};
use changxiao_web_kit::{
    filtered::{Filter, Value},
    listing::{Listing, Pager},
    pickers::{division_suggestions, typed_division},
};
use serde::{Deserialize, Serialize};

use crate::{
    answer::Answer,
    cx::Cx,
    filters,
    request::Request,
    shell::{Section, Shell},
};

/// What may stand in the address of the list.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("division", Value::Words),
    Filter::new("q", Value::Words),
    Filter::new("staff", Value::OneOf(|| vec!["none"])),
    Filter::new("ended", Value::OneOf(|| vec!["1"])),
    Filter::new("page", Value::Number(1, 10_000)),
];

const PAGE: usize = 100;

#[derive(Deserialize, Serialize)]
pub(super) struct GridsQuery {
    /// The code or the name of a county, town or village.
    division: Option<String>,
    q: Option<String>,
    /// `none`: those that nobody walks.
    staff: Option<String>,
    /// `1`: those that have ended.
    ended: Option<String>,
    page: Option<usize>,
}

#[derive(Template)]
#[template(path = "grids/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    query: &'a GridsQuery,
    places: Vec<String>,
    /// Nothing has the name that was typed.
    is_unknown: bool,
    grids: Vec<&'a Grid>,
    /// How many stand on the pages before this one.
    before: usize,
    pager: Pager,
    /// Grids of the city, whatever is looked for.
    all: usize,
    unwalked: usize,
    /// What is wrong with the layer of the chosen part; asked for where one is chosen.
    faults: Option<Vec<String>>,
}

pub(super) async fn list(request: Request, Query(mut query): Query<GridsQuery>) -> Answer {
    let (cx, model, actor) = (&request.cx, request.model(), request.actor());
    let typed = query.division.as_deref().unwrap_or_default().trim().to_owned();
    let division = typed_division(model, &typed).filter(|code| model.divisions.get(*code).is_some());
    let is_unknown = !typed.is_empty() && division.is_none();
    let number = query.page.take().unwrap_or(1);
    let filter = GridFilter {
        division,
        words: query.q.clone().unwrap_or_default(),
        without_staff: query.staff.as_deref() == Some("none"),
        ended: query.ended.as_deref() == Some("1"),
    };
    // A place that nobody knows has no grids.
    let grids = if is_unknown { Vec::new() } else { grids::list(model, actor, &filter)? };
    let listing = Listing::new("/grids", &query);
    let number = number.clamp(1, grids.len() / PAGE + 1);
    let before = (number - 1) * PAGE;
    let to = |number: usize| listing.with("page", number).to_string();
    let pager = Pager {
        previous: if number > 1 { to(number - 1) } else { String::new() },
        next: if before + PAGE < grids.len() { to(number + 1) } else { String::new() },
    };
    let faults = match division {
        Some(division) => {
            let said = grids::faults(model, actor, division)?;
            Some(said.iter().map(|message| message.words(cx.lang)).collect())
        }
        None => None,
    };
    let unwalked = model.grids.iter().filter(|grid| model.walks(grid).is_none()).count();
    let shell = request.shell(Section::Divisions).await;
    request.page(&ListPage {
        shell,
        cx,
        actor,
        query: &query,
        places: division_suggestions(model),
        is_unknown,
        grids,
        before,
        pager,
        all: model.grids.len(),
        unwalked,
        faults,
    })
}

impl ListPage<'_> {
    /// The grids of the open page.
    fn rows(&self) -> &[&Grid] {
        &self.grids[self.before.min(self.grids.len())..self.grids.len().min(self.before + PAGE)]
    }

    fn walker(&self, grid: &Grid) -> String {
        self.cx.model.walker_name(grid, self.cx.lang)
    }

    fn is_narrowed(&self) -> bool {
        let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        said(&self.query.division) || said(&self.query.q) || said(&self.query.staff) || self.shows_ended()
    }

    fn shows_ended(&self) -> bool {
        self.query.ended.as_deref() == Some("1")
    }

    fn may_manage(&self) -> bool {
        self.actor.may(Permission::ManageReference)
    }

    fn place(&self, grid: &Grid) -> String {
        self.cx.model.place_name(grid.division.padded(), self.cx.lang)
    }
}
