//! The status of a case goes back to the system that its order came from: once a change, at least once, with what a program reads.

use changxiao_app::{
    cases::{
        Target, carry_out,
        dispatch::{Dispatch, dispatch},
        file,
    },
    exchange::{PushOrder, Pushed, push_order},
};
use changxiao_domain::{cases::Command, exchange::Field, notices::NoticeKind};
use changxiao_store::exchange;
use changxiao_testkit::{CITY, World, on_both_engines};
use serde_json::Value;

use super::{
    SECOND,
    channels::{add_hook, set_up},
    outside::{Mood, Outside},
    work, worker,
};

async fn pushed(world: &World, system: &str, number: &str) -> anyhow::Result<Target> {
    let values = [
        (Field::Number, number),
        (Field::Class3, "E0102"),
        (Field::Text, "垃圾三天没有清运"),
        (Field::District, "芗城区"),
        (Field::Street, "巷口街道"),
        (Field::Caller, "张小明"),
        (Field::Phone, "13812345678"),
    ];
    let push = PushOrder {
        system: system.to_owned(),
        values: values.map(|(field, text)| (field, text.to_owned())).to_vec(),
        datum: None,
    };
    match push_order(&world.app, &world.actor("office").await?, push).await? {
        Pushed::New { case } => Ok(Target { number: case, version: None }),
        other => anyhow::bail!("{other:?}"),
    }
}

fn orders(outside: &Outside) -> Vec<Value> {
    let body = |push: &String| {
        let body = push.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
        serde_json::from_str::<Value>(&body).unwrap_or_default()
    };
    outside.taken().iter().map(body).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hotline_hears_how_its_order_stands_and_nobody_else_does() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (hotline, other) = (Outside::webhook(Mood::Takes).await?, Outside::webhook(Mood::Takes).await?);
        set_up(world, None);
        add_hook(world, &hotline, "signed", &[NoticeKind::HotlineStatus]).await?;
        add_hook(world, &other, "signed", &[NoticeKind::CityManagementStatus]).await?;
        let (dispatcher, worker) = (world.actor("dispatcher").await?, worker(world));
        let target = pushed(world, "12345", "GD-1").await?;
        work(world, &worker).await?;
        assert!(orders(&hotline).is_empty(), "the answer to the push said that it is here");

        file::file(&world.app, &dispatcher, &target, None, None).await?;
        // A note changes nothing that the hotline has to know.
        carry_out(&world.app, &dispatcher, &target, Command::Note { text: "已联系".to_owned() }, &[]).await?;
        work(world, &worker).await?;
        let told = orders(&hotline);
        assert_eq!(told.len(), 1, "{told:?}");
        let order = &told[0]["order"];
        assert_eq!(
            (&told[0]["kind"], &order["number"], &order["system"]),
            (&"order_status".into(), &"GD-1".into(), &"12345".into())
        );
        assert_eq!((&order["status"], &order["status_zh"]), (&"accepted".into(), &"已受理".into()));
        assert_eq!(order["case"], target.number);
        let whole = hotline.taken().join("\n");
        assert!(whole.contains("x-changxiao-signature: sha256=") && !whole.contains("张") && !whole.contains("5678"));

        // Refused and cut off: the same message again, until it is taken.
        hotline.set(Mood::TakesAndHangsUp);
        let to = Dispatch { lead: Some(world.city.department), ..Dispatch::default() };
        dispatch(&world.app, &dispatcher, &target, to).await?;
        work(world, &worker).await?;
        let row = exchange::one(world.app.db(), CITY, "12345", "GD-1").await?.unwrap();
        assert_eq!(row.told.map(|(status, _)| status.code()), Some("dispatched"));
        assert_eq!(
            row.taken.map(|(status, _)| status.code()),
            Some("accepted"),
            "the last one is not known to have come"
        );
        hotline.set(Mood::Takes);
        world.clock.advance(40 * SECOND);
        work(world, &worker).await?;
        let told = orders(&hotline);
        assert_eq!(told.len(), 3);
        assert_eq!(
            (&told[1]["id"], &told[1]["order"]),
            (&told[2]["id"], &told[2]["order"]),
            "at least once, by one id"
        );
        assert_eq!(told[2]["order"]["unit"], "市城管局");
        let row = exchange::one(world.app.db(), CITY, "12345", "GD-1").await?.unwrap();
        assert_eq!(row.taken.map(|(status, _)| status.code()), Some("dispatched"));
        let page = world.sign_in("sysadmin").await?;
        page.get("/webhooks").await?.expect(200)?.says("12345 工单状态回传")?.says("已送达")?;
        let office = world.sign_in("office").await?;
        office.get("/exchange/orders").await?.expect(200)?.says("已派遣")?.says("GD-1")?;

        // A refused one, and one of another system.
        let second = pushed(world, "city-management", "RW-7").await?;
        carry_out(
            &world.app,
            &world.actor("office").await?,
            &second,
            Command::Void { reason: "不属于本市".to_owned() },
            &[],
        )
        .await?;
        work(world, &worker).await?;
        let told = orders(&other);
        assert_eq!(told.len(), 1);
        assert_eq!(
            (&told[0]["order"]["status"], &told[0]["order"]["reason"]),
            (&"refused".into(), &"不属于本市".into())
        );
        assert_eq!(orders(&hotline).len(), 3);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_goes_to_programs_only() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        set_up(world, None);
        let keeper = world.sign_in("sysadmin").await?;
        let fields = [("name", "群"), ("style", "wecom"), ("url", "http://127.0.0.1:9/"), ("kind", "hotline_status")];
        keeper.post("/webhooks", &fields).await?.expect(422)?.says("要用签名推送")?;
        Ok(())
    })
    .await
}
