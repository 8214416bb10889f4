//! Work orders of other systems: an order comes in once, whatever way and however often; wrong rows are named; nobody's telephone
//! is kept.

use changxiao_app::{
    AppError,
    cases::{Target, carry_out, view},
    exchange::{ImportOrders, OrdersOutcome, PushOrder, Pushed, import_orders, list, mappings, push_order},
    imports,
    people::issue_token::{IssueToken, issue_token},
};
use changxiao_domain::{
    callbacks::Satisfaction,
    cases::{Action, Command, Source},
    exchange::{Field, ValueOf},
    orgs::Actor,
};
use changxiao_store::{
    callbacks,
    cases::{self, CaseFilter},
    exchange,
};
use changxiao_testkit::{CITY, World, on_both_engines, orders_csv};
use serde_json::json;

const HEADER: &str = "工单编号,三级分类,标题,主要内容,联系电话,来电人,区县,街道,受理时间,工单状态\n";

async fn bring(world: &World, actor: &Actor, text: &str, skip_wrong: bool) -> Result<OrdersOutcome, AppError> {
    look(world, actor, text, (false, skip_wrong)).await
}

async fn look(
    world: &World,
    actor: &Actor,
    text: &str,
    (dry_run, skip_wrong): (bool, bool),
) -> Result<OrdersOutcome, AppError> {
    let request = ImportOrders {
        mapping: "12345".to_owned(),
        file_name: "六月.csv".to_owned(),
        bytes: text.as_bytes().to_vec(),
        dry_run,
        skip_wrong,
        leave_finished: false,
        ..ImportOrders::default()
    };
    import_orders(&world.app, actor, request, &|_, _| {}).await
}

fn counts(outcome: &OrdersOutcome) -> (u64, u64, u64, u64) {
    (outcome.added, outcome.changed, outcome.followed, outcome.unchanged)
}

fn row(number: &str, class: &str, text: &str, state: &str) -> String {
    format!("{number},{class},,{text},13812345678,张小明,芗城区,巷口街道,2026-06-15 09:30,{state}\n")
}

async fn how_many(world: &World) -> anyhow::Result<i64> {
    Ok(cases::count(world.app.db(), CITY, &CaseFilter::default(), world.app.now()).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_again_changes_nothing() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let file = orders_csv(1_203, 1);
        let seen = look(world, &office, &file, (true, false)).await?;
        assert!(!seen.applied && seen.added == 1_203 && how_many(world).await? == 0, "a look changes nothing");
        assert_eq!(counts(&bring(world, &office, &file, false).await?), (1_203, 0, 0, 0));
        let before = world.fresh.row_counts(&["access_log", "imports"]).await?;
        assert_eq!(counts(&bring(world, &office, &file, false).await?), (0, 0, 0, 1_203));
        assert_eq!(world.fresh.row_counts(&["access_log", "imports"]).await?, before);
        assert_eq!((before["cases"], before["orders"], before["case_events"]), (1_203, 1_203, 1_203));
        assert_eq!(imports::newest(&world.app, &office, 9).await?.len(), 2);

        // The numbers of the day follow each other, the words are found, the chain holds.
        let order = exchange::one(world.app.db(), CITY, "12345", "GD01-0000041").await?.unwrap();
        let case = cases::by_id(world.app.db(), CITY, order.case).await?.unwrap();
        assert_eq!((case.case.source, case.reporter_unit), (Source::Hotline, Some(world.city.office)));
        assert!(case.case.filed_under.is_some() && case.case.position.is_some());
        let seen = view::view(&world.app, &office, &case.case.number).await?;
        assert!(seen.broken.is_none() && seen.order.is_some());
        let filter = CaseFilter { words: Some("第1202件".to_owned()), ..CaseFilter::default() };
        assert_eq!(cases::count(world.app.db(), CITY, &filter, world.app.now()).await?, 1);
        assert_eq!(cases::search::backlog(world.app.db(), CITY).await?, 0);
        let kept = format!("{:?} {:?} {:?}", order.order, case.case, seen.events);
        assert!(!kept.contains("13900000041") && order.order.phone == "139****0041", "{kept}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_rows_are_named_and_keep_all_out_unless_they_may_be_left() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let text = [
            HEADER,
            &row("A1", "垃圾清运", "三天没有清运", "待派单"),
            &row("A2", "外星人", "看见外星人", "待派单"),
            &row("", "垃圾清运", "没有编号", "待派单"),
            &row("A1", "垃圾清运", "三天没有清运", "待派单"),
            &row("A1", "垃圾清运", "另一件事", "待派单"),
            "A5,垃圾清运,标题,,,,芗城区,火星街道,昨天,\n",
        ]
        .concat();
        let refused = bring(world, &office, &text, false).await;
        let Err(AppError::Import(problems)) = refused else { panic!("it was brought in: {refused:?}") };
        let places: Vec<_> =
            problems.kept().iter().map(|fault| (fault.code(), fault.row, fault.column_letters())).collect();
        let at = |letters: &str| Some(letters.to_owned());
        assert_eq!(
            places,
            [
                ("order_unknown_category", Some(3), at("B")),
                ("order_required", Some(4), at("A")),
                ("order_other_content", Some(6), at("A")),
                ("order_unknown_division", Some(7), at("H")),
                ("order_not_a_time", Some(7), at("I")),
            ]
        );
        assert_eq!(problems.kept()[0].value, "外星人");
        assert_eq!((how_many(world).await?, imports::newest(&world.app, &office, 9).await?.len()), (0, 0));

        let taken = bring(world, &office, &text, true).await?;
        assert_eq!((counts(&taken), taken.wrong.count()), ((1, 0, 0, 1), 5));

        // A mapping of the city's own says what the words mean, and what is not ours.
        let mut mapping = mappings::find(&world.app, &office, "12345").await?.mapping;
        mapping.categories.push(ValueOf { words: "外星人".to_owned(), code: "-".to_owned() });
        assert_eq!(mappings::save(&world.app, &office, &mapping, 0).await?, 1);
        assert!(matches!(mappings::save(&world.app, &office, &mapping, 0).await, Err(AppError::Conflict)));
        mapping.categories.push(ValueOf { words: "飞碟".to_owned(), code: "E9999".to_owned() });
        assert!(matches!(mappings::save(&world.app, &office, &mapping, 1).await, Err(AppError::Invalid(_))));
        let passed = bring(world, &office, &[HEADER, &row("A2", "外星人", "看见", "")].concat(), false).await?;
        assert_eq!((passed.passed_over, passed.added), (1, 0));

        // Who may not.
        for login in ["sysadmin", "dispatcher", "handler", "leader"] {
            let refused = bring(world, &world.actor(login).await?, HEADER, false).await;
            assert!(matches!(refused, Err(AppError::NotPermitted(_))), "{login}: {refused:?}");
        }
        let missing = bring(world, &office, "编码,说明\n1,2\n", true).await;
        assert!(matches!(missing, Err(AppError::Import(_))), "{missing:?}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_comes_otherwise_is_noted_while_its_case_is_open() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let file = |text: &str, state: &str| {
            [HEADER, &row("B1", "垃圾清运", text, state), &row("B2", "垃圾清运", "同上", state)].concat()
        };
        bring(world, &office, &file("三天没有清运", "待派单"), false).await?;
        let number = |no: &'static str| async move {
            let row = exchange::one(world.app.db(), CITY, "12345", no).await?.unwrap();
            anyhow::Ok(cases::by_id(world.app.db(), CITY, row.case).await?.unwrap().case.number)
        };
        let (first, second) = (number("B1").await?, number("B2").await?);
        // Only their state: kept, noted nowhere.
        assert_eq!(counts(&bring(world, &office, &file("三天没有清运", "办理中"), false).await?), (0, 0, 2, 0));
        assert_eq!(view::view(&world.app, &office, &first).await?.row.case.version, 1);
        // The problem itself.
        assert_eq!(counts(&bring(world, &office, &file("又堆了一车", "办理中"), false).await?), (0, 1, 0, 1));
        let seen = view::view(&world.app, &office, &first).await?;
        let note = seen.events.last().unwrap();
        assert!(seen.broken.is_none() && note.action == Action::Note);
        assert!(note.particulars.to_string().contains("又堆了一车"), "{}", note.particulars);
        assert_eq!(
            (seen.order.as_ref().unwrap().changes, view::view(&world.app, &office, &second).await?.row.case.version),
            (2, 1)
        );
        // An ended case gets no note, and whoever brings the order is told.
        let target = Target { number: first.clone(), version: None };
        carry_out(&world.app, &office, &target, Command::Void { reason: "重复".to_owned() }, &[]).await?;
        let ended = bring(world, &office, &file("第三次反映", "办理中"), false).await?;
        assert_eq!((counts(&ended), ended.ended), ((0, 1, 0, 1), (vec![first.clone()], 1)));
        assert_eq!(view::view(&world.app, &office, &first).await?.row.case.version, 3);
        assert_eq!(counts(&bring(world, &office, &file("第三次反映", "办理中"), false).await?), (0, 0, 0, 2));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_back_told_by_an_order_enters_the_rates_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let header = "工单编号,三级分类,主要内容,区县,街道,办结时间,是否有效回访,是否解决,是否满意\n";
        let file = |rows: &[&str]| {
            let row = |told: &&str| {
                let (number, told) = told.split_once(',').unwrap();
                format!("{number},垃圾清运,三天没有清运,芗城区,巷口街道,{told}\n")
            };
            format!("{header}{}", rows.iter().map(row).collect::<String>())
        };
        let calls = |no: &'static str| async move {
            let row = exchange::one(world.app.db(), CITY, "12345", no).await?.unwrap();
            let calls = callbacks::of_case(world.app.db(), CITY, row.case).await?;
            anyhow::Ok(calls.into_iter().map(|row| (row.callback.valid, row.callback.satisfaction)).collect::<Vec<_>>())
        };
        bring(world, &office, &file(&["C1,,,,", "C2,2026-06-15 09:30,是,是,满意", "C3,,否,,"]), false).await?;
        assert_eq!((calls("C1").await?, calls("C3").await?), (vec![], vec![]));
        assert_eq!(calls("C2").await?, [(true, Satisfaction::Satisfied)]);
        // Later: one is called back, of the other the same call is told otherwise.
        let later = file(&["C1,2026-06-15 10:00,是,,", "C2,2026-06-15 09:30,是,否,不满意", "C3,,否,,"]);
        bring(world, &office, &later, false).await?;
        bring(world, &office, &later, false).await?;
        assert_eq!(calls("C1").await?, [(false, Satisfaction::Unsaid)]);
        assert_eq!(calls("C2").await?, [(true, Satisfaction::Unsatisfied)]);
        Ok(())
    })
    .await
}

fn push(number: &str, text: &str) -> PushOrder {
    let values =
        [(Field::Number, number), (Field::Class3, "垃圾清运"), (Field::Text, text), (Field::Street, "350602003")];
    PushOrder {
        system: "12345".to_owned(),
        values: values.map(|(of, text)| (of, text.to_owned())).to_vec(),
        datum: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_order_at_once_by_many_ways_is_one_case() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let file = [HEADER, &row("C1", "垃圾清运", "三天没有清运", ""), &row("C2", "垃圾清运", "同上", "")].concat();
        let pushes = (0..8).map(|_| push_order(&world.app, &office, push("C1", "推送的内容")));
        let files = (0..3).map(|_| bring(world, &office, &file, false));
        let (pushed, brought) =
            futures::future::join(futures::future::join_all(pushes), futures::future::join_all(files)).await;
        let new = pushed.iter().filter(|done| matches!(done, Ok(Pushed::New { .. }))).count() as u64;
        let added: u64 = brought.iter().flatten().map(|outcome| outcome.added).sum();
        assert!(pushed.iter().all(Result::is_ok) && brought.iter().all(Result::is_ok), "{pushed:?} {brought:?}");
        assert_eq!(new + added, 2, "{pushed:?} {brought:?}");
        assert_eq!(how_many(world).await?, 2);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_pushes_an_order_twice() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (keeper, post) = (world.actor("secadmin").await?, world.actor("office").await?.post);
        let token = |scope: &str| IssueToken {
            post,
            name: "12345 平台".to_owned(),
            scopes: vec![scope.to_owned()],
            days: 30,
            request_key: String::new(),
        };
        let report = world.accepted(issue_token(&world.app, &keeper, token("report")).await?).await?;
        let read = world.accepted(issue_token(&world.app, &keeper, token("read")).await?).await?;
        let program = world.stranger()?;
        let send = |token: String, order: serde_json::Value| {
            let program = &program;
            async move { program.api("POST", "/api/v1/orders", &token, Some(&order)).await }
        };
        let order = json!({
            "system": "12345", "number": "GD-9", "class3": "垃圾清运", "text": "三天没有清运，电话13812345678", "street": "350602003",
            "position": { "longitude": 117.65, "latitude": 24.51, "datum": "bd09" },
            "reported_at": "2026-06-16T09:30:00+08:00", "phone": "13812345678", "solved": false,
        });
        assert_eq!(send(read, order.clone()).await?.status, 403);
        let first = send(report.clone(), order.clone()).await?.expect(201)?;
        let made = first.json()?;
        assert_eq!((made["outcome"].as_str(), made["ended"].as_bool()), (Some("new"), Some(false)));
        let again = send(report.clone(), order.clone()).await?.expect(200)?.json()?;
        assert_eq!((&again["outcome"], &again["case"]), (&json!("same"), &made["case"]));
        let mut other = order.clone();
        other["text"] = json!("又堆了一车");
        let changed = send(report.clone(), other).await?.expect(200)?.json()?;
        assert_eq!((&changed["outcome"], &changed["case"]), (&json!("changed"), &made["case"]));
        assert_eq!(changed["changed"], json!(["title", "text"]));
        for (field, value) in [("class3", json!("外星人")), ("system", json!("12306")), ("reported_at", json!("昨天")), ("number", json!(""))] {
            let mut wrong = order.clone();
            wrong[field] = value;
            let refused = send(report.clone(), wrong).await?.expect(422)?.json()?;
            let expected = if field == "reported_at" { "reported" } else { field };
            assert_eq!((&refused["number"], &refused["fields"][0]["field"]), (&json!("E-1202"), &json!(expected)));
        }
        let case = made["case"].as_str().unwrap_or_default();
        let office = world.sign_in("office").await?;
        let page = office.get(&format!("/cases/{case}")).await?.expect(200)?.says("来源工单")?.says("GD-9")?.says("12345 热线")?;
        assert!(!page.text().contains("13812345678") && page.text().contains("138****5678"), "the text masks it");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_looks_and_brings_in_on_the_page() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.get("/exchange").await?.expect(200)?.says("12345 热线导出表")?.says("随产品提供")?.says("导入工单")?;
        let file = [HEADER, &row("D1", "垃圾清运", "三天没有清运", ""), &row("D2", "外星人", "看见", "")].concat();
        let files = [("file", "六月.csv", file.clone().into_bytes())];
        let page = office.upload("/exchange/preview", &[("mapping", "12345")], &files).await?.expect(200)?;
        let page = page.says("只导入无误的行")?.says("外星人")?.says("对照表和本市类别表里都没有这一类")?.says("D1")?;
        assert!(!page.text().contains("13812345678"));
        let text = page.text();
        let draft =
            text.split("name=\"draft\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let fields = [("mapping", "12345"), ("draft", draft), ("skip_wrong", "yes")];
        office.post("/exchange/import", &fields).await?.expect(303)?;
        office.get("/exchange").await?.expect(200)?.says("新工单 1 件")?.says("六月.csv")?;
        office
            .get("/exchange/orders?system=12345")
            .await?
            .expect(200)?
            .says("D1")?
            .says("138****5678")?
            .says("未回传")?;
        office.get("/exchange/orders?number=D1").await?.expect(200)?.says("D1")?;
        office.get("/exchange/orders?number=nope").await?.expect(200)?.says("没有工单")?;
        office.post("/exchange/import", &fields).await?.expect(422)?.says("文件已过期")?;
        let unread = [("file", "x.csv", b"a,b\n1,2\n".to_vec())];
        office.upload("/exchange/preview", &[("mapping", "12345")], &unread).await?.expect(422)?.says("工单编号")?;
        // Who keeps the system running sees no caller and brings nothing in.
        let keeper = world.sign_in("sysadmin").await?;
        keeper.get("/exchange").await?.expect(200)?.says("工单由创建办导入")?;
        let seen = keeper.get("/exchange/orders").await?.expect(200)?.says("D1")?;
        assert!(!seen.text().contains("138****5678"));
        keeper.upload("/exchange/preview", &[("mapping", "12345")], &files).await?.expect(403)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_is_made_from_the_titles_of_an_export() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.get("/exchange/mappings/12345").await?.expect(200)?.says("诉求编号")?.says("垃圾清运=E0102")?;
        office.get("/exchange/mappings/nope").await?.expect(404)?;
        let export = "案号,分类,诉求,镇街,备用\n1,积存垃圾渣土,一堆渣土 13812345678,巷口街道,x\n";
        let files = [("file", "本地.csv", export.as_bytes().to_vec())];
        let page = office.upload("/exchange/mappings/from-file", &[("base", "12345")], &files).await?.expect(200)?;
        let page = page.says("案号")?.says("镇街")?.says("138****5678")?;
        assert!(!page.text().contains("13812345678"));
        let mut fields = vec![
            ("name", "zhangzhou"),
            ("system", "zz-12345"),
            ("kind", "hotline"),
            ("name_zh", "漳州热线"),
            ("effective_from", "2026-06-01"),
            ("source_zh", "漳州市 12345 平台 2026 年 6 月导出表"),
            ("date_form", "year_first"),
            ("datum", "wgs84"),
            ("seen", "0"),
            ("title", "案号"),
            ("field", ""),
            ("title", "分类"),
            ("field", "class3"),
            ("title", "诉求"),
            ("field", "text"),
            ("title", "镇街"),
            ("field", "street"),
        ];
        office.post("/exchange/mappings", &fields).await?.expect(422)?.says("缺少“工单编号”对应的列")?;
        fields[10] = ("field", "number");
        office.post("/exchange/mappings", &fields).await?.expect(303)?;
        office.get("/exchange/mappings/zhangzhou").await?.expect(200)?.says("已保存为第 1 版")?;
        let actor = world.actor("office").await?;
        let request = ImportOrders {
            mapping: "zhangzhou".to_owned(),
            file_name: "本地.csv".to_owned(),
            bytes: export.as_bytes().to_vec(),
            dry_run: false,
            skip_wrong: false,
            leave_finished: false,
            ..ImportOrders::default()
        };
        let done = import_orders(&world.app, &actor, request, &|_, _| {}).await?;
        assert_eq!((done.added, done.unused_columns), (1, vec!["备用".to_owned()]));
        assert_eq!(list::systems(&world.app, &actor).await?[0].system, "zz-12345");
        // The interface reads its orders by the same mapping.
        let again = PushOrder { system: "zz-12345".to_owned(), ..push("2", "又一堆") };
        assert!(push_order(&world.app, &actor, again).await.is_err(), "its table of categories is empty");
        Ok(())
    })
    .await
}
