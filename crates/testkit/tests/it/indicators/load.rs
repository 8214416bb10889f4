//! A month's table over a year of a million cases, on both engines. By name, because it is a measurement:
//! `cargo nextest run -p changxiao-testkit --run-ignored only million`

use std::time::{Duration, Instant as Stopwatch};

use changxiao_domain::{
    indicators::{Counted, CountedBy, Group, Indicator, Part, Rules, Scheme},
    time::{HOUR, Instant},
};
use changxiao_store::{
    Engine,
    cases::{self, CaseFilter},
    engine::Built,
    indicators::{CountQuery, Grouping, count},
    params,
};
use changxiao_testkit::{CITY, fresh_databases};

const CASES: i64 = 1_000_000;
/// Microseconds from one report to the next: a year for all.
const STEP: i64 = 31_500_000;
/// What a page may take, and what a build without optimisation has to keep.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 5 });

fn beginning() -> Instant {
    Instant(1_767_196_800_000_000)
}

/// Cases that went their way: reported evenly over the year, one in ten late, one in twenty reworked.
fn fill(engine: Engine) -> String {
    let (id, hash, numbers) = match engine {
        Engine::Sqlite => (
            "CAST(printf('%016d', i) AS BLOB)",
            "zeroblob(32)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)",
        ),
        Engine::Postgres => (
            "decode(lpad(to_hex(i), 32, '0'), 'hex')",
            "decode(repeat('00', 32), 'hex')",
            "WITH n(i) AS (SELECT generate_series(1::bigint, $2::bigint))",
        ),
    };
    let unit = match engine {
        Engine::Sqlite => "CAST(printf('%016d', i % 60) AS BLOB)",
        Engine::Postgres => "decode(lpad(to_hex(i % 60), 32, '0'), 'hex')",
    };
    let day = 24 * HOUR;
    format!(
        "INSERT INTO cases (city_id, case_id, number, state, is_open, category, limit_kind, limit_amount, photo_required, title, \
         description, division, place, source, lead_unit, reported_at, filed_at, dispatched_at, clock_from, near_at, due_at, \
         handled_at, check_passed_at, closed_at, changed_at, dispatch_count, rework_count, urge_count, version, head_hash, decision, \
         decided_at, dispatched_first_at, check_from, check_asked_at, check_done_at, late_rounds) \
         {numbers} SELECT $1, {id}, i, 'closed', 0, CASE WHEN i % 2 = 0 THEN 'E0405' ELSE 'C0201' END, 'working_day', 1, 0, 't', 'd', \
         350602003000 + i % 9, 'p', 'hand', {unit}, $3 + i * $4, $3 + i * $4, $3 + i * $4, $3 + i * $4, $3 + i * $4, \
         $3 + i * $4 + {day}, $3 + i * $4 + (CASE WHEN i % 10 = 0 THEN 2 * {day} ELSE {HOUR} END), $3 + i * $4 + {day}, \
         $3 + i * $4 + 2 * {day}, $3 + i * $4, 1, CASE WHEN i % 20 = 0 THEN 1 ELSE 0 END, 0, 9, {hash}, 'filed', $3 + i * $4, \
         $3 + i * $4, $3 + i * $4, $3 + i * $4, $3 + i * $4 + {HOUR}, 0 FROM n"
    )
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "fills a million cases"]
async fn a_month_of_a_million_cases_is_counted_in_seconds() -> anyhow::Result<()> {
    let rules = Rules::from_json(include_str!("../../../../../data/indicators/default.json"))?;
    let schemes: Vec<&Scheme> = rules.schemes.iter().collect();
    let from = beginning().plus_micros(150 * 24 * HOUR);
    let (until, now) = (from.plus_micros(30 * 24 * HOUR), beginning().plus_micros(366 * 24 * HOUR));
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let mut tx = fresh.db.begin().await?;
        let built = Built { name: "testkit::million", text: fill(fresh.db.engine()) };
        tx.execute(built, params![CITY, CASES, beginning(), STEP]).await?;
        tx.commit().await?;
        fresh.db.refresh_statistics().await?;
        let wanted =
            |grouping| CountQuery { basis: &rules.basis, schemes: schemes.clone(), from, until, grouping, then: false };
        for grouping in [Grouping::Unit, Grouping::Village, Grouping::Category, Grouping::All] {
            let begun = Stopwatch::now();
            let rows = count(&fresh.db, CITY, &CaseFilter::default(), &wanted(grouping), now).await?;
            let took = begun.elapsed();
            let due: i64 = rows.iter().map(|(_, counts)| counts.of(Indicator::OnTimeHandling).due).sum();
            // Thirty days of a case every 31.5 seconds.
            assert!((82_000..82_600).contains(&due), "{engine}: {due} cases were due");
            eprintln!("{engine}: {grouping:?}, {} rows over {due} cases in {took:?}", rows.len());
            assert!(took < LIMIT, "{engine}: {grouping:?} took {took:?}");
        }
        let counted = Counted { indicator: Indicator::OnTimeHandling, part: Part::Met, group: Group::All, from, until };
        let by = CountedBy { counted, basis: rules.basis.clone(), late_in: Vec::new(), then: false };
        let filter = CaseFilter { counted: Some(by), ..CaseFilter::default() };
        let begun = Stopwatch::now();
        let lines = cases::list(&fresh.db, CITY, &filter, None, now, 51).await?;
        eprintln!("{engine}: the first page of what a figure opens to in {:?}", begun.elapsed());
        assert_eq!(lines.len(), 51);
        assert!(begun.elapsed() < LIMIT, "{engine}: the list took {:?}", begun.elapsed());
        fresh.remove().await?;
    }
    Ok(())
}
