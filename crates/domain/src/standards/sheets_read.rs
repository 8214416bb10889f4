//! Reads the sheets of [`super::to_sheets`] back. Every fault is named by sheet, row, column, value and remedy; all are
//! collected before anything is refused, so that a sheet is mended in one go.

use std::str::FromStr;

use crate::ids::SystemId;

use super::{
    Bilingual, CheckItem, Evidence, ExampleUnits, GradeRule, Material, Method, Node, NodeExtra, NodeKind, PresetItem,
    Quantity, RelatedVersion, ScorePreset, Sheet, SiteType, SurveyItem, System, SystemLevel, SystemStatus, Threshold,
    codec::{read_list, read_rows},
    sheets::{CHECK_ITEMS, MATERIALS, METHODS, NODES, NOTES, PRESETS, RELATED, SITE_TYPES, SOURCES, SURVEY, SYSTEM},
};

/// What is wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetFault {
    #[error("the sheet is missing; add it or export it again")]
    MissingSheet,
    #[error("the column is missing; add a column whose heading ends with this key")]
    MissingColumn,
    #[error("the field is missing; add a row for it")]
    MissingField,
    #[error("the cell is empty; fill it in")]
    Empty,
    #[error("a whole number is expected")]
    NotANumber,
    #[error("a day such as 2026-11-21 is expected")]
    NotADay,
    #[error("this word is not known; use one of the exported file")]
    UnknownWord,
    #[error("a category code such as E0101 is expected")]
    NotACategoryCode,
    #[error("a line has the wrong number of fields; separate fields with |")]
    WrongFields,
}

/// One fault with its place. `row` counts as the spreadsheet does: the header is row 1; 0 means the sheet as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sheet {sheet}, row {row}, column {column}, “{value}”: {fault}")]
pub struct SheetProblem {
    pub sheet: String,
    pub row: usize,
    pub column: String,
    pub value: String,
    pub fault: SheetFault,
}

/// The system that the sheets hold, or everything that is wrong with them. Not yet validated: see [`System::validate`].
///
/// Errors: every problem with its sheet and row.
pub fn from_sheets(id: SystemId, sheets: &[Sheet]) -> Result<System, Vec<SheetProblem>> {
    let mut problems = Vec::new();
    let system = read_system(id, sheets, &mut problems);
    if problems.is_empty() { Ok(system.in_reading_order()) } else { Err(problems) }
}

fn read_system(id: SystemId, sheets: &[Sheet], problems: &mut Vec<SheetProblem>) -> System {
    let mut header = Header { sheet: find(sheets, SYSTEM, problems), problems };
    let (key, version) = (header.text("key"), header.text("version"));
    let (name_zh, name_en) = (header.text("name_zh"), header.text("name_en"));
    let level = header.word("level", SystemLevel::parse).unwrap_or(SystemLevel::Own);
    let effective_from = header.parsed("effective_from", SheetFault::NotADay).unwrap_or(jiff::civil::Date::ZERO);
    let status = header.word("status", SystemStatus::parse).unwrap_or(SystemStatus::Draft);
    let source = header.text("source");
    let mut all = |name: &str, read: &mut dyn FnMut(&mut Row<'_>)| {
        if let Some(sheet) = find(sheets, name, problems) {
            for (index, cells) in sheet.rows.iter().enumerate() {
                if cells.iter().any(|cell| !cell.is_empty()) {
                    read(&mut Row { sheet, cells, number: index + 2, problems });
                }
            }
        }
    };
    let mut system = System {
        id,
        key,
        version,
        name_zh,
        name_en,
        level,
        effective_from,
        status,
        source,
        notes: Vec::new(),
        methods: Vec::new(),
        material_types: Vec::new(),
        nodes: Vec::new(),
        site_types: Vec::new(),
        check_items: Vec::new(),
        survey_items: Vec::new(),
        score_presets: Vec::new(),
        related_versions: Vec::new(),
        sources: std::collections::BTreeMap::new(),
    };
    all(NOTES, &mut |row| system.notes.push(Bilingual { zh: row.text("zh"), en: row.text("en") }));
    all(METHODS, &mut |row| {
        system.methods.push(Method {
            code: row.needed("code"),
            name_zh: row.text("name_zh"),
            name_en: row.text("name_en"),
        });
    });
    all(MATERIALS, &mut |row| {
        system.material_types.push(Material {
            code: row.needed("code"),
            name_zh: row.text("name_zh"),
            name_en: row.text("name_en"),
            evidence: row.evidence("evidence"),
        });
    });
    all(NODES, &mut |row| system.nodes.push(node(row)));
    all(SITE_TYPES, &mut |row| system.site_types.push(site_type(row)));
    all(CHECK_ITEMS, &mut |row| system.check_items.push(check_item(row)));
    all(SURVEY, &mut |row| system.survey_items.push(survey_item(row)));
    all(PRESETS, &mut |row| system.score_presets.push(preset(row)));
    all(RELATED, &mut |row| system.related_versions.push(related(row)));
    all(SOURCES, &mut |row| {
        system.sources.insert(row.needed("key"), row.text("text"));
    });
    system
}

fn find<'a>(sheets: &'a [Sheet], name: &str, problems: &mut Vec<SheetProblem>) -> Option<&'a Sheet> {
    let found = sheets.iter().find(|sheet| sheet.name == name);
    if found.is_none() {
        problems.push(SheetProblem {
            sheet: name.to_owned(),
            row: 0,
            column: String::new(),
            value: String::new(),
            fault: SheetFault::MissingSheet,
        });
    }
    found
}

/// The sheet of fields and values that describes the system as a whole.
struct Header<'a> {
    sheet: Option<&'a Sheet>,
    problems: &'a mut Vec<SheetProblem>,
}

impl Header<'_> {
    fn text(&mut self, field: &str) -> String {
        let Some(sheet) = self.sheet else { return String::new() };
        let found = sheet.rows.iter().find(|row| row.first().is_some_and(|name| name == field));
        match found.and_then(|row| row.get(1)) {
            Some(value) => value.clone(),
            None => {
                self.refuse(field, "", SheetFault::MissingField);
                String::new()
            }
        }
    }

    fn word<T>(&mut self, field: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let value = self.text(field);
        let parsed = parse(&value);
        if parsed.is_none() && self.sheet.is_some() {
            self.refuse(field, &value, SheetFault::UnknownWord);
        }
        parsed
    }

    fn parsed<T: FromStr>(&mut self, field: &str, fault: SheetFault) -> Option<T> {
        let value = self.text(field);
        let parsed = value.parse().ok();
        if parsed.is_none() && self.sheet.is_some() {
            self.refuse(field, &value, fault);
        }
        parsed
    }

    fn refuse(&mut self, field: &str, value: &str, fault: SheetFault) {
        let rows = self.sheet.map_or(&[][..], |sheet| &sheet.rows);
        let row = rows.iter().position(|row| row.first().is_some_and(|name| name == field)).map_or(0, |at| at + 2);
        self.problems.push(SheetProblem {
            sheet: SYSTEM.to_owned(),
            row,
            column: field.to_owned(),
            value: value.to_owned(),
            fault,
        });
    }
}

/// One row of a sheet, read by column key.
struct Row<'a> {
    sheet: &'a Sheet,
    cells: &'a [String],
    number: usize,
    problems: &'a mut Vec<SheetProblem>,
}

impl Row<'_> {
    fn text(&mut self, key: &str) -> String {
        let column = self.sheet.header.iter().position(|heading| heading.rsplit(' ').next() == Some(key));
        match column {
            Some(column) => self.cells.get(column).cloned().unwrap_or_default(),
            None => {
                // A missing column is one fault of the sheet, however many rows lack it.
                let known = self.problems.iter().any(|problem| {
                    problem.sheet == self.sheet.name
                        && problem.column == key
                        && problem.fault == SheetFault::MissingColumn
                });
                if !known {
                    self.problems.push(SheetProblem {
                        sheet: self.sheet.name.clone(),
                        row: 1,
                        column: key.to_owned(),
                        value: String::new(),
                        fault: SheetFault::MissingColumn,
                    });
                }
                String::new()
            }
        }
    }

    fn optional(&mut self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|value| !value.is_empty())
    }

    fn needed(&mut self, key: &str) -> String {
        let value = self.text(key);
        if value.trim().is_empty() {
            self.refuse(key, "", SheetFault::Empty);
        }
        value
    }

    fn list(&mut self, key: &str) -> Vec<String> {
        read_list(&self.text(key))
    }

    fn rows(&mut self, key: &str, width: usize) -> Vec<Vec<String>> {
        read_rows(&self.text(key), width).unwrap_or_else(|line| {
            self.refuse(key, &line, SheetFault::WrongFields);
            Vec::new()
        })
    }

    fn parsed<T: FromStr>(&mut self, key: &str, fault: SheetFault) -> Option<T> {
        let value = self.optional(key)?;
        let parsed = value.trim().parse().ok();
        if parsed.is_none() {
            self.refuse(key, &value, fault);
        }
        parsed
    }

    fn number<T: FromStr>(&mut self, key: &str) -> Option<T> {
        self.parsed(key, SheetFault::NotANumber)
    }

    fn order(&mut self) -> u32 {
        self.needed("order");
        self.number("order").unwrap_or(0)
    }

    fn word<T>(&mut self, key: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let value = self.text(key);
        let parsed = parse(value.trim());
        if parsed.is_none() {
            self.refuse(key, &value, SheetFault::UnknownWord);
        }
        parsed
    }

    fn evidence(&mut self, key: &str) -> Evidence {
        self.word(key, Evidence::parse).unwrap_or(Evidence::Inferred)
    }

    fn refuse(&mut self, key: &str, value: &str, fault: SheetFault) {
        self.problems.push(SheetProblem {
            sheet: self.sheet.name.clone(),
            row: self.number,
            column: key.to_owned(),
            value: value.to_owned(),
            fault,
        });
    }
}

/// The fields of one line of a little table; `read_rows` has already counted them.
fn fields<const N: usize>(line: Vec<String>) -> [String; N] {
    let mut line = line.into_iter();
    std::array::from_fn(|_| line.next().unwrap_or_default())
}

fn node(row: &mut Row<'_>) -> Node {
    let (lead, responsible) = (row.list("example_lead"), row.list("example_responsible"));
    let example_units = row.optional("example_source").map(|source| ExampleUnits {
        lead,
        responsible,
        source,
        evidence: row.evidence("example_evidence"),
    });
    let grades = row.rows("grades", 2).into_iter().map(|line| {
        let [grade, rule] = fields(line);
        GradeRule { grade, rule }
    });
    let grades = grades.collect();
    let thresholds = row.rows("thresholds", 2).into_iter().map(|line| {
        let [name_zh, rule] = fields(line);
        Threshold { name_zh, rule }
    });
    let thresholds = thresholds.collect();
    Node {
        code: row.needed("code"),
        parent: row.optional("parent"),
        kind: row.word("kind", NodeKind::parse).unwrap_or(NodeKind::Standard),
        order: row.order(),
        name_zh: row.text("name_zh"),
        name_en: row.text("name_en"),
        text_zh: row.text("text_zh"),
        text_en: row.text("text_en"),
        methods: row.list("methods"),
        materials: row.list("materials"),
        site_types: row.list("site_types"),
        evidence: row.evidence("evidence"),
        source: row.optional("source"),
        extra: NodeExtra {
            example_units,
            grades,
            thresholds,
            note_zh: row.optional("note_zh"),
            note_en: row.optional("note_en"),
            version: row.optional("version"),
            minimum_thousandths: row.number("minimum_thousandths"),
            share_thousandths: row.number("share_thousandths"),
        },
    }
}

fn site_type(row: &mut Row<'_>) -> SiteType {
    SiteType {
        code: row.needed("code"),
        order: row.order(),
        name_zh: row.text("name_zh"),
        name_en: row.text("name_en"),
        evidence: row.evidence("evidence"),
        route_zh: row.optional("route_zh"),
        route_en: row.optional("route_en"),
        route_metres: row.number("route_metres"),
        sample_zh: row.optional("sample_zh"),
        sample_en: row.optional("sample_en"),
    }
}

fn check_item(row: &mut Row<'_>) -> CheckItem {
    let quantity = Quantity {
        at_least: row.number("at_least"),
        per_metres: row.number("per_metres"),
        out_of: row.number("out_of"),
        at_least_percent: row.number("at_least_percent"),
    };
    CheckItem {
        code: row.needed("code"),
        site_type: row.needed("site_type"),
        order: row.order(),
        text_zh: row.text("text_zh"),
        text_en: row.text("text_en"),
        scoring_zh: row.text("scoring_zh"),
        scoring_en: row.text("scoring_en"),
        quantity: Some(quantity).filter(|quantity| *quantity != Quantity::default()),
        category: row.parsed("category", SheetFault::NotACategoryCode),
        content: row.optional("content"),
        evidence: row.evidence("evidence"),
        source: row.text("source"),
    }
}

fn survey_item(row: &mut Row<'_>) -> SurveyItem {
    let options = row.rows("options", 2).into_iter().map(|line| {
        let [zh, en] = fields(line);
        Bilingual { zh, en }
    });
    let options = options.collect();
    SurveyItem {
        code: row.needed("code"),
        order: row.order(),
        content: row.needed("content"),
        topic_zh: row.text("topic_zh"),
        topic_en: row.text("topic_en"),
        measure_zh: row.text("measure_zh"),
        measure_en: row.text("measure_en"),
        options,
        threshold: row.optional("threshold"),
        evidence: row.evidence("evidence"),
        options_evidence: row.evidence("options_evidence"),
        source: row.text("source"),
    }
}

fn preset(row: &mut Row<'_>) -> ScorePreset {
    let mut items = Vec::new();
    for line in row.rows("items", 4) {
        let [method, name_zh, name_en, points] = fields(line);
        let Ok(points_thousandths) = points.trim().parse() else {
            row.refuse("items", &points, SheetFault::NotANumber);
            continue;
        };
        let method = Some(method).filter(|method| !method.is_empty());
        items.push(PresetItem { method, name_zh, name_en, points_thousandths });
    }
    let mut year_weights_thousandths = Vec::new();
    for weight in row.list("year_weights_thousandths") {
        match weight.trim().parse() {
            Ok(weight) => year_weights_thousandths.push(weight),
            Err(_) => row.refuse("year_weights_thousandths", &weight, SheetFault::NotANumber),
        }
    }
    row.needed("effective_from");
    ScorePreset {
        key: row.needed("key"),
        name_zh: row.text("name_zh"),
        name_en: row.text("name_en"),
        effective_from: row.parsed("effective_from", SheetFault::NotADay).unwrap_or(jiff::civil::Date::ZERO),
        items,
        total_thousandths: row.number("total_thousandths"),
        year_weights_thousandths,
        grades: row.list("grades"),
        rule_zh: row.optional("rule_zh"),
        rule_en: row.optional("rule_en"),
        evidence: row.evidence("evidence"),
        source: row.text("source"),
    }
}

fn related(row: &mut Row<'_>) -> RelatedVersion {
    RelatedVersion {
        version: row.needed("version"),
        version_en: row.text("version_en"),
        projects_count: row.number("projects_count"),
        contents_count: row.number("contents_count"),
        standards_count: row.number("standards_count"),
        negative_list_count: row.number("negative_list_count"),
        score_zh: row.optional("score_zh"),
        grades: row.optional("grades"),
        projects_zh: row.list("projects_zh"),
        note_zh: row.optional("note_zh"),
        evidence: row.evidence("evidence"),
        source: row.text("source"),
    }
}
