//! Rows of a filing standard as people type them: what a blank cell stands for, codes, marks, and what is told when a cell is not
//! understood.

use changxiao_domain::{
    calendar::{Limit, LimitKind},
    categories::{CategoryClass, FilingColumn, FilingRow, RawRow, RowFault, RowFaultKind, read_rows},
};
use proptest::prelude::*;

const EVENT: CategoryClass = CategoryClass::Event;

/// Rows from 3 on, as below a title and a header.
fn read(rows: &[[&str; 9]]) -> (Vec<FilingRow>, Vec<RowFault>) {
    read_rows((3..).zip(rows).map(|(number, cells)| RawRow { number, class: EVENT, cells: *cells }))
}

fn faults(rows: &[[&str; 9]]) -> Vec<(u32, FilingColumn, RowFaultKind)> {
    read(rows).1.into_iter().map(|fault| (fault.number, fault.column, fault.kind)).collect()
}

#[test]
fn blank_cells_stand_for_the_value_above() {
    let (rows, faults) = read(&[
        ["04", "街面秩序", "01", "店外经营", "占道摆卖", "收回店内", "2紧急工作时", "城管局", "创建办"],
        ["", "", "", "", "店外作业", "", "", "", ""],
        ["", "", "０５", "非机动车乱停（自定义）", "占盲道", "摆放整齐\n通行恢复", "４ 工作时", "", "无"],
        ["", "", "", "", "占绿化带", "", "紧急工作日", "交警支队", ""],
        ["06", "其他", "99", "其他（扩展）", "其他", "", "", "", "督查室"],
    ]);
    assert_eq!(faults, []);
    let facts: Vec<_> = rows
        .iter()
        .map(|row| (row.major, row.minor, row.limit.to_string(), row.lead.as_str(), row.supervisor.as_str()))
        .collect();
    assert_eq!(
        facts,
        [
            (4, 1, "2紧急工作时".to_owned(), "城管局", "创建办"),
            (4, 1, "2紧急工作时".to_owned(), "城管局", "创建办"),
            (4, 5, "4工作时".to_owned(), "城管局", ""),
            (4, 5, "1紧急工作日".to_owned(), "交警支队", ""),
            (6, 99, "1紧急工作日".to_owned(), "交警支队", "督查室"),
        ]
    );
    assert_eq!(rows[2].closing, "摆放整齐\n通行恢复");
    assert_eq!((rows[2].minor_name.as_str(), rows[2].marked_local, rows[3].marked_local), ("非机动车乱停", true, true));
    assert_eq!((rows[2].limit_assumed, rows[3].limit_assumed), (false, true));
    assert!(!rows[1].from_other_minor && rows[4].from_other_minor, "a limit of another minor is worth a word");
}

#[test]
fn a_cell_that_is_not_understood_is_told_once() {
    use FilingColumn::{Closing, Condition, Lead, Limit, MajorCode, MinorCode, MinorName};
    use RowFaultKind::{Missing, NotACode, NotALimit, OtherName, SameCondition};
    let good = ["04", "街面秩序", "01", "店外经营", "占道摆卖", "收回店内", "2紧急工作时", "城管局", "创建办"];
    let with = |column: FilingColumn, text: &'static str| {
        let mut row = good;
        row[column as usize] = text;
        row
    };
    let below = ["", "", "", "", "另一条", "", "", "", ""];
    assert_eq!(faults(&[with(Limit, "尽快"), below]), [(3, Limit, NotALimit)]);
    assert_eq!(faults(&[with(MajorCode, "注：以上"), below]), [(3, MajorCode, NotACode)]);
    assert_eq!(faults(&[with(MinorCode, "0501"), below]), [(3, MinorCode, NotACode)], "a minor of another major");
    assert_eq!(faults(&[with(Condition, "")]), [(3, Condition, Missing)]);
    assert_eq!(faults(&[with(Closing, "")]), [(3, Closing, Missing)]);
    assert_eq!(faults(&[with(Lead, "")]), [(3, Lead, Missing)]);
    assert_eq!(faults(&[good, good]), [(4, Condition, SameCondition { first_row: 3 })]);
    // A new code without a name would otherwise take the name above.
    assert_eq!(faults(&[good, ["", "", "02", "", "流动设摊", "", "", "", ""], below]), [(4, MinorName, Missing)]);
    assert_eq!(faults(&[good, ["", "", "", "流动摊贩", "流动设摊", "", "", "", ""], below]), [(4, MinorCode, Missing)]);
    let renamed = ["04", "", "01", "店外摆卖", "越门经营", "", "", "", ""];
    let other = OtherName { first_row: 3, name: "店外经营".to_owned() };
    assert_eq!(faults(&[good, renamed]), [(4, MinorName, other)]);
}

#[test]
fn codes_are_read_in_the_ways_that_people_write_them() {
    for (code, minor, digits) in
        [("5", 5, 2), ("05", 5, 2), ("5.0", 5, 2), ("0405", 5, 2), ("E0405", 5, 2), ("005", 5, 3), ("04999", 999, 3)]
    {
        let row = ["04", "街面秩序", code, "小类", "条件", "结案", "1天", "城管局", ""];
        let (rows, faults) = read(&[row]);
        assert_eq!(faults, [], "{code}");
        assert_eq!((rows[0].minor, rows[0].minor_digits), (minor, digits), "{code}");
    }
    for code in ["0", "00", "1000000", "五", "-1", "0505", "04000"] {
        let row = ["04", "街面秩序", code, "小类", "条件", "结案", "1天", "城管局", ""];
        assert_eq!(read(&[row]).0, [], "{code}");
    }
}

/// A standard with everything written out.
fn whole_rows() -> impl Strategy<Value = Vec<[String; 9]>> {
    let row = (1_u8..4, 1_u16..6, 0_u8..4, 0_u8..3, 0_u8..3, 0_u8..3);
    prop::collection::vec(row, 1..40).prop_map(|mut rows| {
        rows.sort_unstable();
        rows.dedup_by_key(|(major, minor, condition, ..)| (*major, *minor, *condition));
        rows.into_iter()
            .map(|(major, minor, condition, closing, limit, unit)| {
                let limit = Limit::new(LimitKind::ALL[usize::from(limit)], i64::from(limit) + 1);
                [
                    format!("{major:02}"),
                    format!("大类{major}"),
                    format!("{minor:02}"),
                    format!("小类{major}-{minor}"),
                    format!("条件{condition}"),
                    format!("结案{closing}"),
                    limit.to_string(),
                    format!("单位{unit}"),
                    format!("部门{unit}"),
                ]
            })
            .collect()
    })
}

proptest! {
    /// Blanking what repeats the row above, as merged cells do, changes nothing that is read.
    #[test]
    fn merged_cells_read_like_cells_written_out(rows in whole_rows()) {
        let mut merged = rows.clone();
        for place in (1..rows.len()).rev() {
            let same_major = rows[place][..2] == rows[place - 1][..2];
            let same_minor = same_major && rows[place][2..4] == rows[place - 1][2..4];
            for column in 0..9 {
                let blank = match column {
                    0 | 1 => same_major,
                    2 | 3 => same_minor,
                    4 => false,
                    _ => rows[place][column] == rows[place - 1][column],
                };
                if blank {
                    merged[place][column].clear();
                }
            }
        }
        fn read(rows: &[[String; 9]]) -> (Vec<FilingRow>, Vec<RowFault>) {
            let raw = rows.iter().zip(1..).map(|(row, number)| RawRow {
                number, class: EVENT, cells: std::array::from_fn(|column| row[column].as_str()),
            });
            read_rows(raw)
        }
        let (written, faults) = read(&rows);
        prop_assert_eq!(&faults, &[]);
        prop_assert_eq!(written.len(), rows.len());
        let (mut inherited, faults) = read(&merged);
        prop_assert_eq!(&faults, &[]);
        // Only where a value comes from is told differently.
        for row in &mut inherited {
            row.from_other_minor = false;
        }
        prop_assert_eq!(inherited, written);
    }

    /// Whatever stands in the cells: nothing falls over, a row is either read or has a fault in it or above it, and faults name
    /// rows that are there.
    #[test]
    fn no_cells_make_the_reader_fall_over(cells in prop::collection::vec(prop::array::uniform9("(|[0-9０-９E.]{0,5}|[\\PC]{0,8}|[0-9]{1,2}(天|小时|紧急工作时))"), 0..25)) {
        let raw = (1..).zip(&cells).map(|(number, row)| RawRow {
            number, class: EVENT, cells: std::array::from_fn(|column| row[column].as_str()),
        });
        let (rows, faults) = read_rows(raw);
        prop_assert!(faults.iter().all(|fault| (1..=cells.len()).contains(&(fault.number as usize))));
        let first_fault = faults.first().map_or(u32::MAX, |fault| fault.number);
        for number in 1..=cells.len() as u32 {
            prop_assert!(rows.iter().any(|row| row.number == number) || first_fault <= number, "row {} got lost", number);
        }
        for row in &rows {
            prop_assert!(row.limit.amount >= 1 && !row.condition.is_empty() && !row.closing.is_empty() && !row.lead.is_empty());
            prop_assert!((1..=99).contains(&row.major) && row.minor >= 1);
        }
    }

    /// A limit that is read prints as one that reads the same.
    #[test]
    fn a_limit_reads_what_it_prints(text in "(|[0-9０-９ ]{0,4}|[一二三十两零个]{0,3})(紧急)?(工作时|工作日|天|小时|周)?内?") {
        if let Ok((limit, assumed)) = Limit::read(&text) {
            prop_assert!(limit.amount >= 1 && (!assumed || limit.amount == 1));
            prop_assert_eq!(Limit::read(&limit.to_string()), Ok((limit, false)));
        }
    }
}
