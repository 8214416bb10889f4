//! A problem from its report to its end, told by those who work on it; and what a stranger to the case does not get.

use changxiao_domain::trace::TraceKind;
use changxiao_store::{access, cases as store_cases};
use changxiao_testkit::{Browser, CITY, World, on_both_engines, photo};

/// What stands in the page's form: the version that it shows.
fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0").to_owned()
}

async fn open(browser: &Browser, number: &str) -> anyhow::Result<String> {
    Ok(browser.get(&format!("/cases/{number}")).await?.expect(200)?.text())
}

/// Sends a form of the case with the version that the page shows now.
async fn act(browser: &Browser, number: &str, place: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    let version = version(&open(browser, number).await?);
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    browser.post(&format!("/cases/{number}/{place}"), &all).await?.expect(303)?;
    Ok(())
}

/// Non-motor vehicles parked at random, at the main road of 巷口街道, with a photo.
async fn report(world: &World) -> anyhow::Result<String> {
    let inspector = world.sign_in("inspector").await?;
    let fields =
        [("request_key", "one"), ("category", "E0405"), ("site", "1"), ("title", "自行车占盲道"), ("text", "六辆")];
    let answer = inspector.upload("/cases/new", &fields, &[("photos", "a.jpg", photo(1))]).await?.expect(303)?;
    Ok(answer.location().trim_start_matches("/cases/").to_owned())
}

async fn dispatch(world: &World, number: &str) -> anyhow::Result<()> {
    let dispatcher = world.sign_in("dispatcher").await?;
    act(&dispatcher, number, "filing", &[]).await?;
    let department = world.city.department.to_string();
    act(
        &dispatcher,
        number,
        "dispatch",
        &[("lead", &department), ("limit_amount", "4"), ("limit_kind", "working_hour")],
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_goes_from_report_to_closing() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = report(world).await?;
        assert_eq!(number, "260616-0001");
        dispatch(world, &number).await?;

        let handler = world.sign_in("handler").await?;
        let page = open(&handler, &number).await?;
        assert!(page.contains("现在由我办") && page.contains("接单"), "the unit is offered the case");
        handler.get("/cases?tab=mine").await?.expect(200)?.says(&number)?.says("剩 4 小时 00 分")?;
        act(&handler, &number, "acceptance", &[]).await?;
        world.clock.advance(75 * changxiao_domain::time::MINUTE);
        // A session left alone for so long has ended.
        let handler = world.sign_in("handler").await?;
        let shown = version(&open(&handler, &number).await?);
        let fields = [("version", shown.as_str()), ("text", "复位六辆")];
        let result = format!("/cases/{number}/result");
        // Without the photo that the category asks for nothing is saved, and what was typed comes back.
        handler.upload(&result, &fields, &[]).await?.expect(422)?.says("复位六辆")?.says("E-1301")?;
        handler.upload(&result, &fields, &[("photos", "b.jpg", photo(2))]).await?.expect(303)?;

        let dispatcher = world.sign_in("dispatcher").await?;
        assert!(open(&dispatcher, &number).await?.contains("用时 1 小时 15 分"));
        act(&dispatcher, &number, "check-request", &[]).await?;
        assert!(
            open(&dispatcher, &number).await?.contains("核查通过后可结案"),
            "a button that cannot be pressed says why"
        );
        let checker = world.sign_in("checker").await?;
        act(&checker, &number, "check", &[("result", "pass"), ("text", "属实")]).await?;

        let shown = version(&open(&dispatcher, &number).await?);
        let closure = format!("/cases/{number}/closure");
        dispatcher.post(&closure, &[("version", shown.as_str())]).await?.expect(422)?.says("结案条件未勾选")?;
        let ticks: Vec<(String, &str)> = (0..9).map(|place| (format!("condition_{place}"), "on")).collect();
        let mut all = vec![("version", shown.as_str())];
        all.extend(ticks.iter().map(|(name, value)| (name.as_str(), *value)));
        dispatcher.post(&closure, &all).await?.expect(303)?;

        let page = open(&dispatcher, &number).await?;
        for words in ["已结案", "链校验通过", "市城管局 承办人", "按时提交", "核查已通过", "牵头 市城管局"]
        {
            assert!(page.contains(words), "the page of the closed case says {words}");
        }
        assert!(!page.contains("测试handler"), "nobody is named");
        dispatcher.get("/cases?tab=closed").await?.expect(200)?.says(&number)?;
        dispatcher.get(&format!("/cases/{number}/print")).await?.expect(200)?.says("问题处置单")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn another_unit_finds_no_such_case() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = report(world).await?;
        dispatch(world, &number).await?;
        let department = world.sign_in("handler").await?;
        let page = open(&department, &number).await?;
        let hash = page.split("/photos/").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("").to_owned();
        assert_eq!(hash.len(), 64);

        // The case lies in 巷口街道; 新桥街道 neither leads it nor helps.
        let other = world.sign_in("street2").await?;
        other.get(&format!("/cases/{number}")).await?.expect(404)?;
        other.get(&format!("/cases/{number}/print")).await?.expect(404)?;
        other.get(&format!("/cases/{number}/map.json")).await?.expect(404)?;
        for size in ["small", "large", "full"] {
            other.get(&format!("/cases/{number}/photos/{hash}/{size}")).await?.expect(404)?;
        }
        // Whose case it is does not matter to who may not have originals at all.
        other.get(&format!("/cases/{number}/photos/{hash}/original")).await?.expect(403)?;
        other.post(&format!("/cases/{number}/acceptance"), &[("version", "3")]).await?.expect(404)?;
        assert!(!other.get("/cases?tab=all").await?.expect(200)?.text().contains(&number));
        // The street where it lies sees it, though the department leads.
        let street = world.sign_in("street1").await?;
        assert!(open(&street, &number).await?.contains("只能由 市城管局 办理"));
        // Who may not read cases at all is refused before anything is looked up.
        let auditor = world.sign_in("auditor").await?;
        auditor.get(&format!("/cases/{number}/photos/{hash}/small")).await?.expect(403)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_belong_to_their_case_and_originals_leave_a_trace() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = report(world).await?;
        let office = world.sign_in("office").await?;
        let fields = [("category", "E0405"), ("site", "2")];
        let second = office.upload("/cases/new", &fields, &[("photos", "c.jpg", photo(3))]).await?.expect(303)?;
        let second = second.location().trim_start_matches("/cases/").to_owned();
        let page = open(&office, &number).await?;
        let hash = page.split("/photos/").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("").to_owned();

        let small = office.get(&format!("/cases/{number}/photos/{hash}/small")).await?.expect(200)?;
        assert_eq!(small.headers["content-type"], "image/jpeg");
        assert!(small.headers["cache-control"].to_str()?.starts_with("private"));
        // The same photo under another case's number is not there.
        office.get(&format!("/cases/{second}/photos/{hash}/small")).await?.expect(404)?;
        let subject = format!("case {number} original photo");
        assert_eq!(access::count(&world.fresh.db, CITY, TraceKind::Read, &subject).await?, 0);
        let original = office.get(&format!("/cases/{number}/photos/{hash}/original")).await?.expect(200)?;
        assert_eq!(original.body, photo(1));
        assert!(original.headers["content-disposition"].to_str()?.starts_with("attachment"));
        assert_eq!(access::count(&world.fresh.db, CITY, TraceKind::Read, &subject).await?, 1);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_sent_twice_is_one_case() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let fields = [("request_key", "k-1"), ("category", "E0405"), ("site", "1")];
        let first = inspector.post("/cases/new", &fields).await?.expect(303)?;
        let again = inspector.post("/cases/new", &fields).await?.expect(303)?;
        assert_eq!(first.location(), again.location());
        assert_eq!(store_cases::tally(&world.fresh.db, CITY).await?.iter().map(|(_, n)| n).sum::<i64>(), 1);
        // A report without a place is not one; what was typed stays, and so does the key.
        let nowhere = [("request_key", "k-2"), ("category", "E0405"), ("text", "路面有坑")];
        inspector.post("/cases/new", &nowhere).await?.expect(422)?.says("路面有坑")?.says("value=\"k-2\"")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_second_is_told() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = report(world).await?;
        let (office, dispatcher) = (world.sign_in("office").await?, world.sign_in("dispatcher").await?);
        let seen = version(&open(&office, &number).await?);
        act(&dispatcher, &number, "note", &[("text", "先看现场")]).await?;
        let reason = [("version", seen.as_str()), ("reason", "不属受理范围，转街道")];
        let answer = office.post(&format!("/cases/{number}/voiding"), &reason).await?.expect(409)?;
        answer.says("别人已改动")?.says("不属受理范围，转街道")?;
        assert!(open(&office, &number).await?.contains("已上报"), "nothing was saved");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_filtered_paged_kept_and_taken_out() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        for place in 0..60 {
            let (site, title) = (if place % 2 == 0 { "1" } else { "2" }, format!("第{place}件"));
            office
                .post("/cases/new", &[("category", "E0405"), ("site", site), ("title", &title)])
                .await?
                .expect(303)?;
            world.clock.advance(1_000_000);
        }
        let first = office.get("/cases").await?.expect(200)?.says("1–50 / 60")?.text();
        let next = first
            .split("rel=\"next\" href=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or("")
            .replace("&amp;", "&")
            .replace("&#38;", "&");
        let second = office.get(&next).await?.expect(200)?.says("51–60 / 60")?.text();
        assert!(first.contains("260616-0060") && !second.contains("260616-0060") && second.contains("260616-0001"));
        let back = second
            .split("rel=\"prev\" href=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or("")
            .replace("&amp;", "&")
            .replace("&#38;", "&");
        office.get(&back).await?.expect(200)?.says("1–50 / 60")?.says("260616-0060")?;

        office.get("/cases?division=350602003").await?.expect(200)?.says("1–30 / 30")?;
        office.get("/cases?q=260616-0007").await?.expect(200)?.says("第6件")?;
        office.get("/cases?q=%E7%AC%AC59%E4%BB%B6").await?.expect(200)?.says("260616-0060")?;
        office.get("/cases?lamp=late").await?.expect(200)?.says("清除筛选")?;
        office.get("/cases?state=closed").await?.expect(200)?.says("没有符合筛选条件")?;

        office.post("/cases/views", &[("name", "巷口"), ("query", "division=350602003")]).await?.expect(303)?;
        let page = office.get("/cases").await?.expect(200)?.says("巷口")?.text();
        let view = page.split("/cases/views/").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("").to_owned();
        // A view is the post's own.
        let other = world.sign_in("dispatcher").await?;
        assert!(!other.get("/cases").await?.text().contains(&view));
        other.post(&format!("/cases/views/{view}/deletion"), &[]).await?.expect(404)?;
        office.post(&format!("/cases/views/{view}/deletion"), &[]).await?.expect(303)?;

        let csv = office.get("/cases/export.csv?division=350602003").await?.expect(200)?.text();
        assert_eq!(csv.lines().count(), 31);
        let xlsx = office.get("/cases/export.xlsx?number=260616-0001&number=260616-0002").await?.expect(200)?;
        assert!(xlsx.body.starts_with(b"PK"));
        assert_eq!(access::count(&world.fresh.db, CITY, TraceKind::Read, "case export").await?, 2);
        world.sign_in("handler").await?.get("/cases/export.csv").await?.expect(403)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_map_and_the_rules_are_for_whoever_reads_cases() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = report(world).await?;
        let office = world.sign_in("office").await?;
        let points = office.get("/cases/map.json").await?.expect(200)?.json()?;
        assert_eq!(points["points"].as_array().map(Vec::len), Some(1));
        assert_eq!(points["points"][0][4], format!("/cases/{number}"));
        assert_eq!(office.get("/cases/outlines.json").await?.expect(200)?.json()?["type"], "FeatureCollection");
        assert_eq!(
            world.sign_in("street2").await?.get("/cases/map.json").await?.json()?["points"].as_array().map(Vec::len),
            Some(0)
        );
        office.get("/cases/rules").await?.expect(200)?.says("重新启动")?;
        Ok(())
    })
    .await
}
