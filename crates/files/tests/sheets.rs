//! Sheets: what people send is read, what is wrong is named, what we write comes back.

use changxiao_domain::time::Day;
use changxiao_files::sheets::{
    Cell, Column, ColumnMap, CsvWriter, Duplicates, Fields, Problem, Problems, ReadLimits, Sheet, SheetColumn, Why,
    Workbook, column_letters,
};
use changxiao_words::{Lang, keys};

const SITE: &[Column] = &[
    Column::required("name", keys::imports_column_sites_name, &["名称"]),
    Column::required("type", keys::imports_column_site_type, &["Type"]),
    Column::optional("longitude", keys::imports_column_longitude, &[]),
    Column::optional("latitude", keys::imports_column_latitude, &[]),
    Column::optional("quantity", keys::cases_number, &["数量（个）"]),
    Column::optional("since", keys::imports_column_valid_from, &["启用日期"]),
];

fn read(bytes: &[u8]) -> Sheet {
    Sheet::read(bytes, "sites.csv", &ReadLimits::default()).unwrap()
}

fn refused(bytes: &[u8], name: &str) -> Problem {
    *Sheet::read(bytes, name, &ReadLimits::default()).unwrap_err()
}

fn table(sheet: &Sheet) -> Vec<(u32, Vec<&str>)> {
    sheet.rows.iter().map(|row| (row.number, row.cells().collect())).collect()
}

fn day(year: i16, month: i8, of_month: i8) -> Day {
    Day::new(year, month, of_month).unwrap()
}

#[test]
fn one_reader_for_every_encoding() {
    let text = "点位名称,点位类型\n巷口街道3号主干道,主干道\n漳浦县佛昙镇,农贸市场\n";
    let utf16 = |big: bool| {
        let mark: &[u16] = &[0xfeff];
        let units = mark.iter().copied().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect::<Vec<u8>>()
    };
    let (gb18030, _, unmappable) = encoding_rs::GB18030.encode(text);
    assert!(!unmappable && gb18030.len() < text.len());
    let expected = read(text.as_bytes());
    assert_eq!(table(&expected)[1], (3, vec!["漳浦县佛昙镇", "农贸市场"]));
    assert_eq!(read(format!("\u{feff}{text}").as_bytes()), expected);
    assert_eq!(read(&gb18030), expected);
    assert_eq!(read(&utf16(false)), expected);
    assert_eq!(read(&utf16(true)), expected);
    // A four-byte character of GB18030: 㙍 is in the name of a village.
    let (rare, _, _) = encoding_rs::GB18030.encode("名称,类型\n𠮷㙍村委会活动中心,社区\n");
    assert_eq!(read(&rare).rows[0].cell(0), "𠮷㙍村委会活动中心");
}

#[test]
fn no_known_encoding_is_refused_where_it_begins() {
    let broken = b"name,type\nmarket,\xff\xfe\x80 food\n";
    let problem = refused(broken, "sites.csv");
    assert_eq!(problem.code(), "sheet_unknown_encoding");
    assert_eq!((problem.row, problem.column, problem.value.as_str()), (Some(2), Some(1), "FF FE 80 20 66 6F 6F 64"));
    assert_eq!(
        problem.sentence(Lang::Zh),
        "表“sites.csv”第 2 行 B 列的值“FF FE 80 20 66 6F 6F 64”：不是可识别的文字编码（可识别 UTF-8、GB18030/GBK、带标记的 UTF-16）。\
         处理：用 Excel 或 WPS 打开，另存为 XLSX 或“CSV UTF-8”后再导入。"
    );
    let (big5, _, _) = encoding_rs::BIG5.encode("名稱,類型\n臺北市政府辦公廳,機關\n中山區行政中心,機關\n");
    assert_eq!(refused(&big5, "b.csv").code(), "sheet_unknown_encoding");
    let (kana, _, _) = encoding_rs::SHIFT_JIS.encode("なまえ,しゅるい\nいちばのなまえ,いちば\n");
    assert_eq!(refused(&kana, "j.csv").code(), "sheet_unknown_encoding");
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode("café,crème\nà la carte,été\n");
    assert_eq!(refused(&latin, "l.csv").code(), "sheet_unknown_encoding");
    let without_mark: Vec<u8> = "名称,类型".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&without_mark, "u.csv").code(), "sheet_unknown_encoding");
}

#[test]
fn delimiters_quotes_and_row_numbers_are_those_people_see() {
    for delimiter in [",", ";", "\t"] {
        let text =
            "点位一览表\n\nname|type|note\n\"a \"\"b\"\"\"|x|\"two\nlines\"\r\n\n|  |\nlast|y".replace('|', delimiter);
        let sheet = read(text.as_bytes());
        assert_eq!((sheet.header_row, sheet.header.clone()), (3, vec!["name".into(), "type".into(), "note".into()]));
        assert_eq!(table(&sheet), [(4, vec!["a \"b\"", "x", "two\nlines"]), (7, vec!["last", "y"])]);
        assert_eq!(sheet.rows[1].cell(2), "");
    }
    let problem = refused(b"name,type\nmarket,\"never closed\nmore,rows\n", "q.csv");
    assert_eq!((problem.code(), problem.row, problem.column), ("sheet_unclosed_quote", Some(2), Some(1)));
    assert_eq!(refused(b"\n \n,,\n", "e.csv").code(), "sheet_empty");
    assert_eq!(refused(b"", "e.csv").code(), "sheet_empty");
    assert_eq!(["A", "Z", "AA", "XFD"], [0, 25, 26, 16_383].map(column_letters).each_ref().map(String::as_str));
}

#[test]
fn a_missing_column_is_named_with_the_titles_that_would_do() {
    let sheet = read("名称,经度,备注\n市场,117.6,x\n".as_bytes());
    let problems = ColumnMap::find(&sheet, SITE).unwrap_err();
    assert_eq!(problems.count(), 1);
    let problem = &problems.kept()[0];
    assert_eq!(problem.code(), "sheet_missing_column");
    assert_eq!(
        problem.sentence(Lang::Zh),
        "表“sites.csv”第 1 行“点位类型”的值“名称 | 经度 | 备注”：缺少这一列，可用的列名：点位类型、Site type、Type、type。处理：在标题行加上这一列，列名用其中任一个。"
    );
    assert!(problem.sentence(Lang::En).contains("accepted titles: 点位类型, Site type, Type, type"));
    let sheet = read(" * 名称 ,TYPE,数量(个),点位名称\n市场,x,1,y\n".as_bytes());
    let problems = ColumnMap::find(&sheet, SITE).unwrap_err();
    let problem = &problems.kept()[0];
    assert_eq!((problem.code(), problem.column_letters().as_deref()), ("sheet_column_twice", Some("D")));
    let sheet = read(" * 名称 ,TYPE,数量(个),备注\n市场,x,1,y\n".as_bytes());
    let columns = ColumnMap::find(&sheet, SITE).unwrap();
    assert_eq!((columns.place("name"), columns.place("quantity"), columns.place("since")), (Some(0), Some(2), None));
    assert_eq!(columns.unknown(), ["备注"]);
}

#[test]
fn formulas_are_refused_in_csv_and_xlsx() {
    let only = |bytes: &[u8], name: &str| {
        let sheet = Sheet::read(bytes, name, &ReadLimits::default()).unwrap();
        let faults = sheet.faults_in(|_| true);
        assert_eq!(faults.count(), 1, "{:?}", faults.kept());
        faults.kept()[0].clone()
    };
    let problem = only("名称,类型\n甲,\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\n".as_bytes(), "f.csv");
    assert_eq!((problem.code(), problem.row, problem.column), ("sheet_formula", Some(2), Some(1)));
    assert_eq!(problem.value, "=HYPERLINK(\"http://x\",\"y\")");

    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("点位").unwrap();
    sheet.write_string(0, 0, "名称").unwrap().write_string(0, 2, "数量").unwrap();
    sheet.write_string(6, 0, "甲").unwrap().write_formula(6, 2, "=SUM(A1:A3)").unwrap();
    let problem = only(&workbook.save_to_buffer().unwrap(), "f.xlsx");
    assert_eq!(problem.code(), "sheet_formula");
    let sentence = problem.sentence(Lang::En);
    assert!(sentence.starts_with("Sheet “点位”, row 7, column C “数量”"), "{sentence}");
    assert!(
        sentence.ends_with("Remedy: copy the cell (or the whole column), paste it back as values, and import again.")
    );
}

#[test]
fn values_are_read_or_named_with_their_place() {
    let text = "点位名称,点位类型,经度,纬度,数量（个）,启用日期\n\
        甲市场,农贸市场,117.647481,24.513025,\"1,200\",2026/3/1\n\
        ,主干道,,,12.0,20260301\n\
        乙街,小巷,181,24.5,3.5,2026-02-30\n\
        丙街,主干道,117.6,,-1,46082\n\
        丁街,主干道,,,,2026年3月1日\n\
        甲市场,农贸市场,,,,12\n";
    let sheet = read(text.as_bytes());
    let columns = ColumnMap::find(&sheet, SITE).unwrap();
    let types = [("农贸市场", 1), ("market", 1), ("主干道", 2)];
    let (mut problems, mut names, mut dates, mut numbers, mut places) =
        (Problems::default(), Duplicates::default(), vec![], vec![], vec![]);
    for row in &sheet.rows {
        let fields = Fields::new(&sheet, &columns, row);
        if let Some(name) = problems.take(fields.required("name")) {
            problems.take(names.note(name, &fields, "name"));
        }
        problems.take(fields.one_of("type", &types));
        numbers.push(problems.take(fields.integer("quantity", 0..=100_000)));
        dates.push(problems.take(fields.date("since")));
        places.push(problems.take(fields.coordinates("longitude", "latitude")));
    }
    let first = Some(Some(day(2026, 3, 1)));
    assert_eq!(dates, [first, first, None, first, first, None]);
    assert_eq!(numbers, [Some(Some(1200)), Some(Some(12)), None, None, Some(None), Some(None)]);
    assert_eq!(places[0], Some(Some((117.647_481, 24.513_025))));
    let shown: Vec<String> = problems.kept().iter().map(|problem| problem.sentence(Lang::Zh)).collect();
    assert_eq!(
        shown,
        [
            "表“sites.csv”第 3 行 A 列“点位名称”：必填，但为空。处理：填上内容。",
            "表“sites.csv”第 4 行 B 列“点位类型”的值“小巷”：不在可用的代码或名称中。处理：改为其中之一：农贸市场、market、主干道。",
            "表“sites.csv”第 4 行 E 列“数量（个）”的值“3.5”：不是整数。处理：填不带单位和小数的数字。",
            "表“sites.csv”第 4 行 F 列“启用日期”的值“2026-02-30”：不是日期。处理：写成 2026-03-01、2026/3/1 或 20260301。",
            "表“sites.csv”第 4 行 C 列“经度”的值“181”：不是 -180 到 180 之间的经纬度数值。处理：填十进制度数，例如经度 117.647481、纬度 24.513025。",
            "表“sites.csv”第 5 行 E 列“数量（个）”的值“-1”：不在 0 到 100000 之间。处理：改到范围之内。",
            "表“sites.csv”第 5 行 D 列“纬度”：经度、纬度只填了一个。处理：两个都填，或都不填。",
            "表“sites.csv”第 7 行 A 列“点位名称”的值“甲市场”：与第 2 行重复。处理：两行只留一行，或改正编号。",
            "表“sites.csv”第 7 行 F 列“启用日期”的值“12”：不是日期。处理：写成 2026-03-01、2026/3/1 或 20260301。",
        ]
    );
    let english = problems.kept().iter().map(|problem| problem.sentence(Lang::En)).collect::<String>();
    assert!(english.chars().filter(|letter| ('\u{4e00}'..'\u{a000}').contains(letter)).count() < 120, "{english}");
}

/// Every serial number from 1950 to 2100 is the day that Excel shows, checked against the next day of the calendar.
#[test]
fn serial_numbers_are_excels_days() {
    let mut text = String::from("name,type,since\n");
    for serial in 18_264..73_416 {
        text += &format!("a,b,{serial}\n");
    }
    let sheet = read(text.as_bytes());
    let columns = ColumnMap::find(&sheet, SITE).unwrap();
    let mut expected = day(1950, 1, 1);
    for row in &sheet.rows {
        let found = Fields::new(&sheet, &columns, row).date("since").unwrap();
        assert_eq!(found, Some(expected), "row {}", row.number);
        expected = expected.tomorrow().unwrap();
    }
    assert_eq!(expected, day(2101, 1, 1));
}

#[test]
fn two_hundred_problems_are_kept_and_all_counted() {
    let mut problems = Problems::default();
    for row in 0..1000 {
        problems.add(Problem::of_sheet("s", Why::Required).at(row, 0).with_value(&"长".repeat(90)));
    }
    assert_eq!((problems.count(), problems.kept().len()), (1000, 200));
    let value = &problems.kept()[0].value;
    assert_eq!((value.chars().count(), value.ends_with('…')), (60, true));
}

const TEXTS: [&str; 9] =
    ["=1+1", "+86 596 2022222", "-5", "@SUM(A1)", "'=x", "''quoted", "长 \"x\", y;\tz", "two\nlines", "0596"];

#[test]
fn what_is_written_as_csv_comes_back_and_computes_nothing() {
    let mut writer = CsvWriter::new(["文本", "整数", "分", "日期", "空"]).unwrap();
    for text in TEXTS {
        let cells = [text.into(), Cell::Integer(-7), Cell::Thousandths(-98_760), day(2026, 3, 1).into(), Cell::Empty];
        writer.row(&cells).unwrap();
    }
    assert!(writer.row(&[Cell::Empty]).is_err());
    let bytes = writer.finish().unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    let plain = String::from_utf8(bytes.clone()).unwrap();
    assert!(plain.contains("\r\n'=1+1,-7,-98.76,2026-03-01,\r\n'+86 596 2022222,"), "{plain}");
    let sheet = read(&bytes);
    for (row, text) in sheet.rows.iter().zip(TEXTS) {
        assert_eq!(row.cells().collect::<Vec<_>>(), [text, "-7", "-98.76", "2026-03-01", ""]);
    }
    assert_eq!(sheet.rows.len(), TEXTS.len());
}

#[test]
fn what_is_written_as_xlsx_comes_back_and_computes_nothing() {
    let write = || {
        let mut workbook = Workbook::new(day(2026, 10, 31)).unwrap();
        let columns = ["文本", "整数", "长号", "分", "日期", "度"].map(|title| SheetColumn::new(title, 16));
        let mut sheet = workbook.sheet("点位/名称", &columns).unwrap();
        for text in TEXTS {
            let number = Cell::Integer(913_506_000_000_000_001);
            let cells = [
                text.into(),
                Cell::Integer(-7),
                number,
                Cell::Thousandths(98_765),
                day(2026, 3, 1).into(),
                Cell::Number(117.647_481),
            ];
            sheet.row(&cells).unwrap();
        }
        workbook.sheet("点位/名称", &columns).unwrap().row(&["x".into()]).unwrap();
        workbook.sheet("空", &[]).unwrap();
        workbook.finish().unwrap()
    };
    let bytes = write();
    assert_eq!(bytes, write(), "the same content gives the same file");
    let sheets = Sheet::read_all(&bytes, "w.xlsx", &ReadLimits::default()).unwrap();
    assert_eq!(sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["点位-名称", "点位-名称 2"]);
    for ((number, row), text) in (2..).zip(&sheets[0].rows).zip(TEXTS) {
        assert_eq!(row.number, number);
        let cells: Vec<&str> = row.cells().collect();
        assert_eq!(cells, [text, "-7", "913506000000000001", "98.765", "2026-03-01", "117.647481"]);
    }
    assert_eq!(Sheet::read(&bytes, "w.xlsx", &ReadLimits::default()).unwrap(), sheets[0]);
}

#[test]
fn limits_name_the_place_where_they_are_passed() {
    let limits = ReadLimits { rows: 3, columns: 2, cell_characters: 5, sheets: 1, ..ReadLimits::default() };
    let refused = |text: &str| {
        let problem = Sheet::read(text.as_bytes(), "s.csv", &limits).unwrap_err();
        (problem.code(), problem.row, problem.column)
    };
    assert_eq!(refused("a,b\n1,2\n3,4\n5,6\n"), ("sheet_too_many_rows", Some(4), Some(0)));
    assert_eq!(refused("a,b\n1,2,3\n"), ("sheet_too_many_columns", Some(2), Some(2)));
    assert_eq!(refused("a,b\n1,超过五个字了\n"), ("sheet_cell_too_long", Some(2), Some(1)));
}
