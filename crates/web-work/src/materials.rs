//! 材料申报: how the requirements of the standard stand, and the packet of what was accepted.

mod ask;
mod json;

use askama::Template;
use axum::extract::Query;
use changxiao_app::materials::{self as action, Asked, Indicator, MaterialPlace, Overview};
use changxiao_domain::{materials::Standing, orgs::Permission};
use changxiao_web_kit::{
    address::address,
    cx::Cx,
    download::{ZIP, attachment_from_disk, called},
    filtered::{Filter, Value},
    filters,
    request::Request,
};
use serde::Deserialize;

use crate::{
    answer::Answer,
    routes::{Access, Routes},
    shell::{Section, Shell},
};

const LIST: &str = "/materials";

/// What may stand in the address of the page and of the packet.
const FILTERS: &[Filter] =
    &[Filter::new("node", Value::Known(json::is_node)), Filter::new("year", Value::Number(YEARS.0, YEARS.1))];

/// As days are read.
const YEARS: (i64, i64) = (1900, 2999);

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    routes
        .feature("materials")
        .get(LIST, Access::May(Permission::ReadMatters), list)
        .filtered(&[FILTERS])
        .get("/materials/packet.zip", Access::May(Permission::Export), packet)
        .filtered(&[FILTERS])
        .get("/materials/ask", Access::May(Permission::WorkOnMatters), ask::form)
        .filtered(&[FILTERS])
        .post("/materials/ask", Access::May(Permission::WorkOnMatters), ask::send)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct MaterialsQuery {
    /// Code of a node; what lies below it belongs to it.
    node: String,
    /// In which the period of the materials ends; else this one.
    year: String,
}

impl MaterialsQuery {
    fn asked(&self) -> Asked<'_> {
        Asked { node: self.node(), year: self.year.trim().parse().ok() }
    }

    fn node(&self) -> Option<&str> {
        Some(self.node.trim()).filter(|node| !node.is_empty())
    }
}

#[derive(Template)]
#[template(path = "materials/list.html")]
struct MaterialsPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    found: Overview,
    node: &'a str,
    indicators: Vec<Indicator>,
    may_pack: bool,
    may_ask: bool,
}

async fn list(request: Request, Query(query): Query<MaterialsQuery>) -> Answer {
    let found = action::overview(request.app(), request.actor(), query.asked()).await?;
    let offered = changxiao_app::matters::procedures::to_begin(request.model(), request.actor());
    request.page(&MaterialsPage {
        shell: request.shell(Section::Matters).await,
        cx: &request.cx,
        indicators: found.by_indicator(query.node()),
        found,
        node: query.node().unwrap_or_default(),
        may_pack: request.may(Permission::Export) && request.may(Permission::ReadPersonal),
        may_ask: offered.iter().any(|kept| kept.document.key.as_str() == action::PROCEDURE),
    })
}

async fn packet(request: Request, Query(query): Query<MaterialsQuery>) -> Answer {
    let file = action::packet(request.app(), request.actor(), query.asked(), request.lang()).await?;
    let of_node = query.node().map_or_else(String::new, |node| format!("{node}-"));
    let name = called(request.cx.l.materials_title, format!("{of_node}{}", request.cx.today()), "zip");
    Ok(attachment_from_disk(ZIP, &name, file))
}

impl MaterialsPage<'_> {
    fn count(&self, standing: Standing) -> usize {
        self.found.places.iter().filter(|place| place.standing == standing).count()
    }

    fn complete(&self) -> usize {
        self.count(Standing::Complete)
    }

    /// A page of materials, of the year that is shown.
    fn at(&self, page: &str, node: &str) -> String {
        self.of_year(page, node, &self.found.year)
    }

    fn of_year(&self, page: &str, node: &str, year: &i16) -> String {
        let year = year.to_string();
        let of: Vec<_> = [("node", node), ("year", &year)].into_iter().filter(|(_, value)| !value.is_empty()).collect();
        address(page, &of)
    }

    /// What a node says.
    fn content(&self, code: &str) -> &str {
        let node = self.found.system.as_ref().and_then(|system| system.node(code));
        node.map_or("", |node| node.label(self.cx.lang))
    }

    /// What can be asked for with one click.
    fn is_left(&self, place: &MaterialPlace) -> bool {
        self.may_ask && place.standing == Standing::NotAsked
    }

    /// The form that asks for it, filled in.
    fn ask_address(&self, place: &MaterialPlace) -> String {
        let of = [
            ("procedure", "material"),
            ("node", place.requirement.node.as_str()),
            ("kind", place.requirement.kind.as_str()),
        ];
        address("/matters/new", &of)
    }

    fn left(&self) -> usize {
        self.count(Standing::NotAsked)
    }

    fn kind<'b>(&'b self, place: &'b MaterialPlace) -> &'b str {
        let mut types = self.found.system.iter().flat_map(|system| &system.material_types);
        let named = types.find(|kind| kind.code == place.requirement.kind);
        named.map_or(&place.requirement.kind, |kind| self.cx.lang.of_data(&kind.name_zh, &kind.name_en))
    }

    fn lamp(&self, place: &MaterialPlace) -> &'static str {
        match place.standing {
            Standing::Complete => "ok",
            Standing::Open => "near",
            Standing::NotAsked => "idle",
        }
    }

    /// The words of the state of a material.
    fn state(&self, material: &changxiao_store::matters::MatterContent) -> String {
        let kept = changxiao_app::matters::procedures::of_key(&self.cx.model, action::PROCEDURE).ok();
        let state = kept.and_then(|kept| kept.whole().flow.state(material.state));
        state.map_or_else(|| material.state.to_string(), |state| state.label(self.cx.lang).to_owned())
    }
}
