//! Outlines that should lie side by side: what overlaps and what none of them holds is said when they come.

use changxiao_app::imports::Kind;
use changxiao_testkit::{World, on_both_engines};

use super::{bring, remarks};

/// A box between two longitudes, from 24.50 to 24.60.
fn stripe(code: i64, west: f64, east: f64) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"code":{code},"name":"x"}},"geometry":{{"type":"Polygon","coordinates":
        [[[{west},24.5],[{east},24.5],[{east},24.6],[{west},24.6],[{west},24.5]]]}}}}"#
    )
}

async fn said(world: &World, stripes: &[String], dry_run: bool) -> anyhow::Result<Vec<String>> {
    let actor = world.actor("sysadmin").await?;
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, stripes.join(","));
    let brought = bring(world, &actor, Kind::Outlines, ("x.geojson", text.as_bytes()), dry_run).await;
    Ok(remarks(&brought.map_err(|problem| anyhow::anyhow!("{problem}"))?))
}

fn percent_in(words: &str) -> anyhow::Result<f64> {
    let found = words.split(' ').find_map(|word| word.split_once('%'));
    Ok(found.ok_or_else(|| anyhow::anyhow!("no share in {words}"))?.0.parse()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn overlaps_and_gaps_of_outlines_are_named() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let county = stripe(350_602, 117.60, 117.70);
        // Side by side, to the last corner: nothing to say.
        let fitting = [county.clone(), stripe(350_602_002, 117.60, 117.65), stripe(350_602_003, 117.65, 117.70)];
        assert_eq!(said(world, &fitting, true).await?, Vec::<String>::new());
        // Two hundredths of a degree of six both have.
        let over = [county.clone(), stripe(350_602_002, 117.60, 117.66), stripe(350_602_003, 117.64, 117.70)];
        let words = said(world, &over, true).await?;
        assert_eq!(words.len(), 1, "{words:?}");
        assert!(
            words[0].contains("新桥街道") && words[0].contains("巷口街道") && words[0].contains("重叠"),
            "{words:?}"
        );
        let percent: f64 = percent_in(&words[0])?;
        assert!((31.0..36.0).contains(&percent), "{words:?}");
        // A fifth of the county is nobody's; also where only one of the outlines comes and the others are there.
        said(world, &[county, stripe(350_602_002, 117.60, 117.64)], false).await?;
        let words = said(world, &[stripe(350_602_003, 117.66, 117.70)], true).await?;
        assert!(
            words.len() == 1 && words[0].contains("芗城区约 ") && words[0].contains("不在任何下级界线内"),
            "{words:?}"
        );
        let percent: f64 = percent_in(&words[0])?;
        assert!((18.0..22.0).contains(&percent), "{words:?}");
        Ok(())
    })
    .await
}
