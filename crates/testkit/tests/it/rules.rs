//! The office sets the city's own numbers; whoever is measured by them reads them with their source.

use changxiao_testkit::{CITY, World, on_both_engines};

const LADDER: &str = "/rules/escalation_ladder";

async fn first_share(world: &World) -> anyhow::Result<i64> {
    Ok(world.app.model(CITY).await?.ladder.levels()[0].share_permille)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_sets_a_number_with_its_source_and_takes_the_default_back() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.get("/rules").await?.expect(200)?.says("系统默认")?;
        let own = [("f/levels/0/share_permille", "90"), ("source", "创建办〔2026〕7 号"), ("version", "0")];
        assert_eq!(office.post(LADDER, &own).await?.expect(303)?.location(), LADDER);
        assert_eq!(first_share(world).await?, 900, "in force at once");
        let page = office.get(LADDER).await?.expect(200)?;
        let page = page.says("系统默认：80 %")?.says("创建办〔2026〕7 号")?;
        assert!(!page.text().contains("name=\"version\" value=\"0\""));
        office.get("/rules").await?.expect(200)?.says("1 项为本市规定")?;
        office.get("/escalation").await?.expect(200)?.says("90%")?.says("创建办〔2026〕7 号")?;

        // Somebody else still has the page from before: nothing is overwritten.
        let late = [("f/levels/0/share_permille", "85"), ("source", "x"), ("version", "0")];
        office.post(LADDER, &late).await?.expect(409)?;
        assert_eq!(first_share(world).await?, 900);

        office.post(&format!("{LADDER}/default"), &[("version", "1")]).await?.expect(303)?;
        assert_eq!(first_share(world).await?, 800);
        let auditor = world.sign_in("auditor").await?;
        auditor.get("/trace").await?.expect(200)?.says("逾期升级阶梯")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_saves_nothing_and_says_where() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let without_source = [("f/levels/0/share_permille", "90"), ("source", " "), ("version", "0")];
        let page = office.post(LADDER, &without_source).await?.expect(422)?.says("写明依据")?;
        assert!(page.text().contains("value=\"90\""), "what was typed stays");
        let falls = [("f/levels/1/share_permille", "80"), ("source", "x"), ("version", "0")];
        office.post(LADDER, &falls).await?.expect(422)?.says("须高于上一级")?;
        let weights = [("f/schemes/0/components/1/weight_milli", "29"), ("source", "x"), ("version", "0")];
        office.post("/rules/indicator_rules", &weights).await?.expect(422)?.says("权重合计为 99.000，须为 100")?;
        office.get("/rules/nothing").await?.expect(404)?;
        assert_eq!(first_share(world).await?, 800);
        assert!(world.app.model(CITY).await?.settings.keys().all(|key| !key.contains("ladder")), "nothing was saved");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_measured_reads_the_numbers_and_only_the_office_sets_them() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let handler = world.sign_in("handler").await?;
        for set in changxiao_domain::rules::RuleSet::ALL {
            let page = handler.get(&format!("/rules/{}", set.code())).await?.expect(200)?.text();
            assert!(!page.contains("name=\"source\""), "{set:?}: a form that would be refused");
        }
        let own = [("f/levels/0/share_permille", "90"), ("source", "x"), ("version", "0")];
        handler.post(LADDER, &own).await?.expect(403)?;
        handler.post(&format!("{LADDER}/default"), &[("version", "0")]).await?.expect(403)?;
        assert_eq!(first_share(world).await?, 800);
        Ok(())
    })
    .await
}
