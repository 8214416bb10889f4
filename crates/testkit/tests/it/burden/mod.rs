//! What is asked of lower levels: registered or refused, measured and recomputed, lifted in an emergency; and a year that is closed into the next.

mod asks;
mod closing;
mod emergency;
mod meter;

use changxiao_app::sealing::{AuditScope, verify_audit};
use changxiao_domain::{ids::UnitId, orgs::UnitKind, time::Day};
use changxiao_store::orgs::{UnitRow, insert_unit};
use changxiao_testkit::{CITY, World};
use serde_json::{Value, json};

use crate::api::program::Program;

/// The chains hold, and what stands is what was told.
async fn holds(world: &World) -> anyhow::Result<()> {
    let audit = verify_audit(&world.app, CITY, AuditScope::default(), |_, _| {}).await?;
    anyhow::ensure!(audit.broken.is_empty(), "{:?}", audit.broken);
    Ok(())
}

async fn office(world: &World) -> anyhow::Result<Program> {
    Program::of(world, "office", &["read", "handle"]).await
}

/// Two communities of the first street.
async fn communities(world: &World) -> anyhow::Result<()> {
    let mut tx = world.fresh.db.begin().await?;
    for (code, name) in [("C1", "新华东社区"), ("C2", "东园社区")] {
        let unit = UnitRow {
            id: world.app.new_id(UnitId),
            code: code.to_owned(),
            name: name.to_owned(),
            name_en: String::new(),
            kind: UnitKind::Community.code().to_owned(),
            parent: None,
            division: Some(350_602_003_001),
            areas: Vec::new(),
            valid_from: Day::constant(2026, 1, 1),
            valid_until: None,
            version: 1,
        };
        insert_unit(&mut tx, CITY, &unit).await?;
    }
    tx.commit().await?;
    world.app.refresh_model(CITY).await?;
    Ok(())
}

/// Begins something, and gives its number.
async fn begun(program: &Program, body: Value) -> anyhow::Result<String> {
    let begun: Value = program.post("/matters", &body).await?.expect(201)?.json()?;
    Ok(begun["number"].as_str().unwrap_or_default().to_owned())
}

/// Takes an action on it as it stands.
async fn act(program: &Program, number: &str, action: &str, values: Value) -> anyhow::Result<()> {
    let version = program.read(&format!("/matters/{number}")).await?["version"].clone();
    let body = json!({ "action": action, "version": version, "values": values, "reason": "工作需要" });
    program.post(&format!("/matters/{number}/actions"), &body).await?.expect(200)?;
    Ok(())
}

/// A table that the civil affairs bureau sends round.
fn outside(items: Value, until: &str, audience: &str) -> Value {
    json!({
        "procedure": "outside_ask",
        "title": "社区台账周报",
        "values": {
            "issuer": "市民政局", "basis": "民发〔2026〕3 号", "frequency": "weekly", "until": until, "minutes": 20,
            "asked_of": audience, "items": items,
        },
    })
}

/// An order of the headquarters to these units.
fn order(title: &str, units: &[&str]) -> Value {
    json!({
        "procedure": "dispatch_order", "title": title, "units": units,
        "values": { "order": "三日内清理", "basis": "例会", "due": "2026-06-30" },
    })
}

/// The number of the part of an order that a unit has.
async fn part(program: &Program, unit: &str) -> anyhow::Result<String> {
    let list = program.read(&format!("/matters?level=part&holder={unit}")).await?;
    Ok(list["matters"][0]["number"].as_str().unwrap_or_default().to_owned())
}
