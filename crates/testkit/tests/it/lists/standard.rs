//! A filing standard of five hundred conditions, written the way real ones are: merged cells, several and relative units in a cell, limits
//! with words around them. It is in after at most three uploads.

use changxiao_domain::{calendar::Limit, categories::CategorySet};
use changxiao_store::{orgs, standards};
use changxiao_testkit::{Browser, CITY, on_both_engines};

use super::made_standard::{LIMITS, rows, workbook};

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
        let (bytes, merged) = workbook(&UNITS.map(|(cell, ..)| cell));
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
            let (cell, lead, helpers) = UNITS[usize::from(row.minor) % UNITS.len()];
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
