//! What a single statement cannot do: whoever does this knows the program and can write every table, and has not the key.

use anyhow::Context;
use changxiao_app::sealing;
use changxiao_domain::{
    cases::{Case, Event},
    ids::CaseId,
    sealing::{NO_HASH, Retold as _, canonical_json},
    time::HOUR,
};
use changxiao_store::{cases, engine::Params, params, sealed, sealing::Verifiable as _, seals::pages::Pages};
use changxiao_testkit::CITY;
use serde_json::json;

use super::scene::Scene;

#[derive(Clone, Copy)]
pub enum Forgery {
    /// Another text in an event, and every hash after it made anew, up to the row.
    ChainAnew,
    /// The last event gone, and the row as it was before it.
    RolledBack,
    HalfOfTheCases,
    OneCase,
    OldVisit,
    OldTrace,
    RowWithLeaf,
    SealedAnew,
}

/// Everything that a case has.
const OF_CASES: [&str; 12] = [
    "case_events",
    "case_photos",
    "case_units",
    "case_pleas",
    "case_pauses",
    "due_steps",
    "escalations",
    "recurrence_cases",
    "chronic_cases",
    "whistle_cases",
    "consultation_cases",
    "cases",
];

impl Forgery {
    pub async fn forge(self, scene: &Scene<'_>) -> anyhow::Result<()> {
        match self {
            Self::ChainAnew => chain_anew(scene).await,
            Self::RolledBack => rolled_back(scene).await,
            Self::HalfOfTheCases => without(scene, "number % 2 = 0").await,
            Self::OneCase => without(scene, "number = 260616000001").await,
            Self::OldVisit => {
                let text = "INSERT INTO visits (city_id, visit_id, number, site_id, site_type, division, unit_id, system_id, person_id, \
                            post_id, started_at, submitted_at, met, not_met, not_applicable, note) \
                            SELECT city_id, $2, 99, site_id, site_type, division, unit_id, system_id, person_id, post_id, started_at, \
                            submitted_at, 2, 0, 0, note FROM visits WHERE city_id = $1 AND number = 1";
                scene.run(text.to_owned(), params![CITY, vec![5_u8; 16]]).await.map(drop)
            }
            Self::OldTrace => {
                let text = "INSERT INTO access_log (city_id, entry_id, at, kind, person_id, post_id, subject, outcome, particulars) \
                            SELECT city_id, $2, at, kind, person_id, post_id, subject, outcome, particulars FROM access_log \
                            WHERE city_id = $1 AND entry_id = (SELECT entry_id FROM access_log WHERE city_id = $1 ORDER BY entry_id LIMIT 1)";
                scene.run(text.to_owned(), params![CITY, vec![5_u8; 16]]).await.map(drop)
            }
            Self::RowWithLeaf => row_with_leaf(scene).await,
            Self::SealedAnew => sealed_anew(scene).await,
        }
    }
}

async fn first_case(scene: &Scene<'_>) -> anyhow::Result<(Case, Vec<Event>)> {
    let db = &scene.world.fresh.db;
    let case = cases::by_number(db, CITY, "260616-0001").await?.context("the first case")?.case;
    let events = cases::events_of(db, CITY, case.id).await?;
    Ok((case, events))
}

async fn chain_anew(scene: &Scene<'_>) -> anyhow::Result<()> {
    let (case, mut events) = first_case(scene).await?;
    let mut head = NO_HASH;
    for event in &mut events {
        if event.action == changxiao_domain::cases::Action::Urge {
            event.particulars = json!({ "text": "不急" });
        }
        head = event.seal(head);
        let text = "UPDATE case_events SET particulars = $4, prev_hash = $5, hash = $6 WHERE city_id = $1 AND case_id = $2 AND seq = $3";
        let values = params![CITY, case.id, event.seq, canonical_json(&event.particulars), event.prev_hash, event.hash];
        scene.run(text.to_owned(), values).await?;
    }
    let text = "UPDATE cases SET head_hash = $3 WHERE city_id = $1 AND case_id = $2";
    scene.run(text.to_owned(), params![CITY, case.id, head]).await.map(drop)
}

async fn rolled_back(scene: &Scene<'_>) -> anyhow::Result<()> {
    let (case, mut events) = first_case(scene).await?;
    let last = events.pop().context("an event")?;
    let before = Case::retold(&events, &case)?;
    let text = "DELETE FROM case_events WHERE city_id = $1 AND case_id = $2 AND seq = $3";
    scene.run(text.to_owned(), params![CITY, case.id, last.seq]).await?;
    for (column, value) in before.told() {
        let text = format!("UPDATE cases SET {column} = $3 WHERE city_id = $1 AND case_id = $2");
        scene.run(text, params![CITY, case.id].and(Params(vec![value]))).await?;
    }
    Ok(())
}

async fn without(scene: &Scene<'_>, which: &str) -> anyhow::Result<()> {
    let found = scene.ask(&format!("SELECT case_id FROM cases WHERE city_id = $1 AND {which}"), params![CITY]).await?;
    for row in found {
        let id = row.id("case_id", CaseId)?;
        for table in OF_CASES {
            scene.run(format!("DELETE FROM {table} WHERE city_id = $1 AND case_id = $2"), params![CITY, id]).await?;
        }
    }
    Ok(())
}

async fn row_with_leaf(scene: &Scene<'_>) -> anyhow::Result<()> {
    let db = &scene.world.fresh.db;
    let sites = sealed().into_iter().find(|table| table.name == "sites").context("sites are sealed")?;
    scene.run("UPDATE sites SET name = '别处' WHERE city_id = $1 AND number = 1".to_owned(), params![CITY]).await?;
    let page = Pages::begin(db, CITY, sites, 100).await?.next(db).await?.context("the sites")?;
    let row = page.iter().find(|row| row.shown == "1").context("the first site")?;
    let print = row.print(sites);
    let text = "UPDATE seal_leaves SET row_hash = $3, marks = $4 WHERE city_id = $1 AND kind = 'sites' AND key = $2";
    scene.run(text.to_owned(), params![CITY, &row.key, print.hash, print.marks]).await.map(drop)
}

/// As somebody would who can write the database and the key, and cannot write what was noted outside.
async fn sealed_anew(scene: &Scene<'_>) -> anyhow::Result<()> {
    let folder = scene.world.fresh.folder.path();
    let noted = std::fs::read(folder.join("seals.log"))?;
    for table in ["seals", "seal_sums", "seal_leaves"] {
        scene.run(format!("DELETE FROM {table} WHERE city_id = $1"), params![CITY]).await?;
    }
    std::fs::write(folder.join("seal.key"), [9_u8; 32])?;
    scene.world.clock.advance(24 * HOUR);
    sealing::keep(&scene.world.app, CITY).await?.context("a seal")?;
    scene.world.clock.advance(-24 * HOUR);
    Ok(std::fs::write(folder.join("seals.log"), noted)?)
}
