//! Orders of another system with values of every sort: what leaves comes back and changes nothing.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use changxiao_app::{exchange, imports};
use changxiao_domain::orgs::Actor;
use changxiao_files::sheets::Cell;
use changxiao_testkit::{World, on_both_engines};
use changxiao_words::Lang;
use proptest::collection::vec;

use super::{
    any_values::{Values, cell, hold, sheet, values},
    orders,
};

const ORDER_TITLES: [&str; 22] = [
    "工单编号",
    "诉求类型",
    "一级分类",
    "二级分类",
    "三级分类",
    "标题",
    "主要内容",
    "工单状态",
    "来电人",
    "联系电话",
    "被反映区",
    "被反映街道",
    "地址",
    "经度",
    "纬度",
    "受理时间",
    "办理时限",
    "办理结果",
    "办结时间",
    "是否联系",
    "是否解决",
    "是否满意",
];

/// One order with values of every sort.
fn order(round: usize, drawn: &Values) -> Vec<Cell> {
    let (lon, lat) = drawn.degrees();
    let has_place = !drawn.picks[0].is_multiple_of(3);
    let name = drawn.pick(1, &["张小明", "", "市民", "李四四（业主）", "欧阳小明先生"]);
    let phone = drawn.pick(2, &["13812345678", "0596-2028888", "", "+86 138 1234 5678", "85-12", "110"]);
    let told = format!("{}{name}来电，电话 {phone}，{}", drawn.texts[0], drawn.texts[1]);
    let title = match drawn.picks[3] % 3 {
        0 => String::new(),
        1 => drawn.texts[2].clone(),
        _ => format!("{}{}", drawn.texts[2], told.repeat(6)),
    };
    vec![
        cell(format!("{}-{round}", drawn.code)),
        cell(drawn.pick(4, &["投诉", "咨询", ""])),
        cell(drawn.pick(5, &["城市管理", ""])),
        cell(drawn.texts[3].chars().take(30).collect::<String>()),
        cell(drawn.pick(6, &["垃圾清运", "流动商贩", "E0104"])),
        cell(title),
        cell(&told),
        cell(drawn.pick(7, &["待派单", "已办结", "", "处理中"])),
        cell(name),
        cell(phone),
        cell("芗城区"),
        cell(drawn.pick(8, &["巷口街道", ""])),
        cell(&drawn.texts[4]),
        if has_place { Cell::Number(lon) } else { Cell::Empty },
        if has_place { Cell::Number(lat) } else { Cell::Empty },
        cell(drawn.pick(9, &["2026-06-15 09:30:15", "2026-06-15", "2026/6/1 8:00", ""])),
        cell(drawn.pick(10, &["2026-07-01", "2026-07-01 18:00", "", "2026年7月2日 24:00"])),
        cell(&drawn.texts[5]),
        cell(drawn.pick(11, &["", "2026-06-20 10:11", "1781575200123"])),
        cell(drawn.pick(1, &["是", "否", "", "未接通"])),
        cell(drawn.pick(2, &["已解决", "部分解决", "未解决", ""])),
        cell(drawn.pick(3, &["满意", "基本满意", "不满意", ""])),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_of_another_system() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let (here, refused) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        hold(16, &vec(values(), 3), async |round, drawn| {
            let rows = (0..3).zip(drawn).map(|(n, drawn)| order(round * 3 + n, drawn)).collect();
            match orders::bring(world, &office, ("o.xlsx", &sheet(&ORDER_TITLES, rows)?), false).await {
                Ok(brought) => {
                    here.fetch_add(usize::try_from(brought.added)?, Ordering::Relaxed);
                }
                Err(problem) => match imports::problems_of(&problem) {
                    Some(problems) => refused.lock().unwrap().push(format!("{:?}", problems.kept())),
                    None => anyhow::bail!("{problem}"),
                },
            }
            for lang in [Lang::Zh, Lang::En] {
                if here.load(Ordering::Relaxed) == 0 {
                    continue;
                }
                let bytes = taken_out(world, &office, lang).await?;
                let back = orders::bring(world, &office, ("back.xlsx", &bytes), true).await?;
                let told = (back.added, back.changed, back.followed, back.wrong.count());
                anyhow::ensure!(told == (0, 0, 0, 0), "{told:?}: {:?} {:?}", back.first, back.wrong.kept());
                anyhow::ensure!(back.unchanged == here.load(Ordering::Relaxed) as u64, "{}", back.unchanged);
                anyhow::ensure!(back.unused_columns.is_empty(), "{:?}", back.unused_columns);
            }
            Ok(())
        })?;
        let refused = refused.into_inner()?;
        anyhow::ensure!(refused.len() < 8, "{refused:?}");
        Ok(())
    })
    .await
}

/// All orders of the hotline as the office takes them out.
pub(super) async fn taken_out(world: &World, office: &Actor, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let (_, mut file) = exchange::export(&world.app, office, "12345", lang).await?;
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut file, &mut bytes)?;
    Ok(bytes)
}
