//! Every set of numbers, and where the city goes its own way.

use askama::Template;
use changxiao_app::rules::{self, Rules};
use changxiao_domain::{orgs::Permission, rules::RuleSet};

use crate::{
    answer::Answer,
    cx::Cx,
    filters,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "rules/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    sets: Vec<Rules>,
    opens_case_rules: bool,
}

pub(super) async fn show(request: Request) -> Answer {
    let shell = request.shell(Section::Rules).await;
    let sets = RuleSet::ALL.into_iter().map(|set| rules::show(request.model(), set)).collect::<Result<Vec<_>, _>>()?;
    let opens_case_rules = request.may(Permission::ReadCases);
    request.page(&ListPage { shell, cx: &request.cx, sets, opens_case_rules })
}
