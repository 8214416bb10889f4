//! Two more of the kind beside each small file that stood alone.

use changxiao_app::imports::Kind;
use changxiao_store::{orgs, sites};
use changxiao_testkit::{CITY, World, on_both_engines};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{bring, counts, made::made, orders, remarks, walked};

/// A workbook that a function fills.
fn workbook(fill: impl Fn(&mut Workbook) -> Result<(), XlsxError>) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    fill(&mut workbook)?;
    Ok(workbook.save_to_buffer()?)
}

fn line(sheet: &mut Worksheet, row: u32, cells: &[&str]) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        sheet.write_string(row, column, *cell)?;
    }
    Ok(())
}

const SITE_TITLES: [&str; 3] = ["点位名称", "点位类型", "所在区划"];

async fn site(world: &World, name: &str) -> anyhow::Result<sites::SiteRow> {
    let all = sites::all(world.app.db(), CITY).await?;
    all.into_iter().find(|site| site.name == name).ok_or_else(|| anyhow::anyhow!("no site {name}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_found_wherever_it_stands_in_its_file() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let formula_in_remark = workbook(|book| {
            let sheet = book.add_worksheet();
            line(sheet, 0, &["点位名称", "点位类型", "所在区划", "核对"])?;
            line(sheet, 1, &["公式甲园", "公园", "芗城区 巷口街道"])?;
            sheet.write_formula(1, 3, "=TODAY()")?;
            Ok(())
        })?;
        let sequence = "序号,点位名称,点位类型,所在区划\n=ROW()-1,公式乙园,公园,芗城区 巷口街道\n".as_bytes().to_vec();
        let two_notes = workbook(|book| {
            line(book.add_worksheet().set_name("说明")?, 0, &["填表说明"])?;
            line(book.add_worksheet().set_name("字典")?, 0, &["类型", "公园"])?;
            let sheet = book.add_worksheet().set_name("台账")?;
            line(sheet, 0, &SITE_TITLES)?;
            line(sheet, 1, &["三张表园", "公园", "芗城区 巷口街道"])
        })?;
        let hidden_notes = workbook(|book| {
            let sheet = book.add_worksheet().set_name("点位")?;
            line(sheet, 0, &SITE_TITLES)?;
            line(sheet, 1, &["隐藏表旁园", "公园", "芗城区 巷口街道"])?;
            let hidden = book.add_worksheet().set_name("旧点位")?;
            line(hidden, 0, &SITE_TITLES)?;
            line(hidden, 1, &["不读的园", "公园", "芗城区 巷口街道"])?;
            hidden.set_hidden(true);
            Ok(())
        })?;
        let merged_unit = workbook(|book| {
            let sheet = book.add_worksheet();
            line(sheet, 0, &["点位名称", "点位类型", "所在区划", "责任单位"])?;
            line(sheet, 1, &["同责甲园", "公园", "芗城区 巷口街道"])?;
            line(sheet, 2, &["同责乙园", "公园", "芗城区 巷口街道"])?;
            sheet.merge_range(1, 3, 2, 3, "巷口街道", &Format::new())?;
            Ok(())
        })?;
        let merged_everything = workbook(|book| {
            let sheet = book.add_worksheet();
            line(sheet, 0, &SITE_TITLES)?;
            for row in 1..=4 {
                line(sheet, row, &[&format!("全并园{row}")])?;
            }
            sheet.merge_range(1, 1, 4, 1, "公园", &Format::new())?;
            sheet.merge_range(1, 2, 4, 2, "芗城区 巷口街道", &Format::new())?;
            Ok(())
        })?;
        let three_lines = workbook(|book| {
            let sheet = book.add_worksheet();
            sheet.merge_range(0, 0, 0, 2, "巷口街道创建点位明细表（2026 年）", &Format::new())?;
            line(sheet, 1, &["填报单位（盖章）：巷口街道", "", "审核人：某某"])?;
            line(sheet, 2, &["联系电话：见通讯录", "", "2026年6月"])?;
            line(sheet, 3, &SITE_TITLES)?;
            line(sheet, 4, &["三行头园", "公园", "芗城区 巷口街道"])
        })?;
        let blank_lines =
            "巷口街道点位,,\n,,\n,,\n点位名称,点位类型,所在区划\n空行头园,公园,芗城区 巷口街道\n".as_bytes().to_vec();
        let made = |(file, bytes): (&'static str, &[u8])| (file, bytes.to_vec());
        let files = [made!("s09_formula_seq.xlsx"), made!("s12_instructions_first.xlsx")].map(made);
        let [formula, notes] = files;
        let [merged, titled] = [made!("s13_merged_vertical.xlsx"), made!("s14_title_and_filled_line.xlsx")].map(made);
        for (file, bytes, rows, name) in [
            (formula.0, formula.1, 1, "公式序号公园"),
            (notes.0, notes.1, 1, "第二张表公园"),
            (merged.0, merged.1, 3, "合并公园三"),
            (titled.0, titled.1, 1, "表头公园"),
            ("formula_in_remark.xlsx", formula_in_remark, 1, "公式甲园"),
            ("sequence.csv", sequence, 1, "公式乙园"),
            ("two_notes.xlsx", two_notes, 1, "三张表园"),
            ("hidden_notes.xlsx", hidden_notes, 1, "隐藏表旁园"),
            ("merged_unit.xlsx", merged_unit, 2, "同责乙园"),
            ("merged_everything.xlsx", merged_everything, 4, "全并园4"),
            ("three_lines.xlsx", three_lines, 1, "三行头园"),
            ("blank_lines.csv", blank_lines, 1, "空行头园"),
        ] {
            let seen = bring(world, &actor, Kind::Sites, (file, &bytes), false).await?;
            assert_eq!(counts(&seen), (rows, 0, 0), "{file}: {:?}", seen.first);
            let site = site(world, name).await?;
            assert_eq!((site.site_type.as_str(), site.division), ("gy", 350_602_003_000), "{file}");
            let said = remarks(&seen);
            assert_eq!(file == "two_notes.xlsx", said.contains(&"读入工作表：台账".to_owned()), "{file}: {said:?}");
            assert_eq!(file == "hidden_notes.xlsx", said.iter().any(|remark| remark.contains("旧点位")), "{file}");
        }
        assert_eq!(site(world, "同责乙园").await?.unit, Some(world.city.streets[0]));
        assert!(site(world, "不读的园").await.is_err());
        Ok(())
    })
    .await?;
    walked("siblings::a_list_is_found_wherever_it_stands_in_its_file");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_is_published_when_all_of_it_is_there() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let covers = async |year: i16| anyhow::Ok(world.app.model(CITY).await?.calendar.covers(year));
        assert!(covers(2026).await?);
        bring(world, &actor, Kind::Holidays, made!("h01_1904.xlsx"), false).await?;
        assert!(!covers(2027).await?, "one day is no year");
        let one_make_up_day = "日期,休或班,名称,来源\n2028-01-08,班,元旦,通知\n";
        bring(world, &actor, Kind::Holidays, ("one_make_up_day.csv", one_make_up_day.as_bytes()), false).await?;
        assert!(!covers(2028).await?);
        let half_a_year = "日期,休或班,名称,来源\n2027年2月5日至2月14日,休,春节,通知\n2027-02-20,班,春节,通知\n";
        bring(world, &actor, Kind::Holidays, ("half_a_year.csv", half_a_year.as_bytes()), false).await?;
        assert!(!covers(2027).await?, "the first half is not the year");
        let rest = "日期,休或班,名称,来源\n2027-04-05,休,清明节,通知\n2027年10月1日至7日,休,国庆节,通知\n";
        bring(world, &actor, Kind::Holidays, ("rest.csv", rest.as_bytes()), false).await?;
        assert!(covers(2027).await?);
        Ok(())
    })
    .await?;
    walked("siblings::a_year_is_published_when_all_of_it_is_there");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_limits_and_names_are_what_their_cells_show() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let four_digits = workbook(|book| {
            let sheet = book.add_worksheet();
            line(sheet, 0, &["单位代码", "单位名称", "单位类型", "上级单位代码"])?;
            sheet.write_number_with_format(1, 0, 7, &Format::new().set_num_format("0000"))?;
            line(sheet, 1, &["", "四位科", "市直部门", "HQ"])
        })?;
        bring(world, &actor, Kind::Units, ("four_digits.xlsx", &four_digits), false).await?;
        let text_codes = "单位代码,单位名称,单位类型,上级单位代码\n007,三位科,市直部门,HQ\n7,一位科,市直部门,HQ\n";
        bring(world, &actor, Kind::Units, ("text_codes.csv", text_codes.as_bytes()), false).await?;
        let above = "单位代码,单位名称,单位类型,上级单位代码\n350602,芗城区机关,县（市、区）,HQ\n";
        bring(world, &actor, Kind::Units, ("above.csv", above.as_bytes()), false).await?;
        bring(world, &actor, Kind::Units, made!("u03_code_leading_zero.xlsx"), false).await?;
        let units = orgs::units(world.app.db(), CITY).await?;
        for (code, name) in [("0101", "试验科"), ("0007", "四位科"), ("007", "三位科"), ("7", "一位科")] {
            let found = units.iter().find(|unit| unit.code == code).map(|unit| unit.name.as_str());
            assert_eq!(found, Some(name), "{code}");
        }

        let sanitation = "单位代码,单位名称,单位类型,上级单位代码\nHW,市环卫中心,市直部门,CG\n";
        bring(world, &actor, Kind::Units, ("unit.csv", sanitation.as_bytes()), false).await?;
        for file in [made!("f02_limit_number_format.xlsx"), made!("f20_zw_name.xlsx")] {
            let seen = bring(world, &actor, Kind::FilingStandard, file, true).await?;
            let all = format!("{:?}", seen.first);
            assert!(all.contains('2') && !all.contains('\u{200b}'), "{}: {all}", file.0);
        }
        let standard = |limit: &str, format: &str, name: &str| {
            workbook(|book| {
                let sheet = book.add_worksheet().set_name("事件")?;
                line(
                    sheet,
                    0,
                    &[
                        "大类代码",
                        "大类名称",
                        "小类代码",
                        "小类名称",
                        "立案条件",
                        "结案条件",
                        "处置时限",
                        "处置单位",
                        "主管部门",
                    ],
                )?;
                line(
                    sheet,
                    1,
                    &["01", "市容环境", "01", name, "路面有垃圾", "路面清扫干净", "", "市城管局", "市城管局"],
                )?;
                let number: f64 = limit.parse().unwrap_or_default();
                sheet.write_number_with_format(1, 6, number, &Format::new().set_num_format(format))?;
                Ok(())
            })
        };
        for (file, limit, format, name, shown) in [
            ("working_days.xlsx", "3", "0\"个工作日\"", "道路不洁", "3"),
            ("urgent.xlsx", "1", "0\"紧急工作时\"", "道路不洁", "1"),
            ("hyphen.xlsx", "2", "0\"工作时\"", "道路\u{ad}不洁", "2"),
            ("mark.xlsx", "2", "0\"工作时\"", "\u{feff}道路不洁", "2"),
        ] {
            let bytes = standard(limit, format, name)?;
            let seen = bring(world, &actor, Kind::FilingStandard, (file, &bytes), true).await?;
            let all = format!("{:?}", seen.first);
            assert!(all.contains(shown) && all.contains("道路不洁"), "{file}: {all}");
            assert!(!all.contains(['\u{ad}', '\u{feff}']), "{file}: {all}");
        }
        Ok(())
    })
    .await?;
    walked("siblings::codes_limits_and_names_are_what_their_cells_show");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_texts_of_orders() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let order_with_number = |number: f64| {
            workbook(|book| {
                let sheet = book.add_worksheet();
                line(sheet, 0, &["工单编号", "三级分类", "标题", "主要内容", "被反映区", "被反映街道", "受理时间"])?;
                line(sheet, 1, &["", "垃圾清运", "x", "没人清", "芗城区", "巷口街道", "2026-06-15 09:00"])?;
                sheet.write_number_with_format(1, 0, number, &Format::new().set_num_format("0"))?;
                Ok(())
            })
        };
        let (file, bytes) = made!("o01_number_over15.xlsx");
        assert_eq!(orders::bring(world, &office, (file, bytes), true).await?.wrong.count(), 2);
        for (file, number) in [
            ("seventeen_digits.xlsx", 2_026_112_000_012_345.0_f64 * 10.0),
            ("nineteen_digits.xlsx", 1.234_567_890_123_456e18),
        ] {
            let seen = orders::bring(world, &office, (file, &order_with_number(number)?), true).await?;
            assert_eq!((seen.added, seen.wrong.count()), (0, 1), "{file}");
            assert_eq!(seen.wrong.kept()[0].code(), "sheet_spoiled_number", "{file}");
        }
        let whole = order_with_number(20_261_120_000_123.0)?;
        assert_eq!(orders::bring(world, &office, ("fourteen.xlsx", &whole), true).await?.added, 1);

        // A sign between lines, whichever it is and in whatever file.
        let header = "工单编号,三级分类,标题,主要内容,被反映区,被反映街道,受理时间";
        let form_feed = format!("{header}\nFF1,垃圾清运,x,\"第一行\u{c}第二行\",芗城区,巷口街道,2026-06-15 09:00\n");
        let in_workbook = workbook(|book| {
            let sheet = book.add_worksheet();
            line(sheet, 0, &["工单编号", "三级分类", "标题", "主要内容", "被反映区", "被反映街道", "受理时间"])?;
            line(sheet, 1, &["VT1", "垃圾清运", "x", "第一行\u{b}第二行", "芗城区", "巷口街道", "2026-06-15 09:00"])
        })?;
        orders::bring(world, &office, made!("o20_vtab.csv"), false).await?;
        assert_eq!(orders::order(world, "V1").await?.text, "从 Word 粘贴\n第二行");
        orders::bring(world, &office, ("form_feed.csv", form_feed.as_bytes()), false).await?;
        orders::bring(world, &office, ("in_workbook.xlsx", &in_workbook), false).await?;
        for number in ["FF1", "VT1"] {
            assert_eq!(orders::order(world, number).await?.text, "第一行\n第二行", "{number}");
        }
        Ok(())
    })
    .await?;
    walked("siblings::numbers_and_texts_of_orders");
    Ok(())
}
