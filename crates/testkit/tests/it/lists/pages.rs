//! What a person sees between the look at a list and its import.

use changxiao_app::imports::Kind;
use changxiao_store::sites;
use changxiao_testkit::{Browser, CITY, on_both_engines};

async fn upload(browser: &Browser, draft: &str, bytes: &[u8]) -> anyhow::Result<changxiao_testkit::Answer> {
    let file = ("file", "台账.csv", bytes.to_vec());
    browser.upload("/imports/sites/preview", &[("draft", draft), ("datum", "gcj02")], &[file]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_shown_is_not_done() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let list = "点位编号,点位名称,点位类型,所在区划\n1,新名字,主干道,巷口街道\n";
        let look = upload(&office, "", list.as_bytes()).await?.expect(200)?.text();
        let kept =
            look.split("name=\"draft\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        // Meanwhile somebody gives the site another name.
        let actor = world.actor("sysadmin").await?;
        let other = "点位编号,点位名称,点位类型,所在区划\n1,别的名字,主干道,巷口街道\n";
        super::bring(world, &actor, Kind::Sites, ("o.csv", other.as_bytes()), false).await?;
        let shown = office.post("/imports/sites", &[("draft", kept)]).await?.expect(200)?;
        let shown = shown.says("预览后数据已变化，尚未导入")?.says("别的名字")?.text();
        let all = sites::all(world.app.db(), CITY).await?;
        assert_eq!(all.iter().find(|site| site.number == 1).map(|site| site.name.as_str()), Some("别的名字"));
        let kept =
            shown.split("name=\"draft\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        office.post("/imports/sites", &[("draft", kept)]).await?.expect(303)?;
        let all = sites::all(world.app.db(), CITY).await?;
        assert_eq!(all.iter().find(|site| site.number == 1).map(|site| site.name.as_str()), Some("新名字"));
        Ok(())
    })
    .await
}
