//! Walking a list page by page.

use std::collections::BTreeSet;

use changxiao_domain::time::MINUTE;
use changxiao_testkit::{World, on_both_engines};
use serde_json::json;

use super::program::Program;

/// Twelve cases, of which every third is dispatched; two of them are reported within one moment.
async fn twelve_cases(world: &World) -> anyhow::Result<(Program, Vec<String>)> {
    let office = Program::of(world, "office", &["read", "report", "handle"]).await?;
    let mut numbers = Vec::new();
    for count in 0..12 {
        let site = 1 + count % 2;
        let made = office.post("/cases", &json!({ "category": "E0104", "site": site })).await?.expect(201)?.json()?;
        let number = made["number"].as_str().unwrap_or_default().to_owned();
        if count % 3 == 0 {
            office.act(&number, "filing", json!({})).await?;
            office.act(&number, "dispatch", json!({})).await?;
        }
        numbers.push(number);
        if count != 5 {
            world.clock.advance(MINUTE);
        }
    }
    Ok((office, numbers))
}

/// Every number of a list, page after page.
async fn walk(program: &Program, filters: &str) -> anyhow::Result<Vec<String>> {
    let mut numbers = Vec::new();
    let mut after = String::new();
    for _ in 0..50 {
        let page = program.read(&format!("/cases?{filters}{after}")).await?;
        let rows = page["cases"].as_array().cloned().unwrap_or_default();
        numbers.extend(rows.iter().filter_map(|row| row["number"].as_str()).map(str::to_owned));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return Ok(numbers),
        }
    }
    anyhow::bail!("the pages never end")
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_bring_every_case_exactly_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, numbers) = twelve_cases(world).await?;
        let all: BTreeSet<_> = numbers.iter().cloned().collect();
        for limit in [1, 3, 4, 5, 12, 200] {
            let walked = walk(&office, &format!("limit={limit}")).await?;
            assert_eq!(walked.len(), 12, "limit {limit}");
            assert_eq!(walked.iter().cloned().collect::<BTreeSet<_>>(), all, "limit {limit}");
        }
        let newest_first = walk(&office, "limit=5").await?;
        assert_eq!(newest_first.first(), numbers.last());
        let due = walk(&office, "sort=due&limit=2").await?;
        let dispatched: Vec<_> = numbers.iter().step_by(3).cloned().collect();
        assert_eq!(due, dispatched);
        // A case that comes in between moves nothing and is not skipped into the pages behind.
        let first = office.read("/cases?limit=4").await?;
        office.post("/cases", &json!({ "category": "E0104", "site": 1 })).await?.expect(201)?;
        let next = first["next"].as_str().unwrap_or_default();
        let rest = office.read(&format!("/cases?limit=200&after={next}")).await?;
        assert_eq!(rest["cases"].as_array().map(Vec::len), Some(8));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_and_unknown_ones_are_refused() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, numbers) = twelve_cases(world).await?;
        let counts = [
            ("open=true", 12),
            ("open=false", 0),
            ("state=dispatched", 4),
            ("state=dispatched,reported", 12),
            ("lead_unit=CG", 4),
            ("lamp=ok", 4),
            ("lamp=idle", 8),
            ("division=350602003", 6),
            ("site=2", 6),
            ("category=E01", 12),
            ("category=E02", 0),
            ("source=hand", 12),
            ("reported_from=2026-06-16", 12),
            ("reported_from=2026-06-17", 0),
            ("due_before=2026-06-17", 4),
            ("reworked=true", 0),
        ];
        for (filter, count) in counts {
            assert_eq!(walk(&office, &format!("{filter}&limit=200")).await?.len(), count, "{filter}");
        }
        assert_eq!(walk(&office, &format!("words={}", numbers[3])).await?, [numbers[3].clone()]);
        let refused = [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=x", "limit"),
            ("stat=reported", "stat"),
            ("state=open", "state"),
            ("lamp=red", "lamp"),
            ("after=nonsense", "after"),
            ("division=1", "division"),
            ("lead_unit=NOBODY", "lead_unit"),
            ("reported_from=yesterday", "reported_from"),
            ("site=99", "site"),
            ("sort=oldest", "sort"),
        ];
        for (query, field) in refused {
            let problem = office.get(&format!("/cases?{query}")).await?.expect(400)?.json()?;
            assert_eq!(problem["number"], "E-1209", "{query}");
            assert_eq!(problem["fields"][0]["field"], field, "{query}: {problem}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_shows_only_what_the_post_may_see() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (_, numbers) = twelve_cases(world).await?;
        let first_street = Program::of(world, "street1", &["read"]).await?;
        let even: BTreeSet<_> = numbers.iter().step_by(2).cloned().collect();
        let seen = walk(&first_street, "limit=2").await?;
        assert_eq!(seen.iter().cloned().collect::<BTreeSet<_>>(), even);
        let unit = Program::of(world, "handler", &["read"]).await?;
        assert_eq!(walk(&unit, "limit=3").await?.len(), 4);
        first_street.get(&format!("/cases/{}", numbers[1])).await?.expect(404)?;
        Ok(())
    })
    .await
}
