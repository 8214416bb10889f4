//! Beginning a matter: first the choice of a procedure, then the form that its document makes.

use askama::Template;
use axum::http::StatusCode;
use changxiao_app::{
    AppError,
    matters::{
        begin::{Beginning, begin},
        procedures::{of_key, to_begin},
    },
};
use changxiao_domain::matters::{Effect, First, LoadedDocument, Matter, Values};
use changxiao_web_kit::{
    cx::Cx,
    fields::{Control, Drawn, Typed},
    filters,
    form_page::{self, FormFrame, FormPage, Opening},
};
use changxiao_words::{Key, Lang, fill, keys};

use super::{fields, files};
use crate::{
    answer::Answer,
    form::Form,
    shell::{Section, Shell},
};

/// The form that begins.
pub(super) struct BeginForm;

#[derive(Template)]
#[template(path = "matters/choose.html")]
struct ChoosePage<'a> {
    shell: Shell,
    cx: &'a Cx,
    procedures: Vec<&'static LoadedDocument>,
}

impl FormPage for BeginForm {
    type Thing = Matter;

    const LIST: &'static str = "/matters";
    const DONE: Key = keys::matters_begun;

    async fn opened(at: &Opening) -> Result<Typed, AppError> {
        let key = at.proposed("procedure").next().unwrap_or_default();
        if key.is_empty() {
            return Ok(Typed::default());
        }
        let kept = of_key(at.request.model(), key)?;
        let Some(ruled) = kept.whole().beginning(at.actor().role) else { return Ok(Typed::default()) };
        let asked = fields::of_row(ruled, &kept.document.whole.fields);
        let typed = fields::first(&at.request.cx, at.actor(), &asked, &Values::default());
        let mut typed = fields::with_gaps(at.app(), at.actor(), &at.request.cx, &asked, typed).await?;
        let name = at.proposed("template").next().unwrap_or_default();
        if let Some(template) = kept.document.templates.iter().find(|template| template.name.as_str() == name) {
            typed = typed.with("title", template.label(at.request.cx.lang));
            for (name, text) in &template.fields {
                typed = typed.without(name.as_str()).with(name.as_str(), text);
            }
        }
        // What a link knows already.
        for field in &asked {
            let name = field.name.as_str();
            if let Some(value) = at.proposed(name).next() {
                typed = typed.without(name).with(name, value);
            }
        }
        for field in asked.iter().filter(|field| field.first == Some(First::NodeLead)) {
            let node = field.of_node.map_or("", |node| typed.get(node.as_str())).to_owned();
            if let Some(unit) =
                at.request.model().node_lead(&node).filter(|_| typed.get(field.name.as_str()).is_empty())
            {
                typed = typed.with(field.name.as_str(), unit.to_string());
            }
        }
        Ok(typed.with("procedure", key))
    }

    async fn take_in(at: &Opening, form: &mut Form) -> Result<(), AppError> {
        let kept = of_key(at.request.model(), form.text("procedure"))?;
        let Some(ruled) = kept.whole().beginning(at.actor().role) else { return Ok(()) };
        let asked = fields::of_row(ruled, &kept.document.whole.fields);
        for (name, numbers) in files::take_in(at.app(), at.actor(), &asked, form).await? {
            form.set(name, numbers);
        }
        Ok(())
    }

    async fn sent(at: &Opening, typed: &Typed) -> Result<Matter, AppError> {
        let key = typed.get("procedure").to_owned();
        let kept = of_key(at.request.model(), &key)?;
        let ruled = kept.whole().beginning(at.actor().role).ok_or(AppError::NotFound("procedure"))?;
        let asked = fields::of_row(ruled, &kept.document.whole.fields);
        let issues = ruled.has(&Effect::Issue) || ruled.has(&Effect::Copy);
        let beginning = Beginning {
            procedure: key,
            title: typed.get("title").to_owned(),
            division: None,
            values: fields::given(&asked, typed),
            units: if issues { fields::units(at.request.model(), typed)? } else { Vec::new() },
        };
        begin(at.app(), at.actor(), beginning, typed.request_key()).await
    }

    fn done(matter: &Matter, lang: Lang) -> String {
        let name = matter.kept.document.name(lang);
        fill(Self::DONE.text(lang), &[("procedure", &name), ("number", &matter.number)])
    }

    async fn render(at: Opening, typed: Typed, status: StatusCode) -> Answer {
        let cx = &at.request.cx;
        let offered = to_begin(at.request.model(), at.actor());
        let kept = offered.iter().find(|kept| kept.document.key.as_str() == typed.get("procedure"));
        let Some((kept, ruled)) = kept.and_then(|kept| Some((*kept, kept.whole().beginning(at.actor().role)?))) else {
            let shell = at.shell(Section::Matters).await;
            return cx.page_with(status, &ChoosePage { shell, cx, procedures: offered });
        };
        let label = kept.whole().flow.action(ruled.row.action).map_or("", |action| action.label(cx.lang));
        let title = Drawn {
            name: "title",
            label: cx.l.matters_title_field,
            hint: "",
            error: typed.problem("title").to_owned(),
            required: true,
            control: Control::Line { kind: "text", value: typed.get("title").to_owned() },
        };
        let drawn = fields::draw(cx, at.actor(), ruled, &kept.document.whole.fields, &typed, fields::Held::new());
        let drawn = std::iter::once(title).chain(drawn).collect();
        let list = (Self::LIST, cx.l.matters_nav);
        let hint = cx.lang.of_data(&kept.document.purpose_zh, &kept.document.purpose_en);
        let form = FormFrame::begins(&at, list, kept.document.name(cx.lang), hint, label, typed);
        let form = form.with("procedure", kept.document.key);
        form_page::declared(&at, Section::Matters, form, drawn, status).await
    }
}
