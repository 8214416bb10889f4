//! What the city calls its units and places is understood wherever somebody types it, and not in lists alone.

use changxiao_app::synonyms::{Meaning, save};
use changxiao_store::{orgs, sites};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};

async fn said(world: &World) -> anyhow::Result<()> {
    let actor = world.actor("sysadmin").await?;
    let word = |sort: &str, written: &str, means: &str| Meaning {
        sort: sort.to_owned(),
        written: written.to_owned(),
        means: means.to_owned(),
    };
    let words = [word("unit", "城管中队", "CG"), word("division", "老城", "350602003")];
    save(&world.app, &actor, &words).await?;
    Ok(())
}

/// A part of an address as browsers send it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn hidden(browser: &Browser, page: &str, name: &str) -> anyhow::Result<String> {
    let text = browser.get(page).await?.expect(200)?.text();
    let behind = text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    Ok(behind.split('"').next().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_filters_and_searches_know_the_city_s_words() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        said(world).await?;
        let office = world.sign_in("office").await?;
        // The search for a unit, and the filter of sites.
        office.get(&format!("/units?q={}", encoded("城管中队"))).await?.expect(200)?.says("市城管局")?;
        office.get(&format!("/units?q={}", encoded("城 管 中"))).await?.expect(200)?.says("市城管局")?;
        let none = office.get(&format!("/units?q={}", encoded("园林中队"))).await?.expect(200)?.text();
        assert!(!none.contains("市城管局"), "another word finds another unit");

        for (name, division, unit) in [
            ("老城里的园", "老城", "城管中队"),
            ("办事处旁的园", "巷口街道办事处", "市城管局"),
            ("中队旁的园", "巷口街道中队", "CG"),
            ("执法队旁的园", "芗城区巷口街道城管中队", "CG"),
            ("连写的园", "芗城区巷口街道", "CG"),
            ("分写的园", "芗城区 巷口街道", "城管 中队"),
        ] {
            let key = hidden(&office, "/sites/new", "request_key").await?;
            let fields = [
                ("request_key", key.as_str()),
                ("name", name),
                ("site_type", "gy"),
                ("division", division),
                ("unit", unit),
                ("datum", "WGS-84"),
            ];
            office.post("/sites/new", &fields).await?.expect(303)?;
            let all = sites::all(world.app.db(), CITY).await?;
            let site = all.iter().find(|site| site.name == name).ok_or_else(|| anyhow::anyhow!("no {name}"))?;
            assert_eq!((site.division, site.unit), (350_602_003_000, Some(world.city.department)), "{name}");
        }
        office.get(&format!("/sites?unit={}", encoded("城管中队"))).await?.expect(200)?.says("老城里的园")?;
        // 漳州市芗城区 is the district; a word that nobody said is refused where it stands.
        let key = hidden(&office, "/sites/new", "request_key").await?;
        let fields = |division: &'static str, unit: &'static str, key: &str| {
            vec![
                ("request_key", key.to_owned()),
                ("name", "区里的园".to_owned()),
                ("site_type", "gy".to_owned()),
                ("division", division.to_owned()),
                ("unit", unit.to_owned()),
                ("datum", "WGS-84".to_owned()),
            ]
        };
        let send = async |division, unit, key: &str| {
            let fields = fields(division, unit, key);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            office.post("/sites/new", &fields).await
        };
        send("新城", "CG", &key).await?.expect(422)?;
        send("老城", "园林中队", &key).await?.expect(422)?;
        send("漳州市芗城区", "CG", &key).await?.expect(303)?;
        let all = sites::all(world.app.db(), CITY).await?;
        assert!(all.iter().any(|site| site.name == "区里的园" && site.division == 350_602_000_000));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_is_put_below_another_by_the_city_s_word() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        said(world).await?;
        let office = world.sign_in("office").await?;
        let fields = [
            ("code", "ZD"),
            ("name", "一中队"),
            ("name_en", ""),
            ("kind", "department"),
            ("parent", "城管中队"),
            ("division", "老城"),
            ("from", "2026-06-16"),
        ];
        office.post("/units", &fields).await?.expect(303)?;
        let units = orgs::units(world.app.db(), CITY).await?;
        let unit = units.iter().find(|unit| unit.code == "ZD").ok_or_else(|| anyhow::anyhow!("no unit"))?;
        assert_eq!((unit.parent, unit.division), (Some(world.city.department), Some(350_602_003_000)));
        Ok(())
    })
    .await
}
