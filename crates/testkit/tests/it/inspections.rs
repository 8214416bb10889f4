//! A site is inspected through the page: findings become cases, a refusal keeps what was typed, nothing is recorded twice.

use changxiao_domain::{
    cases::Source,
    orgs::{Scope, Territory},
    time::MINUTE,
};
use changxiao_store::{cases, inspections as visits, sites};
use changxiao_testkit::{Answer, Browser, CITY, World, on_both_engines, photo};

/// The fourteen items of a main road.
const ITEMS: usize = 14;

/// What a page carries in a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let field = text.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_default();
    field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// The fields of a form in which everything is met, but for `changes`.
pub fn answers(form: &Answer, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = vec![
        ("site".to_owned(), hidden(form, "site")),
        ("request_key".to_owned(), hidden(form, "request_key")),
        ("started_at".to_owned(), hidden(form, "started_at")),
    ];
    fields.extend((1..=ITEMS).map(|item| (format!("answer.zgd-{item:02}"), "met".to_owned())));
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        if !value.is_empty() {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    fields
}

pub async fn send(
    browser: &Browser,
    fields: &[(String, String)],
    files: &[(&str, &str, Vec<u8>)],
) -> anyhow::Result<Answer> {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.upload("/inspections", &fields, files).await
}

async fn counts(world: &World) -> anyhow::Result<(i64, i64)> {
    let found = cases::count(world.app.db(), CITY, &cases::CaseFilter::default(), world.app.now()).await?;
    Ok((visits::count(world.app.db(), CITY).await?, found))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_becomes_a_case_with_category_place_and_photo() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        inspector.get("/inspections").await?.expect(200)?.says("延安北路主干道")?.says("未督查")?;
        let form = inspector.get("/inspections/new?site=1").await?.expect(200)?.says("盲道、缘石坡道完整且未被占用")?;
        let fields = answers(
            &form,
            &[("answer.zgd-08", "not_met"), ("note.zgd-08", "北侧盲道被车占用"), ("answer.zgd-09", "not_applicable")],
        );
        let picture = photo(1);
        let sent = send(&inspector, &fields, &[("photo.zgd-08", "a.jpg", picture)]).await?.expect(303)?;
        assert_eq!(sent.location(), "/inspections/1");

        let visit = inspector.get("/inspections/1").await?.expect(200)?;
        let visit = visit.says("北侧盲道被车占用")?.says("92%")?.says("260616-0001")?.says("市创建办 · 检查员")?;
        let reader = world.sign_in("dispatcher").await?.get("/inspections/1").await?.expect(200)?;
        assert!(!reader.text().contains("测试inspector"), "a visit names the post and not the person");
        let small = visit.text().split("src=\"").find_map(|part| {
            part.strip_prefix("/inspections/1/photos/")
                .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
        });
        let small = format!("/inspections/1/photos/{}", small.unwrap_or_default());
        let image = inspector.get(&small).await?.expect(200)?;
        assert_eq!(image.headers["content-type"], "image/jpeg");

        let case = cases::by_number(world.app.db(), CITY, "260616-0001").await?.expect("the case is there");
        assert_eq!(case.case.category, "C0203");
        assert_eq!(case.case.source, Source::Finding);
        assert_eq!(case.case.item.as_deref(), Some("zgd-08"));
        assert_eq!(case.case.site, Some(world.city.sites[0]));
        assert_eq!(case.case.division, 350602003000);
        assert_eq!(case.place, "延安北路主干道");
        assert_eq!(case.case.position.map(|at| (at.lon_e6, at.lat_e6)), Some((117_650_000, 24_512_000)));
        assert_eq!(cases::photos_of(world.app.db(), CITY, case.case.id).await?.len(), 1);
        inspector.get("/sites/1").await?.expect(200)?.says("260616-0001")?.says("92%")?;
        assert_eq!(counts(world).await?, (1, 1));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_twice_is_one_visit() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let form = inspector.get("/inspections/new?site=1").await?.expect(200)?;
        let fields = answers(&form, &[("answer.zgd-02", "not_met"), ("note.zgd-02", "烟蒂")]);
        // Both at the same moment, as a double press does, and once more later, as a phone without an answer does.
        let (one, two) = tokio::join!(send(&inspector, &fields, &[]), send(&inspector, &fields, &[]));
        let first = one?.expect(303)?.location().to_owned();
        assert_eq!(two?.expect(303)?.location(), first);
        world.clock.advance(10 * MINUTE);
        let again = send(&inspector, &fields, &[]).await?.expect(303)?;
        assert_eq!(again.location(), first);
        inspector.get(&first).await?.expect(200)?.says("没有重复记录")?;
        assert_eq!(counts(world).await?, (1, 1));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_missing_is_named_at_once_and_nothing_typed_is_lost() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let form = inspector.get("/inspections/new?site=1").await?.expect(200)?;
        let fields = answers(
            &form,
            &[
                ("answer.zgd-03", ""),
                ("answer.zgd-04", "not_met"),
                ("answer.zgd-07", "not_met"),
                ("note.zgd-07", "砖块松动"),
                ("note", "东段封路"),
            ],
        );
        let files = [
            ("photo.zgd-07", "a.jpg", photo(2)),
            ("photo.zgd-04", "b.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        ];
        let back = send(&inspector, &fields, &files).await?.expect(422)?;
        let back = back
            .says("还没有选结果")?
            .says("不符合要有说明或照片")?
            .says("HEIC")?
            .says("砖块松动")?
            .says("东段封路")?;
        assert_eq!(counts(world).await?, (0, 0));
        assert_eq!(hidden(&back, "request_key"), hidden(&form, "request_key"));

        // The photo of the first try was taken in and is sent again as its token; another post cannot use the token.
        let token = hidden(&back, "kept.zgd-07");
        inspector.get(&format!("/inspections/kept/{token}")).await?.expect(200)?;
        let fields = answers(
            &back,
            &[
                ("answer.zgd-04", "not_met"),
                ("note.zgd-04", "有人吐痰"),
                ("answer.zgd-07", "not_met"),
                ("note.zgd-07", "砖块松动"),
                ("kept.zgd-07", &token),
            ],
        );
        send(&inspector, &fields, &[]).await?.expect(303)?;
        let row = visits::newest(world.app.db(), CITY, i64::MAX, (0, i64::MAX), None, 1).await?.remove(0);
        let results = visits::results(world.app.db(), CITY, row.id).await?;
        let of = |item: &str| results.iter().find(|result| result.item == item).map_or(0, |result| result.photos.len());
        assert_eq!((of("zgd-07"), of("zgd-04")), (1, 0));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_contradicts_the_answer_is_refused() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let form = inspector.get("/inspections/new?site=1").await?.expect(200)?.says("每 300 米不少于 5 处")?;
        let fields = answers(&form, &[("quantity.zgd-01", "4"), ("over.zgd-01", "300")]);
        send(&inspector, &fields, &[]).await?.expect(422)?.says("数量 4，需 5，应为“不符合”")?;
        let fields = answers(&form, &[("quantity.zgd-01", "vier"), ("answer.zgd-05", "")]);
        send(&inspector, &fields, &[]).await?.expect(422)?.says("“vier”不是整数")?.says("还没有选结果")?;
        assert_eq!(counts(world).await?, (0, 0));
        // Four on a shorter way are enough.
        let fields = answers(&form, &[("quantity.zgd-01", "4"), ("over.zgd-01", "200")]);
        send(&inspector, &fields, &[]).await?.expect(303)?;
        assert_eq!(counts(world).await?, (1, 0));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_sees_and_inspects_only_what_is_its_own() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        for site in [1, 2] {
            let form = inspector.get(&format!("/inspections/new?site={site}")).await?.expect(200)?;
            let fields = answers(&form, &[("answer.zgd-02", "not_met")]);
            let picture = photo(site);
            send(&inspector, &fields, &[("photo.zgd-02", "a.jpg", picture)]).await?.expect(303)?;
        }
        let street = world.sign_in("street1").await?;
        let list = street.get("/inspections").await?.expect(200)?.says("延安北路主干道")?;
        assert!(!list.text().contains("新华北路主干道"));
        street.get("/inspections/1").await?.expect(200)?;
        street.get("/inspections/2").await?.expect(404)?;
        street.get("/sites/1").await?.expect(200)?;
        street.get("/sites/2").await?.expect(404)?;
        street.get("/inspections?site=2").await?.expect(400)?;
        // A street's handler inspects nothing.
        street.get("/inspections/new?site=1").await?.expect(403)?;

        let row = visits::by_number(world.app.db(), CITY, 2).await?.expect("the second visit");
        let hash = visits::results(world.app.db(), CITY, row.id)
            .await?
            .iter()
            .find_map(|result| result.photos.first().copied());
        let hex: String = hash.unwrap_or_default().iter().map(|byte| format!("{byte:02x}")).collect();
        inspector.get(&format!("/inspections/2/photos/{hex}/small")).await?.expect(200)?;
        street.get(&format!("/inspections/2/photos/{hex}/small")).await?.expect(404)?;
        // The photo of one visit is not shown through another.
        street.get(&format!("/inspections/1/photos/{hex}/small")).await?.expect(404)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inspector_of_a_street_is_refused_elsewhere() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mut actor = world.actor("inspector").await?;
        actor.unit = world.city.streets[0];
        let street = changxiao_domain::divisions::DivisionCode::new(350602003)?;
        actor.scope = Territory::of([street]).map(Scope::Territory).unwrap_or(actor.scope);
        let refused = changxiao_app::inspections::check_list::check_list(&world.app, &actor, 2).await;
        assert!(matches!(refused, Err(changxiao_app::AppError::OutOfScope)));
        changxiao_app::inspections::check_list::check_list(&world.app, &actor, 1).await?;
        let due =
            changxiao_app::sites::list::longest_unvisited(&world.app, &actor, &sites::SiteFilter::default(), 9).await?;
        assert_eq!(due.iter().map(|line| line.site.number).collect::<Vec<_>>(), [1]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_unvisited_site_is_offered_first() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let form = inspector.get("/inspections/new?site=1").await?.expect(200)?;
        send(&inspector, &answers(&form, &[]), &[]).await?.expect(303)?;
        let page = inspector.get("/inspections").await?.expect(200)?.says("6 月 16 日 查过")?.text();
        let place = |address: &str| page.find(address).unwrap_or(usize::MAX);
        assert!(place("/inspections/new?site=2") < place("/inspections/new?site=1"));
        let found = inspector.get("/inspections?q=%E5%BB%B6%E5%AE%89").await?.expect(200)?.text();
        assert!(found.contains("/inspections/new?site=1") && !found.contains("/inspections/new?site=2"));
        Ok(())
    })
    .await
}
