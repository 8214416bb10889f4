//! Divisions and the calendar: changed by those who keep reference data, guarded, with their sources.

use changxiao_app::imports::Kind;
use changxiao_domain::{divisions::DivisionCode, time::Day};
use changxiao_testkit::{CITY, on_both_engines};
use changxiao_words::Lang;

use crate::lists::bring;

#[tokio::test(flavor = "multi_thread")]
async fn a_division_is_added_renamed_and_removed_only_while_nothing_hangs_on_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let village =
            |code: &'static str| [("code", code), ("name", "瑞京社区居委会"), ("source", "闽民区〔2026〕1 号")];
        office
            .post("/divisions/350602003/children", &village("350602002009"))
            .await?
            .expect(422)?
            .says("须以 350602003 开头")?;
        office.post("/divisions/350602003/children", &village("350602003001")).await?.expect(422)?.says("已在册")?;
        office.post("/divisions/350602003/children", &village("350602003000")).await?.expect(422)?;
        office.post("/divisions/350602003/children", &village("350602003009")).await?.expect(303)?;
        office.get("/divisions?q=瑞京").await?.expect(200)?.says("350602003009")?;

        let name = |was: &'static str| [("was", was), ("name", "瑞京南社区居委会"), ("source", "闽民区〔2026〕2 号")];
        office.post("/divisions/350602003009/name", &name("旧名")).await?.expect(422)?.says("E-1203")?;
        office.post("/divisions/350602003009/name", &name("瑞京社区居委会")).await?.expect(303)?;
        office
            .get("/divisions/350602003009")
            .await?
            .expect(200)?
            .says("瑞京南社区居委会")?
            .says("闽民区〔2026〕2 号")?;
        office.post("/divisions/350602003009/removal", &[]).await?.expect(303)?;
        office.get("/divisions/350602003009").await?.expect(404)?;
        // Villages, units and sites hang on the street.
        office.post("/divisions/350602003/removal", &[]).await?.expect(422)?.says("点位 1 个")?;
        let model = world.app.model(CITY).await?;
        assert!(model.divisions.get(DivisionCode::new(350602003)?).is_some());
        let handler = world.sign_in("handler").await?;
        handler.post("/divisions/350602003009/removal", &[]).await?.expect(403)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_off_moves_the_deadline_and_the_page_shows_how() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.get("/calendar?year=2026").await?.expect(200)?.says("国庆节")?;
        office.get("/calendar?year=2031").await?.expect(200)?.says("只扣周末")?;

        // Wednesday 17:00, four working hours: one hour on Wednesday, three on Thursday.
        let asked = "/calendar/deadline?from=2026-06-17T17:00&limit=4%E5%B7%A5%E4%BD%9C%E6%97%B6";
        office.get(asked).await?.expect(200)?.says("2026 年 6 月 18 日 星期四 11:00")?;
        let off = [("kind", "off"), ("name", "端午节"), ("source", "测试通知"), ("was_kind", ""), ("was_name", "")];
        office.post("/calendar/2026-06-18", &off).await?.expect(303)?;
        office.get(asked).await?.expect(200)?.says("2026 年 6 月 19 日 星期五 11:00")?.says("端午节放假，不计时")?;
        office.post("/calendar/2026-06-18", &off).await?.expect(422)?.says("E-1203")?;
        let nameless = [("kind", "work"), ("name", ""), ("source", ""), ("was_kind", ""), ("was_name", "")];
        office.post("/calendar/2026-06-20", &nameless).await?.expect(422)?;
        assert!(!world.app.model(CITY).await?.calendar.is_workday(Day::constant(2026, 6, 18)));
        let back = [("kind", ""), ("name", ""), ("source", ""), ("was_kind", "off"), ("was_name", "端午节")];
        office.post("/calendar/2026-06-18", &back).await?.expect(303)?;
        office.get(asked).await?.says("星期四 11:00")?;

        for bad in [
            "from=2026-06-17&amount=4",
            "from=2026-06-17T25:00&amount=4",
            "from=2026-06-17T17:00&amount=0",
            "from=2026-06-17T17:00&amount=99999999",
        ] {
            office.get(&format!("/calendar/deadline?{bad}")).await?.expect(422)?;
        }
        office
            .get("/calendar/deadline?from=2028-06-17T17:00&amount=4&kind=working_hour")
            .await?
            .expect(200)?
            .says("2028 年没有放假安排")?;
        let handler = world.sign_in("handler").await?;
        handler.post("/calendar/2026-06-18", &off).await?.expect(403)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn outlines_come_as_geojson() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let map = office.get("/divisions/outlines.json").await?.expect(200)?.json()?;
        assert_eq!(map["type"], "FeatureCollection");
        Ok(())
    })
    .await
}

/// A new edition of the whole list names what it has no more, and takes nothing away; a list of a part has nothing to say of the rest.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_edition_says_which_divisions_it_has_no_more() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let whole = include_str!("../../../../data/divisions/3506.csv");
        bring(world, &actor, Kind::Divisions, ("3506.csv", whole.as_bytes()), false).await?;
        let lines = |keep: &dyn Fn(&str) -> bool| -> String {
            whole
                .lines()
                .filter(|line| line.starts_with("code") || keep(line))
                .map(|line| format!("{line}\n"))
                .collect()
        };
        let gone = whole.lines().filter(|line| line.starts_with("350602003")).count();
        assert!(gone > 3);
        let said = async |sheet: String| -> anyhow::Result<Vec<String>> {
            let came = bring(world, &actor, Kind::Divisions, ("edition.csv", sheet.as_bytes()), false).await?;
            assert_eq!((came.added, came.removed), (0, 0));
            Ok(came.remarks.iter().map(|remark| remark.words(Lang::Zh)).collect())
        };
        let newer = said(lines(&|line| !line.starts_with("350602003"))).await?;
        let named = newer.iter().find(|one| one.contains("新版未列")).ok_or_else(|| anyhow::anyhow!("{newer:?}"))?;
        assert!(named.contains(&format!("{gone} 个现有区划")) && named.contains("350602003 新桥街道"), "{named}");
        let street: DivisionCode = "350602003".parse()?;
        assert!(world.app.model(CITY).await?.divisions.get(street).is_some(), "it stays until somebody ends it");
        let part = said(lines(&|line| line.starts_with("350603"))).await?;
        assert!(part.iter().all(|one| !one.contains("新版未列")), "{part:?}");
        Ok(())
    })
    .await
}
