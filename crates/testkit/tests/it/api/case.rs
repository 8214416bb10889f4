//! A case from report to closing without a page, and what a report and an action refuse.

use changxiao_store::cases;
use changxiao_testkit::{CITY, on_both_engines, photo};
use serde_json::json;

use super::program::Program;

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_closed_by_programs_alone() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = Program::of(world, "inspector", &["report"]).await?;
        let dispatcher = Program::of(world, "dispatcher", &["read", "handle"]).await?;
        let unit = Program::of(world, "handler", &["handle", "read"]).await?;
        let checker = Program::of(world, "checker", &["handle"]).await?;

        let new = json!({ "category": "E0104", "text": "垃圾箱满溢，污水流到人行道", "site": 1 });
        let made = inspector.upload("/cases", &new, &[("photo", photo(1))], Some("report-0001")).await?.expect(201)?;
        let number = made.json()?["number"].as_str().unwrap_or_default().to_owned();
        assert_eq!(made.location(), format!("/api/v1/cases/{number}"));

        let filed = dispatcher.act(&number, "filing", json!({ "version": 1 })).await?;
        assert_eq!((&filed["state"], &filed["version"]), (&json!("filed"), &json!(2)));
        let sent = dispatcher.act(&number, "dispatch", json!({ "version": 2, "co_units": ["S1"] })).await?;
        assert_eq!((&sent["state"], &sent["lead_unit"]["code"]), (&json!("dispatched"), &json!("CG")));
        // Four working hours after Tuesday 10:00 end on the same day.
        assert!(
            sent["due_at"].as_str().is_some_and(|due| due.starts_with("2026-06-16T") && due.ends_with("+08:00")),
            "{sent}"
        );
        dispatcher.act(&number, "reminder", json!({ "text": "尽快" })).await?;
        let accepted = unit.act(&number, "acceptance", json!({})).await?;
        assert_eq!(
            accepted["actions"],
            json!(["submit", "submit_to_unit", "withdraw", "ask_extension", "ask_hang", "object", "note"])
        );
        let result = json!({ "text": "已清空并冲洗" });
        let path = format!("/cases/{number}/result");
        unit.post(&path, &result).await?.expect(422)?.says("photo_missing")?;
        unit.upload(&path, &result, &[("photo", photo(2))], None).await?.expect(200)?;
        dispatcher.act(&number, "check-request", json!({ "note": "现场看" })).await?;
        let checked = json!({ "passed": true, "text": "现场干净" });
        checker.upload(&format!("/cases/{number}/check"), &checked, &[("photo", photo(3))], None).await?.expect(200)?;
        let closed = dispatcher.act(&number, "closure", json!({ "conditions_met": true })).await?;
        assert_eq!(closed["state"], "closed");

        let case = dispatcher.read(&format!("/cases/{number}")).await?;
        let actions: Vec<&str> =
            case["events"].as_array().into_iter().flatten().filter_map(|event| event["action"].as_str()).collect();
        assert_eq!(
            actions,
            ["report", "file", "dispatch", "urge", "accept", "submit", "request_check", "check_pass", "close"]
        );
        assert_eq!(case["site"], 1);
        assert_eq!(case["handled_on_time"], true);
        assert_eq!(case["chain_holds"], true);
        assert_eq!(case["co_units"][0]["code"], "S1");
        let stages: Vec<&str> =
            case["photos"].as_array().into_iter().flatten().filter_map(|photo| photo["stage"].as_str()).collect();
        assert_eq!(stages, ["before", "after", "check"]);
        // Posts and units are named, persons never: neither by name nor by login or id.
        let person = world.actor("handler").await?.person.to_string();
        for word in ["测试handler", "测试", &person] {
            assert!(!case.to_string().contains(word), "{word} stands in {case}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_given_to_those_who_see_the_case() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = Program::of(world, "inspector", &["report", "read"]).await?;
        let new = json!({ "category": "E0104", "site": 1 });
        let made = inspector.upload("/cases", &new, &[("photo", photo(1))], None).await?.expect(201)?.json()?;
        let case = inspector.read(&format!("/cases/{}", made["number"].as_str().unwrap_or_default())).await?;
        let href = case["photos"][0]["href"].as_str().unwrap_or_default().trim_start_matches("/api/v1").to_owned();
        let small = inspector.get(&format!("{href}?size=small")).await?.expect(200)?;
        assert_eq!(small.headers["content-type"], "image/jpeg");
        inspector.get(&format!("{href}?size=full")).await?.expect(200)?;
        // What the camera wrote is for those who may know persons.
        inspector.get(&format!("{href}?size=original")).await?.expect(403)?.says("E-1101")?;
        let office = Program::of(world, "office", &["read"]).await?;
        assert_eq!(office.get(&format!("{href}?size=original")).await?.expect(200)?.body, photo(1));
        // The other street sees neither the case nor its photo.
        let stranger = Program::of(world, "street2", &["read"]).await?;
        stranger.get(&href).await?.expect(404)?.says("E-1102")?;
        inspector.get(&href.replace("/photos/", "/photos/00")).await?.expect(404)?;
        inspector.get(&format!("{href}?size=huge")).await?.expect(400)?.says("size")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_reports_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = Program::of(world, "inspector", &["report"]).await?;
        let text = r#"{"category":"E0104","site":1,"text":"一次"}"#;
        let first = inspector.send("/cases", text, Some("phone-7-0001")).await?.expect(201)?.json()?;
        let again = inspector.send("/cases", text, Some("phone-7-0001")).await?.expect(201)?.json()?;
        assert_eq!((&first["number"], &first["repeated"]), (&again["number"], &json!(false)));
        assert_eq!(again["repeated"], true);
        // Another post that happens to choose the same key reports a case of its own.
        let other = Program::of(world, "checker", &["report"]).await?;
        let theirs = other.send("/cases", text, Some("phone-7-0001")).await?.expect(201)?.json()?;
        assert_ne!(first["number"], theirs["number"]);
        // Ten at once are one.
        let at_once = (0..10).map(|_| inspector.send("/cases", text, Some("phone-7-0002")));
        let answers = futures::future::try_join_all(at_once).await?;
        let mut numbers = Vec::new();
        for answer in answers {
            numbers.push(answer.expect(201)?.json()?["number"].to_string());
        }
        numbers.dedup();
        assert_eq!(numbers.len(), 1, "{numbers:?}");
        let filter = cases::CaseFilter::default();
        assert_eq!(cases::count(world.app.db(), CITY, &filter, world.app.now()).await?, 3);
        inspector.send("/cases", text, Some("short")).await?.expect(422)?.says("idempotency-key")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_on_an_old_state_is_refused() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = Program::of(world, "inspector", &["report"]).await?;
        let dispatcher = Program::of(world, "dispatcher", &["handle"]).await?;
        let office = Program::of(world, "office", &["handle", "read"]).await?;
        let made = inspector.post("/cases", &json!({ "category": "E0104", "site": 2 })).await?.expect(201)?.json()?;
        let number = made["number"].as_str().unwrap_or_default();
        office.act(number, "filing", json!({ "version": 1 })).await?;
        let late =
            dispatcher.post(&format!("/cases/{number}/voiding"), &json!({ "version": 1, "reason": "重复" })).await?;
        let problem = late.expect(409)?.json()?;
        assert_eq!((&problem["number"], &problem["code"]), (&json!("E-1203"), &json!("conflict")));
        // Nothing was saved of it.
        let case = office.read(&format!("/cases/{number}")).await?;
        assert_eq!((&case["state"], &case["version"]), (&json!("filed"), &json!(2)));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_go_back_are_merged_and_opened_again() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = Program::of(world, "inspector", &["report"]).await?;
        let office = Program::of(world, "office", &["handle", "read"]).await?;
        let unit = Program::of(world, "handler", &["handle"]).await?;
        let mut numbers = Vec::new();
        for _ in 0..2 {
            let made =
                inspector.post("/cases", &json!({ "category": "E0104", "site": 1 })).await?.expect(201)?.json()?;
            numbers.push(made["number"].as_str().unwrap_or_default().to_owned());
        }
        let [one, two] = [&numbers[0], &numbers[1]];
        office.act(one, "filing", json!({ "category": "E0102" })).await?;
        office.act(one, "return", json!({ "to": "acceptance", "reason": "再核实" })).await?;
        office.act(one, "filing", json!({})).await?;
        office
            .act(one, "dispatch", json!({ "lead_unit": "S1", "limit": { "kind": "working_day", "amount": 2 } }))
            .await?;
        // Another unit's handler cannot take it.
        unit.post(&format!("/cases/{one}/acceptance"), &json!({})).await?.expect(404)?;
        let street = Program::of(world, "street1", &["handle"]).await?;
        street.act(one, "return", json!({ "to": "dispatch", "reason": "非本街道" })).await?;
        office.act(one, "dispatch", json!({ "lead_unit": "CG" })).await?;
        unit.act(one, "acceptance", json!({})).await?;
        unit.act(one, "withdrawal", json!({ "reason": "换人" })).await?;
        unit.act(one, "acceptance", json!({})).await?;
        unit.act(one, "result", json!({ "text": "已清", "without_photo": "夜间作业无法拍照" })).await?;
        unit.act(one, "rework", json!({ "to": "handler", "reason": "没清干净" })).await?;
        unit.act(one, "result", json!({ "text": "已清", "without_photo": "夜间作业无法拍照" })).await?;
        office.act(one, "rework", json!({ "reason": "照片看不出" })).await?;
        // Another minor is another problem.
        office.post(&format!("/cases/{two}/merger"), &json!({ "into": one })).await?.expect(422)?;
        office.act(two, "filing", json!({ "category": "E0102" })).await?;
        let merged = office.act(two, "merger", json!({ "into": one })).await?;
        assert_eq!(merged["state"], "merged");
        assert_eq!(office.read(&format!("/cases/{two}")).await?["merged_into"], json!(one));
        let opened = office.act(two, "reopening", json!({ "reason": "不是同一处" })).await?;
        assert_eq!(opened["state"], "reported");
        let voided = office.act(two, "voiding", json!({ "reason": "已自行清理" })).await?;
        assert_eq!(voided["state"], "voided");
        office.act(two, "note", json!({ "text": "告知上报人" })).await?;
        Ok(())
    })
    .await
}
