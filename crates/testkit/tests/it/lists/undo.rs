//! An import of every kind is taken back while nothing has been built on it; what has been is named and stops it.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_app::{
    AppError,
    imports::{self, Kind, undo},
};
use changxiao_domain::{ids::ImportId, time::HOUR};
use changxiao_store::{
    engine::{Built, Value},
    imports::left::{self, Connection, ImportTable},
    params,
};
use changxiao_testkit::{CITY, World, on_both_engines};
use changxiao_words::Lang;
use sha2::{Digest as _, Sha256};

use super::{bring, kinds::list};
use crate::engines::catalogue;

/// Every row of reference data, versions apart.
async fn standing(world: &World) -> anyhow::Result<BTreeMap<(&'static str, String), Vec<String>>> {
    let mut all = BTreeMap::new();
    for table in left::TABLES {
        for image in left::images(&mut Connection::Db(world.app.db()), CITY, table).await? {
            let cells = table.columns.iter().zip(&image.cells).filter(|(column, _)| **column != "version");
            let cells = cells.map(|(column, cell)| format!("{column} {cell:?}")).collect();
            all.insert((table.name, image.key_text()?), cells);
        }
    }
    Ok(all)
}

async fn brought(world: &World, login: &str, kind: Kind, word: &str) -> anyhow::Result<ImportId> {
    let actor = world.actor(login).await?;
    let (name, bytes) = list(world, kind, word).await?;
    let brought = bring(world, &actor, kind, (&name, &bytes), false).await;
    let brought = brought.map_err(|problem| match imports::problems_of(&problem) {
        Some(problems) => anyhow::anyhow!("{kind}: {:?}", problems.kept()),
        None => anyhow::anyhow!("{kind}: {problem}"),
    })?;
    brought.id.ok_or_else(|| anyhow::anyhow!("{kind}: it has no id"))
}

fn by(kind: Kind) -> &'static str {
    if kind == Kind::Standard { "office" } else { "sysadmin" }
}

async fn stops(world: &World, login: &str, id: ImportId) -> anyhow::Result<Vec<String>> {
    let actor = world.actor(login).await?;
    let seen = undo::look(&world.app, &actor, id).await?;
    let stops = seen.stops.iter().map(|stop| stop.words(Lang::Zh)).collect();
    match undo::take_back(&world.app, &actor, id).await {
        Err(AppError::Invalid(_)) => Ok(stops),
        Err(other) => anyhow::bail!("another refusal: {other}"),
        Ok(_) => anyhow::bail!("it was taken back"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_every_kind_is_taken_back_whole() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        // Tasks are sealed: whoever brought one by mistake withdraws it.
        for kind in Kind::ALL.into_iter().filter(|kind| !matches!(kind, Kind::Tasks | Kind::Matters | Kind::Evidence)) {
            let actor = world.actor(by(kind)).await?;
            let before = standing(world).await?;
            let id = brought(world, by(kind), kind, "").await?;
            assert_ne!(standing(world).await?, before, "{kind}");
            let seen = undo::look(&world.app, &actor, id).await?;
            assert!(seen.is_possible(), "{kind}: {:?}", seen.stops);
            let (done, _) = undo::take_back(&world.app, &actor, id).await?;
            assert_eq!((done.removed.len(), done.put_back.len()), (seen.removed.len(), seen.put_back.len()), "{kind}");
            assert_eq!(standing(world).await?, before, "{kind}");
            assert_eq!(stops(world, by(kind), id).await?, ["已经撤回"], "{kind}");
            // The same file comes in again afterwards.
            let again = brought(world, by(kind), kind, "").await?;
            undo::take_back(&world.app, &actor, again).await?;
        }
        Ok(())
    })
    .await
}

/// What is never taken back by file says so, and what to do instead; it does not say that nothing was changed.
#[tokio::test(flavor = "multi_thread")]
async fn a_kind_that_no_file_takes_back_says_what_to_do() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        for kind in [Kind::Tasks, Kind::Matters] {
            let id = brought(world, "office", kind, "").await?;
            let stops = stops(world, "office", id).await?;
            assert!(stops.len() == 1 && stops[0].contains("请在各事项页面撤销"), "{kind}: {stops:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_been_built_on_an_import_is_named_and_stops_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let units = brought(world, "sysadmin", Kind::Units, "").await?;
        let person = "账号,姓名,单位,角色\nq.new,某人,U9,承办人\n";
        let people = bring(world, &actor, Kind::People, ("p.csv", person.as_bytes()), false).await?;
        assert_eq!(stops(world, "sysadmin", units).await?, ["U9 新局：已有 1 条岗位，先改到别处"]);
        // Once that is taken back, the units can be, too.
        undo::take_back(&world.app, &actor, people.id.unwrap_or_else(|| panic!("no id"))).await?;
        undo::take_back(&world.app, &actor, units).await?;

        // What somebody has changed since is not thrown away.
        let sites = brought(world, "sysadmin", Kind::Sites, "").await?;
        let other = "点位编号,点位名称,点位类型,所在区划\n1,别的名字,主干道,350602003\n";
        bring(world, &actor, Kind::Sites, ("o.csv", other.as_bytes()), false).await?;
        assert_eq!(stops(world, "sysadmin", sites).await?, ["1 延安路：导入后又改过，先改回来或逐项处理"]);

        // An account that somebody has used stays.
        let person = "账号,姓名,单位,角色\nused.one,某人,CG,承办人\n";
        let people = bring(world, &actor, Kind::People, ("p.csv", person.as_bytes()), false).await?;
        let password = people.sign_ins[0].password.clone();
        let browser = world.stranger()?;
        browser.post("/signin", &[("login", "used.one"), ("password", &password)]).await?;
        let named = stops(world, "sysadmin", people.id.unwrap_or_else(|| panic!("no id"))).await?;
        assert!(named.iter().any(|stop| stop.starts_with("used.one 某人")), "{named:?}");

        // So does what a night has sealed, where it would be missed there.
        let kept = brought(world, "sysadmin", Kind::Units, "二").await?;
        let days = brought(world, "sysadmin", Kind::Holidays, "二").await?;
        world.clock.advance(24 * HOUR);
        changxiao_app::sealing::keep(&world.app, CITY).await?;
        assert!(stops(world, "sysadmin", kept).await?[0].contains("夜间封存"));
        undo::take_back(&world.app, &actor, days).await?;
        assert_eq!(stops(world, "sysadmin", days).await?, ["已经撤回"]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_an_import_takes_it_back() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let (name, bytes) = list(world, Kind::Sites, "三").await?;
        let look = office.upload("/imports/sites/preview", &[], &[("file", &name, bytes)]).await?.expect(200)?.text();
        let draft =
            look.split("name=\"draft\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let done = office.post("/imports/sites", &[("draft", draft)]).await?.expect(303)?;
        let here = done.location().to_owned();
        assert!(here.starts_with("/imports/done/"), "{here}");
        office.get(&here).await?.expect(200)?.says("删去新增的 1 项，1 项恢复原样")?.says("新公园")?;
        office.post(&format!("{here}/back"), &[]).await?.expect(303)?;
        office.get(&here).await?.expect(200)?.says("撤回时间")?;
        office.post(&format!("{here}/back"), &[]).await?.expect(422)?.says("已经撤回")?;
        office.get("/imports").await?.expect(200)?.says("已撤回")?;
        // Others neither see nor do it.
        let inspector = world.sign_in("inspector").await?;
        inspector.get(&here).await?.expect(403)?;
        inspector.post(&format!("{here}/back"), &[]).await?.expect(403)?;
        Ok(())
    })
    .await
}

/// Writes what an import left as a release before kept it: without the columns that came into the table since.
async fn as_kept_before(world: &World, id: ImportId, table: &'static ImportTable) -> anyhow::Result<()> {
    let db = world.app.db();
    let then = |cells: &[Value]| {
        let of_then = table.columns.iter().zip(cells).filter(|(column, _)| table.earlier[0].contains(column));
        left::told(&of_then.map(|(_, cell)| cell.clone()).collect::<Vec<_>>())
    };
    let now = left::images(&mut Connection::Db(db), CITY, table).await?;
    for (position, row) in (0_i64..).zip(left::of_import(db, CITY, id).await?) {
        let mut image = None;
        for one in &now {
            if one.key_text()? == row.key {
                image = Some(one);
            }
        }
        let image = image.ok_or_else(|| anyhow::anyhow!("{} is not there", row.label))?;
        let before = row.before.map(|before| then(&left::untold(&before)?)).transpose()?;
        let after: [u8; 32] = Sha256::digest(then(&image.cells)?).into();
        let text = "UPDATE import_rows SET before_row = $4, after_hash = $5 \
                    WHERE city_id = $1 AND import_id = $2 AND position = $3";
        let update = Built { name: "testkit::undo::as_kept_before", text: text.to_owned() };
        db.execute(update, params![CITY, id, position, before, after]).await?;
    }
    Ok(())
}

/// A table gets a column with a release; what was imported before can be taken back all the same, and what fills the column is a change.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_release_before_imported_is_taken_back() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        for (kind, name) in [(Kind::Divisions, "divisions"), (Kind::Grids, "grids"), (Kind::Units, "units")] {
            let table = left::table(name).ok_or_else(|| anyhow::anyhow!("{name} is not kept"))?;
            let before = standing(world).await?;
            let first = brought(world, "sysadmin", kind, "").await?;
            as_kept_before(world, first, table).await?;
            assert!(undo::look(&world.app, &actor, first).await?.is_possible(), "{kind}");
            undo::take_back(&world.app, &actor, first).await?;
            assert_eq!(standing(world).await?, before, "{kind}");
        }
        // Somebody has used the new column since: that is not thrown away.
        let divisions = left::table("divisions").ok_or_else(|| anyhow::anyhow!("divisions are not kept"))?;
        let id = brought(world, "sysadmin", Kind::Divisions, "二").await?;
        as_kept_before(world, id, divisions).await?;
        let ended = "UPDATE divisions SET valid_until = '2026-12-01' WHERE city_id = $1 AND code = 350602003002";
        let ended = Built { name: "testkit::undo::ended", text: ended.to_owned() };
        world.app.db().execute(ended, params![CITY]).await?;
        let named = stops(world, "sysadmin", id).await?;
        assert!(named[0].contains("试验社区"), "{named:?}");
        Ok(())
    })
    .await
}

/// Cells are told apart by how many there are, so no two lists of a table's columns are equally long.
#[test]
fn each_release_kept_another_number_of_cells() {
    for table in left::TABLES {
        let lists = || std::iter::once(table.columns).chain(table.earlier.iter().copied());
        let lengths: BTreeSet<usize> = lists().map(<[&str]>::len).collect();
        assert_eq!(lengths.len(), lists().count(), "{}", table.name);
        for earlier in table.earlier {
            assert!(earlier.iter().all(|column| table.columns.contains(column)), "{}", table.name);
        }
    }
}

/// By these names rows of other tables name a row, whatever table it is that has such a column.
const NAMES: [(&str, &[&str]); 6] = [
    ("units", &["unit_id", "lead_unit", "reporter_unit", "asked_unit", "territory_unit", "line_unit"]),
    ("posts", &["post_id", "holder_post", "deputy_post", "reporter_post", "deputy_of"]),
    ("people", &["person_id", "handler", "receiver"]),
    ("sites", &["site_id"]),
    ("systems", &["system_id"]),
    ("divisions", &["division"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_table_that_may_name_a_row_is_asked() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let all = catalogue::read(world.app.db()).await?;
        for (table, names) in NAMES {
            let kept = left::table(table).ok_or_else(|| anyhow::anyhow!("{table} is not kept"))?;
            let asked: BTreeSet<(String, String)> =
                kept.built_on().map(|(of, column)| (of.to_owned(), column.to_owned())).collect();
            for (other, described) in &all {
                for (column, ..) in &described.columns {
                    let is_own = other == table && kept.key.contains(&column.as_str());
                    if names.contains(&column.as_str()) && !is_own {
                        assert!(asked.contains(&(other.clone(), column.clone())), "{table}: {other}.{column}");
                    }
                }
            }
            for (other, column) in asked {
                let described = all.get(&other).ok_or_else(|| anyhow::anyhow!("no table {other}"))?;
                assert!(described.columns.iter().any(|(name, ..)| *name == column), "{other} has no {column}");
            }
        }
        // Every column of a kept table is kept, but what a person's account alone knows.
        for table in left::TABLES.iter().filter(|table| table.name != "people") {
            let kept: BTreeSet<&str> = table.key.iter().chain(table.columns).copied().chain(["city_id"]).collect();
            for (column, ..) in &all[table.name].columns {
                assert!(kept.contains(column.as_str()), "{}.{column}", table.name);
            }
        }
        Ok(())
    })
    .await
}
