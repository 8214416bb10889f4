//! What a form says of a unit, and whether a tree can hold it on every day.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Unit, UnitKind, UnitTree, UnitTreeError},
    time::Day,
};
use changxiao_store::orgs::UnitRow;

use super::dated::{days_of_change, unit_of_code};
use crate::{AppError, FieldProblem, model::CityModel};

/// A unit as a form brings it: codes as texts.
#[derive(Clone, Debug, Default)]
pub struct UnitDraft {
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub kind: String,
    /// Code of the unit above; empty for a root.
    pub parent: String,
    /// Code of the division that the unit answers for; empty for none.
    pub division: String,
    /// The first day, such as 2026-11-21.
    pub from: String,
}

/// Addresses that stand beside `/units/{code}`.
const TAKEN: &[&str] = &["new", "matrix", "matrix.csv", "gaps", "gaps.csv"];

impl UnitDraft {
    /// The unit that the draft describes. Errors name every field that is wrong.
    pub(super) fn read(&self, model: &CityModel, id: UnitId, until: Option<Day>) -> Result<Unit, AppError> {
        let mut faults = Vec::new();
        let code = self.code.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if code.is_empty() || code.len() > 60 || !code.chars().all(plain) {
            faults.push(FieldProblem::new(
                "code",
                "编号用 1–60 个字母、数字、点、横线或冒号",
                "A code has 1 to 60 letters, digits, dots, dashes or colons",
            ));
        } else if TAKEN.contains(&code) {
            faults.push(FieldProblem::new(
                "code",
                "此编号留给系统，换一个",
                "This code is kept for the system; choose another",
            ));
        }
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 60 {
            faults.push(FieldProblem::new("name", "名称 1–60 字", "A name has 1 to 60 characters"));
        }
        if self.name_en.chars().count() > 120 {
            faults.push(FieldProblem::new(
                "name_en",
                "英文名最多 120 字",
                "An English name has at most 120 characters",
            ));
        }
        let kind = UnitKind::parse(self.kind.trim());
        if kind.is_none() {
            faults.push(FieldProblem::new("kind", "选择单位类别", "Choose the kind of unit"));
        }
        let from: Option<Day> = self.from.trim().parse().ok();
        if from.is_none() {
            faults.push(FieldProblem::new("from", "日期写作 2026-11-21", "Write the day as 2026-11-21"));
        }
        let parent = match self.parent.trim() {
            "" => None,
            code => {
                let found = unit_of_code(model, code, from.unwrap_or(model.day)).map(|unit| unit.id);
                if found.is_none() {
                    faults.push(FieldProblem::new("parent", "没有此编号的上级单位", "No unit has this code"));
                }
                found
            }
        };
        let division = match self.division.trim() {
            "" => None,
            code => {
                let found = code.parse::<DivisionCode>().ok().filter(|code| model.divisions.get(*code).is_some());
                if found.is_none() {
                    faults.push(FieldProblem::new(
                        "division",
                        "没有此区划代码，先导入区划",
                        "No division has this code; import divisions first",
                    ));
                }
                found
            }
        };
        match (kind, from) {
            (Some(kind), Some(from)) if faults.is_empty() => Ok(Unit {
                id,
                code: code.to_owned(),
                name: name.to_owned(),
                name_en: self.name_en.trim().to_owned(),
                kind,
                parent,
                division,
                valid_from: from,
                valid_until: until,
            }),
            _ => Err(AppError::Invalid(faults)),
        }
    }
}

/// Refuses a unit with which the units of some day would make no tree: a code in force twice, a parent that is not in force, a
/// circle.
pub(super) fn check_tree(model: &CityModel, unit: &Unit) -> Result<(), AppError> {
    let mut all = model.all_units.clone();
    all.insert(unit.id, unit.clone());
    for day in days_of_change(all.values(), unit.valid_from) {
        UnitTree::build(all.values().cloned(), day).map_err(|fault| words_of(model, &fault, day))?;
    }
    Ok(())
}

fn words_of(model: &CityModel, fault: &UnitTreeError, day: Day) -> AppError {
    let name = |code: &str| {
        model.all_units.values().find(|unit| unit.code == code).map_or(code.to_owned(), |unit| unit.name.clone())
    };
    match fault {
        UnitTreeError::DuplicateId { code } | UnitTreeError::DuplicateCode { code } => AppError::field(
            "code",
            format!("编号 {code} 在 {day} 已有单位使用"),
            format!("The code {code} is in use on {day}"),
        ),
        UnitTreeError::UnknownParent { code, .. } => AppError::field(
            "parent",
            format!("{} 的上级单位不存在", name(code)),
            format!("The unit above {code} does not exist"),
        ),
        UnitTreeError::ParentNotInForce { code, parent_code, .. } => AppError::field(
            "parent",
            format!("{day} 起 {} 的上级 {} 已不在册，先改下级的隶属或日期", name(code), name(parent_code)),
            format!(
                "From {day} the unit above {code} ({parent_code}) is not in force; move the unit below or change its dates first"
            ),
        ),
        UnitTreeError::Cycle { codes } => {
            let names: Vec<String> = codes.iter().map(|code| name(code)).collect();
            AppError::field(
                "parent",
                format!("上下级成环：{}", names.join(" → ")),
                format!("These units would be above each other: {}", codes.join(" → ")),
            )
        }
    }
}

pub(super) fn row_of(unit: &Unit, version: i64) -> UnitRow {
    UnitRow {
        id: unit.id,
        code: unit.code.clone(),
        name: unit.name.clone(),
        name_en: unit.name_en.clone(),
        kind: unit.kind.code().to_owned(),
        parent: unit.parent,
        division: unit.division.map(DivisionCode::padded),
        valid_from: unit.valid_from,
        valid_until: unit.valid_until,
        version,
    }
}
