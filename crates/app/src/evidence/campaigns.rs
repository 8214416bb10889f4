//! The campaigns that items may be marked with: those that ship, and a city's own.

use changxiao_domain::{
    evidence::{Tag, TagFault},
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{cities, evidence as store};
use changxiao_words::say;

use crate::{App, AppError, note};

/// A campaign of a city's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewCampaign {
    pub code: String,
    pub name_zh: String,
    /// Left out: the Chinese name.
    pub name_en: String,
    pub source: String,
}

/// Adds a campaign from today on.
///
/// Errors: not permitted; a code that is none or that there is already; no name or source.
pub async fn add_campaign(app: &App, actor: &Actor, new: &NewCampaign) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let (zh, source) = (new.name_zh.trim().to_owned(), new.source.trim().to_owned());
    let en = Some(new.name_en.trim()).filter(|name| !name.is_empty()).map_or_else(|| zh.clone(), str::to_owned);
    let tag = Tag {
        code: new.code.trim().to_owned(),
        zh,
        en,
        since: model.day_of(app.now()),
        source_zh: source.clone(),
        source_en: source,
    };
    tag.check().map_err(|fault| match fault {
        TagFault::Name(_) => AppError::field("name_zh", say!(evidence_campaign_name)),
        TagFault::Source(_) => AppError::field("source", say!(evidence_campaign_source)),
        _ => AppError::field("code", say!(evidence_campaign_code)),
    })?;
    let twice = || AppError::field("code", say!(evidence_campaign_twice, code = tag.code.clone()));
    if model.campaigns.get(&tag.code).is_some() {
        return Err(twice());
    }
    let mut tx = app.db().begin().await?;
    if !store::add_campaign(&mut tx, actor.city, &tag).await? {
        return Err(twice());
    }
    cities::touch_model(&mut tx, actor.city);
    let subject = TraceSubject::Setting("evidence_campaigns".to_owned());
    let told = serde_json::json!({ "code": tag.code, "name": tag.zh });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, subject, told).await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}
