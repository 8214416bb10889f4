//! Views that are shared: seen by others under their maker's post, opened within the reader's own scope, taken away by maker or office.

use changxiao_domain::trace::TraceKind;
use changxiao_store::access;
use changxiao_testkit::{Browser, CITY, on_both_engines};

use super::{People, reported};

/// The id of the view with this name on a page that offers to delete it.
async fn id_of(browser: &Browser, name: &str) -> anyhow::Result<String> {
    let page = browser.get("/cases").await?.expect(200)?.text();
    // The button that deletes it says so with its name.
    let form = page.split("/cases/views/").skip(1).find(|form| form.contains(&format!(" {name}\"")));
    Ok(form.and_then(|form| form.split('/').next()).unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_view_never_widens_what_its_reader_sees() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let (in_first, in_second) =
            (reported(world, &people.inspector, 1).await?, reported(world, &people.inspector, 2).await?);
        let office = world.sign_in("office").await?;
        let query = "tab=all&category=E04";
        office.post("/cases/views", &[("name", "市容问题"), ("query", query), ("share", "city")]).await?.expect(303)?;
        office.post("/cases/views", &[("name", "自己看"), ("query", "tab=all")]).await?.expect(303)?;
        office.get("/cases").await?.expect(200)?.says("已给全市")?;
        assert_eq!(access::count(&world.fresh.db, CITY, TraceKind::Change, "case view shared").await?, 1);

        for (login, seen, hidden) in [("street1", &in_first, &in_second), ("street2", &in_second, &in_first)] {
            let street = world.sign_in(login).await?;
            let page =
                street.get("/cases").await?.expect(200)?.says("市容问题")?.says("市创建办 · 创建办 共享")?.text();
            assert!(!page.contains("自己看"), "what is not shared is the post's own");
            assert!(id_of(&street, "市容问题").await?.is_empty(), "a reader is not offered to delete it");
            let opened = street.get(&format!("/cases?{query}")).await?.expect(200)?.text();
            assert!(opened.contains(seen.as_str()) && !opened.contains(hidden.as_str()), "{login} sees the own scope");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_shares_with_its_own_and_only_maker_and_office_take_away() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (handler, head) = (world.sign_in("handler").await?, world.sign_in("head").await?);
        let (street, office) = (world.sign_in("street1").await?, world.sign_in("office").await?);
        handler
            .post("/cases/views", &[("name", "夜间巡查"), ("query", "q=a"), ("share", "unit")])
            .await?
            .expect(303)?;
        head.get("/cases").await?.expect(200)?.says("夜间巡查")?.says("市城管局 · 承办人 共享")?;
        assert!(!street.get("/cases").await?.text().contains("夜间巡查"), "another unit does not see it");
        assert!(!office.get("/cases").await?.text().contains("夜间巡查"));
        // Only the office shares with the city; the refusal says what to do instead.
        let refused = [("name", "全市"), ("query", "q=a"), ("share", "city")];
        handler.post("/cases/views", &refused).await?.expect(303)?;
        handler.get("/cases").await?.expect(200)?.says("可改为给本单位")?;
        assert!(!street.get("/cases").await?.text().contains("全市各岗"));

        let id = id_of(&handler, "夜间巡查").await?;
        assert_eq!(id.len(), 36);
        let deletion = format!("/cases/views/{id}/deletion");
        head.post(&deletion, &[]).await?.expect(404)?;
        street.post(&deletion, &[]).await?.expect(404)?;
        // The office may take away what is shared, wherever; what a post keeps for itself it may not.
        office.post(&deletion, &[]).await?.expect(303)?;
        assert!(!head.get("/cases").await?.text().contains("夜间巡查"));
        assert_eq!(access::count(&world.fresh.db, CITY, TraceKind::Change, "shared case view deleted").await?, 1);
        handler.post("/cases/views", &[("name", "私下"), ("query", "q=b")]).await?.expect(303)?;
        let own = id_of(&handler, "私下").await?;
        office.post(&format!("/cases/views/{own}/deletion"), &[]).await?.expect(404)?;
        handler.post(&format!("/cases/views/{own}/deletion"), &[]).await?.expect(303)?;
        Ok(())
    })
    .await
}
