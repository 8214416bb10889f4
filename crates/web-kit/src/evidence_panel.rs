//! What a case or an inspection uses of the evidence store, on its page: items, an item by its number, and photos of its own that become items.

use std::collections::HashSet;

use askama::Template;
use changxiao_app::{App, AppError, evidence::of_user};
use changxiao_domain::{
    cases::hex,
    evidence::{Media, UsedBy},
    orgs::{Actor, Permission},
};
use changxiao_store::evidence::EvidenceRow;

use crate::{filters, shell::Shell};

pub struct EvidencePanel {
    /// The address of what uses the items.
    place: String,
    /// Where a new one is brought for it; empty where nothing can be.
    new: String,
    items: Vec<EvidenceRow>,
    /// Its own photos that are no items yet: hash, and where a small picture lies.
    photos: Vec<(String, String)>,
    may_attach: bool,
}

impl EvidencePanel {
    /// `photos`: hashes of its own photos, each once; `src` gives the address of a small picture. Whoever calls has seen what uses them.
    ///
    /// Errors: the database.
    pub async fn of(
        app: &App,
        actor: &Actor,
        (by, number, place): (UsedBy, &str, String),
        photos: impl IntoIterator<Item = [u8; 32]>,
        src: impl Fn(&str) -> String,
    ) -> Result<Self, AppError> {
        let items = of_user(app, actor, by, number).await?;
        let may_attach = actor.may(Permission::ReportCase);
        let mut there: HashSet<[u8; 32]> = items.iter().map(|row| row.hash).collect();
        let left = photos.into_iter().filter(|hash| may_attach && there.insert(*hash));
        let photos = left.map(|hash| (hex(&hash), src(&hex(&hash)))).collect();
        let new = match by {
            UsedBy::Case if may_attach => format!("/evidence/new?case={number}"),
            _ => String::new(),
        };
        Ok(Self { place, new, items, photos, may_attach })
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && !self.may_attach
    }
}

#[derive(Template)]
#[template(path = "evidence_panel.html")]
pub struct EvidencePart<'a> {
    shell: &'a Shell,
    panel: &'a EvidencePanel,
}

impl Shell {
    /// A page writes `{{ shell.evidence(panel)|safe }}`.
    pub fn evidence<'a>(&'a self, panel: &'a EvidencePanel) -> EvidencePart<'a> {
        EvidencePart { shell: self, panel }
    }
}
