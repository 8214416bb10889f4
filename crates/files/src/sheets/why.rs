//! What can be wrong in a sheet, with a stable code, a reason and a remedy in both languages.

use changxiao_words::Lang;

/// What is wrong. Counts and limits are in the unit that their name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    FileTooLarge {
        limit_bytes: usize,
    },
    Empty,
    UnknownEncoding,
    UnclosedQuote,
    TooManyRows {
        limit: usize,
    },
    TooManyColumns {
        limit: usize,
    },
    TooManySheets {
        limit: usize,
    },
    CellTooLong {
        limit_characters: usize,
    },
    /// The old binary Excel format, or a workbook with a password: both come in the same container.
    OldExcel,
    Encrypted,
    /// Not a sheet but, say, a PDF; the text names it.
    OtherFormat {
        looks_like: String,
    },
    Macros,
    DamagedWorkbook {
        detail: String,
    },
    TooManyParts {
        limit: usize,
    },
    UnpacksTooLarge {
        limit_bytes: u64,
    },
    PackedTooTightly {
        limit_ratio: u64,
    },
    OverlappingParts,
    XmlDeclarations,
    MissingColumn {
        accepted: Vec<String>,
    },
    ColumnTwice {
        first_column: String,
    },
    Formula,
    CellError,
    Required,
    NotAnInteger,
    OutOfRange {
        least: i64,
        most: i64,
    },
    NotADate,
    NotACoordinate {
        least: i64,
        most: i64,
    },
    HalfACoordinate,
    UnknownCode {
        accepted: Vec<String>,
    },
    Duplicate {
        first_row: u32,
    },
    /// A reason of the caller's own, such as a division that does not exist.
    Other(Reason),
}

/// A reason of the caller's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A code that never changes.
    pub code: &'static str,
    pub zh: String,
    pub en: String,
    pub remedy_zh: String,
    pub remedy_en: String,
}

impl Why {
    /// A code that never changes, for the interface and the log.
    pub const fn code(&self) -> &'static str {
        match self {
            Why::FileTooLarge { .. } => "sheet_file_too_large",
            Why::Empty => "sheet_empty",
            Why::UnknownEncoding => "sheet_unknown_encoding",
            Why::UnclosedQuote => "sheet_unclosed_quote",
            Why::TooManyRows { .. } => "sheet_too_many_rows",
            Why::TooManyColumns { .. } => "sheet_too_many_columns",
            Why::TooManySheets { .. } => "sheet_too_many_sheets",
            Why::CellTooLong { .. } => "sheet_cell_too_long",
            Why::OldExcel => "sheet_old_excel",
            Why::Encrypted => "sheet_encrypted",
            Why::OtherFormat { .. } => "sheet_other_format",
            Why::Macros => "sheet_macros",
            Why::DamagedWorkbook { .. } => "sheet_damaged",
            Why::TooManyParts { .. } => "sheet_too_many_parts",
            Why::UnpacksTooLarge { .. } => "sheet_unpacks_too_large",
            Why::PackedTooTightly { .. } => "sheet_packed_too_tightly",
            Why::OverlappingParts => "sheet_overlapping_parts",
            Why::XmlDeclarations => "sheet_xml_declarations",
            Why::MissingColumn { .. } => "sheet_missing_column",
            Why::ColumnTwice { .. } => "sheet_column_twice",
            Why::Formula => "sheet_formula",
            Why::CellError => "sheet_cell_error",
            Why::Required => "sheet_required",
            Why::NotAnInteger => "sheet_not_an_integer",
            Why::OutOfRange { .. } => "sheet_out_of_range",
            Why::NotADate => "sheet_not_a_date",
            Why::NotACoordinate { .. } => "sheet_not_a_coordinate",
            Why::HalfACoordinate => "sheet_half_a_coordinate",
            Why::UnknownCode { .. } => "sheet_unknown_code",
            Why::Duplicate { .. } => "sheet_duplicate",
            Why::Other(reason) => reason.code,
        }
    }

    /// What is wrong, without a full stop.
    pub fn text(&self, lang: Lang) -> String {
        let (zh, en) = self.texts();
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// What to do about it, without a full stop.
    pub fn remedy(&self, lang: Lang) -> String {
        let (zh, en) = self.remedies();
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn texts(&self) -> (String, String) {
        match self {
            Why::FileTooLarge { limit_bytes } => {
                let limit = limit_bytes / 1024 / 1024;
                (format!("文件超过 {limit} MB 上限"), format!("the file is larger than {limit} MB"))
            }
            Why::Empty => both("没有任何内容", "there is nothing in it"),
            Why::UnknownEncoding => both(
                "不是可识别的文字编码（可识别 UTF-8、GB18030/GBK、带标记的 UTF-16）",
                "no known encoding (UTF-8, GB18030/GBK and UTF-16 with a mark are known)",
            ),
            Why::UnclosedQuote => both("引号没有配对，后面的内容连成了一格", "a quotation mark is never closed"),
            Why::TooManyRows { limit } => (format!("超过 {limit} 行"), format!("there are more than {limit} rows")),
            Why::TooManyColumns { limit } => {
                (format!("超过 {limit} 列"), format!("there are more than {limit} columns"))
            }
            Why::TooManySheets { limit } => {
                (format!("超过 {limit} 张工作表"), format!("there are more than {limit} sheets"))
            }
            Why::CellTooLong { limit_characters } => (
                format!("单元格超过 {limit_characters} 个字"),
                format!("the cell is longer than {limit_characters} characters"),
            ),
            Why::OldExcel => both("是旧版 Excel 文件（.xls）", "it is an old Excel file (.xls)"),
            Why::Encrypted => both("文件设有密码", "the file is protected by a password"),
            Why::OtherFormat { looks_like } => {
                (format!("不是表格，内容是 {looks_like}"), format!("it is no sheet; the content is {looks_like}"))
            }
            Why::Macros => both("文件带有宏", "the file contains macros"),
            Why::DamagedWorkbook { detail } => {
                (format!("文件损坏或不是完整的 XLSX（{detail}）"), format!("the XLSX file is damaged ({detail})"))
            }
            Why::TooManyParts { limit } => (
                format!("压缩包内超过 {limit} 个部件，不是正常的 XLSX"),
                format!("it has more than {limit} parts inside, which no ordinary XLSX has"),
            ),
            Why::UnpacksTooLarge { limit_bytes } => {
                let limit = limit_bytes / 1024 / 1024;
                (format!("解压后超过 {limit} MB"), format!("it unpacks to more than {limit} MB"))
            }
            Why::PackedTooTightly { limit_ratio } => (
                format!("压缩比超过 {limit_ratio}:1，疑似压缩炸弹"),
                format!("it is packed more tightly than {limit_ratio}:1, as a zip bomb is"),
            ),
            Why::OverlappingParts => {
                both("压缩包内的部件互相重叠，疑似压缩炸弹", "its parts overlap, as those of a zip bomb do")
            }
            Why::XmlDeclarations => both("XML 中声明了实体或文档类型", "its XML declares entities or a document type"),
            Why::MissingColumn { accepted } => (
                format!("缺少这一列，可用的列名：{}", accepted.join("、")),
                format!("the column is missing; accepted titles: {}", accepted.join(", ")),
            ),
            Why::ColumnTwice { first_column } => (
                format!("与 {first_column} 列表示同一内容，无法判断用哪一列"),
                format!("it means the same as column {first_column}; which one counts cannot be told"),
            ),
            Why::Formula => both("是公式，不是值", "it is a formula, not a value"),
            Why::CellError => both("是 Excel 的错误值", "it is an Excel error"),
            Why::Required => both("必填，但为空", "it is required, but empty"),
            Why::NotAnInteger => both("不是整数", "it is not a whole number"),
            Why::OutOfRange { least, most } => {
                (format!("不在 {least} 到 {most} 之间"), format!("it is not between {least} and {most}"))
            }
            Why::NotADate => both("不是日期", "it is not a date"),
            Why::NotACoordinate { least, most } => (
                format!("不是 {least} 到 {most} 之间的经纬度数值"),
                format!("it is not a coordinate between {least} and {most} degrees"),
            ),
            Why::HalfACoordinate => both("经度、纬度只填了一个", "only one of longitude and latitude is given"),
            Why::UnknownCode { .. } => both("不在可用的代码或名称中", "it is no known code or name"),
            Why::Duplicate { first_row } => {
                (format!("与第 {first_row} 行重复"), format!("it is the same as in row {first_row}"))
            }
            Why::Other(reason) => (reason.zh.clone(), reason.en.clone()),
        }
    }

    fn remedies(&self) -> (String, String) {
        match self {
            Why::FileTooLarge { .. } | Why::TooManyRows { .. } => {
                both("拆成几个文件分次导入", "split it into several files and import one after another")
            }
            Why::Empty => {
                both("第一行写列名，从第二行起写数据", "write the titles in the first row and the data below")
            }
            Why::UnknownEncoding => both(
                "用 Excel 或 WPS 打开，另存为 XLSX 或“CSV UTF-8”后再导入",
                "open it in Excel or WPS, save it as XLSX or as “CSV UTF-8”, and import that",
            ),
            Why::UnclosedQuote => both(
                "从这一行起检查英文双引号，成对书写；格内的双引号写两遍",
                "check the double quotes from this row on: each needs its partner, one inside a cell is written twice",
            ),
            Why::TooManyColumns { .. } => both("删去多余的列", "delete the columns that are not needed"),
            Why::TooManySheets { .. } => both("只留要导入的工作表", "keep only the sheets that are to be imported"),
            Why::CellTooLong { .. } => {
                both("缩短这一格，长文另作附件", "shorten the cell; attach long texts as a file")
            }
            Why::OldExcel => {
                both("用 Excel 或 WPS 另存为 XLSX 后再导入", "save it as XLSX in Excel or WPS and import that")
            }
            Why::Encrypted => both("取消打开密码，另存后再导入", "remove the password, save it and import that"),
            Why::OtherFormat { .. } => both("导入 XLSX 或 CSV 文件", "import an XLSX or a CSV file"),
            Why::Macros => both("另存为不带宏的 XLSX 后再导入", "save it as XLSX without macros and import that"),
            Why::DamagedWorkbook { .. } | Why::OverlappingParts => both(
                "在 Excel 或 WPS 中打开，确认内容完整，另存为新的 XLSX 后再导入",
                "open it in Excel or WPS, see that it is whole, save it as a new XLSX and import that",
            ),
            Why::TooManyParts { .. } | Why::UnpacksTooLarge { .. } | Why::PackedTooTightly { .. } => both(
                "查明文件来源；确是自己的表时，把数据复制到新建的 XLSX（删去空行、图片、格式）后再导入",
                "find out where the file comes from; if it is yours, copy the data into a new XLSX (without empty rows, pictures and formats) and import that",
            ),
            Why::XmlDeclarations => both(
                "查明文件来源；用 Excel 或 WPS 打开，另存为新的 XLSX 后再导入",
                "find out where the file comes from; open it in Excel or WPS, save it as a new XLSX and import that",
            ),
            Why::MissingColumn { .. } => both(
                "在标题行加上这一列，列名用其中任一个",
                "add the column to the title row under any of these titles",
            ),
            Why::ColumnTwice { .. } => both("两列只留一列", "keep only one of the two"),
            Why::Formula => both(
                "复制这一格（或整列），用“选择性粘贴 › 数值”贴回，再导入",
                "copy the cell (or the whole column), paste it back as values, and import again",
            ),
            Why::CellError => both("改成正确的值，或清空", "put the right value there, or empty the cell"),
            Why::Required => both("填上内容", "fill it in"),
            Why::NotAnInteger => both("填不带单位和小数的数字", "write a number without unit and decimals"),
            Why::OutOfRange { .. } => both("改到范围之内", "put a value within the range"),
            Why::NotADate => {
                both("写成 2026-03-01、2026/3/1 或 20260301", "write it as 2026-03-01, 2026/3/1 or 20260301")
            }
            Why::NotACoordinate { .. } => both(
                "填十进制度数，例如经度 117.647481、纬度 24.513025",
                "write decimal degrees, such as 117.647481 for a longitude and 24.513025 for a latitude",
            ),
            Why::HalfACoordinate => both("两个都填，或都不填", "fill in both, or neither"),
            Why::UnknownCode { accepted } => {
                (format!("改为其中之一：{}", few(accepted, "、")), format!("use one of: {}", few(accepted, ", ")))
            }
            Why::Duplicate { .. } => both("两行只留一行，或改正编号", "keep one of the two rows, or mend the code"),
            Why::Other(reason) => (reason.remedy_zh.clone(), reason.remedy_en.clone()),
        }
    }
}

fn both(zh: &str, en: &str) -> (String, String) {
    (zh.to_owned(), en.to_owned())
}

/// A list that is too long to read helps nobody.
fn few(accepted: &[String], between: &str) -> String {
    const SHOWN: usize = 12;
    let mut text = accepted.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(between);
    if accepted.len() > SHOWN {
        text.push_str(" …");
    }
    text
}
