//! The list of items with previews, newest first: two statements a page.

use askama::Template;
use axum::extract::Query;
use changxiao_app::{evidence::list as page_of, imports};
use changxiao_domain::{
    divisions::DivisionCode,
    evidence::{Kind, Media},
    orgs::Permission,
};
use changxiao_store::evidence::{EvidenceFilter, EvidenceLine};
use changxiao_web_kit::{
    address::Address,
    cx::Cx,
    filtered::{self, Filter, Value, codes},
    filters,
    listing::{FilterForm, ListFrame, ListWords, Listing, ROWS},
    pickers,
    request::Request,
};
use serde::{Deserialize, Serialize};

use crate::{
    answer::Answer,
    choice::{Choice, ChoiceGroup},
    session::Who,
    shell::{Section, Shell},
};

/// What may stand in the address of the list and of its sheet.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("kind", Value::OneOf(|| codes(&Kind::ALL, Kind::code, &[]))),
    Filter::new("tag", Value::Known(|model, code| model.campaigns.get(code).is_some())),
    Filter::new("from", Value::Day),
    Filter::new("until", Value::Day),
    Filter::new("division", Value::Division),
    Filter::new("unit", Value::Unit),
    Filter::new("used", Value::OneOf(|| vec!["yes", "no"])),
    Filter::new("q", Value::Words),
];

/// What turns the pages of the list.
pub(super) const TURNS: &[Filter] = &[Filter::new("after", Value::Number(1, i64::MAX))];

pub(super) const LIST: &str = "/evidence";

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct ListQuery {
    kind: String,
    tag: String,
    from: String,
    until: String,
    division: String,
    unit: String,
    /// `yes` or `no`.
    used: String,
    q: String,
    /// The number of the last row of the page before.
    after: Option<i64>,
}

impl ListQuery {
    pub(super) fn filter(&self, who: &Who) -> EvidenceFilter {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        EvidenceFilter {
            kind: Kind::parse(&self.kind),
            tag: text(&self.tag),
            from: pickers::read_day(Some(&self.from)),
            until: pickers::read_day(Some(&self.until)),
            divisions: filtered::division(&who.model, self.division.trim()).map(DivisionCode::range),
            unit: filtered::unit(&who.model, self.unit.trim()),
            used: text(&self.used).map(|used| used == "yes"),
            words: text(&self.q),
            ..EvidenceFilter::default()
        }
    }
}

#[derive(Template)]
#[template(path = "evidence/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    list: ListFrame<EvidenceLine>,
    export: Option<Address>,
    may_import: bool,
}

impl ListPage<'_> {
    fn is_picture(&self, line: &EvidenceLine) -> bool {
        line.row.media() == Media::Picture
    }

    /// The names of its campaigns.
    fn tags<'b>(&'b self, line: &'b EvidenceLine) -> Vec<&'b str> {
        tag_names(self.cx, &line.row.item.tags)
    }
}

/// The names of campaigns; of one that is not there any more its code.
pub(super) fn tag_names<'a>(cx: &'a Cx, codes: &'a [String]) -> Vec<&'a str> {
    let name = |code: &'a String| cx.model.campaigns.get(code).map_or(code.as_str(), |tag| tag.name(cx.lang));
    codes.iter().map(name).collect()
}

pub(super) async fn list(request: Request, Query(query): Query<ListQuery>) -> Answer {
    let (cx, who) = (&request.cx, &request.who);
    let found = page_of(request.app(), &who.actor, &query.filter(who), query.after, ROWS).await?;
    let words = ListWords {
        title: cx.l.evidence_title,
        short: cx.l.evidence_title,
        none: cx.l.evidence_none,
        none_left: cx.l.evidence_none_filtered,
        begin: cx.l.evidence_new,
    };
    let listing = Listing::new(LIST, &query);
    let is_narrowed = listing.is_narrowed();
    let export = listing.address.clone().at("/evidence/export.xlsx");
    let list = ListFrame {
        next: listing.next(found.lines.last().filter(|_| found.more).map(|line| line.row.number)),
        filter: filter_form(cx, who, &query).clear(is_narrowed, LIST, cx.l.whistles_clear),
        words,
        path: LIST,
        is_narrowed,
        begin: request.may(Permission::ReportCase).then(|| format!("{LIST}/new")),
        rows: found.lines,
    };
    request.page(&ListPage {
        shell: request.shell(Section::Evidence).await,
        cx,
        list,
        export: request.may(Permission::Export).then_some(export),
        may_import: imports::may_import(request.actor(), imports::Kind::Evidence),
    })
}

fn filter_form(cx: &Cx, who: &Who, query: &ListQuery) -> FilterForm {
    let (l, lang, model) = (cx.l, cx.lang, &cx.model);
    let kinds = Kind::ALL.map(|kind| (kind.code(), kind.words(lang)));
    let tags = model.campaigns.all().map(|tag| Choice::of(&tag.code, tag.name(lang), &query.tag));
    let tags = std::iter::once(Choice::new("", l.evidence_all_tags, false)).chain(tags);
    let chosen = pickers::division_of(&query.division);
    let mut divisions = vec![ChoiceGroup::new("", [Choice::new("", l.evidence_all_divisions, false)])];
    divisions.extend(pickers::divisions_on_the_way(model, &who.actor, chosen, lang));
    let unit = pickers::unit_of(model, &query.unit).map_or("", |unit| model.unit_name(unit, lang));
    let used = [("yes", l.evidence_used), ("no", l.evidence_unused)];
    FilterForm::new(LIST, l.whistles_filter)
        .landmark(l.evidence_filter)
        .search("q", l.evidence_search, &query.q)
        .values("kind", l.evidence_kind, l.evidence_all_kinds, kinds, &query.kind)
        .select("tag", l.evidence_tags, tags)
        .groups("division", l.evidence_division, divisions)
        .suggest("unit", l.evidence_unit, unit, pickers::unit_suggestions(model, lang))
        .values("used", l.evidence_uses, l.evidence_used_or_not, used, &query.used)
        .day("from", l.evidence_from, &query.from)
        .day("until", l.evidence_until, &query.until)
}
