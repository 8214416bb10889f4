//! Orders leave as a sheet of our own and come back; with those that another system has finished nobody here has worked.

use changxiao_app::indicators::{By, TableQuery, table};
use changxiao_domain::{
    cases::State,
    exchange::{Field, OWN_SHEET},
    indicators::Indicator,
};
use changxiao_files::sheets::{Cell, Sheet, SheetColumn, Workbook};
use changxiao_store::{cases, exchange};
use changxiao_testkit::{CITY, World, on_both_engines};
use changxiao_words::Lang;

use super::{
    any_orders::taken_out,
    made::made,
    orders::{bring, bytes_of_finished, csv},
    returned::edited,
};

/// Our own sheet with other texts in some cells, brought in: nothing is guessed, and whatever is no edit is refused by its name.
#[tokio::test(flavor = "multi_thread")]
async fn an_edited_cell_of_an_order_is_an_edit_or_is_refused_by_name() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("office").await?;
        let rows = [
            "X1,垃圾清运,门口垃圾,没人清,芗城区,巷口街道,2026-06-15 09:30,2026-06-18",
            "X2,垃圾清运,路口垃圾,没人清,芗城区,巷口街道,2026-06-15 09:30,2026-06-18 18:00",
        ];
        bring(world, &actor, ("x.csv", &csv(&rows)), false).await?;
        let list = taken_out(world, &actor, Lang::Zh).await?;
        let sheet =
            Sheet::read(&list, "orders.xlsx", &Default::default()).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let at = |number: &str| sheet.rows.iter().position(|row| row.cell(0) == number).unwrap_or_default();
        let (one, two) = (at("X1"), at("X2"));
        let look = async |edits: &[(usize, &str, &str)]| {
            let bytes = edited(&sheet, edits)?;
            Ok::<_, anyhow::Error>(bring(world, &actor, ("back.xlsx", &bytes), true).await?)
        };
        assert_eq!(look(&[]).await?.unchanged, 2);

        // What tells of the problem is an edit, and how the other system stands with it is followed.
        let seen = look(&[(one, "标题", "门口两堆垃圾"), (two, "对方状态", "处理中")]).await?;
        assert_eq!((seen.added, seen.changed, seen.followed, seen.wrong.count()), (0, 1, 1, 0), "{:?}", seen.first);
        assert_eq!(seen.first[0].differences.content, [Field::Title]);
        // A limit without a time ends with its day, as everywhere.
        assert_eq!(look(&[(one, "办理时限", "2026-06-18")]).await?.unchanged, 2);
        assert_eq!(look(&[(one, "办理时限", "2026-06-19")]).await?.changed, 1);

        for (title, text, code) in [
            ("本系统类别代码", "E9999", "order_unknown_category"),
            ("本系统区划代码", "359900", "order_unknown_division"),
            ("受理时间", "昨天", "order_not_a_time"),
            ("经度", "117.6", "order_half_a_position"),
            ("工单编号", "X9", "order_not_here"),
            ("工单编号", "", "order_required"),
        ] {
            let seen = look(&[(one, title, text)]).await?;
            let wrong = seen.wrong.kept();
            assert_eq!((wrong.len(), seen.changed, seen.added), (1, 0, 0), "{title}: {wrong:?} {:?}", seen.first);
            assert_eq!((wrong[0].code(), wrong[0].row), (code, Some(u32::try_from(one + 2)?)), "{title}");
        }

        // The edit is carried out as an order that is told otherwise: the case says what changed.
        let bytes = edited(&sheet, &[(one, "标题", "门口两堆垃圾")])?;
        bring(world, &actor, ("back.xlsx", &bytes), false).await?;
        let order = exchange::one(world.app.db(), CITY, "12345", "X1").await?;
        let order = order.ok_or_else(|| anyhow::anyhow!("no order"))?;
        assert_eq!(order.order.title, "门口两堆垃圾");
        let case = cases::by_id(world.app.db(), CITY, order.case).await?.ok_or_else(|| anyhow::anyhow!("no case"))?;
        let office = world.sign_in("office").await?;
        office.get(&format!("/cases/{}", case.case.number)).await?.expect(200)?.says("门口两堆垃圾")?;
        Ok(())
    })
    .await
}

/// A column that a file leaves out changes nothing; those without which nobody knows what a row says are asked for.
#[tokio::test(flavor = "multi_thread")]
async fn our_own_sheet_of_orders_may_leave_columns_out() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("office").await?;
        bring(world, &actor, made!("o07_masks.csv"), false).await?;
        let there = exchange::counts(world.app.db(), CITY).await?;
        let count = u64::try_from(there.first().map_or(0, |(_, orders, _)| *orders))?;
        let list = taken_out(world, &actor, Lang::En).await?;
        let sheet =
            Sheet::read(&list, "orders.xlsx", &Default::default()).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let kept = |left_out: &[&str]| -> anyhow::Result<Vec<u8>> {
            let places: Vec<usize> =
                (0..sheet.header.len()).filter(|at| !left_out.contains(&sheet.header[*at].as_str())).collect();
            let columns: Vec<SheetColumn> =
                places.iter().map(|at| SheetColumn::new(sheet.header[*at].as_str(), 12)).collect();
            let mut workbook = Workbook::new(changxiao_domain::time::Day::constant(2026, 11, 30))?;
            let mut writer = workbook.sheet("x", &columns)?;
            for row in &sheet.rows {
                writer.row(&places.iter().map(|at| Cell::from(row.cell(*at))).collect::<Vec<_>>())?;
            }
            Ok(workbook.finish()?)
        };
        let name = |field: Field| field.words(Lang::En);
        for field in OWN_SHEET {
            let seen = match bring(world, &actor, ("back.xlsx", &kept(&[name(field)])?), true).await {
                Ok(seen) => seen,
                Err(problem) => {
                    let needed = [Field::Number, Field::Category, Field::Division];
                    assert!(needed.contains(&field), "{field:?}: {problem}");
                    continue;
                }
            };
            let told = (seen.added, seen.changed, seen.followed, seen.wrong.count(), seen.unchanged);
            assert_eq!(told, (0, 0, 0, 0, count), "{field:?}: {:?} {:?}", seen.first, seen.wrong.kept());
        }
        let callers = kept(&[name(Field::Caller), name(Field::Phone), name(Field::Satisfied)])?;
        assert_eq!(bring(world, &actor, ("back.xlsx", &callers), true).await?.unchanged, count);

        // Whoever brings orders in takes them out, and nobody else.
        let address = "/exchange/orders/12345/export.xlsx";
        world.sign_in("office").await?.get(address).await?.expect(200)?;
        world.sign_in("office").await?.get("/exchange/orders/none/export.xlsx").await?.expect(404)?;
        world.sign_in("sysadmin").await?.get(address).await?.expect(403)?;
        world.sign_in("dispatcher").await?.get(address).await?.expect(403)?;
        Ok(())
    })
    .await
}

/// With an order that the other system has finished nobody of this city has worked: it counts in no rate of ours, and its page says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_was_finished_elsewhere_counts_in_no_rate_of_ours() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("office").await?;
        let leader = world.actor("leader").await?;
        let figures = async || {
            let asked = TableQuery {
                span: "2026-06".parse().unwrap_or_else(|_| panic!("a month")),
                by: By::Source,
                source: None,
                category: None,
                division: None,
                unit: None,
            };
            Ok::<_, anyhow::Error>(table(&world.app, &leader, asked).await?)
        };
        bring(world, &actor, ("f.csv", &bytes_of_finished()), false).await?;
        let shown = figures().await?;
        for row in &shown.rows {
            for indicator in Indicator::ALL {
                assert_eq!(row.counts.of(*indicator).due, 0, "{}", indicator.code());
            }
        }
        let office = world.sign_in("office").await?;
        for number in ["F1", "F3"] {
            let row = exchange::one(world.app.db(), CITY, "12345", number).await?;
            let case = row.ok_or_else(|| anyhow::anyhow!("no order {number}"))?.case;
            let row = cases::by_id(world.app.db(), CITY, case).await?.ok_or_else(|| anyhow::anyhow!("no case"))?;
            assert_eq!((row.case.state, row.case.check_passed_at), (State::Closed, None), "{number}");
            let address = format!("/cases/{}", row.case.number);
            office.get(&address).await?.expect(200)?.says("在对方系统办结，本市未核查")?;
            let json = office.get(&format!("/api/v1{address}")).await?.expect(200)?.json()?;
            assert!(json["check_passed_at"].is_null(), "{json}");
        }
        // The table opens to no case, and the first page counts none as closed today.
        let day = changxiao_store::overview::day_counts(world.app.db(), CITY, World::beginning()).await?;
        assert_eq!((day.reported, day.closed), (3, 0));
        Ok(())
    })
    .await
}
