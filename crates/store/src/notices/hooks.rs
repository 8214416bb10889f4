//! The webhooks of a city.

use changxiao_domain::{
    ids::{CityId, HookId, UnitId},
    notices::NoticeKind,
    time::Instant,
};
use changxiao_words::Lang;

use crate::{
    Db, StoreError, Tx,
    engine::{Columns, Row},
    params, sql,
};

/// How a message is dressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookStyle {
    /// JSON of our own with a signature, for any system.
    Signed,
    /// A robot of WeCom (企业微信).
    WeCom,
    /// A robot of DingTalk (钉钉).
    DingTalk,
}

impl HookStyle {
    pub const ALL: [HookStyle; 3] = [HookStyle::Signed, HookStyle::WeCom, HookStyle::DingTalk];

    pub const fn code(self) -> &'static str {
        match self {
            HookStyle::Signed => "signed",
            HookStyle::WeCom => "wecom",
            HookStyle::DingTalk => "dingtalk",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    pub id: HookId,
    pub name: String,
    pub style: HookStyle,
    /// With its key; never shown.
    pub url: String,
    /// Empty: none.
    pub secret_name: String,
    pub kinds: Vec<NoticeKind>,
    pub unit: Option<UnitId>,
    pub lang: Lang,
    pub made_at: Instant,
}

/// The columns of `hooks` behind the city.
const HOOK_COLUMNS: Columns =
    &["hook_id", "name", "style", "url", "secret_name", "kinds", "unit_id", "lang", "made_at"];

sql! {
    ALL_HOOKS = (HOOK_COLUMNS "
        SELECT {}
        FROM hooks
        WHERE city_id = $1 AND ended_at IS NULL
        ORDER BY name, hook_id");
    PUT_HOOK = (HOOK_COLUMNS "
        INSERT INTO hooks (city_id, {})
        VALUES ($1, {$2})");
    END_HOOK = "UPDATE hooks SET ended_at = $3 WHERE city_id = $1 AND hook_id = $2 AND ended_at IS NULL";
}

/// Those in use.
pub async fn all(db: &Db, city: CityId) -> Result<Vec<Hook>, StoreError> {
    db.rows(&ALL_HOOKS, params![city]).await?.iter().map(hook).collect()
}

pub async fn put(tx: &mut Tx, city: CityId, hook: &Hook) -> Result<(), StoreError> {
    let kinds: Vec<&str> = hook.kinds.iter().map(|kind| kind.code()).collect();
    let values = params![
        city,
        hook.id,
        &hook.name,
        hook.style.code(),
        &hook.url,
        &hook.secret_name,
        kinds.join(" "),
        hook.unit,
        hook.lang.tag(),
        hook.made_at
    ];
    tx.execute(&PUT_HOOK, values).await?;
    Ok(())
}

/// `false`: it has ended before.
pub async fn end(tx: &mut Tx, city: CityId, id: HookId, at: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(&END_HOOK, params![city, id, at]).await? > 0)
}

fn hook(row: &Row) -> Result<Hook, StoreError> {
    Ok(Hook {
        id: row.id("hook_id", HookId)?,
        name: row.text("name")?,
        style: row.code("style", HookStyle::parse)?,
        url: row.text("url")?,
        secret_name: row.text("secret_name")?,
        kinds: row.text("kinds")?.split_whitespace().filter_map(NoticeKind::parse).collect(),
        unit: row.opt_id("unit_id", UnitId)?,
        lang: Lang::parse(&row.text("lang")?).unwrap_or_default(),
        made_at: row.instant("made_at")?,
    })
}
