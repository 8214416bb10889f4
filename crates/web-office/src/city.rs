//! What the city is: its size, who leads, and for a demonstration the report that it follows.

use askama::Template;
use changxiao_app::cities::shipped::{CityFile, UnitEntry, shipped};
use changxiao_domain::{
    orgs::{Permission::ReadUnits, Role},
    standards::Bilingual,
};
use changxiao_words::Lang;

use crate::{
    answer::Answer,
    cx::Cx,
    filters,
    request::Request,
    routes::{Access::May, Routes},
    shell::{Section, Shell},
};

/// The word of a city file for what its report itself says.
const CERTAIN: &str = "certain";

pub fn routes(routes: Routes) -> Routes {
    routes.feature("city").get("/city", May(ReadUnits), page)
}

#[derive(Template)]
#[template(path = "city/city.html")]
struct CityPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    /// Of a demonstration.
    file: Option<CityFile>,
    /// Every post that leads.
    leaders: Vec<Leader<'a>>,
}

/// A post that leads.
struct Leader<'a> {
    unit: &'a str,
    title: &'a str,
    /// The report of a demonstration does not say so itself.
    is_inferred: bool,
}

async fn page(request: Request) -> Answer {
    let (model, lang) = (request.model(), request.lang());
    let file = if model.city.demonstration { shipped(&model.city.code).ok().map(|(_, file)| file) } else { None };
    let mut leading: Vec<_> =
        model.posts.values().filter(|post| post.role == Role::Leader && post.in_force(model.day)).collect();
    leading.sort_by_key(|post| post.id);
    let is_inferred = |unit: &str, title: &str| {
        let of_file = file.iter().flat_map(|file| &file.leaders);
        let mut same = of_file.filter(|leader| leader.unit == unit && leader.title.zh == title);
        file.is_some() && same.next().is_none_or(|leader| leader.evidence != CERTAIN)
    };
    let leaders = leading.iter().copied().map(|post| Leader {
        unit: model.unit_name(post.unit, lang),
        title: &post.title,
        is_inferred: is_inferred(model.units.get(post.unit).map_or("", |unit| &unit.code), &post.title),
    });
    let leaders = leaders.collect();
    let shell = request.shell(Section::Units).await;
    request.page(&CityPage { shell, cx: &request.cx, file, leaders })
}

impl CityPage<'_> {
    fn posts(&self) -> usize {
        self.cx.model.posts.values().filter(|post| post.in_force(self.cx.model.day)).count()
    }

    fn groups<'f>(&self, file: &'f CityFile) -> impl Iterator<Item = &'f UnitEntry> {
        file.units.iter().filter(|unit| unit.kind == "group")
    }

    fn duties(&self, unit: &UnitEntry) -> String {
        unit.duties.iter().map(|duty| duty.pick(self.cx.lang)).collect::<Vec<_>>().join(self.cx.l.orgs_text)
    }

    /// The units of the file by their keys.
    fn names(&self, keys: &[String]) -> String {
        let name = |key: &String| self.cx.model.units.by_code(key).map(|unit| unit.name_in(self.cx.lang).to_owned());
        keys.iter().filter_map(name).collect::<Vec<_>>().join(self.cx.l.orgs_text)
    }
}

fn name_of(unit: &UnitEntry, lang: Lang) -> &str {
    lang.of_data(&unit.name_zh, &unit.name_en)
}

fn pick<'t>(text: &'t Bilingual, lang: &Lang) -> &'t str {
    text.pick(*lang)
}
