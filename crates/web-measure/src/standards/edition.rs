//! One edition of a system as its pages show it: addresses, names, what may be done with it. Editions and codes may hold any
//! letter.

use axum::http::StatusCode;
use changxiao_app::{
    AppError,
    model::CityModel,
    standards::{find, slug, status::Standing},
};
use changxiao_domain::{
    orgs::Permission,
    standards::{CheckItem, Evidence, ListEntry, Material, Node, SiteType, System, SystemStatus},
};
use changxiao_store::standards::SystemRow;
use changxiao_words::{Lang, texts};

use crate::{address::encode, answer::WebError, choice::Choice, form::Form, session::Who};

#[derive(Clone, Copy)]
pub(super) struct Edition<'a> {
    pub row: &'a SystemRow,
    pub system: &'a System,
}

impl<'a> Edition<'a> {
    pub fn find(model: &'a CityModel, named: &str) -> Result<Self, AppError> {
        let (row, system) = find(model, named)?;
        Ok(Self { row, system })
    }

    pub fn all(model: &'a CityModel) -> impl Iterator<Item = Self> {
        model.systems.iter().map(|(row, system)| Self { row, system })
    }

    /// All editions to choose from, one of them chosen by its slug.
    pub fn choices(model: &CityModel, chosen: &str, lang: Lang) -> Vec<Choice> {
        Edition::all(model).map(|one| Choice::of(&slug(one.row), one.title(lang), chosen)).collect()
    }

    /// `/standards/national-2017-district~2017`.
    pub fn href(&self) -> String {
        format!("/standards/{}", encode(&slug(self.row)))
    }

    pub fn node_href(&self, code: &str) -> String {
        format!("{}/nodes/{}", self.href(), encode(code))
    }

    /// An entry of the list that addresses name `list`.
    pub fn entry_href(&self, list: &str, code: &str) -> String {
        format!("{}/{list}/{}", self.href(), encode(code))
    }

    pub fn site_type_href(&self, code: &str) -> String {
        self.entry_href("site-types", code)
    }

    /// A check item on the page of its site type.
    pub fn item_href(&self, item: &CheckItem) -> String {
        format!("{}#{}", self.site_type_href(&item.site_type), item.code)
    }

    /// 测评体系 · 2017.
    pub fn title(&self, lang: Lang) -> String {
        format!("{} · {}", self.system.name(lang), self.row.edition)
    }

    pub fn is_draft(&self) -> bool {
        self.row.status == SystemStatus::Draft
    }

    pub fn may_edit(&self, who: &Who) -> bool {
        self.is_draft() && who.actor.may(Permission::ManageStandards)
    }

    pub fn methods(&self, codes: &[String], lang: Lang) -> String {
        joined(codes.iter().map(|code| self.system.method_name(code, lang)), lang)
    }

    pub fn materials(&self, codes: &[String], lang: Lang) -> String {
        joined(codes.iter().map(|code| Material::name_of(self.system, code, lang)), lang)
    }

    pub fn site_type(&self, code: &'a str, lang: Lang) -> &'a str {
        SiteType::name_of(self.system, code, lang)
    }

    /// The nodes with these codes.
    pub fn nodes(&self, codes: &[String]) -> Vec<&'a Node> {
        codes.iter().filter_map(|code| self.system.node(code)).collect()
    }
}

/// Names in a row, as the language separates them.
pub(super) fn joined<'a>(names: impl Iterator<Item = &'a str>, lang: Lang) -> String {
    names.collect::<Vec<_>>().join(texts(lang).list_comma)
}

pub(super) fn evidence_choices(chosen: Option<Evidence>, lang: Lang) -> Vec<Choice> {
    Evidence::ALL.into_iter().map(|one| Choice::new(one.code(), one.words(lang), chosen == Some(one))).collect()
}

/// How the tag of a standing looks.
pub(super) const fn standing_tag(standing: &Standing) -> &'static str {
    match standing {
        Standing::BuiltIn | Standing::Superseded => "",
        Standing::Draft => "provisional",
        Standing::Coming => "near",
        Standing::InForce => "on",
    }
}

/// The version of the draft that a form has seen.
pub(super) fn version_of(form: &Form) -> i64 {
    form.number("version").unwrap_or(0)
}

/// What a page can show beside its form; any other problem goes on to the error page.
pub(super) fn mendable(problem: AppError) -> Result<AppError, WebError> {
    match problem {
        AppError::Invalid(_) | AppError::Conflict => Ok(problem),
        problem => Err(problem.into()),
    }
}

pub(super) fn status_of(problem: Option<&AppError>) -> StatusCode {
    problem.map_or(StatusCode::OK, |problem| {
        StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
    })
}
