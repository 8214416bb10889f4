//! Orders of other systems: what a mapping reads, what it refuses and where, what is masked.

use changxiao_domain::{
    calendar::Calendar,
    callbacks::{Answer, Callback, Satisfaction, Source},
    cases::State,
    categories::CategorySet,
    divisions::{Division, DivisionCode, Divisions},
    exchange::{
        ColumnOf, Columns, DateForm, Field, Known, Mapping, MappingFault, Order, OrderReader, OrderStatus, Refused,
        There, TitleFault, ValueOf, WhyNot, read_moment,
    },
    geo::{Datum, Position},
    time::Instant,
};
use changxiao_words::Lang;
use proptest::prelude::*;

const HOTLINE: &str = include_str!("../../../../data/exchange/12345.json");
const CITY_MANAGEMENT: &str = include_str!("../../../../data/exchange/city-management.json");

fn categories() -> CategorySet {
    CategorySet::parse(include_str!("../../../../data/categories/builtin.json")).unwrap()
}

fn divisions() -> Divisions {
    let of = |code: i64, name: &str| Division::new(DivisionCode::new(code).unwrap(), name);
    let list = [
        of(3506, "漳州市"),
        of(350602, "芗城区"),
        of(350603, "龙文区"),
        of(350602002, "新桥街道"),
        of(350602003, "巷口街道"),
        of(350602003001, "新华东社区居委会"),
        of(350603001, "蓝田镇"),
        of(350603002, "新桥街道"),
    ];
    Divisions::new(list).unwrap()
}

fn read_with(mapping: &Mapping, values: &[(Field, &str)]) -> Result<Option<Order>, Vec<Refused>> {
    let (set, divisions, calendar) = (categories(), divisions(), Calendar::plain());
    let known = Known::new(&set, &divisions, DivisionCode::new(3506).ok());
    let reader = OrderReader::new(mapping, &known, calendar.zone());
    reader.read(|field| values.iter().find(|(of, _)| *of == field).map_or("", |(_, text)| text))
}

fn read(values: &[(Field, &str)]) -> Result<Option<Order>, Vec<Refused>> {
    read_with(&Mapping::parse(HOTLINE).unwrap(), values)
}

/// A whole order, with some values otherwise.
fn whole<'a>(other: &[(Field, &'a str)]) -> Vec<(Field, &'a str)> {
    let mut values = other.to_vec();
    values.extend([
        (Field::Number, "GD-1"),
        (Field::Class1, "城市管理"),
        (Field::Class2, "环境卫生"),
        (Field::Class3, "垃圾清运"),
        (Field::Text, "延安北路 12 号门口垃圾三天没有清运"),
        (Field::District, "芗城区"),
        (Field::Street, "巷口街道"),
    ]);
    values
}

fn why(values: &[(Field, &str)]) -> Vec<(Field, &'static str)> {
    read(&whole(values)).unwrap_err().iter().map(|fault| (fault.field, fault.why.code())).collect()
}

fn at(text: &str) -> Instant {
    Instant::from_civil(text.parse().unwrap(), Calendar::plain().zone())
}

#[test]
fn what_ships_can_be_used_and_names_its_source() {
    let (set, divisions) = (categories(), divisions());
    let known = Known::new(&set, &divisions, None);
    for text in [HOTLINE, CITY_MANAGEMENT] {
        let mapping = Mapping::parse(text).unwrap();
        assert_eq!(mapping.check(), [], "{}", mapping.name);
        assert!(mapping.source(Lang::Zh).len() > 20 && mapping.source(Lang::En).len() > 20);
        for value in &mapping.categories {
            assert!(known.category_code(&value.code).is_some(), "{value:?}");
        }
        let again = Mapping::parse(&serde_json::to_string(&mapping).unwrap()).unwrap();
        assert_eq!(again, mapping);
    }
    for field in Field::ALL {
        assert_eq!(Field::parse(field.code()), Some(field));
        assert_eq!(serde_json::to_value(field).unwrap(), field.code());
    }
}

#[test]
fn a_whole_row_becomes_an_order_without_anybodys_telephone() {
    let order = read(&whole(&[
        (Field::Kind, "投诉"),
        (Field::Village, "新华东社区"),
        (Field::Place, "延安北路 12 号"),
        (Field::Longitude, "117.65"),
        (Field::Latitude, "24.51"),
        (Field::Reported, "2026-06-16 09:30:00"),
        (Field::Due, "2026年6月21日 9时30分"),
        (Field::Caller, "张小明"),
        (Field::Phone, "13812345678"),
        (Field::Text, "市民张小明（13812345678）反映垃圾三天没有清运，身份证 350602198001011234"),
        (Field::Solved, "已解决"),
        (Field::Satisfied, "基本满意"),
        (Field::CalledBack, "是"),
        (Field::Contacted, "--"),
    ]))
    .unwrap()
    .unwrap();
    assert_eq!((order.system.as_str(), order.number.as_str(), order.category.as_str()), ("12345", "GD-1", "E0102"));
    assert_eq!(order.division, 350602003001);
    assert_eq!(order.classes, ["城市管理", "环境卫生", "垃圾清运"]);
    assert_eq!(order.reported_at, Some(at("2026-06-16T09:30:00")));
    assert_eq!(order.due_at, Some(at("2026-06-21T09:30:00")));
    assert_eq!((order.caller.as_str(), order.phone.as_str()), ("张**", "138****5678"));
    assert!(order.text.contains("138****5678") && order.text.contains("350602************"), "{}", order.text);
    assert_eq!(order.title, "市民张**（138****5678）反映垃圾三天没有清运，身份证 350602*…");
    assert_eq!((order.there.solved, order.there.called_back, order.there.contacted), (Some(true), Some(true), None));
    assert_eq!(order.there.satisfaction, Some(Satisfaction::Basically));
    // The hotline's positions are those of AMap; the same spot, half a kilometre off.
    let there = order.position.unwrap();
    assert_eq!(there, Datum::Gcj02.to_wgs84(117.65, 24.51).unwrap());
    assert!((300.0..800.0).contains(&there.distance_m(Position::from_degrees(117.65, 24.51).unwrap())));
    let kept = serde_json::to_string(&order).unwrap();
    assert!(!kept.contains("13812345678") && !kept.contains("张小明\""), "{kept}");
    let back: Order = serde_json::from_str(&kept).unwrap();
    assert_eq!((back.hash(), &back), (order.hash(), &order));
}

#[test]
fn what_is_wrong_is_named_by_its_field() {
    assert_eq!(why(&[(Field::Number, "")]), [(Field::Number, "order_required")]);
    assert_eq!(why(&[(Field::Number, &"9".repeat(65))]), [(Field::Number, "order_too_long")]);
    assert_eq!(why(&[(Field::Class3, "外星人")]), [(Field::Class3, "order_unknown_category")]);
    assert_eq!(why(&[(Field::Street, "火星街道")]), [(Field::Street, "order_unknown_division")]);
    assert_eq!(
        why(&[(Field::District, ""), (Field::Street, "新桥街道")]),
        [(Field::Street, "order_ambiguous_division")]
    );
    assert_eq!(why(&[(Field::Reported, "昨天")]), [(Field::Reported, "order_not_a_time")]);
    assert_eq!(
        why(&[(Field::Reported, "2026-06-16 10:00"), (Field::Due, "2026-06-15 10:00")]),
        [(Field::Due, "order_due_before_reported")]
    );
    assert_eq!(why(&[(Field::Longitude, "117.6")]), [(Field::Latitude, "order_half_a_position")]);
    assert_eq!(
        why(&[(Field::Longitude, "东经"), (Field::Latitude, "24")]),
        [(Field::Longitude, "order_not_a_position")]
    );
    assert_eq!(why(&[(Field::Solved, "大概")]), [(Field::Solved, "order_not_yes_or_no")]);
    assert_eq!(why(&[(Field::Text, "")]), [(Field::Text, "order_required")]);
    // Everything at once.
    assert_eq!(why(&[(Field::Number, ""), (Field::Class3, "x"), (Field::Due, "y")]).len(), 3);
    let faults = read(&whole(&[(Field::Number, "\u{7}"), (Field::Class3, "x")])).unwrap_err();
    for fault in faults.iter().map(|fault| &fault.why).chain([&WhyNot::OtherContent { first_row: 3 }]) {
        for lang in [Lang::Zh, Lang::En] {
            assert!(!fault.message().words(lang).is_empty() && !fault.remedy_message().words(lang).is_empty());
        }
    }
}

#[test]
fn words_lead_to_codes_by_table_by_name_and_by_what_stands_above() {
    let category = |mapping: &Mapping, classes: [&str; 3]| {
        let values = whole(&[(Field::Class1, classes[0]), (Field::Class2, classes[1]), (Field::Class3, classes[2])]);
        match read_with(mapping, &values) {
            Ok(Some(order)) => order.category,
            Ok(None) => "not ours".to_owned(),
            Err(faults) => faults[0].why.code().to_owned(),
        }
    };
    let mut mapping = Mapping::parse(HOTLINE).unwrap();
    assert_eq!(category(&mapping, ["", "", "E0404"]), "E0404");
    assert_eq!(category(&mapping, ["", "", "e0404"]), "E0404");
    assert_eq!(category(&mapping, ["", "", "暴露垃圾"]), "E0102");
    assert_eq!(category(&mapping, ["", "占道经营", "别的"]), "E0403");
    assert_eq!(category(&mapping, ["", "", ""]), "order_required");
    let value = |words: &str, code: &str| ValueOf { words: words.to_owned(), code: code.to_owned() };
    mapping.categories.extend([value("住建/物业", "-"), value("住建/物业/电梯", "C0501"), value("街面", "E0401")]);
    assert_eq!(category(&mapping, ["住建", "物业", "收费"]), "not ours");
    assert_eq!(category(&mapping, ["住建", "物业", "电梯"]), "C0501");
    assert_eq!(category(&mapping, ["街面", "没听过", "也没听过"]), "E0401");
    mapping.categories.push(value("*", "E0699"));
    assert_eq!(category(&mapping, ["天上", "", "飞的"]), "E0699");
    assert_eq!(category(&mapping, ["", "", ""]), "E0699");

    let division = |values: [&str; 3]| {
        let values = whole(&[(Field::District, values[0]), (Field::Street, values[1]), (Field::Village, values[2])]);
        read(&values).map(|order| order.map_or(0, |order| order.division)).map_err(|faults| faults[0].why.code())
    };
    assert_eq!(division(["芗城区", "", ""]), Ok(350602000000));
    assert_eq!(division(["芗城区", "新桥街道", ""]), Ok(350602002000));
    assert_eq!(division(["龙文区", "新桥街道", ""]), Ok(350603002000));
    assert_eq!(division(["", "350603001", ""]), Ok(350603001000));
    assert_eq!(division(["", "350603001000", ""]), Ok(350603001000));
    // A community that no list knows is taken for its street; a street that no list knows for nothing.
    assert_eq!(division(["芗城区", "巷口街道", "某某小区"]), Ok(350602003000));
    assert_eq!(division(["芗城区", "某某街道", ""]), Err("order_unknown_division"));
    assert_eq!(division(["", "110101", ""]), Err("order_unknown_division"));
}

#[test]
fn times_are_read_in_every_form() {
    let zone = Calendar::plain().zone().clone();
    let moment = |text: &str, form| read_moment(text, form, &zone);
    let ten = Some(at("2026-06-16T10:00:00"));
    for text in [
        "2026-06-16 10:00",
        "2026/6/16 10:00:00",
        "2026.6.16 10:00",
        "2026年6月16日 10时0分",
        "2026-06-16T10:00:00",
        "2026-06-16T10:00:00.000",
        "2026-06-16T10:00:00+08:00",
        "2026-06-16T02:00:00Z",
        "20260616100000",
        "202606161000",
        "46189.41666667",
    ] {
        assert_eq!(moment(text, DateForm::YearFirst), ten, "{text}");
    }
    assert_eq!(moment("2026-06-16", DateForm::YearFirst), Some(at("2026-06-16T00:00:00")));
    assert_eq!(moment("16/06/2026 10:00", DateForm::DayFirst), ten);
    assert_eq!(moment("6/16/2026 10:00", DateForm::MonthFirst), ten);
    for form in DateForm::ALL {
        assert_eq!(moment(form.example(), form), ten, "{}", form.code());
        assert_eq!(DateForm::parse(form.code()), Some(form));
        for wrong in ["", "昨天", "2026-13-40", "2026-06-16 25:00", "1.5.6.7.8.9.10.11", "99999999999999999999"] {
            assert_eq!(moment(wrong, form), None, "{wrong} as {}", form.code());
        }
    }
    assert_eq!(moment("16/06/2026", DateForm::YearFirst), None);
    assert_eq!(moment("1850-01-01", DateForm::YearFirst), None);
}

#[test]
fn titles_are_found_whatever_their_width_and_told_when_they_lack() {
    let mapping = Mapping::parse(HOTLINE).unwrap();
    let titles = |list: &[&str]| list.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>();
    let found = Columns::find(&mapping, &titles(&["*工单编号", "标题 ", "街道（乡镇）", "备用"])).unwrap();
    assert_eq!((found.place(Field::Number), found.place(Field::Street)), (Some(0), Some(2)));
    assert_eq!(found.unused(), ["备用"]);
    let lacks = Columns::find(&mapping, &titles(&["备用", ""])).unwrap_err();
    assert!(matches!(lacks[0], TitleFault::Missing { field: Field::Number, .. }), "{lacks:?}");
    assert_eq!(lacks.len(), 2);
    let twice = Columns::find(&mapping, &titles(&["工单编号", "编号", "标题"])).unwrap_err();
    assert_eq!(twice, [TitleFault::Twice { field: Field::Number, first: 0, second: 1 }]);
}

#[test]
fn a_mapping_that_cannot_work_says_why() {
    let mut mapping = Mapping::parse(HOTLINE).unwrap();
    mapping.name = "大写 A".to_owned();
    mapping.source_zh.clear();
    mapping.columns.retain(|column| !matches!(column.field, Field::Number | Field::Title | Field::Text));
    mapping.columns.push(ColumnOf { field: Field::Due, titles: vec!["区县".to_owned()] });
    mapping.categories.push(ValueOf { words: "垃圾清运".to_owned(), code: "E0101".to_owned() });
    mapping.categories.push(ValueOf { words: "x".to_owned(), code: String::new() });
    assert_eq!(
        mapping.check(),
        [
            MappingFault::Name,
            MappingFault::Source,
            MappingFault::NumberMissing,
            MappingFault::TextMissing,
            MappingFault::TitleTwice("区县".to_owned()),
            MappingFault::ValueTwice("垃圾清运".to_owned()),
            MappingFault::ValueEmpty("x=".to_owned()),
        ]
    );
}

#[test]
fn an_order_says_what_has_changed_and_quotes_nobody() {
    let before = read(&whole(&[])).unwrap().unwrap();
    let same = before.clone();
    assert!(same.differences(&before).is_empty() && same.hash() == before.hash());
    let there = read(&whole(&[(Field::State, "办理中")])).unwrap().unwrap();
    let only = there.differences(&before);
    assert!(only.content.is_empty() && only.there && there.hash() != before.hash());
    let other = read(&whole(&[(Field::Text, "又堆了一车垃圾"), (Field::Phone, "13900001111")])).unwrap().unwrap();
    let differences = other.differences(&before);
    assert_eq!(differences.content, [Field::Title, Field::Text, Field::Phone]);
    let note = other.note_of_change(&before, &differences);
    assert!(note.contains("又堆了一车垃圾") && note.contains("联系电话有变") && !note.contains("1111"), "{note}");
}

#[test]
fn every_state_is_told_in_words() {
    for state in State::ALL {
        let status = OrderStatus::of(state);
        assert_eq!(OrderStatus::parse(status.code()), Some(status));
        assert!(!status.words(Lang::Zh).is_empty() && !status.words(Lang::En).is_empty());
    }
}

proptest! {
    /// Whatever stands in a table: it is read or refused, never a panic, and read alike twice.
    #[test]
    fn any_table_is_read_or_refused(
        header in prop::collection::vec(prop_oneof![".{0,12}", "工单编号", "标题", "主要内容", "街道", "三级分类", "联系电话", "经度", "纬度", "受理时间"], 0..12),
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![".{0,40}", "[0-9 .:/-]{0,20}", "巷口街道", "E0102", "138[0-9]{8}"], 0..12), 0..8),
        form in prop::sample::select(DateForm::ALL.to_vec()),
    ) {
        let mapping = Mapping { date_form: form, ..Mapping::parse(HOTLINE).unwrap() };
        let (set, divisions, calendar) = (categories(), divisions(), Calendar::plain());
        let known = Known::new(&set, &divisions, DivisionCode::new(3506).ok());
        let reader = OrderReader::new(&mapping, &known, calendar.zone());
        if let Ok(columns) = Columns::find(&mapping, &header) {
            for row in &rows {
                let cell = |field: Field| columns.place(field).and_then(|at| row.get(at)).map_or("", String::as_str);
                let (once, twice) = (reader.read(cell), reader.read(cell));
                prop_assert_eq!(&once, &twice);
                if let Ok(Some(order)) = once {
                    prop_assert!(order.differences(&order).is_empty());
                    prop_assert!(order.title.chars().count() <= 200 && !order.title.is_empty());
                    prop_assert!(order.text.chars().count() <= 5000);
                }
            }
        }
    }
}

#[test]
fn a_call_back_is_taken_where_the_order_tells_of_one() {
    let received = Instant(1_000);
    let of = |there: There| there.callback(received);
    assert_eq!(of(There::default()), None, "nothing is told");
    let finished = Some(Instant(500));
    assert_eq!(
        of(There { called_back: Some(false), finished_at: finished, ..There::default() }),
        None,
        "nobody called"
    );
    let reached = There {
        solved: Some(true),
        satisfaction: Some(Satisfaction::Unsatisfied),
        finished_at: finished,
        ..There::default()
    };
    let told = Callback {
        at: Instant(500),
        valid: true,
        contacted: Answer::Untold,
        solved: Answer::Yes,
        satisfaction: Satisfaction::Unsatisfied,
        source: Source::Import,
    };
    assert_eq!(of(reached), Some(told), "at the end that the order names");
    let unanswered = of(There { called_back: Some(true), ..There::default() }).unwrap();
    assert!(!unanswered.valid && unanswered.at == received, "called, and nothing was said");
    let unsaid = of(There { solved: Some(false), ..There::default() }).unwrap();
    assert!(unsaid.valid && unsaid.satisfaction == Satisfaction::Unsaid && unsaid.suggests_reopening());
}

/// The titles of the export that the shipped mapping claims to read, as its source names them.
#[test]
fn the_shipped_mapping_reads_the_sheet_that_it_claims() {
    let mapping = Mapping::parse(HOTLINE).unwrap();
    let source = mapping.source(Lang::Zh);
    let listed = source.split('：').nth(1).and_then(|behind| behind.split('；').next()).expect("a list of titles");
    let header: Vec<String> = listed.split('、').map(str::to_owned).collect();
    assert_eq!(header.len(), 15, "{header:?}");
    let columns = Columns::find(&mapping, &header).unwrap();
    assert_eq!(columns.unused(), [] as [String; 0], "every title of that sheet feeds a field");
    for field in
        [Field::Number, Field::Class3, Field::Text, Field::State, Field::District, Field::Solved, Field::Satisfied]
    {
        assert!(columns.place(field).is_some(), "{field:?}");
    }
    assert_eq!(mapping.evidence, "inferred", "fields of a program, not a sheet that a city sent");
}
