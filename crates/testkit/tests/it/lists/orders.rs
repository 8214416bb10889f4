//! Exports of other systems as they come: numbers that a spreadsheet has spoiled, places and times in every spelling, answers that nobody
//! gave.

use changxiao_app::{
    AppError,
    exchange::{ImportOrders, OrdersOutcome, import_orders, mappings},
};
use changxiao_domain::{
    callbacks::{Answer, Satisfaction},
    cases::State,
    exchange::{Order, ValueOf},
    orgs::Actor,
    text::narrowed,
    time::Instant,
};
use changxiao_store::{callbacks, cases, exchange};
use changxiao_testkit::{CITY, World, on_both_engines};

use super::{brought, made::made, walked};

pub(super) async fn bring(
    world: &World,
    actor: &Actor,
    (file, bytes): (&str, &[u8]),
    dry_run: bool,
) -> Result<OrdersOutcome, AppError> {
    brought(world, (file, bytes));
    let (mapping, file_name, bytes) = ("12345".to_owned(), file.to_owned(), bytes.to_vec());
    let (skip_wrong, leave_finished) = (dry_run, false);
    let request =
        ImportOrders { mapping, file_name, bytes, dry_run, skip_wrong, leave_finished, ..ImportOrders::default() };
    import_orders(&world.app, actor, request, &|_, _| {}).await
}

fn codes(outcome: &OrdersOutcome) -> Vec<(&'static str, Option<u32>, Option<String>)> {
    let place = |fault: &changxiao_files::sheets::Problem| (fault.code(), fault.row, fault.column_letters());
    outcome.wrong.kept().iter().map(place).collect()
}

pub(super) async fn order(world: &World, number: &str) -> anyhow::Result<Order> {
    let row = exchange::one(world.app.db(), CITY, "12345", number).await?;
    Ok(row.ok_or_else(|| anyhow::anyhow!("no order {number}"))?.order)
}

/// One order that is finished over there by its state, one that is not, one by its time.
pub(super) fn bytes_of_finished() -> Vec<u8> {
    let header = "工单编号,三级分类,主要内容,被反映区,被反映街道,受理时间,工单状态,办结时间";
    let rows = [
        "F1,垃圾清运,没人清,芗城区,巷口街道,2026-06-15 09:30,已办结,",
        "F2,垃圾清运,没人清,芗城区,巷口街道,2026-06-15 09:30,待派单,",
        "F3,垃圾清运,没人清,芗城区,巷口街道,2026-06-15 09:30,,2026-06-15 17:00",
    ];
    format!("{header}\n{}\n", rows.join("\n")).into_bytes()
}

const HEADER: &str = "工单编号,三级分类,标题,主要内容,被反映区,被反映街道,受理时间,办理时限";

pub(super) fn csv(rows: &[&str]) -> Vec<u8> {
    format!("{HEADER}\n{}\n", rows.join("\n")).into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spoiled_number_is_refused_and_overwrites_nothing() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let sibling = csv(&["9.13506E+17,垃圾清运,x,第三天的事,芗城区,巷口街道,2026-06-15 09:00,"]);
        let again = csv(&["9.13506E+17,垃圾清运,x,第四天的事,芗城区,巷口街道,2026-06-15 09:00,"]);
        let third = csv(&["2.02611E+16,垃圾清运,x,第五天的事,芗城区,巷口街道,2026-06-15 09:00,"]);
        let fourth = csv(&["2.02611E+16,垃圾清运,x,第六天的事,芗城区,巷口街道,2026-06-15 09:00,"]);
        for (file, rows) in [
            (made!("o01_number_over15.xlsx"), 2),
            (made!("o03_sci_number.csv"), 1),
            (made!("o04_sci_number_two_files.csv"), 1),
            (("sibling.csv", &sibling[..]), 1),
            (("again.csv", &again[..]), 1),
            (("third_day.csv", &third[..]), 1),
            (("fourth_day.csv", &fourth[..]), 1),
        ] {
            let seen = bring(world, &office, file, true).await?;
            assert_eq!((seen.added, seen.wrong.count()), (0, rows), "{}", file.0);
            let spoiled = ["sheet_spoiled_number", "order_spoiled_number"];
            assert!(codes(&seen).iter().all(|(code, ..)| spoiled.contains(code)), "{:?}", codes(&seen));
            assert!(bring(world, &office, file, false).await.is_err());
        }
        assert_eq!(world.fresh.row_counts(&[]).await?["orders"], 0);
        // The same number with a sign that nobody sees, or in wide letters, is the same order.
        bring(world, &office, made!("o05_zwsp_number.csv"), false).await?;
        let wide = csv(&["ＧＤ２０２６１１２０－７７,垃圾桶满溢,垃圾桶满溢,垃圾桶满了没人清,芗城区,巷口街道,2026/11/20 9:30,2026/11/25 18:00"]);
        let seen = bring(world, &office, ("wide.csv", &wide), true).await?;
        assert_eq!((seen.added, seen.changed, seen.unchanged), (0, 0, 1), "{:?}", seen.first);
        let hyphen = csv(&["GD2026\u{ad}1120-77,垃圾桶满溢,垃圾桶满溢,垃圾桶满了没人清,芗城区,巷口街道,2026/11/20 9:30,2026/11/25 18:00"]);
        let seen = bring(world, &office, ("hyphen.csv", &hyphen), true).await?;
        assert_eq!((seen.added, seen.changed, seen.unchanged), (0, 0, 1), "{:?}", seen.first);
        Ok(())
    })
    .await?;
    walked("orders::a_spoiled_number_is_refused_and_overwrites_nothing");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_understood_as_people_write_them() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        bring(world, &office, made!("o08_full_path_street.csv"), false).await?;
        for number in ["P01", "P02", "P03", "P04"] {
            assert_eq!(order(world, number).await?.division, 350_602_003_000, "{number}");
        }
        let row = |number: &str, district: &str, street: &str| {
            format!("{number},垃圾清运,x,没人清,{district},{street},2026-06-15 09:00,")
        };
        let rows = [
            ("whole_path.csv", row("Q1", "", "福建省漳州市芗城区巷口街道")),
            ("short_names.csv", row("Q2", "芗城", "巷口街道办")),
            ("path_with_slashes.csv", row("Q3", "", "漳州市/芗城区/巷口街道")),
            ("government.csv", row("Q4", "芗城区人民政府", "巷口")),
        ];
        for (file, row) in &rows {
            bring(world, &office, (file, &csv(&[row])), false).await?;
        }
        for number in ["Q1", "Q2", "Q3", "Q4"] {
            assert_eq!(order(world, number).await?.division, 350_602_003_000, "{number}");
        }
        // The column that is to blame is blamed.
        let wrong = [row("W1", "火星区", "巷口街道"), row("W2", "芗城区", "火星街道")];
        let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
        let seen = bring(world, &office, ("w.csv", &csv(&wrong)), true).await?;
        let places: Vec<_> =
            codes(&seen).into_iter().map(|(_, row, column)| (row, column.unwrap_or_default())).collect();
        assert_eq!(places, [(Some(2), "E".to_owned()), (Some(3), "F".to_owned())]);
        Ok(())
    })
    .await?;
    walked("orders::places_are_understood_as_people_write_them");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn times_are_understood_as_people_write_them() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let (file, bytes) = made!("o09_times.csv");
        let seen = bring(world, &office, (file, bytes), true).await?;
        // The only time that is none is 29 February of a year that has none; 24:00 and all others are told.
        assert_eq!(codes(&seen), [("order_not_a_time", Some(12), Some("G".to_owned()))], "{:?}", seen.wrong.kept());
        let text = std::str::from_utf8(bytes)?;
        let right: Vec<&str> = text.lines().filter(|line| !line.starts_with("T11")).collect();
        bring(world, &office, (file, right.join("\n").as_bytes()), false).await?;
        let at = |text: &str| Instant(text.parse::<jiff::Timestamp>().map_or(0, |at| at.as_microsecond()));
        let morning = Some(at("2026-11-20T09:30:00+08:00"));
        for number in ["T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T10"] {
            assert_eq!(order(world, number).await?.reported_at, morning, "{number}");
        }
        assert_eq!(order(world, "T09").await?.reported_at, Some(at("2026-11-21T00:00:00+08:00")));
        assert_eq!(order(world, "T13").await?.reported_at, Some(at("2026-11-20T21:30:00+08:00")));
        // A limit without a time ends with its day.
        assert_eq!(order(world, "T14").await?.due_at, Some(at("2026-11-21T00:00:00+08:00")));
        bring(world, &office, made!("o23_date_only_due.csv"), false).await?;
        assert_eq!(order(world, "D1").await?.due_at, Some(at("2026-11-21T00:00:00+08:00")));
        let siblings = [
            ("chinese_day.csv", "E1", "2026年6月15日", "2026-06-16T00:00:00+08:00"),
            ("serial_day.csv", "E2", "46188", "2026-06-16T00:00:00+08:00"),
            ("in_the_evening.csv", "E3", "2026-06-15 下午6:00", "2026-06-15T18:00:00+08:00"),
            ("at_midnight.csv", "E4", "2026-06-15 24:00", "2026-06-16T00:00:00+08:00"),
        ];
        for (file, number, due, expected) in siblings {
            let row = format!("{number},垃圾清运,x,没人清,芗城区,巷口街道,2026-06-15 09:00,{due}");
            bring(world, &office, (file, &csv(&[&row])), false).await?;
            assert_eq!(order(world, number).await?.due_at, Some(at(expected)), "{due}");
        }
        Ok(())
    })
    .await?;
    walked("orders::times_are_understood_as_people_write_them");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn line_ends_make_no_change_and_a_sign_of_word_is_a_line_end() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        bring(world, &office, made!("o10_text_crlf.csv"), false).await?;
        let seen = bring(world, &office, made!("o11_text_lf.xlsx"), true).await?;
        assert_eq!((seen.added, seen.changed, seen.followed, seen.unchanged), (0, 0, 0, 1), "{:?}", seen.first);
        for (file, ending) in [
            ("carriage_return.csv", "\r"),
            ("vertical_tab.csv", "\u{b}"),
            ("line_separator.csv", "\u{2028}"),
            ("paragraph_separator.csv", "\u{2029}"),
        ] {
            let text = format!("工单编号,三级分类,标题,主要内容,被反映区,被反映街道,受理时间,办理时限\nL01,垃圾桶满溢,垃圾桶满溢,\"第一行{ending}第二行\",芗城区,巷口街道,2026/11/20 9:30,2026/11/25 18:00\n");
            let seen = bring(world, &office, (file, text.as_bytes()), true).await?;
            assert_eq!(seen.unchanged, 1, "{ending:?}: {:?}", seen.first);
        }
        bring(world, &office, made!("o20_vtab.csv"), false).await?;
        assert_eq!(order(world, "V1").await?.text, "从 Word 粘贴\n第二行");
        Ok(())
    })
    .await?;
    walked("orders::line_ends_make_no_change_and_a_sign_of_word_is_a_line_end");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_who_called() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        bring(world, &office, made!("o07_masks.csv"), false).await?;
        for n in [1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 18, 19, 21] {
            let order = exchange::one(world.app.db(), CITY, "12345", &format!("M{n:02}")).await?;
            let order = order.ok_or_else(|| anyhow::anyhow!("no order M{n:02}"))?;
            let kept = format!("{:?}", order.order);
            for told in
                ["0000123", "00001234", "0000 1234", "0000-1234", "35060219800101", "2028888", "张小明", "零零零零"]
            {
                // A number of a case is no number of a person.
                assert!(n == 19 || !kept.contains(told), "M{n:02} tells {told}: {kept}");
            }
        }
        // Whoever called is nobody's to read, however it is written.
        let header = "工单编号,三级分类,标题,主要内容,被反映区,被反映街道,受理时间,联系电话,来电人";
        let row = |number: &str, text: &str, name: &str| {
            format!("{header}\n{number},垃圾清运,x,{text},芗城区,巷口街道,2026-06-15 09:00,,{name}\n")
        };
        let wide_dashes = row("TEL1", "请联系 １３９－００００－５６７８（李四四），谢谢", "李四四");
        let spaced_identity = row("ID1", "证件 350602 19900202 0011，欧阳小明来电", "欧阳小明");
        for (file, text) in [("wide_dashes.csv", wide_dashes), ("spaced_identity.csv", spaced_identity)] {
            bring(world, &office, (file, text.as_bytes()), false).await?;
        }
        for number in ["TEL1", "ID1"] {
            let row = exchange::one(world.app.db(), CITY, "12345", number).await?;
            let kept = format!("{:?}", row.ok_or_else(|| anyhow::anyhow!("no order {number}"))?.order);
            let plain: String = narrowed(&kept).chars().filter(|sign| !" -".contains(*sign)).collect();
            for told in ["13900005678", "350602199002020011", "李四四", "欧阳小明"] {
                assert!(!plain.contains(told), "{number} tells {told}: {kept}");
            }
        }
        Ok(())
    })
    .await?;
    walked("orders::nobody_is_told_who_called");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_answered_is_untold_and_rows_of_others_stop_nothing() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let header = "工单编号,三级分类,主要内容,被反映区,被反映街道,受理时间,是否有效回访,是否联系,是否解决,是否满意";
        let row = |number: &str, answers: &str| format!("{number},垃圾清运,没人清,芗城区,巷口街道,2026-06-15 09:30,{answers}");
        let rows = [
            row("S1", "是,,,满意"),
            row("S2", "是,,部分解决,基本满意"),
            row("S3", "是,是,完全解决,"),
            row("S4", "是,未接通,没有解决,不满意"),
        ];
        let text = format!("{header}\n{}\n", rows.join("\n"));
        bring(world, &office, ("s.csv", text.as_bytes()), false).await?;
        let call = async |number: &str| {
            let row = exchange::one(world.app.db(), CITY, "12345", number).await?;
            let case = row.ok_or_else(|| anyhow::anyhow!("no order {number}"))?.case;
            let calls = callbacks::of_case(world.app.db(), CITY, case).await?;
            let call = calls.first().ok_or_else(|| anyhow::anyhow!("no call of {number}"))?.callback;
            anyhow::Ok((call.contacted, call.solved, call.satisfaction))
        };
        assert_eq!(call("S1").await?, (Answer::Untold, Answer::Untold, Satisfaction::Satisfied));
        assert_eq!(call("S2").await?, (Answer::Untold, Answer::Partly, Satisfaction::Basically));
        assert_eq!(call("S3").await?, (Answer::Yes, Answer::Yes, Satisfaction::Unsaid));
        assert_eq!(call("S4").await?, (Answer::Untold, Answer::No, Satisfaction::Unsatisfied));

        // Orders with which the other system is done come in, or are left out by choice.
        let header = "工单编号,三级分类,主要内容,被反映区,被反映街道,受理时间,工单状态";
        let text = format!(
            "{header}\nF1,垃圾清运,没人清,芗城区,巷口街道,2026-06-15 09:30,已办结\nF2,垃圾清运,没人清,芗城区,巷口街道,2026-06-15 09:30,待派单\n"
        );
        let (mapping, file_name, bytes) = ("12345".to_owned(), "f.csv".to_owned(), text.into_bytes());
        let left = ImportOrders { mapping, file_name, bytes, dry_run: true, skip_wrong: false, leave_finished: true, ..ImportOrders::default() };
        let seen = import_orders(&world.app, &office, left.clone(), &|_, _| {}).await?;
        assert_eq!((seen.added, seen.finished), (1, 1));
        let seen = import_orders(&world.app, &office, ImportOrders { leave_finished: false, ..left }, &|_, _| {}).await?;
        assert_eq!((seen.added, seen.finished), (2, 1));
        // Those that come in have ended; whoever may not close such a case brings them in to be looked at.
        let text = std::str::from_utf8(&bytes_of_finished())?.to_owned();
        bring(world, &office, ("f.csv", text.as_bytes()), false).await?;
        let case = async |number: &str| {
            let row = exchange::one(world.app.db(), CITY, "12345", number).await?;
            let case = row.ok_or_else(|| anyhow::anyhow!("no order {number}"))?.case;
            let row = cases::by_id(world.app.db(), CITY, case).await?;
            Ok::<_, anyhow::Error>(row.ok_or_else(|| anyhow::anyhow!("no case of {number}"))?.case)
        };
        assert_eq!(case("F1").await?.state, State::Closed);
        assert_eq!(case("F2").await?.state, State::Reported);
        assert_eq!(case("F3").await?.state, State::Closed, "a time at which it was finished says so, too");
        let page = world.sign_in("office").await?.get(&format!("/cases/{}", case("F1").await?.number)).await?;
        page.expect(200)?.says("已在对方系统办结")?;
        assert_eq!(bring(world, &office, ("f.csv", text.as_bytes()), true).await?.unchanged, 3);
        let header = "工单编号,三级分类,主要内容,被反映区,被反映街道,受理时间,是否有效回访,是否联系,是否解决,是否满意";

        // What the mapping says is not ours is passed over, whatever else is wrong with it.
        let mut mapping = mappings::find(&world.app, &office, "12345").await?.mapping;
        mapping.categories.push(ValueOf { words: "水电".to_owned(), code: ValueOf::NOT_OURS.to_owned() });
        mappings::save(&world.app, &office, &mapping, 0).await?;
        let rows = [
            "N1,水电,停电,火星区,火星街道,昨天,,,,".to_owned(),
            "2.02611E+16,水电,停电,,,,,,,".to_owned(),
            row("N2", ",,,"),
        ];
        let text = format!("{header}\n{}\n", rows.join("\n"));
        let taken = bring(world, &office, ("n.csv", text.as_bytes()), false).await?;
        assert_eq!((taken.added, taken.passed_over, taken.wrong.count()), (1, 2, 0), "{:?}", taken.wrong.kept());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_and_struck_rows_of_orders_are_counted_and_left_to_a_choice() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        let struck = rust_xlsxwriter::Format::new().set_font_strikethrough();
        let titles = ["工单编号", "三级分类", "主要内容", "被反映区", "被反映街道", "受理时间"];
        for (column, title) in (0..).zip(titles) {
            sheet.write_string(0, column, title)?;
        }
        for (row, number) in [(1, "SHOWN"), (2, "HIDDEN"), (3, "STRUCK")] {
            let cells = [number, "垃圾清运", "没人清", "芗城区", "巷口街道", "2026-06-15 09:30"];
            for (column, cell) in (0..).zip(cells) {
                match number {
                    "STRUCK" => sheet.write_string_with_format(row, column, cell, &struck)?,
                    _ => sheet.write_string(row, column, cell)?,
                };
            }
        }
        sheet.set_row_hidden(2)?;
        let bytes = workbook.save_to_buffer()?;

        let office = world.sign_in("office").await?;
        let file = ("file", "orders.xlsx", bytes);
        let look = office.upload("/exchange/preview", &[("mapping", "12345")], &[file]).await?.expect(200)?.text();
        let draft = |page: &str| {
            let behind = page.split("name=\"draft\" value=\"").nth(1).unwrap_or_default();
            behind.split('"').next().unwrap_or_default().to_owned()
        };
        assert!(
            look.contains("HIDDEN") && !look.contains("STRUCK"),
            "taken and left out, until somebody says otherwise"
        );
        let said = [("mapping", "12345"), ("draft", &draft(&look)), ("leave_hidden", "on"), ("take_struck", "on")];
        let look = office.post("/exchange/rows", &said).await?.expect(200)?.text();
        assert!(!look.contains("HIDDEN") && look.contains("STRUCK"));
        // The choice stays with the file.
        office.post("/exchange/import", &[("mapping", "12345"), ("draft", &draft(&look))]).await?.expect(303)?;
        for (number, is_there) in [("SHOWN", true), ("HIDDEN", false), ("STRUCK", true)] {
            assert_eq!(order(world, number).await.is_ok(), is_there, "{number}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_were_shown_are_brought_in_or_none_is() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("office").await?;
        let office = world.sign_in("office").await?;
        let list = csv(&["P1,垃圾清运,x,没人清,芗城区,巷口街道,2026-06-15 09:00,"]);
        let file = ("file", "p.csv", list);
        let look = office.upload("/exchange/preview", &[("mapping", "12345")], &[file]).await?.expect(200)?.text();
        let draft = |page: &str| {
            let behind = page.split("name=\"draft\" value=\"").nth(1).unwrap_or_default();
            behind.split('"').next().unwrap_or_default().to_owned()
        };
        // Meanwhile the same order comes by another way, with another text.
        let other = csv(&["P1,垃圾清运,x,已经有人清了,芗城区,巷口街道,2026-06-15 09:00,"]);
        bring(world, &actor, ("o.csv", &other), false).await?;
        let fields = [("mapping", "12345"), ("draft", &*draft(&look))];
        let shown = office.post("/exchange/import", &fields).await?.expect(200)?.says("预览后数据已变化")?.text();
        assert_eq!(order(world, "P1").await?.text, "已经有人清了");
        let fields = [("mapping", "12345"), ("draft", &*draft(&shown))];
        office.post("/exchange/import", &fields).await?.expect(303)?;
        assert_eq!(order(world, "P1").await?.text, "没人清");
        Ok(())
    })
    .await
}
