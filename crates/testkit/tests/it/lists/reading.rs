//! Each file stands for a kind of fault; beside it come two of the same kind that are written otherwise.

use changxiao_app::{
    cases::report::{ReportCase, report as reported},
    imports::Kind,
};
use changxiao_domain::{
    divisions::DivisionCode,
    geo::{Datum, Position},
    time::Day,
};
use changxiao_store::{calendar, cases, orgs, sites};
use changxiao_testkit::{CITY, World, on_both_engines};
use changxiao_words::Lang;

use super::{bring, counts, made::made, remarks, walked, wrong};

const SITES: &str = "点位名称,点位类型,所在区划";

fn sites_csv(rows: &[&str]) -> Vec<u8> {
    format!("{SITES}\n{}\n", rows.join("\n")).into_bytes()
}

async fn site_named(world: &World, name: &str) -> anyhow::Result<sites::SiteRow> {
    let all = sites::all(world.app.db(), CITY).await?;
    all.into_iter().find(|site| site.name == name).ok_or_else(|| anyhow::anyhow!("no site {name}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn unseen_signs_and_wide_forms_are_no_other_site() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        // The same site twice, whatever sign stands unseen in its name.
        let mark = sites_csv(&["甲园,公园,350602003", "甲\u{feff}园,公园,350602003"]);
        let hyphen = sites_csv(&["乙园,公园,350602003", "乙\u{ad}园,公园,350602003"]);
        for file in [made!("s01_zwsp_name.xlsx"), ("name_with_mark.csv", &mark), ("name_with_hyphen.csv", &hyphen)] {
            let codes = wrong(bring(world, &actor, Kind::Sites, file, true).await);
            assert_eq!((codes.len(), codes[0].0, codes[0].1), (1, "sheet_duplicate", Some(3)));
        }
        let before = sites_csv(&["乙园,\u{200b}公园,芗城区 巷口街道"]);
        let within = sites_csv(&["丙园,公 园\u{ad},芗城区 巷口街道"]);
        let codes = sites_csv(&["丁园,ＧＹ,３５０６０２００３０００"]);
        let degrees = format!("{SITES},经度,纬度\n戊园,公园,350602003,１１７．６５,２４．５１°\n").into_bytes();
        for file in [
            made!("s02_zwsp_type.xlsx"),
            ("type_behind_sign.csv", &before),
            ("type_around_sign.csv", &within),
            made!("s04_fullwidth_code.xlsx"),
            ("wide_codes.csv", &codes),
            ("wide_degrees.csv", &degrees),
        ] {
            let seen = bring(world, &actor, Kind::Sites, file, true).await?;
            assert_eq!(counts(&seen), (1, 0, 0), "{}: {:?}", file.0, seen.first);
        }
        Ok(())
    })
    .await?;
    walked("reading::unseen_signs_and_wide_forms_are_no_other_site");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_titles_and_merged_cells_of_site_lists_are_found() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        for (file, rows, name) in [
            (made!("s09_formula_seq.xlsx"), 1, "公式序号公园"),
            (made!("s12_instructions_first.xlsx"), 1, "第二张表公园"),
            (made!("s13_merged_vertical.xlsx"), 3, "合并公园三"),
            (made!("s14_title_and_filled_line.xlsx"), 1, "表头公园"),
            (made!("sites_old.xls"), 2, "旧表公园二"),
        ] {
            let seen = bring(world, &actor, Kind::Sites, file, false).await?;
            assert_eq!(counts(&seen), (rows, 0, 0), "{}: {:?}", file.0, seen.first);
            let site = site_named(world, name).await?;
            assert_eq!((site.site_type.as_str(), site.division), ("gy", 350_602_003_000), "{}", file.0);
        }
        let seen = bring(world, &actor, Kind::Sites, made!("s13_merged_vertical.xlsx"), true).await?;
        assert_eq!(remarks(&seen), ["4 个单元格按合并单元格取值"]);
        // A formula in a column that is read is still nobody's to decide.
        let used = sites_csv(&["=A1,公园,350602003"]);
        assert_eq!(wrong(bring(world, &actor, Kind::Sites, ("f.csv", &used), true).await)[0].0, "sheet_formula");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_and_a_division_agree() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let outlines = include_str!("../../../../../data/outlines/3506.geojson");
        let divisions = include_str!("../../../../../data/divisions/3506.csv");
        bring(world, &actor, Kind::Divisions, ("3506.csv", divisions.as_bytes()), false).await?;
        bring(world, &actor, Kind::Outlines, ("3506.geojson", outlines.as_bytes()), false).await?;
        let swapped = format!("{SITES},经度,纬度\n反了,公园,芗城区,24.51,117.65\n").into_bytes();
        let other_county = format!("{SITES},经度,纬度\n东山的,公园,芗城区,117.43,23.70\n").into_bytes();
        for (file, bytes) in
            [made!("s22_outside_city.xlsx"), ("swapped.csv", &swapped[..]), ("other_county.csv", &other_county[..])]
        {
            let codes = wrong(bring(world, &actor, Kind::Sites, (file, bytes), true).await);
            let known = ["import_position_elsewhere", "sheet_not_a_coordinate"];
            assert!(codes.len() == 1 && known.contains(&codes[0].0), "{file}: {codes:?}");
        }
        let right = format!("{SITES},经度,纬度\n对的,公园,芗城区,117.6475,24.5130\n").into_bytes();
        assert_eq!(counts(&bring(world, &actor, Kind::Sites, ("right.csv", &right), true).await?), (1, 0, 0));
        // The form holds to the same rule.
        let office = world.sign_in("office").await?;
        let form = office.get("/sites/new").await?.expect(200)?;
        let key = form
            .text()
            .split("name=\"request_key\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default()
            .to_owned();
        let fields = [
            ("request_key", key.as_str()),
            ("name", "北京公园"),
            ("site_type", "gy"),
            ("division", "芗城区"),
            ("datum", "WGS-84"),
            ("longitude", "116.397"),
            ("latitude", "39.909"),
        ];
        office.post("/sites/new", &fields).await?.expect(422)?.says("不在")?;
        // An order of another system counts where its place is, and the look says that its position is elsewhere.
        let orders = "工单编号,三级分类,主要内容,被反映区,经度,纬度\nP1,垃圾清运,没人清,芗城区,116.397,39.909\nP2,垃圾清运,没人清,芗城区,117.65,24.513\n";
        let actor = world.actor("office").await?;
        let seen = super::orders::bring(world, &actor, ("o.csv", orders.as_bytes()), true).await?;
        let said: Vec<String> = seen.remarks.iter().map(|remark| remark.words(Lang::Zh)).collect();
        assert_eq!(said, ["1 件工单的位置不在所写区划内，例如第 2 行：以区划为准"]);
        // So does a report by hand; where nobody chose, the finest outline says where it is.
        let dispatcher = world.actor("dispatcher").await?;
        let report = async |division: Option<i64>, lon: &str, lat: &str| {
            let new = ReportCase {
                category: "E0405".to_owned(),
                title: "自行车占盲道".to_owned(),
                division: division.map(DivisionCode::new).transpose()?,
                position: Some(Position::parse(lon, lat, Datum::Wgs84)?),
                ..ReportCase::default()
            };
            Ok::<_, anyhow::Error>(reported(&world.app, &dispatcher, new, &[]).await)
        };
        for (division, lon, lat, said) in [
            (Some(350_626), "117.6475", "24.5130", "位置在芗城区，所选区划是东山县"),
            (Some(350_602), "116.397", "39.909", "位置不在芗城区"),
            (None, "116.397", "39.909", "区划"),
        ] {
            let refused = report(division, lon, lat).await?.err().map(|problem| problem.words(Lang::Zh));
            assert!(refused.as_ref().is_some_and(|words| words.contains(said)), "{said}: {refused:?}");
        }
        for division in [None, Some(350_602), Some(350_602_003)] {
            let number = report(division, "117.6475", "24.5130").await??.number;
            let row = cases::by_number(world.app.db(), CITY, &number).await?;
            let found = row.map(|row| row.case.division);
            assert_eq!(found, Some(DivisionCode::new(division.unwrap_or(350_602))?.padded()));
        }
        Ok(())
    })
    .await?;
    walked("reading::a_position_and_a_division_agree");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn spoiled_codes_name_their_cause() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let (four, one) = (sites_csv(&["甲,公园,3.506E+08"]), sites_csv(&["甲,公园,1E+12"]));
        for file in [made!("s24_code_sci.csv"), ("four_digits_left.csv", &four), ("one_digit_left.csv", &one)] {
            let codes = wrong(bring(world, &actor, Kind::Sites, file, true).await);
            assert_eq!((codes.len(), codes[0].0), (1, "sheet_spoiled_number"), "{codes:?}");
        }
        // A sign of the private use area is let in, in both encodings alike, and named.
        let (file, utf8) = made!("s30_pua.csv");
        let seen = bring(world, &actor, Kind::Sites, (file, utf8), true).await?;
        assert!(remarks(&seen)[0].contains("U+E863"), "{:?}", remarks(&seen));
        for (file, sign) in [("first_private.csv", '\u{e001}'), ("last_private.csv", '\u{f8ff}')] {
            let text = format!("{SITES}\n{sign}亭公园,公园,芗城区 巷口街道\n甲公园,公园,芗城区 巷口街道\n");
            let mut all = Vec::new();
            for bytes in [text.as_bytes().to_vec(), gb18030(&text)] {
                let seen = bring(world, &actor, Kind::Sites, (file, &bytes), true).await?;
                assert_eq!(counts(&seen), (2, 0, 0));
                all.push(remarks(&seen));
            }
            assert!(all[0] == all[1] && all[0][0].contains("U+"), "{all:?}");
        }
        Ok(())
    })
    .await?;
    walked("reading::spoiled_codes_name_their_cause");
    Ok(())
}

fn gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::GB18030.encode(text);
    assert!(!unmappable);
    bytes.into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_read_as_they_are_written() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let days = async || anyhow::Ok(calendar::all(world.app.db(), CITY).await?);
        for file in [made!("h01_1904.xlsx"), made!("holidays_old.xls")] {
            bring(world, &actor, Kind::Holidays, file, false).await?;
            assert!(days().await?.iter().any(|day| day.day == Day::constant(2027, 1, 1)), "{}", file.0);
        }
        // Of sixteen ways to write a day fifteen are understood, and a year of two digits is named.
        let (file, bytes) = made!("h05_text_dates.xlsx");
        let named = wrong(bring(world, &actor, Kind::Holidays, (file, bytes), true).await);
        assert_eq!(named, [("sheet_short_year", Some(14), "27/2/13".to_owned())]);
        let sibling = "日期,休或班,名称,来源\n2027年二月一日,休,x,y\n";
        let named = wrong(bring(world, &actor, Kind::Holidays, ("month_in_words.csv", sibling.as_bytes()), true).await);
        assert_eq!(named[0].0, "sheet_not_a_date");
        let sibling = "日期,休或班,名称,来源\n2027/2/12（五）,休,x,y\n二〇二七年十月一日（国庆）,休,x,y\n";
        let seen = bring(world, &actor, Kind::Holidays, ("with_weekday.csv", sibling.as_bytes()), true).await?;
        assert_eq!(counts(&seen), (2, 0, 0));
        // A span of days, as notices write it.
        let before = days().await?.len();
        bring(world, &actor, Kind::Holidays, made!("h09_range.csv"), false).await?;
        assert_eq!(days().await?.len(), before + 7);
        for (file, cell, n) in [
            ("seven_days.csv", "2027年10月1日至7日", 7),
            ("over_new_year.csv", "2027年12月30日（周四）至2028年1月2日（周日）", 4),
        ] {
            let text = format!("日期,休或班,名称,来源\n{cell},休,国庆节,通知\n");
            let seen = bring(world, &actor, Kind::Holidays, (file, text.as_bytes()), true).await?;
            assert_eq!(counts(&seen), (n, 0, 0), "{cell}");
        }
        Ok(())
    })
    .await?;
    walked("reading::days_are_read_as_they_are_written");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_of_units_leaves_out_stays_as_it_is() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let first = "单位代码,单位名称,单位类型,上级单位代码,管辖区划,失效日期\n\
                     350602,芗城区机关,县（市、区）,HQ,350602,\n\
                     350602004,巷口街道办事处（旧）,乡镇街道,350602,350602003,2027-12-31\n\
                     350602:urban_management,芗城区城管局,市直部门,350602,,\n";
        bring(world, &actor, Kind::Units, ("units.csv", first.as_bytes()), false).await?;
        let unit = async |code: &str| {
            let all = orgs::units(world.app.db(), CITY).await?;
            all.into_iter().find(|unit| unit.code == code).ok_or_else(|| anyhow::anyhow!("no unit {code}"))
        };
        let before = (unit("350602004").await?, unit("350602:urban_management").await?);
        let partial = bring(world, &actor, Kind::Units, made!("u01_partial_columns.csv"), false).await?;
        assert_eq!(counts(&partial), (0, 2, 0), "{:?}", partial.first);
        let after = (unit("350602004").await?, unit("350602:urban_management").await?);
        assert_eq!(after.0.name, "巷口街道办事处");
        for (before, after) in [(before.0, after.0), (before.1, after.1)] {
            let kept = |unit: &orgs::UnitRow| (unit.parent, unit.division, unit.valid_until, unit.valid_from);
            assert_eq!(kept(&before), kept(&after), "a column that is not there changes nothing");
        }
        // A blank cell leaves what is there, too; a word takes it away.
        let blank = "单位代码,单位名称,单位类型,上级单位代码,失效日期\n350602004,巷口街道办事处,乡镇街道,,\n";
        assert_eq!(
            counts(&bring(world, &actor, Kind::Units, ("blank_cells.csv", blank.as_bytes()), false).await?),
            (0, 0, 1)
        );
        let none = "单位代码,单位名称,单位类型,失效日期\n350602004,巷口街道办事处,乡镇街道,无\n";
        bring(world, &actor, Kind::Units, ("a_word_for_none.csv", none.as_bytes()), false).await?;
        assert_eq!(unit("350602004").await?.valid_until, None);
        // Unseen signs and zeros in codes.
        let same = bring(world, &actor, Kind::Units, made!("u05_zw_code.csv"), false).await?;
        assert_eq!(same.added, 0, "{:?}", same.first);
        for (file, code) in [
            ("code_in_wide_signs.csv", "３５０６０２：urban_management"),
            ("code_before_hyphen.csv", "350602:urban_management\u{ad}"),
        ] {
            let text = format!("单位代码,单位名称,单位类型\n{code},芗城区城管局,市直部门\n");
            assert_eq!(bring(world, &actor, Kind::Units, (file, text.as_bytes()), true).await?.added, 0, "{code}");
        }
        bring(world, &actor, Kind::Units, made!("u03_code_leading_zero.xlsx"), false).await?;
        assert_eq!(unit("0101").await?.name, "试验科");
        Ok(())
    })
    .await?;
    walked("reading::what_a_list_of_units_leaves_out_stays_as_it_is");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_people_alone_tell_their_encoding() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let unit = "单位代码,单位名称,单位类型,上级单位代码\ncreation_office,文明创建科,市直部门,OFFICE\n";
        bring(world, &actor, Kind::Units, ("unit.csv", unit.as_bytes()), false).await?;
        let (file, bytes) = made!("p01_gbk_names_ascii_header.csv");
        let seen = bring(world, &actor, Kind::People, (file, bytes), true).await?;
        assert_eq!(counts(&seen), (10, 0, 0), "{:?}", seen.first);
        let siblings = [
            (
                "two_people.csv",
                "login,name,unit,role\nq1,瞿昊,creation_office,handler\nq2,邢睿,creation_office,handler\n",
            ),
            ("one_person.csv", "账号,姓名,单位,角色\nq3,翟淼,creation_office,承办人\n"),
        ];
        for (file, text) in siblings {
            let (gbk, _, _) = encoding_rs::GBK.encode(text);
            let seen = bring(world, &actor, Kind::People, (file, &gbk), true).await?;
            assert_eq!(seen.added as usize, text.lines().count() - 1, "{:?}", seen.first);
        }
        Ok(())
    })
    .await?;
    walked("reading::names_of_people_alone_tell_their_encoding");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_standard_is_read_as_its_cells_show_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let unit = "单位代码,单位名称,单位类型,上级单位代码\nHW,市环卫中心,市直部门,CG\n";
        bring(world, &actor, Kind::Units, ("unit.csv", unit.as_bytes()), false).await?;
        for file in [made!("f02_limit_number_format.xlsx"), made!("f20_zw_name.xlsx")] {
            let seen = bring(world, &actor, Kind::FilingStandard, file, true).await?;
            let shown = format!("{:?}", seen.first);
            assert!(shown.contains('2') && !shown.contains('\u{200b}'), "{}: {shown}", file.0);
        }
        Ok(())
    })
    .await
}
