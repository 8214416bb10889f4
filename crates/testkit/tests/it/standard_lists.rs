//! The lists of a draft are edited in the browser: site types, check items, survey items, materials, score presets. What
//! is in force is not, and nothing of a draft shows before it is.

use changxiao_app::imports::{self, ImportOptions, ImportRequest, Kind};
use changxiao_domain::{
    standards::{Quantity, System},
    trace::TraceKind,
};
use changxiao_store::access;
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use changxiao_words::Lang;

const BUILT_IN: &str = "/standards/national-2017-district~2017";
const DRAFT: &str = "/standards/national-2017-district~2027";

async fn copy(office: &Browser) -> anyhow::Result<()> {
    let fields = [("edition", "2027"), ("name_zh", "测评体系（2027 年）"), ("name_en", "Evaluation system 2027")];
    office.post(&format!("{BUILT_IN}/draft"), &fields).await?.expect(303)?;
    Ok(())
}

async fn system(world: &World, edition: &str) -> anyhow::Result<System> {
    let model = world.app.model(CITY).await?;
    let (_, system) = model.systems.iter().find(|(row, _)| row.edition == edition).expect("the edition is there");
    Ok(system.as_ref().clone())
}

/// The version that the page of the draft shows.
async fn version(office: &Browser) -> anyhow::Result<String> {
    let page = office.get(DRAFT).await?.text();
    let at = page.find("name=\"version\" value=\"").expect("a form with a version") + 22;
    Ok(page[at..].split('"').next().unwrap_or_default().to_owned())
}

/// Sends a form of the draft with the version that its page shows now.
async fn send(
    office: &Browser,
    path: &str,
    fields: &[(&str, &str)],
    status: u16,
) -> anyhow::Result<changxiao_testkit::Answer> {
    let version = version(office).await?;
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    office.post(&format!("{DRAFT}/{path}"), &all).await?.expect(status)
}

fn codes(system: &System, site_type: &str) -> Vec<String> {
    system.check_items_of(site_type).into_iter().map(|item| item.code.clone()).collect()
}

const ITEM: [(&str, &str); 5] = [
    ("site_type", "zgd"),
    ("text_zh", "盲道连续、无占用"),
    ("text_en", "Tactile paving unbroken and clear"),
    ("source", "S01"),
    ("evidence", "certain"),
];

fn item<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = more.to_vec();
    all.extend(ITEM.into_iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn check_items_are_added_changed_moved_and_removed_and_leave_by_xlsx_as_they_are() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        copy(&office).await?;
        let before = system(world, "2027").await?;
        let last = codes(&before, "zgd").last().cloned().unwrap_or_default();
        let number: u32 = last.trim_start_matches("zgd-").parse()?;
        let code = format!("zgd-{:02}", number + 1);
        // The number after the last one is proposed, with the node and the category to choose from.
        let page = office.get(&format!("{DRAFT}/site-types/zgd")).await?.expect(200)?.says("主干道")?.text();
        assert!(page.contains(&format!("{DRAFT}/new/check-items?group=zgd")));
        let form = office.get(&format!("{DRAFT}/new/check-items?group=zgd")).await?.expect(200)?;
        form.says(&format!("value=\"{code}\""))?.says("III-59")?.says("E0101")?;

        // Every mistake names its field and the way out, and what was typed stays.
        for (wrong, words) in [
            (("text_en", ""), "没有英文名称或内容"),
            (("at_least", "viele"), "“viele”不是整数"),
            (("per_metres", "300"), "要和“至少”一起填"),
            (("at_least_percent", "101"), "填 1 到 100 的整数"),
            (("content", "I-1"), "计入的测评内容 I-1 不存在"),
            (("category", "E9988"), "选一个列出的类别"),
            (("site_type", "moon"), "点位类型 moon 不在列"),
            (("source", "S99"), "来源 S99 不在列"),
            (("code", "zgd 15"), "不含空格"),
            (("code", "zgd-01"), "编号 zgd-01 已有"),
        ] {
            let fields = if wrong.0 == "code" { vec![wrong] } else { vec![("code", code.as_str()), wrong] };
            let answer = send(&office, "new/check-items", &item(&fields), 422).await?;
            // What is missing beside the metres is the least number.
            let field = if wrong.0 == "per_metres" { "at_least" } else { wrong.0 };
            answer.says(words)?.says(&format!("id=\"{field}-error\""))?.says("盲道连续")?;
        }
        assert_eq!(system(world, "2027").await?, before, "nothing of that was saved");

        let counted = [
            ("code", code.as_str()),
            ("at_least", "3"),
            ("per_metres", "200"),
            ("category", "E0101"),
            ("content", "III-59"),
        ];
        let added = send(&office, "new/check-items", &item(&counted), 303).await?;
        assert_eq!(added.location(), format!("{DRAFT}/site-types/zgd#{code}"));
        office.get(&format!("{DRAFT}/site-types/zgd")).await?.says("盲道连续、无占用")?.says("每 200 米不少于 3 处")?;
        let changed = [("text_zh", "盲道连续、无占用、无破损\r\n含提示砖"), ("out_of", "5"), ("at_least", "3")];
        send(&office, &format!("check-items/{code}"), &item(&changed), 303).await?;
        send(&office, &format!("check-items/{code}/place"), &[("order", "1")], 303).await?;
        let after = system(world, "2027").await?;
        assert_eq!(codes(&after, "zgd")[..2], [code.clone(), "zgd-01".to_owned()]);
        let saved = &after.check_items_of("zgd")[0];
        assert_eq!(saved.text_zh, "盲道连续、无占用、无破损\n含提示砖");
        assert_eq!(saved.quantity, Some(Quantity { at_least: Some(3), out_of: Some(5), ..Quantity::default() }));

        office.get(&format!("{DRAFT}/check-items/zgd-02/removal")).await?.expect(200)?.says("没有别的内容引用它")?;
        send(&office, "check-items/zgd-02/removal", &[], 303).await?;
        assert!(!codes(&system(world, "2027").await?, "zgd").contains(&"zgd-02".to_owned()));
        office.get(&format!("{DRAFT}/check-items/zgd-02/edit")).await?.expect(404)?;
        comes_back_the_same(world, &office).await?;

        // The trace says who did what to which item.
        let trace = access::newest(&world.fresh.db, CITY, Some(TraceKind::Change), 1000).await?;
        let mut of: Vec<String> = trace
            .iter()
            .filter_map(|entry| serde_json::from_str::<serde_json::Value>(&entry.particulars).ok())
            .filter_map(|value| Some(format!("{} {}", value["action"].as_str()?, value["check_item"].as_str()?)))
            .collect();
        // The test's clock stands still, so only what happened can be told, not in which order.
        of.sort();
        let expected =
            [format!("added {code}"), format!("changed {code}"), format!("moved {code}"), "removed zgd-02".to_owned()];
        assert_eq!(of, expected);
        Ok(())
    })
    .await
}

/// The exported workbook, read in again, finds nothing to change.
async fn comes_back_the_same(world: &World, office: &Browser) -> anyhow::Result<()> {
    let bytes = office.get(&format!("{DRAFT}/export.xlsx")).await?.expect(200)?.body;
    let before = system(world, "2027").await?;
    let actor = world.actor("office").await?;
    let request = ImportRequest {
        kind: Kind::Standard,
        file_name: "2027.xlsx".to_owned(),
        bytes,
        dry_run: false,
        options: ImportOptions::default(),
    };
    let outcome = imports::import(&world.app, &actor, request, &|_, _| {}).await?;
    assert_eq!((outcome.added, outcome.changed), (0, 0), "{:?}", outcome.first);
    assert_eq!(system(world, "2027").await?, before);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_lists_are_edited_alike() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        copy(&office).await?;
        for (tab, new) in
            [("sites", "site-types"), ("survey", "survey-items"), ("materials", "materials"), ("presets", "presets")]
        {
            office.get(&format!("{DRAFT}?tab={tab}")).await?.expect(200)?.says(&format!("{DRAFT}/new/{new}"))?;
            office.get(&format!("{DRAFT}/new/{new}")).await?.expect(200)?;
        }

        // A site type with its route; it goes with its check items, and nodes no longer name it.
        let kind = [
            ("code", "park"),
            ("name_zh", "口袋公园"),
            ("name_en", "Pocket park"),
            ("route_zh", "绕园一周"),
            ("route_en", "Once around"),
            ("route_metres", "400"),
            ("evidence", "inferred"),
        ];
        send(&office, "new/site-types", &kind, 303).await?;
        office
            .get(&format!("{DRAFT}/site-types/park"))
            .await?
            .expect(200)?
            .says("绕园一周")?
            .says("400 米")?
            .says("还没有检查项")?;
        send(&office, "new/check-items", &item(&[("code", "park-01"), ("site_type", "park")]), 303).await?;
        send(&office, "site-types/park/place", &[("order", "1")], 303).await?;
        let moved = system(world, "2027").await?;
        assert_eq!((moved.site_types[0].code.as_str(), moved.check_items[0].code.as_str()), ("park", "park-01"));
        let names = office.get(&format!("{DRAFT}/site-types/zgd/removal")).await?.expect(200)?;
        names.says("zgd-01")?.says("一起删去的检查项")?.says("删去后不再引用")?;
        send(&office, "site-types/zgd/removal", &[], 303).await?;
        let left = system(world, "2027").await?;
        assert!(
            codes(&left, "zgd").is_empty()
                && left.nodes.iter().all(|node| !node.site_types.contains(&"zgd".to_owned()))
        );

        // A question with its options, line by line.
        office.get(&format!("{DRAFT}/new/survey-items")).await?.says("value=\"Q24\"")?;
        let question = [
            ("code", "Q24"),
            ("content", "III-5"),
            ("topic_zh", "对口袋公园是否满意"),
            ("topic_en", "Content with pocket parks"),
            ("threshold", ">=85%"),
            ("evidence", "certain"),
            ("options_evidence", "inferred"),
            ("source", "S01"),
        ];
        let with = |options: &[(&'static str, &'static str)]| [&question[..], options].concat();
        let half = with(&[("option_zh", "满意"), ("option_en", "")]);
        send(&office, "new/survey-items", &half, 422).await?.says("每个选项写中文和英文")?.says("value=\"满意\"")?;
        let whole = with(&[
            ("option_zh", "满意"),
            ("option_en", "yes"),
            ("option_zh", ""),
            ("option_en", ""),
            ("option_zh", "不满意"),
            ("option_en", "no"),
        ]);
        send(&office, "new/survey-items", &whole, 303).await?;
        send(&office, "survey-items/Q24/place", &[("order", "2")], 303).await?;
        send(&office, "survey-items/Q01/removal", &[], 303).await?;
        let survey = system(world, "2027").await?.survey_items;
        assert_eq!((survey[0].code.as_str(), survey[0].order), ("Q24", 1));
        assert_eq!(survey[0].options.iter().map(|option| option.en.as_str()).collect::<Vec<_>>(), ["yes", "no"]);

        // A material that entries ask for says which; then it is taken off them.
        let material = [("code", "video"), ("name_zh", "视频"), ("name_en", "Video"), ("evidence", "inferred")];
        send(&office, "new/materials", &material, 303).await?;
        send(&office, "materials/video", &[("name_zh", "实景视频"), ("name_en", "Live video")], 303).await?;
        send(&office, "materials/video/place", &[("order", "1")], 303).await?;
        let asking = system(world, "2027").await?;
        let node =
            asking.nodes.iter().find(|node| node.materials.contains(&"report".to_owned())).expect("some node asks");
        office.get(&format!("{DRAFT}/materials/report/removal")).await?.expect(200)?.says(&node.code)?;
        send(&office, "materials/report/removal", &[], 303).await?;
        let left = system(world, "2027").await?;
        assert_eq!(left.material_types[0].name_zh, "实景视频");
        assert!(left.nodes.iter().all(|node| !node.materials.contains(&"report".to_owned())));

        // A preset has to add up.
        let preset = |total: &'static str, weights: &'static str| {
            vec![
                ("code", "own-2027"),
                ("name_zh", "本市方案"),
                ("name_en", "Own preset"),
                ("effective_from", "2027-01-01"),
                ("item_method", "F"),
                ("item_zh", "实地"),
                ("item_en", "Field"),
                ("item_points", "60.5"),
                ("item_method", ""),
                ("item_zh", "问卷"),
                ("item_en", "Survey"),
                ("item_points", "39.5"),
                ("total", total),
                ("year_weights", weights),
                ("grades", "A\nB"),
                ("evidence", "certain"),
                ("source", "S01"),
            ]
        };
        for (fields, words, field) in [
            (preset("90", ""), "总分 90000，各项之和 100000", "total"),
            (preset("100", "15 25"), "年度权重之和 400，应为 1000", "year_weights"),
            (preset("100", "viel"), "如 15 25 60", "year_weights"),
            (preset("hundert", ""), "写成 40 或 39.7", "total"),
        ] {
            send(&office, "new/presets", &fields, 422).await?.says(words)?.says(&format!("id=\"{field}-error\""))?;
        }
        send(&office, "new/presets", &preset("100", "15 25 60"), 303).await?;
        send(&office, "presets/own-2027/place", &[("order", "1")], 303).await?;
        send(&office, "presets/suzhou-2016-field/removal", &[], 303).await?;
        let presets = system(world, "2027").await?.score_presets;
        assert_eq!((presets.len(), presets[0].year_weights_thousandths.as_slice()), (7, [150, 250, 600].as_slice()));
        assert_eq!(presets[0].items[0].points_thousandths, 60_500);
        // An entry that is opened and saved as it stands does not change.
        let before = system(world, "2027").await?;
        for path in [
            "presets/own-2027",
            "presets/national-2018-2020",
            "survey-items/Q22",
            "check-items/cgd-01",
            "site-types/cgd",
        ] {
            let form = office.get(&format!("{DRAFT}/{path}/edit")).await?.expect(200)?.text();
            let fields = filled_in(&form);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            office.post(&format!("{DRAFT}/{path}"), &fields).await?.expect(303)?;
            assert_eq!(system(world, "2027").await?, before, "{path}");
        }
        comes_back_the_same(world, &office).await
    })
    .await
}

/// What a browser would send of the page's form as it stands.
fn filled_in(page: &str) -> Vec<(String, String)> {
    let plain = |text: &str| {
        text.replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#38;", "&")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
    };
    let attribute = |tag: &str, name: &str| {
        tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).map(plain)
    };
    let form = page.split("<form class=\"cx-form cx-form-2\"").nth(1).and_then(|rest| rest.split("</form>").next());
    let mut fields = Vec::new();
    for part in form.unwrap_or_default().split('<').skip(1) {
        let name = attribute(part.split('>').next().unwrap_or_default(), " name");
        if part.starts_with("input") {
            fields.extend(name.map(|name| (name, attribute(part, " value").unwrap_or_default())));
        } else if part.starts_with("textarea") {
            fields.extend(name.map(|name| (name, plain(part.split_once('>').map_or("", |(_, text)| text)))));
        } else if part.starts_with("select") {
            fields.extend(name.map(|name| (name, String::new())));
        } else if part.starts_with("option") && part.contains(" selected") {
            let value = attribute(part, "value").unwrap_or_default();
            if let Some(last) = fields.last_mut() {
                last.1 = value;
            }
        }
    }
    fields.into_iter().filter(|(name, _)| name != "csrf").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_editor_is_told_and_overwrites_nothing() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (first, second) = (world.sign_in("office").await?, world.sign_in("office").await?);
        copy(&first).await?;
        let seen = version(&second).await?;
        send(&first, "check-items/zgd-01", &item(&[("text_zh", "先改的")]), 303).await?;
        let after = system(world, "2027").await?;

        let late = item(&[("version", &seen), ("text_zh", "后改的")]);
        let answer = second.post(&format!("{DRAFT}/check-items/zgd-01"), &late).await?.expect(409)?;
        answer.says("E-1203")?.says("后改的")?.says("看新内容")?;
        let moved = [("version", seen.as_str()), ("order", "2")];
        second.post(&format!("{DRAFT}/check-items/zgd-01/place"), &moved).await?.expect(409)?.says("先改的")?;
        second.post(&format!("{DRAFT}/survey-items/Q01/place"), &moved).await?.expect(409)?.says("E-1203")?;
        let gone = [("version", seen.as_str())];
        second.post(&format!("{DRAFT}/materials/report/removal"), &gone).await?.expect(409)?.says("E-1203")?;
        assert_eq!(system(world, "2027").await?, after);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_in_force_refuses_and_a_draft_renames_nothing_in_use() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        copy(&office).await?;
        let built_in = system(world, "2017").await?;
        for (list, code) in [
            ("site-types", "zgd"),
            ("check-items", "zgd-01"),
            ("survey-items", "Q01"),
            ("materials", "report"),
            ("presets", "suzhou-2016-field"),
        ] {
            office.get(&format!("{BUILT_IN}/new/{list}")).await?.expect(422)?.says("先复制为草案再改")?;
            for page in ["edit", "removal"] {
                office.get(&format!("{BUILT_IN}/{list}/{code}/{page}")).await?.expect(422)?.says("先复制为草案再改")?;
            }
            let fields =
                item(&[("version", "1"), ("name_zh", "甲"), ("name_en", "A"), ("effective_from", "2027-01-01")]);
            for path in [format!("{list}/{code}"), format!("{list}/{code}/place"), format!("{list}/{code}/removal")] {
                let status = office.post(&format!("{BUILT_IN}/{path}"), &fields).await?;
                status.expect(422)?.says("先复制为草案再改")?;
            }
        }
        assert_eq!(system(world, "2017").await?, built_in);
        let page = office.get(&format!("{BUILT_IN}/site-types/zgd")).await?.expect(200)?.text();
        assert!(!page.contains("/edit\"") && !page.contains("/removal\""), "no edition in force offers to be edited");

        let renamed = [("name_zh", "改名的道路"), ("name_en", "Renamed road"), ("evidence", "certain")];
        send(&office, "site-types/zgd", &renamed, 303).await?;
        send(&office, "check-items/zgd-01", &item(&[("text_zh", "改写的检查项")]), 303).await?;
        office.get(&format!("{DRAFT}/site-types/zgd")).await?.says("改名的道路")?;
        let model = world.app.model(CITY).await?;
        assert_eq!(model.site_type_name("zgd", Lang::Zh), "主干道");
        assert!(model.check_item("zgd-01").is_some_and(|item| item.text_zh != "改写的检查项"));

        let inspector = world.sign_in("inspector").await?;
        let page = inspector.get(&format!("{DRAFT}/site-types/zgd")).await?.expect(200)?.text();
        assert!(!page.contains("/edit\"") && !page.contains("/new/"), "whoever may not edit is not offered to");
        inspector.get(&format!("{DRAFT}/check-items/zgd-01/edit")).await?.expect(403)?;
        inspector.post(&format!("{DRAFT}/check-items/zgd-01/removal"), &[]).await?.expect(403)?;
        Ok(())
    })
    .await
}
