//! Sites, inspections, reference data and scores.

use changxiao_testkit::{on_both_engines, photo};
use serde_json::{Value, json};

use super::program::Program;

/// Answers to every item of site 1: all met but the first.
async fn answers(inspector: &Program) -> anyhow::Result<Value> {
    let list = inspector.read("/sites/1/check-list").await?;
    let items = list["items"].as_array().cloned().unwrap_or_default();
    assert!(items.len() > 5, "{list}");
    let results: Vec<Value> = items
        .iter()
        .enumerate()
        .map(|(place, item)| json!({ "item": item["code"], "answer": if place == 0 { "not_met" } else { "met" } }))
        .collect();
    Ok(json!({ "site": 1, "started_at": "2026-06-16T09:40:00+08:00", "results": results }))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inspection_with_a_photo_becomes_a_case_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = Program::of(world, "inspector", &["read", "inspect"]).await?;
        let document = answers(&inspector).await?;
        let item = document["results"][0]["item"].as_str().unwrap_or_default().to_owned();
        let part = format!("photo:{item}");
        let photos = [(part.as_str(), photo(5))];

        inspector.upload("/inspections", &document, &photos, None).await?.expect(422)?.says("idempotency-key")?;
        // A failed item without note or photo is refused, and nothing is kept.
        inspector.send("/inspections", &document.to_string(), Some("visit-0001")).await?.expect(422)?.says("E-1302")?;
        let stray = [("photo:xyz-01", photo(5))];
        inspector
            .upload("/inspections", &document, &stray, Some("visit-0001"))
            .await?
            .expect(422)?
            .says("photo:xyz-01")?;
        assert_eq!(inspector.read("/inspections").await?["inspections"], json!([]));

        let first =
            inspector.upload("/inspections", &document, &photos, Some("visit-0001")).await?.expect(201)?.json()?;
        let again =
            inspector.upload("/inspections", &document, &photos, Some("visit-0001")).await?.expect(201)?.json()?;
        assert_eq!((&first["number"], &first["cases"]), (&again["number"], &again["cases"]));
        assert_eq!((&first["repeated"], &again["repeated"]), (&json!(false), &json!(true)));

        let list = inspector.read("/inspections?site=1&with_findings=true").await?;
        assert_eq!(list["inspections"].as_array().map(Vec::len), Some(1));
        assert_eq!(list["inspections"][0]["started_at"], "2026-06-16T09:40:00+08:00");
        let visit = inspector.read(&format!("/inspections/{}", first["number"])).await?;
        let failed = visit["results"].as_array().into_iter().flatten().find(|result| result["item"] == json!(item));
        assert_eq!(failed.map(|result| &result["case"]), Some(&first["cases"][0]));
        let case = inspector.read(&format!("/cases/{}", first["cases"][0].as_str().unwrap_or_default())).await?;
        assert_eq!((&case["source"], &case["inspection"]), (&json!("finding"), &first["number"]));
        assert_eq!(case["photos"][0]["stage"], "before");
        let site = inspector.read("/sites/1").await?;
        assert_eq!((&site["inspections"][0]["number"], &site["open_cases"]), (&first["number"], &json!(1)));

        let leader = Program::of(world, "leader", &["read"]).await?;
        let scores = leader.read("/scores?period=2026-06").await?;
        assert_eq!(scores["provisional"], true);
        let street = scores["groups"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|group| group["units"].as_array().into_iter().flatten())
            .find(|place| place["unit"]["code"] == "S1");
        let score = street.and_then(|place| place["score"].as_i64());
        assert!(score.is_some_and(|score| (1..100_000).contains(&score)), "{scores}");
        let why = leader.read("/scores/2026-06/units/S1").await?;
        assert_eq!(why["score"].as_i64(), score);
        let lost: i64 =
            why["components"].as_array().into_iter().flatten().filter_map(|part| part["lost"].as_i64()).sum();
        assert_eq!(Some(100_000 - lost), score);
        assert!(
            why.to_string().contains(&format!(r#""code":"{}","due""#, first["number"])),
            "the why leads to the inspection: {why}"
        );
        // The other street sees the ranking but not what is below it.
        let other = Program::of(world, "street2", &["read"]).await?;
        other.read("/scores?period=2026-06").await?;
        other.get("/scores/2026-06/units/S1").await?.expect(404)?;
        other.get(&format!("/inspections/{}", first["number"])).await?.expect(404)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn reference_data_are_read() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let unit = Program::of(world, "street1", &["read"]).await?;
        let me = unit.read("/me").await?;
        assert_eq!(
            (&me["unit"]["code"], &me["role"], &me["scopes"]),
            (&json!("S1"), &json!("handler"), &json!(["read"]))
        );
        assert_eq!(me["sees"]["division"]["code"], "350602003");
        assert!(!me.to_string().contains("测试"), "{me}");
        let units = unit.read("/units?kind=town").await?;
        assert_eq!(units["units"].as_array().map(Vec::len), Some(2));
        assert_eq!(units["units"][0]["parent"], "X");
        let divisions = unit.read("/divisions?parent=350602").await?;
        assert_eq!(divisions["divisions"].as_array().map(Vec::len), Some(2));
        let categories = unit.read("/categories").await?;
        assert_eq!(categories["categories"].as_array().map(Vec::len), Some(101));
        let standards = unit.read("/standards").await?;
        let href =
            standards["standards"][0]["href"].as_str().unwrap_or_default().trim_start_matches("/api/v1").to_owned();
        let standard = unit.read(&href).await?;
        assert_eq!(standard["format"], "changxiao-standard/1");
        unit.get("/standards/nothing").await?.expect(404)?;
        unit.get("/units?kind=ministry").await?.expect(400)?;
        let sites = unit.read("/sites?limit=1").await?;
        assert_eq!((&sites["total"], &sites["next"]), (&json!(1), &json!(null)));
        let office = Program::of(world, "office", &["read"]).await?;
        let first = office.read("/sites?limit=1").await?;
        let second = office.read(&format!("/sites?limit=1&after={}", first["next"])).await?;
        assert_eq!((&first["sites"][0]["number"], &second["sites"][0]["number"]), (&json!(1), &json!(2)));
        assert_eq!(second["next"], json!(null));
        Ok(())
    })
    .await
}
