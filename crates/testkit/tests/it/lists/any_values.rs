//! Whatever stands in a list, what leaves comes back and changes nothing: for every kind, with values of every sort that its columns take.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use changxiao_app::{
    AppError,
    imports::{self, Kind},
};
use changxiao_domain::{orgs::Actor, standards::StandardFile, time::Day};
use changxiao_files::sheets::{Cell, SheetColumn, Workbook};
use changxiao_testkit::{CITY, World, on_both_engines};
use changxiao_words::Lang;
use proptest::{
    collection::vec,
    prelude::{Strategy, any, prop_oneof},
    sample::select,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

use super::{bring, round_trip::NASTY};

/// One value of every sort.
#[derive(Clone, Debug)]
pub(super) struct Values {
    pub texts: Vec<String>,
    /// Digits, often with zeros before them.
    pub code: String,
    /// Days behind 1 January 2027.
    days: (i16, i16),
    /// Millionths of a degree.
    position: (i64, i64),
    yes: bool,
    pub picks: Vec<usize>,
}

/// Texts of whatever signs people and programs write: commas, quotes, line ends, full-width signs, what a sheet would compute.
fn text() -> impl Strategy<Value = String> {
    let any_sign = "\\PC{1,24}";
    let separators = "[a-c0-9,;\"'=+@ -]{1,12}";
    let wide = "[甲乙丙，、；：“”（）０-９Ａ-Ｃ％]{2,16}";
    let lines = "[甲乙][\n\"',， ]{1,3}[丙丁]{1,8}";
    prop_oneof![any_sign, separators, wide, lines, select(&NASTY[..]).prop_map(str::to_owned)]
        .prop_filter("says something", |text| text.chars().any(char::is_alphanumeric))
}

pub(super) fn values() -> impl Strategy<Value = Values> {
    (
        vec(text(), 8),
        "0{0,3}[0-9]{1,4}",
        (0_i16..3_650, 0_i16..3_650),
        (117_000_000_i64..118_000_000, 24_000_000_i64..25_000_000),
        any::<bool>(),
        vec(0_usize..1_000, 12),
    )
        .prop_map(|(texts, code, days, position, yes, picks)| Values { texts, code, days, position, yes, picks })
}

impl Values {
    fn day(&self, behind: i16) -> Day {
        Day::constant(2027, 1, 1).saturating_add(jiff::Span::new().days(behind))
    }

    pub(super) fn pick<T: Copy>(&self, at: usize, of: &[T]) -> T {
        of[self.picks[at] % of.len()]
    }

    /// A text that no other round has.
    pub(super) fn own(&self, at: usize, round: usize) -> String {
        format!("{}{round}", self.texts[at].chars().take(20).collect::<String>())
    }

    pub(super) fn degrees(&self) -> (f64, f64) {
        (self.position.0 as f64 / 1e6, self.position.1 as f64 / 1e6)
    }
}

pub(super) fn sheet(titles: &[&str], rows: Vec<Vec<Cell>>) -> anyhow::Result<Vec<u8>> {
    let columns: Vec<SheetColumn> = titles.iter().map(|title| SheetColumn::new(*title, 12)).collect();
    let mut workbook = Workbook::new(Day::constant(2026, 11, 30))?;
    let mut writer = workbook.sheet("x", &columns)?;
    for row in rows {
        writer.row(&row)?;
    }
    Ok(workbook.finish()?)
}

pub(super) fn cell(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// Runs a property over drawn values on the runtime of the test. `rounds` each get a number.
pub(super) fn hold<S: Strategy>(
    rounds: u32,
    strategy: &S,
    property: impl AsyncFn(usize, &S::Value) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let config = Config { cases: rounds, max_shrink_iters: 12, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (round, handle) = (AtomicUsize::new(0), tokio::runtime::Handle::current());
    let tried = |drawn: S::Value| {
        let round = round.fetch_add(1, Ordering::Relaxed);
        let held = handle.block_on(property(round, &drawn));
        held.map_err(|problem| TestCaseError::fail(format!("{problem:#} with {drawn:?}")))
    };
    tokio::task::block_in_place(|| runner.run(strategy, tried)).map_err(|problem| anyhow::anyhow!("{problem}"))
}

/// How often a list was taken as it was drawn. What a rule refuses by name is no round trip, and is not to be most of them.
#[derive(Default)]
pub(super) struct Taken(Mutex<BTreeMap<&'static str, (usize, Vec<String>)>>);

impl Taken {
    pub(super) fn note<T>(&self, kind: Kind, brought: Result<T, AppError>) -> anyhow::Result<()> {
        let mut all = self.0.lock().map_err(|_| anyhow::anyhow!("poisoned"))?;
        let (taken, refused) = all.entry(kind.code()).or_default();
        match (&brought, brought.as_ref().err().and_then(imports::problems_of)) {
            (Ok(_), _) => *taken += 1,
            (Err(_), Some(problems)) => refused.push(format!("{:?}", problems.kept().first())),
            (Err(other), None) => anyhow::bail!("{kind}: {other}"),
        }
        Ok(())
    }

    pub(super) fn is_mostly(&self, kinds: &[Kind]) -> anyhow::Result<()> {
        let all = self.0.lock().map_err(|_| anyhow::anyhow!("poisoned"))?;
        for kind in kinds {
            let (taken, refused) = all.get(kind.code()).cloned().unwrap_or_default();
            anyhow::ensure!(taken > refused.len(), "{kind}: {taken} taken, refused {refused:?}");
        }
        Ok(())
    }
}

/// What leaves comes back and changes nothing, in either language.
pub(super) async fn comes_back(world: &World, actor: &Actor, kind: Kind) -> anyhow::Result<()> {
    for lang in [Lang::Zh, Lang::En] {
        let list = imports::export(&world.app, actor, kind, lang).await?;
        let back = bring(world, actor, kind, (&list.file_name, &list.bytes), true).await;
        let back = back.map_err(|problem| match imports::problems_of(&problem) {
            Some(problems) => anyhow::anyhow!("{kind}: {:?}", problems.kept()),
            None => anyhow::anyhow!("{kind}: {problem}"),
        })?;
        let told = (back.added, back.changed, back.removed);
        anyhow::ensure!(told == (0, 0, 0) && back.unchanged > 0, "{kind}: {told:?} {:?}", back.first);
        anyhow::ensure!(back.unknown_columns.is_empty(), "{kind}: {:?}", back.unknown_columns);
    }
    Ok(())
}

/// The kinds whose rows are kept row by row.
const ROW_BY_ROW: [Kind; 9] = [
    Kind::Divisions,
    Kind::Outlines,
    Kind::Holidays,
    Kind::Units,
    Kind::People,
    Kind::Responsibilities,
    Kind::Matrix,
    Kind::Sites,
    Kind::Grids,
];

/// A list of one entry for each of these kinds.
fn lists(round: usize, drawn: &Values) -> anyhow::Result<Vec<(Kind, Vec<u8>)>> {
    let (division, login) = (format!("350602003{:03}", 200 + round), format!("r{round}"));
    let unit = format!("{}{round:02}", drawn.code);
    let kind = drawn.pick(4, &["市直部门", "管委会", "国企", "新区", "驻地（垂管）单位"]);
    let overlies = matches!(kind, "管委会" | "新区");
    let (from, until) = (Day::constant(2026, 1, 1), drawn.day(drawn.days.0.max(drawn.days.1)));
    let (lon, lat) = drawn.degrees();
    let until = if drawn.yes { Cell::from(until) } else { Cell::Empty };
    let ends = if drawn.picks[5].is_multiple_of(3) { Cell::from(drawn.day(drawn.days.0)) } else { Cell::Empty };
    let polygon = format!(
        r#"{{"type":"Polygon","coordinates":[[[{lon},{lat}],[{},{lat}],[{},{}],[{lon},{lat}]]]}}"#,
        lon + 0.012_345,
        lon + 0.011,
        lat + 0.009_876,
    );
    let outline = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"{division}","name":"x"}},
        "geometry":{polygon}}}]}}"#
    );
    Ok(vec![
        (
            Kind::Divisions,
            sheet(&["统计用区划代码", "区划名称"], vec![vec![cell(&division), cell(drawn.own(0, round))]])?,
        ),
        (Kind::Outlines, outline.into_bytes()),
        (
            Kind::Holidays,
            sheet(
                &["日期", "休或班", "名称", "来源"],
                vec![vec![
                    drawn.day(drawn.days.0).into(),
                    cell(if drawn.yes { "休" } else { "班" }),
                    cell(&drawn.texts[1]),
                    cell(&drawn.texts[2]),
                ]],
            )?,
        ),
        (
            Kind::Units,
            sheet(
                &[
                    "单位代码",
                    "单位名称",
                    "英文名称",
                    "单位类型",
                    "上级单位代码",
                    "管辖区划",
                    "管辖范围",
                    "生效日期",
                    "失效日期",
                ],
                vec![vec![
                    cell(&unit),
                    cell(drawn.own(3, round)),
                    cell(&drawn.texts[4]),
                    cell(kind),
                    cell("HQ"),
                    cell(if drawn.yes || overlies { "" } else { "350602003" }),
                    // A community that no other round names.
                    cell(if overlies { division.as_str() } else { "" }),
                    from.into(),
                    until,
                ]],
            )?,
        ),
        (
            Kind::People,
            sheet(
                &["账号", "姓名", "单位", "角色", "岗位名称", "任职日期"],
                vec![vec![
                    cell(&login),
                    cell(&drawn.texts[5]),
                    cell(&unit),
                    cell(drawn.pick(0, &["承办人", "单位负责人"])),
                    cell(&drawn.texts[6]),
                    from.into(),
                ]],
            )?,
        ),
        (
            Kind::Responsibilities,
            sheet(
                &["测评条目编号", "单位", "责任"],
                vec![vec![
                    cell(format!("III-{}", round % 8 + 1)),
                    cell(&unit),
                    cell(drawn.pick(1, &["牵头", "责任", "协助"])),
                ]],
            )?,
        ),
        (
            Kind::Matrix,
            sheet(
                &["区划", "问题类别", "属地单位", "属事单位", "生效日期"],
                vec![vec![
                    cell(&division),
                    cell(drawn.pick(2, &["E0101", "E0102", "C0102"])),
                    cell(drawn.pick(3, &["S1", "S2", ""])),
                    cell(&unit),
                    from.into(),
                ]],
            )?,
        ),
        (
            Kind::Sites,
            sheet(
                &["点位名称", "英文名称", "点位类型", "所在区划", "经度", "纬度", "责任单位", "点位长账号", "启用"],
                vec![vec![
                    cell(drawn.own(7, round)),
                    cell(&drawn.texts[4]),
                    cell("公园"),
                    cell("350602002"),
                    Cell::Number(lon),
                    Cell::Number(lat),
                    cell(&unit),
                    cell(&login),
                    cell(if drawn.yes { "是" } else { "否" }),
                ]],
            )?,
        ),
        (
            Kind::Grids,
            sheet(
                &["网格代码", "网格名称", "所属村（社区）", "网格员账号", "边界（GeoJSON）", "失效日期"],
                vec![vec![
                    cell(format!("{}-{round}", drawn.code)),
                    cell(drawn.own(1, round)),
                    cell(&division),
                    cell(if drawn.picks[5].is_multiple_of(2) { login.as_str() } else { "" }),
                    cell(if drawn.yes { polygon.as_str() } else { "" }),
                    ends,
                ]],
            )?,
        ),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_rows() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let taken = Taken::default();
        hold(12, &values(), async |round, drawn| {
            for (kind, bytes) in lists(round, drawn)? {
                let name = if kind == Kind::Outlines { "x.geojson" } else { "x.xlsx" };
                taken.note(kind, bring(world, &actor, kind, (name, &bytes), false).await)?;
            }
            for kind in ROW_BY_ROW {
                comes_back(world, &actor, kind).await?;
            }
            Ok(())
        })?;
        taken.is_mostly(&ROW_BY_ROW)
    })
    .await
}

/// Every kind of import is in one of these tests.
#[test]
fn no_kind_is_left_out() {
    let others = [Kind::Categories, Kind::FilingStandard, Kind::Standard, Kind::Tasks, Kind::Matters, Kind::Evidence];
    assert!(Kind::ALL.iter().all(|kind| ROW_BY_ROW.contains(kind) || others.contains(kind)));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_tasks() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("office").await?;
        let taken = Taken::default();
        hold(8, &values(), async |round, drawn| {
            let titles = [
                "序号",
                "上级任务",
                "任务",
                "具体内容",
                "牵头单位",
                "责任单位",
                "责任人",
                "开始日期",
                "时限",
                "里程碑",
            ];
            let (from, until) = (drawn.day(drawn.days.0.min(drawn.days.1)), drawn.day(drawn.days.0.max(drawn.days.1)));
            let rows = vec![vec![
                Cell::Integer(1),
                cell(drawn.pick(4, &["", "市容环境", "市容 环境"])),
                cell(drawn.own(0, round)),
                cell(&drawn.texts[1]),
                cell(drawn.pick(0, &["市城管局", "CG", "市城管局、巷口街道"])),
                cell(drawn.pick(1, &["", "巷口街道；新桥街道", "S1\nS2", "S2/市创建办"])),
                cell(drawn.pick(2, &["", "测试handler", "测试unit_head"])),
                if drawn.yes { from.into() } else { Cell::Empty },
                until.into(),
                cell(drawn.pick(3, &["", "是", "否"])),
            ]];
            let bytes = sheet(&titles, rows)?;
            taken.note(Kind::Tasks, bring(world, &actor, Kind::Tasks, ("t.xlsx", &bytes), false).await)?;
            comes_back(world, &actor, Kind::Tasks).await
        })?;
        taken.is_mostly(&[Kind::Tasks])
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_categories() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let taken = Taken::default();
        hold(8, &values(), async |round, drawn| {
            let (_, bytes) = super::kinds::list(world, Kind::Categories, "").await?;
            let mut set: serde_json::Value = serde_json::from_slice(&bytes)?;
            set["version"] = format!("2031-{round}").into();
            set["effective_from"] = Day::constant(2026, 5, 1)
                .saturating_add(jiff::Span::new().days(i64::try_from(round)?))
                .to_string()
                .into();
            set["categories"][0]["name_zh"] = drawn.own(0, round).into();
            set["categories"][1]["name_en"] = drawn.texts[1].as_str().into();
            set["categories"][2]["standards"][0]["condition"]["zh"] = drawn.own(2, round).into();
            set["categories"][3]["standards"][0]["condition"]["en"] = drawn.texts[3].as_str().into();
            let bytes = set.to_string().into_bytes();
            taken.note(Kind::Categories, bring(world, &actor, Kind::Categories, ("c.json", &bytes), false).await)?;
            comes_back(world, &actor, Kind::Categories).await
        })?;
        taken.is_mostly(&[Kind::Categories])
    })
    .await
}

const FILING_TITLES: [&str; 10] = [
    "大类编码",
    "大类名称",
    "小类编码",
    "小类名称",
    "立案条件",
    "结案条件",
    "处置时限",
    "处置单位",
    "主管部门",
    "类型",
];

/// What may stand in the cell of a limit.
const LIMITS: [&str; 7] =
    ["1天", "2工作时", "紧急工作时", "种植季节15工作日", "1紧急工作时制止", "５个工作日", "30分钟"];
/// What may stand in the cell of the units: one, several, whoever answers for the place.
const UNITS: [&str; 6] =
    ["市城管局", "市城管局、新桥街道", "市城管局\n市创建办", "新桥街道；市城管局", "属地街道", "各产权单位"];

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_standard() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let taken = Taken::default();
        hold(8, &values(), async |round, drawn| {
            let row = |n: usize| {
                vec![
                    cell("01"),
                    cell("市容环境"),
                    cell(format!("{:02}", n + 1)),
                    cell(drawn.own(n, n)),
                    cell(drawn.own(n + 1, round)),
                    cell(format!("{}\n{}", drawn.texts[n + 2], drawn.texts[n + 3])),
                    cell(drawn.pick(n, &LIMITS)),
                    cell(drawn.pick(n + 4, &UNITS)),
                    cell(drawn.pick(n + 8, &["市城管局", "无"])),
                    cell("事件"),
                ]
            };
            let bytes = sheet(&FILING_TITLES, (0..4).map(row).collect())?;
            let brought = bring(world, &actor, Kind::FilingStandard, ("立案标准.xlsx", &bytes), false).await;
            taken.note(Kind::FilingStandard, brought)?;
            comes_back(world, &actor, Kind::FilingStandard).await
        })?;
        taken.is_mostly(&[Kind::FilingStandard])
    })
    .await
}

const STANDARD: &str = include_str!("../../../../../data/standards/national-2017-district.json");

#[tokio::test(flavor = "multi_thread")]
async fn an_evaluation_system() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let taken = Taken::default();
        hold(6, &values(), async |round, drawn| {
            let mut file: serde_json::Value = serde_json::from_str(STANDARD)?;
            let version = format!("2040-{round}");
            file["version"] = version.as_str().into();
            file["name_zh"] = drawn.own(0, round).into();
            for (at, text) in drawn.texts.iter().enumerate() {
                file["projects"][at]["name_zh"] = text.as_str().into();
                let content = format!("/projects/{at}/indicators/0/contents/0/name_en");
                if let Some(name) = file.pointer_mut(&content) {
                    *name = text.as_str().into();
                }
                if let Some(item) = file["site_types"][at * 3]["check_items"].get_mut(0) {
                    item["text_zh"] = text.as_str().into();
                }
            }
            // What the program itself would not read is no list.
            if StandardFile::parse(&file.to_string()).is_err() {
                return Ok(());
            }
            let bytes = file.to_string().into_bytes();
            let brought = bring(world, &office, Kind::Standard, ("s.json", &bytes), false).await;
            let is_taken = brought.is_ok();
            taken.note(Kind::Standard, brought)?;
            if !is_taken {
                return Ok(());
            }
            let model = world.app.model(CITY).await?;
            let (_, system) = model
                .systems
                .iter()
                .find(|(row, _)| row.edition == version)
                .ok_or_else(|| anyhow::anyhow!("no system {version}"))?;
            let list = imports::system_workbook(system, Day::constant(2026, 11, 30))?;
            let back = bring(world, &office, Kind::Standard, ("s.xlsx", &list), true).await?;
            let told = (back.added, back.changed, back.removed);
            anyhow::ensure!(told == (0, 0, 0) && back.unchanged > 0, "{told:?} {:?}", back.first);
            comes_back(world, &office, Kind::Standard).await
        })?;
        taken.is_mostly(&[Kind::Standard])
    })
    .await
}
