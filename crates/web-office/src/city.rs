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
    /// Unit and title of every post that leads.
    leaders: Vec<(&'a str, &'a str)>,
}

async fn page(request: Request) -> Answer {
    let (model, lang) = (request.model(), request.lang());
    let file = if model.city.demonstration { shipped(&model.city.code).ok().map(|(_, file)| file) } else { None };
    let mut leading: Vec<_> =
        model.posts.values().filter(|post| post.role == Role::Leader && post.in_force(model.day)).collect();
    leading.sort_by_key(|post| post.id);
    let leaders = leading.iter().map(|post| (model.unit_name(post.unit, lang), post.title.as_str())).collect();
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
