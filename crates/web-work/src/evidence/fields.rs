//! The fields that tell of an item, as they are offered and as they are read.

use changxiao_app::{AppError, evidence::Draft};
use changxiao_domain::evidence::{Item, Kind};
use changxiao_web_kit::{cx::Cx, fields::Typed, pickers};
use changxiao_words::say;

use crate::{
    choice::{Choice, ChoiceGroup},
    session::Who,
};

/// What can be chosen.
pub(super) struct Offered {
    pub kinds: Vec<Choice>,
    pub divisions: Vec<ChoiceGroup>,
    pub tags: Vec<Choice>,
    /// In characters: more is said in a text.
    pub caption_hint: String,
}

pub(super) fn offered(cx: &Cx, who: &Who, typed: &Typed) -> Offered {
    let chosen = typed.get("kind");
    let kinds = Kind::ALL.map(|kind| Choice::of(kind.code(), kind.words(cx.lang), chosen));
    let tags = cx.model.campaigns.all();
    let rule = &cx.model.campaigns.caption;
    Offered {
        kinds: std::iter::once(Choice::new("", cx.l.evidence_kind_by_content, false)).chain(kinds).collect(),
        divisions: pickers::division_groups(&cx.model, &who.actor, typed.get("division"), cx.lang),
        tags: tags.map(|tag| Choice::new(&tag.code, tag.name(cx.lang), typed.has("tags", &tag.code))).collect(),
        caption_hint: changxiao_words::fill(cx.l.evidence_caption_hint, &[("n", &rule.hint), ("most", &rule.most)]),
    }
}

/// What was typed. Errors: a kind, a day, a site or a division that is none.
pub(super) fn read(typed: &Typed) -> Result<Draft, AppError> {
    let text = |name: &str| typed.get(name).trim().to_owned();
    let optional = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let kind = match optional("kind") {
        None => None,
        Some(code) => Some(Kind::parse(&code).ok_or_else(|| AppError::field("kind", say!(evidence_no_such_kind)))?),
    };
    let day = match optional("day") {
        None => None,
        Some(day) => Some(day.parse().map_err(|_| AppError::field("day", say!(common_write_day_2026_12_01)))?),
    };
    let site = match optional("site") {
        None => None,
        Some(number) => Some(
            number
                .parse()
                .map_err(|_| AppError::field("site", say!(evidence_no_such_site, number = number.clone())))?,
        ),
    };
    let division = match optional("division") {
        None => None,
        Some(code) => Some(code.parse().map_err(|_| AppError::field("division", say!(evidence_no_such_division)))?),
    };
    Ok(Draft {
        kind,
        caption: text("caption"),
        day,
        place: text("place"),
        site,
        division,
        people: text("people"),
        source: text("source"),
        tags: typed.all("tags").map(str::to_owned).collect(),
        press_title: text("press_title"),
        press_paper: text("press_paper"),
        press_author: text("press_author"),
        press_photographer: text("press_photographer"),
    })
}

/// What is told of an item, as it stands in the form.
pub(super) fn typed_of(item: &Item, site: Option<i64>) -> Typed {
    let division = item.division.and_then(|padded| changxiao_domain::divisions::DivisionCode::from_padded(padded).ok());
    let mut typed = Typed::default()
        .with("kind", item.kind.code())
        .with("caption", &item.caption)
        .with("day", item.day)
        .with("place", &item.place)
        .with_optional("site", site.as_ref())
        .with_optional("division", division.as_ref())
        .with("people", &item.people)
        .with("source", &item.source);
    for tag in &item.tags {
        typed = typed.with("tags", tag);
    }
    match &item.press {
        None => typed,
        Some(press) => typed
            .with("press_title", &press.title)
            .with("press_paper", &press.paper)
            .with("press_author", &press.author)
            .with("press_photographer", &press.photographer),
    }
}
