//! Finding the list in what offices send: which sheet, which row of titles, what is merged, hidden or struck through, what a cell shows.

use changxiao_files::sheets::{Book, Column, Fed, Fields, Problems, ReadLimits, Reading, Sheet, Table};
use changxiao_words::{Lang, keys};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

const SITE: &[Column] = &[
    Column::required("name", keys::imports_column_sites_name, &["名称"]),
    Column::required("type", keys::imports_column_site_type, &[]),
    Column::required("division", keys::imports_column_sites_division, &["区划代码"]),
    Column::optional("longitude", keys::imports_column_longitude, &[]),
    Column::optional("latitude", keys::imports_column_latitude, &[]),
];

const TITLES: [&str; 5] = ["点位名称", "点位类型", "所在区划", "经度", "纬度"];

fn workbook(write: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    write(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

fn put(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (0_u16..).zip(cells) {
        sheet.write_string(row, column, *cell).unwrap();
    }
}

fn found(bytes: &[u8], name: &str, reading: &Reading) -> Result<Table, Problems> {
    Book::read(bytes, name, &ReadLimits::default()).unwrap().find(SITE, reading)
}

fn rows(table: &Table) -> Vec<(u32, String)> {
    let text = |row: &changxiao_files::sheets::Row| {
        let fields = Fields::new(&table.sheet, &table.columns, row);
        ["name", "type", "division"].map(|code| fields.optional(code).unwrap_or("").to_owned()).join("|")
    };
    table.sheet.rows.iter().map(|row| (row.number, text(row))).collect()
}

fn remarks(table: &Table) -> Vec<String> {
    table.found.remarks().iter().map(|remark| remark.words(Lang::Zh)).collect()
}

fn plain(table: Result<Table, Problems>) -> Table {
    table.unwrap_or_else(|problems| panic!("{:?}", problems.kept()))
}

#[test]
fn the_sheet_with_the_list_is_found_wherever_it_stands() {
    let bytes = workbook(|workbook| {
        let notes = workbook.add_worksheet().set_name("填表说明").unwrap();
        put(notes, 0, &["填表说明"]);
        put(notes, 1, &["点位名称", "写全称"]);
        put(notes, 2, &["点位类型", "从下拉框选"]);
        let list = workbook.add_worksheet().set_name("点位").unwrap();
        put(list, 0, &TITLES);
        put(list, 1, &["人民公园", "公园", "350602003"]);
        let same = workbook.add_worksheet().set_name("点位（去年）").unwrap();
        put(same, 0, &TITLES);
        put(same, 1, &["老公园", "公园", "350602003"]);
        let hidden = workbook.add_worksheet().set_name("旧点位").unwrap();
        put(hidden, 0, &TITLES);
        hidden.set_hidden(true);
    });
    let table = plain(found(&bytes, "a.xlsx", &Reading::default()));
    assert_eq!((table.sheet.name.as_str(), rows(&table)), ("点位", vec![(2, "人民公园|公园|350602003".to_owned())]));
    assert_eq!(
        remarks(&table),
        [
            "读入工作表：点位",
            "以下工作表也是同类表，本次未读入：点位（去年）",
            "以下工作表处于隐藏状态，未读入：旧点位"
        ]
    );
    let last = Reading { sheet: Some("点位（去年）".to_owned()), ..Reading::default() };
    assert_eq!(rows(&plain(found(&bytes, "a.xlsx", &last))), [(2, "老公园|公园|350602003".to_owned())]);
    let none = Reading { sheet: Some("没有".to_owned()), ..Reading::default() };
    assert_eq!(found(&bytes, "a.xlsx", &none).unwrap_err().kept()[0].code(), "sheet_unknown_code");
}

#[test]
fn titles_are_found_below_headlines_and_in_two_lines() {
    let bytes = workbook(|workbook| {
        let sheet = workbook.add_worksheet().set_name("点位").unwrap();
        let centred = Format::new();
        sheet.merge_range(0, 0, 0, 4, "芗城区点位一览表", &centred).unwrap();
        put(sheet, 1, &["填报单位：巷口街道", "", "填报日期：2026年11月30日"]);
        put(sheet, 2, &["点位名称", "点位类型", "所在区划"]);
        sheet.merge_range(2, 3, 2, 4, "位置", &centred).unwrap();
        sheet.merge_range(2, 0, 3, 0, "点位名称", &centred).unwrap();
        put(sheet, 3, &["", "", "", "经度", "纬度"]);
        put(sheet, 4, &["人民公园", "公园", "350602003", "117.65", "24.51"]);
    });
    let table = plain(found(&bytes, "b.xlsx", &Reading::default()));
    assert_eq!((table.sheet.header_row, table.found.above.first().map(String::as_str)), (4, Some("芗城区点位一览表")));
    assert_eq!(table.sheet.header, TITLES);
    assert_eq!(rows(&table), [(5, "人民公园|公园|350602003".to_owned())]);

    let csv =
        "漳州市点位表\n填报人：某某,,电话：2022222\n点位名称*,点位类型（必填）,所 在 区 划\n人民公园,公园,350602003\n";
    let table = plain(found(csv.as_bytes(), "b.csv", &Reading::default()));
    assert_eq!((table.sheet.header_row, rows(&table)), (3, vec![(4, "人民公园|公园|350602003".to_owned())]));

    let two = "点位,,所在区划\n名称,类型,\n人民公园,公园,350602003\n";
    let table = plain(found(two.as_bytes(), "c.csv", &Reading::default()));
    assert_eq!(table.sheet.header, ["点位名称", "点位类型", "所在区划"]);
    assert_eq!(rows(&table), [(3, "人民公园|公园|350602003".to_owned())]);
}

#[test]
fn merged_cells_say_the_same_of_each_of_their_rows() {
    let bytes = workbook(|workbook| {
        let sheet = workbook.add_worksheet();
        put(sheet, 0, &TITLES);
        let plain = Format::new();
        for (row, name) in (1..).zip(["公园一", "公园二", "公园三"]) {
            sheet.write_string(row, 0, name).unwrap();
        }
        sheet.merge_range(1, 1, 3, 1, "公园", &plain).unwrap();
        sheet.merge_range(1, 2, 2, 2, "350602003", &plain).unwrap();
    });
    let table = plain(found(&bytes, "m.xlsx", &Reading::default()));
    let expected = [(2, "公园一|公园|350602003"), (3, "公园二|公园|350602003"), (4, "公园三|公园|")];
    assert_eq!(rows(&table), expected.map(|(row, text)| (row, text.to_owned())));
    assert_eq!(remarks(&table), ["3 个单元格按合并单元格取值"]);
    // Blank cells that nobody merged stay blank.
    let csv = "点位名称,点位类型,所在区划\n公园一,公园,350602003\n公园二,,\n";
    assert_eq!(rows(&plain(found(csv.as_bytes(), "m.csv", &Reading::default())))[1].1, "公园二||");
}

#[test]
fn hidden_rows_and_rows_struck_through_are_counted_and_left_to_a_choice() {
    let bytes = workbook(|workbook| {
        let sheet = workbook.add_worksheet();
        let struck = Format::new().set_font_strikethrough();
        put(sheet, 0, &TITLES);
        put(sheet, 1, &["甲", "公园", "350602003"]);
        put(sheet, 2, &["乙", "公园", "350602003"]);
        sheet.set_row_hidden(2).unwrap();
        for (column, cell) in (0..).zip(["丙", "公园", "350602003"]) {
            sheet.write_string_with_format(3, column, cell, &struck).unwrap();
        }
        // One word that is struck through takes nothing away.
        put(sheet, 4, &["丁", "公园"]);
        sheet.write_string_with_format(4, 2, "350602003", &struck).unwrap();
    });
    let names = |reading: Reading| {
        let table = plain(found(&bytes, "h.xlsx", &reading));
        let names: String = table.sheet.rows.iter().map(|row| row.cell(0)).collect();
        (names, remarks(&table))
    };
    let (taken, said) = names(Reading::default());
    assert_eq!(taken, "甲乙丁");
    assert_eq!(said, ["1 行处于隐藏或筛选状态，已读入", "1 行带删除线，未读入"]);
    let (taken, said) = names(Reading { leave_hidden: true, take_struck: true, ..Reading::default() });
    assert_eq!(taken, "甲丙丁");
    assert_eq!(said, ["1 行处于隐藏或筛选状态，未读入", "1 行带删除线，已读入"]);
}

#[test]
fn a_number_is_what_its_cell_shows_and_a_spoiled_one_is_refused_where_it_is_used() {
    let bytes = workbook(|workbook| {
        let sheet = workbook.add_worksheet();
        put(sheet, 0, &TITLES);
        sheet.write_string(0, 5, "备注").unwrap();
        let code = Format::new().set_num_format("0000");
        let unit = Format::new().set_num_format("0\"号公园\"");
        sheet.write_number_with_format(1, 0, 7, &unit).unwrap();
        sheet.write_number_with_format(1, 1, 101, &code).unwrap();
        sheet.write_number(1, 2, 350_602_003).unwrap();
        sheet.write_number(1, 5, 20_261_120_000_123_456_f64).unwrap();
        put(sheet, 2, &["乙", "公园"]);
        sheet.write_number(2, 2, 20_261_120_000_123_456_f64).unwrap();
        sheet.write_formula(2, 5, "=ROW()").unwrap();
    });
    let table = plain(found(&bytes, "n.xlsx", &Reading::default()));
    assert_eq!(rows(&table)[0].1, "7号公园|0101|350602003");
    let faults = table.faults();
    assert_eq!(faults.count(), 1, "a column that nobody reads is nobody's business: {:?}", faults.kept());
    let fault = &faults.kept()[0];
    let place = (fault.code(), fault.row, fault.column_letters());
    assert_eq!(place, ("sheet_spoiled_number", Some(3), Some("C".to_owned())));

    let csv = "点位名称,点位类型,所在区划,序号\n甲,公园,3.50602E+11,=ROW()\n乙,=A2,350602003,1\n";
    let faults = plain(found(csv.as_bytes(), "n.csv", &Reading::default())).faults();
    let codes: Vec<_> = faults.kept().iter().map(|fault| (fault.code(), fault.row)).collect();
    assert_eq!(codes, [("sheet_spoiled_number", Some(2)), ("sheet_formula", Some(3))]);
}

#[test]
fn columns_are_fed_by_hand_joined_and_cut() {
    let csv = "名目,类,区,街道,坐标\n人民公园,公园,芗城区,巷口街道,117.65/24.51\n";
    let problems = found(csv.as_bytes(), "f.csv", &Reading::default()).unwrap_err();
    assert_eq!(problems.count(), 3);
    let fed = |titles: &[&str], part| Fed { titles: titles.iter().map(|title| (*title).to_owned()).collect(), part };
    let reading = Reading {
        columns: [
            ("name".to_owned(), fed(&["名目"], 0)),
            ("type".to_owned(), fed(&["类"], 0)),
            ("division".to_owned(), fed(&["区", "街道"], 0)),
            ("longitude".to_owned(), fed(&["坐标"], 1)),
            ("latitude".to_owned(), fed(&["坐标"], -1)),
        ]
        .into(),
        ..Reading::default()
    };
    let table = plain(found(csv.as_bytes(), "f.csv", &reading));
    assert_eq!(rows(&table)[0].1, "人民公园|公园|芗城区 巷口街道");
    let fields = Fields::new(&table.sheet, &table.columns, &table.sheet.rows[0]);
    assert_eq!(fields.coordinates("longitude", "latitude").unwrap(), Some((117.65, 24.51)));
    let problem = fields.problem("division", changxiao_files::sheets::Why::Required);
    assert_eq!((problem.column_letters().as_deref(), problem.value.as_str()), (Some("C"), "芗城区 巷口街道"));
    assert!(table.columns.unknown().is_empty(), "{:?}", table.columns.unknown());
    // What is said outlives its file: it is a document.
    let text = serde_json::to_string(&reading).unwrap();
    assert_eq!(serde_json::from_str::<Reading>(&text).unwrap(), reading);
    // A title that the next file has not is named.
    let other = "名目,类,区,位置\n甲,公园,芗城区,117.65/24.51\n";
    let problems = found(other.as_bytes(), "g.csv", &reading).unwrap_err();
    assert!(problems.kept().iter().all(|problem| problem.code() == "sheet_missing_column"));
}

#[test]
fn encodings_of_offices_are_believed_and_foreign_ones_are_not() {
    let names = "login,name\np1,陈婷\np2,林睿琪\np3,黄昊\np4,翁怡\np5,洪鑫\np6,苏淼\np7,蔡皓\n";
    let (gbk, _, _) = encoding_rs::GBK.encode(names);
    let read = |bytes: &[u8]| Sheet::read(bytes, "p.csv", &ReadLimits::default());
    assert_eq!(read(&gbk).unwrap().rows[1].cell(1), "林睿琪");
    for foreign in [
        encoding_rs::BIG5.encode("名稱,類型\n臺北市政府辦公廳,機關\n中山區行政中心,機關\n").0,
        encoding_rs::SHIFT_JIS.encode("name,x\nいちばのなまえ,しゅるい\n").0,
        encoding_rs::WINDOWS_1252.encode("name,x\ncafé,crème brûlée\n").0,
    ] {
        assert_eq!(read(&foreign).unwrap_err().code(), "sheet_unknown_encoding");
    }
    // A sign of the private use area, and a line break of Word.
    let text = "点位名称,点位类型,所在区划\n\u{e001}亭公园,公园,芗城区 巷口街道\n新华\u{b}公园,公园,芗城区 巷口街道\n";
    let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
    let utf8 = plain(found(text.as_bytes(), "s.csv", &Reading::default()));
    let same = plain(found(&gb18030, "s.csv", &Reading::default()));
    assert_eq!(rows(&utf8), rows(&same));
    assert_eq!(remarks(&utf8), remarks(&same));
    assert!(remarks(&utf8)[0].contains("U+E001") && remarks(&utf8)[0].contains("第 2 行 A 列"), "{:?}", remarks(&utf8));
    assert_eq!(utf8.sheet.rows[1].cell(0), "新华\n公园");
}

#[test]
fn problems_of_one_cause_stand_together_with_all_their_rows() {
    let mut csv = "点位名称,点位类型,所在区划\n".to_owned();
    for row in 0..500 {
        csv += &format!("点{row},{},350602003\n", if row % 2 == 0 { "医院" } else { "=A1" });
    }
    let table = plain(found(csv.as_bytes(), "g.csv", &Reading::default()));
    let mut problems = table.faults();
    let mut others = Problems::default();
    for row in &table.sheet.rows {
        let fields = Fields::new(&table.sheet, &table.columns, row);
        others.take(fields.one_of("type", &[("公园", 1)]));
    }
    problems.join(others);
    let groups: Vec<(&str, &str, usize)> = problems
        .groups()
        .iter()
        .map(|group| (group.first.code(), group.first.value.as_str(), group.rows.len()))
        .collect();
    assert_eq!(groups[0], ("sheet_formula", "=A1", 250));
    assert_eq!(groups[1..], [("sheet_unknown_code", "医院", 250)]);
    assert_eq!(problems.count(), 500);
    assert_eq!(problems.groups()[1].first.field.as_deref(), Some("type"));
}

#[test]
fn columns_that_are_missing_are_each_named() {
    let csv = "序号,场所名称,场所类别\n1,第一医院,医院\n2,实验中学,中学\n";
    let problems = found(csv.as_bytes(), "h.csv", &Reading::default()).expect_err("three columns are missing");
    let named: Vec<_> =
        problems.groups().iter().map(|group| (group.first.code(), group.first.field.as_deref())).collect();
    let missing = |field| ("sheet_missing_column", Some(field));
    assert_eq!(named, [missing("name"), missing("type"), missing("division")]);
    assert!(problems.groups().iter().all(|group| group.rows == [1]));
}
