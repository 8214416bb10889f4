//! A made-up filing standard of five hundred conditions, written the way real ones are: merged cells, limits with words around them, and
//! whatever units whoever makes it names. For the test of its import, and for the story in a browser.

use rust_xlsxwriter::{Format, Workbook};

/// What stands in the cell of a limit, and what is meant.
pub const LIMITS: [(&str, &str); 8] = [
    ("1天", "1工作日"),
    ("2小时", "2工作时"),
    ("紧急工作时", "1紧急工作时"),
    ("种植季节15工作日", "15工作日"),
    ("1紧急工作时制止", "1紧急工作时"),
    ("5个工作日", "5工作日"),
    ("４工作时", "4工作时"),
    ("2紧急工作时内", "2紧急工作时"),
];

const TITLES: [&str; 9] =
    ["大类编码", "大类名称", "小类编码", "小类名称", "立案条件", "结案条件", "处置时限", "处置单位", "主管部门"];

/// So many minors of each major have one merged cell for their supervisor.
const SUPERVISED_TOGETHER: u8 = 8;

pub struct Row {
    pub major: u8,
    pub minor: u8,
    pub condition: String,
    /// Its place in [`LIMITS`].
    pub limit: usize,
}

pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for n in 0..500_usize {
        let (major, minor) = (n / 100 + 1, n % 100 / 5 + 1);
        let condition = format!("{}类{}项第{}种情形，面积超过 {} 平方米", major, minor, n % 5 + 1, n + 1);
        let (major, minor) = (u8::try_from(major).unwrap_or(1), u8::try_from(minor).unwrap_or(1));
        rows.push(Row { major, minor, condition, limit: n % LIMITS.len() });
    }
    rows
}

/// 5 majors, 100 minors, 500 conditions; codes and names of majors and minors, and the units of a minor, are merged, and
/// the supervisor of the first eight minors of a major: 5 × 2 + 100 × 3 + 5 × 8 ranges. `units`: what stands in the cells of the units, one
/// after the other by the number of the minor. How many ranges there are stands beside the file.
pub fn workbook(units: &[&str]) -> (Vec<u8>, usize) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("事件").unwrap();
    let plain = Format::new();
    let mut merged = 0;
    sheet.merge_range(0, 0, 0, 8, "某市城市管理事件立案结案标准（2026 版）", &plain).unwrap();
    sheet.write_string(1, 0, "发布单位：某市城市管理局").unwrap();
    for (column, title) in (0..).zip(TITLES) {
        sheet.write_string(2, column, title).unwrap();
    }
    let rows = rows();
    for (n, row) in (3..).zip(&rows) {
        sheet.write_string(n, 4, &row.condition).unwrap();
        sheet.write_string(n, 5, "清理干净").unwrap();
        sheet.write_string(n, 6, LIMITS[row.limit].0).unwrap();
        if row.minor > SUPERVISED_TOGETHER {
            sheet.write_string(n, 8, "无").unwrap();
        }
    }
    for major in 0..5_u32 {
        let (first, last) = (3 + major * 100, 102 + major * 100);
        sheet.merge_range(first, 0, last, 0, &format!("{:02}", major + 1), &plain).unwrap();
        sheet.merge_range(first, 1, last, 1, &format!("第{}大类", major + 1), &plain).unwrap();
        merged += 2;
        for minor in 0..20_u32 {
            let (from, to) = (first + minor * 5, first + minor * 5 + 4);
            let unit = units[(minor as usize + 1) % units.len()];
            sheet.merge_range(from, 2, to, 2, &format!("{:02}", minor + 1), &plain).unwrap();
            sheet.merge_range(from, 3, to, 3, &format!("{}-{}小类", major + 1, minor + 1), &plain).unwrap();
            sheet.merge_range(from, 7, to, 7, unit, &plain).unwrap();
            merged += 3;
            if minor < SUPERVISED_TOGETHER.into() {
                sheet.merge_range(from, 8, to, 8, "无", &plain).unwrap();
                merged += 1;
            }
        }
    }
    (workbook.save_to_buffer().unwrap(), merged)
}
