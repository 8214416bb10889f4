//! An export of hotline orders, as large as one likes: for stories, for a process that is killed, for measuring.

const HEADER: &str = "工单编号,诉求类型,一级分类,二级分类,三级分类,标题,主要内容,工单状态,来电人,联系电话,区县,街道,地址,经度,纬度,受理时间,办理时限,办理结果,办结时间,是否解决,是否满意\n";
const CLASSES: [(&str, &str); 6] = [
    ("环境卫生", "垃圾清运"),
    ("环境卫生", "道路保洁"),
    ("街面秩序", "店外经营"),
    ("街面秩序", "共享单车"),
    ("市政设施", "路灯"),
    ("市政设施", "道路破损"),
];
const PLACES: [(&str, &str); 2] = [("芗城区", "巷口街道"), ("芗城区", "新桥街道")];

/// CSV of so many orders in streets that the test city and the demonstration of 漳州市 have. Another round has other numbers, so
/// that its orders are new.
pub fn orders_csv(rows: usize, round: usize) -> String {
    let mut text = String::with_capacity(rows * 300);
    text.push_str(HEADER);
    for n in 0..rows {
        let (class2, class3) = CLASSES[n % CLASSES.len()];
        let (district, street) = PLACES[n / 3 % PLACES.len()];
        let (day, hour, minute) = (n % 28 + 1, n / 60 % 24, n % 60);
        let door = n % 400 + 1;
        text.push_str(&format!(
            "GD{round:02}-{n:07},投诉,城市管理,{class2},{class3},{street}延安北路{door}号{class3}问题,\
             市民来电反映{street}延安北路{door}号附近{class3}问题已有{}天，影响通行和环境，希望尽快处理（第{round}批第{n}件）。,\
             待派单,陈先生,139{:08},{district},{street},延安北路{door}号,117.65{:04},24.51{:04},2026-05-{day:02} {hour:02}:{minute:02}:00,\
             2026-06-{day:02} {hour:02}:{minute:02}:00,,,,\n",
            n % 9 + 1,
            n % 100_000_000,
            n % 10_000,
            n % 10_000,
        ));
    }
    text
}
