//! The matter as a sheet of paper; a letter of responsibility as one that can be checked by its code.

use askama::Template;
use axum::{extract::Path, http::HeaderMap};
use changxiao_app::matters::view::{MatterView, view as view_matter};
use changxiao_domain::{letters::Letter, matters::letter_of};
use changxiao_web_kit::{
    cx::Cx,
    filters,
    procedure::Frame,
    request::Request,
    source::{Source, own_address},
};

use super::{
    fields,
    said::{self, Said},
    show,
};
use crate::{
    answer::Answer,
    letters::sheet::{Sheet, percent, signature},
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "matters/print.html")]
struct PrintPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    view: MatterView,
    frame: Frame,
    sheet: String,
    said: Vec<Said>,
    letter: Option<Sheet>,
}

pub(super) async fn print(request: Request, source: Source, headers: HeaderMap, Path(number): Path<String>) -> Answer {
    let cx = &request.cx;
    let view = view_matter(request.app(), request.actor(), &number).await?;
    let (frame, said) = (show::frame(cx, &view), said::all(cx, request.actor(), &view.matter, &view.items));
    let letter = letter(&view).map(|letter| {
        let address = own_address(&request.state, request.actor().city, source, &headers);
        let sheet = Sheet::of(&cx.model, cx.lang, letter, signed(cx, &view, &address));
        match view.code.filter(|_| view.matter.signed().is_some()) {
            Some(code) => sheet.checked_at(&format!("{address}/letters/{}", percent(&code.plain()))),
            None => sheet,
        }
    });
    let sheet = match letter {
        Some(_) => view.matter.kept.document.name(cx.lang).to_owned(),
        None => fields::kind(cx, view.matter.kept, view.matter.level),
    };
    let shell = request.shell(Section::Matters).await;
    cx.page(&PrintPage { shell, cx, view, frame, sheet, said, letter })
}

/// The letter that it is, as far as the post reads it.
fn letter(view: &MatterView) -> Option<Letter> {
    let matter = &view.matter;
    matter.table().flow.signature()?;
    letter_of(matter.kept, (matter.city, &matter.number), &view.whole.as_ref()?.values, &matter.values).ok()
}

/// What stands under it: who signed, and where it is checked.
fn signed(cx: &Cx, view: &MatterView, address: &str) -> Vec<(&'static str, String)> {
    let (Some(signed), Some(code)) = (view.matter.signed(), view.code) else {
        return vec![(cx.l.letters_signed_by, cx.l.letters_unsigned.to_owned())];
    };
    let mut said = signature(&cx.model, cx.lang, cx.this_year(), &signed, code);
    said.push((cx.l.letters_where, format!("{address}/letters")));
    said
}
