//! Reasons that only imports of reference data give.

use changxiao_files::sheets::{Problem, Problems, Reason, Why};

/// A reason with its remedy.
pub(super) fn why(
    code: &'static str,
    (zh, en): (impl Into<String>, impl Into<String>),
    (remedy_zh, remedy_en): (impl Into<String>, impl Into<String>),
) -> Why {
    Why::Other(Reason { code, zh: zh.into(), en: en.into(), remedy_zh: remedy_zh.into(), remedy_en: remedy_en.into() })
}

/// A problem of the file as a whole.
pub(super) fn of_file(file_name: &str, why: Why) -> Problems {
    let mut problems = Problems::default();
    problems.add(Problem::of_sheet(file_name, why));
    problems
}

pub(super) fn not_a_division() -> Why {
    why(
        "import_not_a_division",
        ("不是区划代码", "it is no division code"),
        ("填 2、4、6、9 或 12 位的统计用区划代码", "write a statistical division code of 2, 4, 6, 9 or 12 digits"),
    )
}

pub(super) fn unknown_division() -> Why {
    why(
        "import_unknown_division",
        ("本市没有这个区划", "the city has no such division"),
        (
            "填区划代码，或填本市唯一的名称（如“芗城区 巷口街道”）；缺的区划先导入区划表",
            "write its code, or a name that only one place of the city has; import missing divisions first",
        ),
    )
}

pub(super) fn ambiguous_division(found: usize) -> Why {
    why(
        "import_ambiguous_division",
        (format!("本市有 {found} 个同名区划"), format!("{found} divisions of the city have this name")),
        ("改填区划代码，或在前面写上级名称", "write the code, or the name of the division above before it"),
    )
}

pub(super) fn unknown_unit() -> Why {
    why(
        "import_unknown_unit",
        ("没有这个单位", "there is no such unit"),
        ("填单位代码或全称；缺的单位先导入单位表", "write the unit’s code or full name; import missing units first"),
    )
}

pub(super) fn ambiguous_unit(found: usize) -> Why {
    why(
        "import_ambiguous_unit",
        (format!("有 {found} 个同名单位"), format!("{found} units have this name")),
        ("改填单位代码", "write the unit’s code"),
    )
}

pub(super) fn unknown_login() -> Why {
    why(
        "import_unknown_login",
        ("没有这个账号，或此账号没有岗位", "there is no such login, or it has no post"),
        (
            "填已有人员的账号；缺的人员先导入人员表",
            "write the login of a person who is there; import missing people first",
        ),
    )
}

pub(super) fn unknown_category() -> Why {
    why(
        "import_unknown_category",
        ("类别表里没有这个类别", "the category list has no such category"),
        (
            "填小类代码（如 E0101）、大类（如 E01）或 *",
            "write a category code such as E0101, a major such as E01, or *",
        ),
    )
}

pub(super) fn not_json(detail: &str) -> Why {
    why(
        "import_not_json",
        (format!("不是可用的 JSON：{detail}"), format!("it is no usable JSON: {detail}")),
        ("重新导出文件，或按提示的行列改正", "export the file again, or mend it at the line and column that are named"),
    )
}
