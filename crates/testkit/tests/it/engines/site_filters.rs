//! Every filter of the list of sites, in every combination, page by page.

use changxiao_domain::ids::SiteId;
use changxiao_store::{
    Db,
    cases::ScopeFilter,
    sites::{self, SiteFilter, SiteRow},
};
use changxiao_testkit::{CITY, fresh_databases};
use uuid::Uuid;

use super::cases::{beginning, unit};

fn rows() -> Vec<SiteRow> {
    let names = ["延安北路主干道", "Main ROAD", "main road market", "100%_市场", "Ａ座停车场"];
    (1..=80_i64)
        .map(|number| SiteRow {
            id: SiteId(Uuid::from_u128(u128::from(number.unsigned_abs()) << 70)),
            number,
            site_type: if number % 2 == 0 { "zgd" } else { "jsc" }.to_owned(),
            name: names[usize::try_from(number % 5).unwrap_or(0)].to_owned(),
            name_en: String::new(),
            generated: number % 7 == 0,
            division: [350_602_003_000, 350_602_003_001, 350_603_000_000][usize::try_from(number % 3).unwrap_or(0)],
            position: (number % 4 == 0).then_some((117_650_000 + number, 24_512_000)),
            unit: (number % 6 != 0).then(|| unit(u64::try_from(number % 3).unwrap_or(0))),
            holder: None,
            deputy: None,
            active: number % 11 != 0,
            created_at: beginning(),
            version: 1,
        })
        .collect()
}

fn keeps(filter: &SiteFilter, row: &SiteRow) -> bool {
    let holds = |words: &String| match words.parse::<i64>() {
        Ok(number) => row.number == number,
        Err(_) => row.name.to_ascii_lowercase().contains(&words.to_ascii_lowercase()),
    };
    let seen = match &filter.scope {
        ScopeFilter::WholeCity => true,
        ScopeFilter::Units(units) => row.unit.is_some_and(|unit| units.contains(&unit)),
        ScopeFilter::Territory { ranges, unit } => {
            ranges.iter().any(|(first, last)| (*first..=*last).contains(&row.division)) || row.unit == Some(*unit)
        }
    };
    seen && (row.active || filter.with_inactive)
        && filter.divisions.is_none_or(|(first, last)| (first..=last).contains(&row.division))
        && filter.site_type.as_ref().is_none_or(|of| *of == row.site_type)
        && filter.unit.is_none_or(|of| row.unit == Some(of))
        && filter.words.as_ref().is_none_or(holds)
        && !(filter.without_unit && row.unit.is_some())
}

/// Every combination of every field.
fn filters() -> Vec<SiteFilter> {
    let range = (350_602_003_000, 350_602_003_999);
    let scopes = [
        ScopeFilter::WholeCity,
        ScopeFilter::Units(vec![]),
        ScopeFilter::Units(vec![unit(0), unit(2)]),
        ScopeFilter::Territory { ranges: vec![range], unit: unit(1) },
        ScopeFilter::Territory { ranges: vec![(350_602_002_000, 350_602_002_000), range], unit: unit(1) },
    ];
    let mut all = vec![SiteFilter::default()];
    let mut widen = |by: &dyn Fn(&SiteFilter) -> Vec<SiteFilter>| all = all.iter().flat_map(by).collect();
    widen(&|f| scopes.iter().map(|scope| SiteFilter { scope: scope.clone(), ..f.clone() }).collect());
    widen(&|f| [None, Some(range), Some((1, 2))].map(|divisions| SiteFilter { divisions, ..f.clone() }).into());
    widen(&|f| [None, Some("zgd".to_owned())].map(|site_type| SiteFilter { site_type, ..f.clone() }).into());
    widen(&|f| [None, Some(unit(1))].map(|unit| SiteFilter { unit, ..f.clone() }).into());
    widen(&|f| [false, true].map(|without_unit| SiteFilter { without_unit, ..f.clone() }).into());
    widen(&|f| [false, true].map(|with_inactive| SiteFilter { with_inactive, ..f.clone() }).into());
    widen(&|f| {
        let words = |words: &str| (!words.is_empty()).then(|| words.to_owned());
        ["", "main", "MAIN road", "干道", "%_", "Ａ", "ａ", "12"]
            .map(|w| SiteFilter { words: words(w), ..f.clone() })
            .into()
    });
    all
}

async fn page_through(db: &Db, filter: &SiteFilter, page: i64) -> anyhow::Result<Vec<SiteRow>> {
    let mut got: Vec<SiteRow> = Vec::new();
    loop {
        let after = got.last().map_or(0, |row| row.number);
        let more = sites::list(db, CITY, filter, after, page).await?;
        let last = more.len() < usize::try_from(page)?;
        got.extend(more);
        if last {
            return Ok(got);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_combination_gives_the_same_sites_everywhere() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let mut tx = fresh.db.begin().await?;
        sites::insert(&mut tx, CITY, rows().into_iter()).await?;
        tx.commit().await?;
        let mut some = 0;
        for filter in filters() {
            let wanted: Vec<_> = rows().into_iter().filter(|row| keeps(&filter, row)).collect();
            some += usize::from(!wanted.is_empty());
            assert_eq!(sites::count_of(&fresh.db, CITY, &filter).await?, i64::try_from(wanted.len())?, "{filter:?}");
            assert_eq!(page_through(&fresh.db, &filter, 9).await?, wanted, "{engine}: {filter:?}");
        }
        fresh.remove().await?;
        assert!(some > 50, "{engine}: only {some} combinations left a site");
    }
    Ok(())
}
