//! A filing standard of five hundred conditions, written the way real ones are: merged cells, several and relative units in a cell, limits
//! with words around them. It is in after at most three uploads.

use changxiao_domain::{calendar::Limit, categories::CategorySet};
use changxiao_store::{orgs, standards};
use changxiao_testkit::{Browser, CITY, on_both_engines};
use rust_xlsxwriter::{Format, Workbook};

/// What stands in the cell of a limit, and what is meant.
const LIMITS: [(&str, &str); 8] = [
    ("1天", "1工作日"),
    ("2小时", "2工作时"),
    ("紧急工作时", "1紧急工作时"),
    ("种植季节15工作日", "15工作日"),
    ("1紧急工作时制止", "1紧急工作时"),
    ("5个工作日", "5工作日"),
    ("４工作时", "4工作时"),
    ("2紧急工作时内", "2紧急工作时"),
];

/// What stands in the cell of the unit, who leads, and who helps.
const UNITS: [(&str, &str, &[&str]); 7] = [
    ("城管局", "CG", &[]),
    ("市城管局、新桥街道", "CG", &["S2"]),
    ("市城管局\n市创建办", "CG", &["OFFICE"]),
    ("属地街道", "属地街道", &[]),
    ("环卫处；市城管局", "HW", &["CG"]),
    ("各产权单位", "各产权单位", &[]),
    ("园林站", "YL", &[]),
];

const TITLES: [&str; 9] =
    ["大类编码", "大类名称", "小类编码", "小类名称", "立案条件", "结案条件", "处置时限", "处置单位", "主管部门"];

/// So many minors of each major have one merged cell for their supervisor.
const SUPERVISED_TOGETHER: u8 = 8;

struct Row {
    major: u8,
    minor: u8,
    condition: String,
    limit: usize,
    unit: usize,
}

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for n in 0..500_usize {
        let (major, minor) = (n / 100 + 1, n % 100 / 5 + 1);
        let condition = format!("{}类{}项第{}种情形，面积超过 {} 平方米", major, minor, n % 5 + 1, n + 1);
        let (major, minor) = (u8::try_from(major).unwrap_or(1), u8::try_from(minor).unwrap_or(1));
        rows.push(Row { major, minor, condition, limit: n % LIMITS.len(), unit: usize::from(minor) % UNITS.len() });
    }
    rows
}

/// 5 majors, 100 minors, 500 conditions; codes and names of majors and minors, and the units of a minor, are merged, and
/// the supervisor of the first eight minors of a major: 5 × 2 + 100 × 3 + 5 × 8 ranges.
fn workbook() -> (Vec<u8>, usize) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("事件").unwrap();
    let plain = Format::new();
    let mut merged = 0;
    sheet.merge_range(0, 0, 0, 8, "某市城市管理事件立案结案标准（2026 版）", &plain).unwrap();
    sheet.write_string(1, 0, "发布单位：某市城市管理局").unwrap();
    for (column, title) in (0..).zip(TITLES) {
        sheet.write_string(2, column, title).unwrap();
    }
    let rows = rows();
    for (n, row) in (3..).zip(&rows) {
        sheet.write_string(n, 4, &row.condition).unwrap();
        sheet.write_string(n, 5, "清理干净").unwrap();
        sheet.write_string(n, 6, LIMITS[row.limit].0).unwrap();
        if row.minor > SUPERVISED_TOGETHER {
            sheet.write_string(n, 8, "无").unwrap();
        }
    }
    for major in 0..5_u32 {
        let (first, last) = (3 + major * 100, 102 + major * 100);
        sheet.merge_range(first, 0, last, 0, &format!("{:02}", major + 1), &plain).unwrap();
        sheet.merge_range(first, 1, last, 1, &format!("第{}大类", major + 1), &plain).unwrap();
        merged += 2;
        for minor in 0..20_u32 {
            let (from, to) = (first + minor * 5, first + minor * 5 + 4);
            let unit = UNITS[(minor as usize + 1) % UNITS.len()].0;
            sheet.merge_range(from, 2, to, 2, &format!("{:02}", minor + 1), &plain).unwrap();
            sheet.merge_range(from, 3, to, 3, &format!("{}-{}小类", major + 1, minor + 1), &plain).unwrap();
            sheet.merge_range(from, 7, to, 7, unit, &plain).unwrap();
            merged += 3;
            if minor < SUPERVISED_TOGETHER.into() {
                sheet.merge_range(from, 8, to, 8, "无", &plain).unwrap();
                merged += 1;
            }
        }
    }
    (workbook.save_to_buffer().unwrap(), merged)
}

fn hidden(page: &str, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    page.split(&at).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

async fn upload(office: &Browser, bytes: &[u8]) -> anyhow::Result<changxiao_testkit::Answer> {
    let file = ("file", "立案标准.xlsx", bytes.to_vec());
    office.upload("/imports/filing-standard/preview", &[], &[file]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_conditions_come_in_by_one_upload_and_one_answer() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let units =
            "单位代码,单位名称,单位类型,上级单位代码\nHW,市环境卫生中心,市直部门,CG\nYL,市园林绿化中心,市直部门,CG\n";
        super::bring(world, &actor, changxiao_app::imports::Kind::Units, ("units.csv", units.as_bytes()), false)
            .await?;
        let office = world.sign_in("office").await?;
        let (bytes, merged) = workbook();
        assert_eq!(merged, 350);

        // One upload: two names that nobody knows, each shown once with all its rows.
        let first = upload(&office, &bytes).await?.expect(422)?.says("2 类问题")?.text();
        let draft = first
            .split("/imports/filing-standard/words/")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default();
        let mut said = Vec::new();
        for at in 0..2 {
            let written = hidden(&first, &format!("written-{at}"));
            let means = if written == "环卫处" { "市环境卫生中心" } else { "市园林绿化中心" };
            said.push((format!("sort-{at}"), "unit".to_owned()));
            said.push((format!("written-{at}"), written));
            said.push((format!("means-{at}"), means.to_owned()));
        }
        let fields: Vec<(&str, &str)> = said.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let look = office.post(&format!("/imports/filing-standard/words/{draft}"), &fields).await?.expect(200)?.text();
        office.post("/imports/filing-standard", &[("draft", &hidden(&look, "draft"))]).await?.expect(303)?;

        let sets = standards::category_sets(world.app.db(), CITY).await?;
        let set = sets
            .iter()
            .find(|row| row.key == "filing-standard")
            .or(sets.last())
            .ok_or_else(|| anyhow::anyhow!("no set"))?;
        let set = CategorySet::parse(&set.document)?;
        let all: Vec<_> = set.categories.iter().filter(|category| category.class.letter() == 'E').collect();
        assert_eq!(all.iter().map(|category| category.standards.len()).sum::<usize>(), 500);
        for row in rows() {
            let category =
                all.iter().find(|category| (category.code.major, category.code.minor) == (row.major, row.minor.into()));
            let category = category.ok_or_else(|| anyhow::anyhow!("no {} {}", row.major, row.minor))?;
            let standard = category.standards.iter().find(|standard| standard.condition.zh == row.condition);
            let standard = standard.ok_or_else(|| anyhow::anyhow!("no {}", row.condition))?;
            let (written, meant) = LIMITS[row.limit];
            assert_eq!(standard.limit, meant.parse::<Limit>()?, "{written}");
            let has_words = ["种植季节15工作日", "1紧急工作时制止"].contains(&written);
            assert_eq!(standard.limit_written, if has_words { written } else { "" });
            let (cell, lead, helpers) = UNITS[row.unit];
            assert_eq!(
                (standard.lead_key.as_str(), standard.helper_keys.as_slice()),
                (lead, helpers.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>().as_slice()),
                "{cell}"
            );
        }
        assert!(orgs::units(world.app.db(), CITY).await?.len() >= 8);

        // The next edition of the same list asks for nothing.
        upload(&office, &bytes).await?.expect(200)?.says("内容与系统一致")?;
        Ok(())
    })
    .await
}
