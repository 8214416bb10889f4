//! Every procedure with its edition, where it comes from and how much is open by it.

use askama::Template;
use changxiao_app::procedures::{
    draft::may_write,
    list::{Entry, overview},
};
use changxiao_domain::time::Day;
use changxiao_web_kit::{cx::Cx, filters, request::Request};
use changxiao_words::fill;

use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "procedures/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<Line>,
    may_write: bool,
}

struct Line {
    key: String,
    name: String,
    purpose: String,
    edition: String,
    open: i64,
    /// How something is open by other editions than today's; empty where nothing is.
    by_edition: String,
    tags: Vec<Tag>,
}

/// Kind and words of a tag.
pub(super) struct Tag {
    pub kind: &'static str,
    pub words: String,
}

pub(super) async fn list(request: Request) -> Answer {
    let cx = &request.cx;
    let all = overview(request.app(), request.model()).await?;
    let may_write = may_write(request.actor());
    // What is only being written is nobody else's business.
    let shown = all.iter().filter(|one| may_write || one.latest().is_some());
    let lines = shown.map(|one| line(cx, one, may_write)).collect();
    let shell = request.shell(Section::Procedures).await;
    request.page(&ListPage { shell, lines, may_write })
}

fn line(cx: &Cx, one: &Entry, may_write: bool) -> Line {
    let latest = one.today.or(one.latest()).map(|kept| &kept.document);
    let drafted = one.draft.as_ref().map(|draft| cx.lang.of_data(&draft.name_zh, &draft.name_en));
    let named = latest.map(|document| document.name(cx.lang)).or(drafted).unwrap_or_default();
    Line {
        key: one.key.to_string(),
        name: named.to_owned(),
        purpose: latest.map_or_else(String::new, |document| {
            cx.lang.of_data(&document.purpose_zh, &document.purpose_en).to_owned()
        }),
        edition: latest.map_or_else(String::new, |document| document.edition.clone()),
        open: one.all_open(),
        by_edition: by_edition(cx, one),
        tags: tags(cx, one, cx.today(), may_write),
    }
}

/// How much is open by which edition, where it is more than today's.
pub(super) fn by_edition(cx: &Cx, one: &Entry) -> String {
    let is_todays = |hash| one.today.is_some_and(|today| today.hash == hash);
    if one.open.iter().all(|open| is_todays(open.hash)) {
        return String::new();
    }
    let said = |open: &changxiao_app::procedures::list::OpenBy| {
        fill(cx.l.procedures_open_by, &[("edition", &open.edition), ("n", &open.open)])
    };
    one.open.iter().map(said).collect::<Vec<_>>().join(cx.l.list_comma)
}

/// Where it comes from and what is coming.
pub(super) fn tags(cx: &Cx, one: &Entry, today: Day, may_write: bool) -> Vec<Tag> {
    let l = cx.l;
    let tag = |kind: &'static str, words: &str| Tag { kind, words: words.to_owned() };
    let mut tags = Vec::new();
    match (one.today, one.is_own_today()) {
        (Some(_), true) => tags.push(tag("on", l.procedures_own)),
        (Some(_), false) => tags.push(tag("", l.procedures_shipped)),
        (None, _) if !one.editions.is_empty() && one.later(today).next().is_none() => {
            tags.push(tag("", l.procedures_withdrawn));
        }
        (None, _) => {}
    }
    for edition in one.later(today) {
        let from = &edition.kept.document.in_force_from;
        tags.push(Tag { kind: "on", words: fill(l.procedures_from_day, &[("day", from)]) });
    }
    if one.ours_is_newer() {
        tags.push(tag("near", l.procedures_ours_newer));
    }
    if let Some(draft) = one.draft.as_ref().filter(|_| may_write) {
        tags.push(match draft.is_proposed {
            true => tag("near", l.procedures_waits),
            false => tag("", l.procedures_draft),
        });
    }
    tags
}
