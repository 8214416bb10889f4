//! The map: points where they are few, clusters that add up where they are many; a search that says what it left out; a long file.

use changxiao_domain::{geo::Position, ids::CaseId, search::Search, trace::TraceKind};
use changxiao_store::cases::{self, CaseFilter, CaseRow, ScopeFilter};
use changxiao_testkit::{CITY, World, on_both_engines};
use serde_json::Value;

use super::{People, reported};

/// So many more like this one, each at a place of its own, a third of them in the other street and without a position every tenth.
async fn many(world: &World, like: &str, count: i64) -> anyhow::Result<()> {
    let row = cases::by_number(&world.fresh.db, CITY, like).await?.ok_or_else(|| anyhow::anyhow!("no {like}"))?;
    let mut rows = Vec::new();
    for place in 0..count {
        let mut row: CaseRow = row.clone();
        row.case.id = CaseId(uuid::Uuid::from_u128((1 << 100) + place as u128));
        row.case.number = cases::number_text(250_101_000_001 + place);
        row.case.division = if place % 3 == 0 { 350_602_002_000 } else { 350_602_003_000 };
        // A grid of 40 by 25 points over a tenth of a degree.
        row.case.position = match place % 10 {
            0 => None,
            _ => Some(Position::new(117_600_000 + place % 40 * 2_500, 24_450_000 + place / 40 * 2_500)?),
        };
        rows.push((row, Vec::new()));
    }
    let mut tx = world.fresh.db.begin().await?;
    cases::put_many(&mut tx, &rows).await?;
    tx.commit().await?;
    // Nothing in this process has said so, as when another server has written it.
    world.clock.advance(6_000_000);
    Ok(())
}

fn sum(answer: &Value) -> i64 {
    let clusters = answer["clusters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let points = answer["points"].as_array().map_or(0, Vec::len);
    clusters.iter().filter_map(|cluster| cluster[3].as_i64()).sum::<i64>() + i64::try_from(points).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn clusters_add_up_to_what_is_open_in_the_scope_at_every_zoom() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let like = reported(world, &people.inspector, 1).await?;
        many(world, &like, 1_000).await?;
        // Nine hundred of the thousand have a place, and the first one has.
        for (login, placed, unplaced) in
            [("office", 901, 100), ("street1", 601, 66), ("street2", 300, 34), ("handler", 0, 0)]
        {
            let browser = world.sign_in(login).await?;
            for zoom in [3, 8, 10, 12, 14] {
                let address = format!("/cases/map.json?tab=open&bbox=117.5,24.4,117.8,24.6&zoom={zoom}");
                let answer = browser.get(&address).await?.expect(200)?.json()?;
                assert_eq!(sum(&answer), placed, "{login} at {zoom}");
                assert_eq!(answer["total"].as_i64(), Some(placed), "{login}");
                assert_eq!(answer["unplaced"].as_i64(), Some(unplaced), "{login}");
                assert_eq!(answer["all"].as_bool(), Some(placed <= 500), "{login}: few are sent all at once");
            }
        }
        let office = world.sign_in("office").await?;
        let far = office.get("/cases/map.json?bbox=117.5,24.4,117.8,24.6&zoom=6").await?.expect(200)?.json()?;
        let near = office.get("/cases/map.json?bbox=117.5,24.4,117.8,24.6&zoom=12").await?.expect(200)?.json()?;
        let count = |answer: &Value| answer["clusters"].as_array().map_or(0, Vec::len);
        assert!(
            count(&far) >= 1 && count(&far) < count(&near),
            "closer shows more: {} and {}",
            count(&far),
            count(&near)
        );
        // A small part is points, and only those within.
        let part = office.get("/cases/map.json?bbox=117.6,24.45,117.62,24.46&zoom=16").await?.expect(200)?.json()?;
        let points = part["points"].as_array().cloned().unwrap_or_default();
        assert!(!points.is_empty() && points.len() < 60, "{}", points.len());
        for point in &points {
            let (lon, lat) = (point[0].as_f64().unwrap_or_default(), point[1].as_f64().unwrap_or_default());
            assert!((117.6..=117.62).contains(&lon) && (24.45..=24.46).contains(&lat), "{lon}, {lat}");
        }
        // Very close, where a press leads no closer, the newest are points and the rest is a number.
        let close = office.get("/cases/map.json?bbox=117.5,24.4,117.8,24.6&zoom=16").await?.expect(200)?.json()?;
        assert_eq!(sum(&close) + close["more"].as_i64().unwrap_or_default(), 901);
        // The filters of the list narrow it, and elsewhere nothing lies.
        let narrowed = office.get("/cases/map.json?division=350602002&zoom=8").await?.expect(200)?.json()?;
        assert_eq!(narrowed["total"].as_i64(), Some(300));
        let nowhere = office.get("/cases/map.json?bbox=100,10,101,11&zoom=8").await?.expect(200)?.json()?;
        assert_eq!(sum(&nowhere), 0);
        assert_eq!(office.get("/cases/map.json?lamp=late").await?.expect(200)?.json()?["total"].as_i64(), Some(0));
        office.get("/cases/map.json?bbox=1,2,3").await?.expect(400)?.says("bbox")?;
        // The outlines count towns from the same cells, those without a place as well.
        let outlines = office.get("/cases/outlines.json").await?.expect(200)?.json()?;
        let counted: i64 = outlines["features"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .filter_map(|area| area["properties"]["count"].as_i64())
            .sum();
        assert!(counted == 0 || counted == 1_001, "{counted}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grid_counts_each_cell_and_lamp_as_a_walk_over_all_cases_does() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let like = reported(world, &people.inspector, 1).await?;
        many(world, &like, 200).await?;
        super::dispatched(world, &people, 1, 1).await?;
        world.clock.advance(5 * changxiao_domain::time::HOUR);
        let now = world.app.now();
        let scopes = [
            ScopeFilter::WholeCity,
            ScopeFilter::Units(vec![world.city.office]),
            ScopeFilter::Territory { ranges: vec![(350_602_002_000, 350_602_002_999)], unit: world.city.department },
        ];
        for scope in scopes {
            let filter = CaseFilter { scope, open: Some(true), ..CaseFilter::default() };
            let cells = cases::grid(&world.fresh.db, CITY, &filter, now).await?;
            let lines = cases::list(&world.fresh.db, CITY, &filter, None, now, 1_000).await?;
            assert!(lines.len() > 60);
            let in_cell = |cell: &cases::Cell| {
                let own = |line: &&cases::CaseLine| {
                    line.position.map(|(lon, lat)| (lon / 8_192, lat / 8_192)) == cell.place
                        && line.division / 1_000 == cell.township
                        && line.lamp(now) == cell.lamp
                };
                lines.iter().filter(own).count()
            };
            for cell in &cells {
                assert_eq!(usize::try_from(cell.count)?, in_cell(cell), "{cell:?}");
            }
            assert_eq!(cells.iter().map(|cell| cell.count).sum::<i64>(), i64::try_from(lines.len())?);
            let late = cells.iter().filter(|cell| cell.lamp == changxiao_domain::calendar::DueStatus::Late);
            assert_eq!(late.map(|cell| cell.count).collect::<Vec<_>>(), [1]);
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_says_when_it_left_older_cases_out_and_a_long_file_has_every_row() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let like = reported(world, &people.inspector, 1).await?;
        let title = cases::by_number(&world.fresh.db, CITY, &like).await?.map(|row| row.case.title).unwrap_or_default();
        let word: String = title.chars().take(2).collect();
        assert!(Search::of(&word).is_some(), "{word}");
        let asked: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let office = world.sign_in("office").await?;
        let told = "命中多于 2,000 条";
        assert!(!office.get(&format!("/cases?q={asked}")).await?.expect(200)?.text().contains(told));
        // The one above is not in the index yet and is found besides.
        many(world, &like, 2_001).await?;
        office.get(&format!("/cases?q={asked}")).await?.expect(200)?.says(told)?;
        // Within one street there are fewer: all of them are looked at.
        let street = office.get(&format!("/cases?q={asked}&division=350602002")).await?.expect(200)?.text();
        assert!(!street.contains(told));
        assert!(
            !office.get(&format!("/cases?q={like}")).await?.expect(200)?.text().contains(told),
            "a number is no search"
        );

        // Two thousand rows in pages of a thousand, and two: none is lost between them, and none comes twice.
        let csv = office.get("/cases/export.csv?tab=all").await?.expect(200)?.text();
        let mut numbers: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert_eq!(numbers.len(), 2_002);
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 2_002);
        let xlsx = office.get("/cases/export.xlsx?tab=all").await?.expect(200)?;
        let sheets = changxiao_files::sheets::Sheet::read_all(&xlsx.body, "cases.xlsx", &Default::default())
            .map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
        assert_eq!(sheets.iter().map(|sheet| sheet.rows.len()).sum::<usize>(), 2_002);
        assert_eq!(changxiao_store::access::count(&world.fresh.db, CITY, TraceKind::Read, "case export").await?, 2);
        Ok(())
    })
    .await
}
