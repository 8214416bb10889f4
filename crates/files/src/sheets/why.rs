//! What can be wrong in a sheet, with a stable code, a reason and a remedy in both languages.

use changxiao_words::{Lang, Message, Value, say};

/// A list of accepted values that is too long to read helps nobody.
const SHOWN: usize = 12;

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
    /// A number of which the sheet itself has lost the last digits.
    Spoiled,
    Required,
    NotAnInteger,
    OutOfRange {
        least: i64,
        most: i64,
    },
    NotADate,
    /// A day whose year has two digits: 27/2/13 is one day in this century and another in another order.
    ShortYear,
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
    /// What is wrong, without a full stop.
    pub message: Message,
    /// What to do about it, without a full stop.
    pub remedy: Message,
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
            Why::Spoiled => "sheet_spoiled_number",
            Why::Required => "sheet_required",
            Why::NotAnInteger => "sheet_not_an_integer",
            Why::OutOfRange { .. } => "sheet_out_of_range",
            Why::NotADate => "sheet_not_a_date",
            Why::ShortYear => "sheet_short_year",
            Why::NotACoordinate { .. } => "sheet_not_a_coordinate",
            Why::HalfACoordinate => "sheet_half_a_coordinate",
            Why::UnknownCode { .. } => "sheet_unknown_code",
            Why::Duplicate { .. } => "sheet_duplicate",
            Why::Other(reason) => reason.code,
        }
    }

    /// What is wrong, without a full stop.
    pub fn text(&self, lang: Lang) -> String {
        self.message().words(lang)
    }

    /// What to do about it, without a full stop.
    pub fn remedy(&self, lang: Lang) -> String {
        self.remedy_message().words(lang)
    }

    fn message(&self) -> Message {
        match self {
            Why::FileTooLarge { limit_bytes } => {
                let limit = limit_bytes / 1024 / 1024;
                say!(sheets_file_larger_than_limit_mb, limit)
            }
            Why::Empty => say!(sheets_why_empty),
            Why::UnknownEncoding => say!(sheets_why_unknown_encoding),
            Why::UnclosedQuote => say!(sheets_why_unclosed_quote),
            Why::TooManyRows { limit } => say!(sheets_why_too_many_rows, limit),
            Why::TooManyColumns { limit } => {
                say!(sheets_there_more_than_limit_columns, limit)
            }
            Why::TooManySheets { limit } => {
                say!(sheets_there_more_than_limit_sheets, limit)
            }
            Why::CellTooLong { limit_characters } => say!(sheets_why_cell_too_long, limit_characters),
            Why::OldExcel => say!(sheets_why_old_excel),
            Why::Encrypted => say!(sheets_why_encrypted),
            Why::OtherFormat { looks_like } => {
                say!(sheets_no_sheet_content_looks_like, looks_like)
            }
            Why::Macros => say!(sheets_why_macros),
            Why::DamagedWorkbook { detail } => {
                say!(sheets_xlsx_file_damaged_detail, detail)
            }
            Why::TooManyParts { limit } => say!(sheets_why_too_many_parts, limit),
            Why::UnpacksTooLarge { limit_bytes } => {
                let limit = limit_bytes / 1024 / 1024;
                say!(sheets_unpacks_more_than_limit_mb, limit)
            }
            Why::PackedTooTightly { limit_ratio } => say!(sheets_why_packed_too_tightly, limit_ratio),
            Why::OverlappingParts => {
                say!(sheets_its_parts_overlap_those_zip)
            }
            Why::XmlDeclarations => say!(sheets_why_xml_declarations),
            Why::MissingColumn { accepted } => {
                say!(sheets_why_missing_column_fact, accepted = accepted.iter().collect::<Value>())
            }
            Why::ColumnTwice { first_column } => say!(sheets_why_column_twice, first_column),
            Why::Formula => say!(sheets_why_formula),
            Why::CellError => say!(sheets_why_cell_error),
            Why::Spoiled => say!(sheets_why_spoiled),
            Why::Required => say!(sheets_why_required),
            Why::NotAnInteger => say!(sheets_why_not_an_integer),
            Why::OutOfRange { least, most } => {
                say!(sheets_not_between_least_most, least, most)
            }
            Why::NotADate => say!(sheets_why_not_adate),
            Why::ShortYear => say!(sheets_why_short_year),
            Why::NotACoordinate { least, most } => say!(sheets_why_not_acoordinate, least, most),
            Why::HalfACoordinate => say!(sheets_why_half_acoordinate),
            Why::UnknownCode { .. } => say!(sheets_why_unknown_code),
            Why::Duplicate { first_row } => {
                say!(sheets_same_row_first_row, first_row)
            }
            Why::Other(reason) => reason.message.clone(),
        }
    }

    fn remedy_message(&self) -> Message {
        match self {
            Why::FileTooLarge { .. } | Why::TooManyRows { .. } => {
                say!(sheets_split_into_several_files_import)
            }
            Why::Empty => {
                say!(sheets_write_titles_first_row_data)
            }
            Why::UnknownEncoding => say!(sheets_why_unknown_encoding_2),
            Why::UnclosedQuote => say!(sheets_why_unclosed_quote_2),
            Why::TooManyColumns { .. } => say!(sheets_why_too_many_columns),
            Why::TooManySheets { .. } => say!(sheets_why_too_many_sheets),
            Why::CellTooLong { .. } => {
                say!(sheets_shorten_cell_attach_long_texts)
            }
            Why::OldExcel => {
                say!(sheets_save_xlsx_excel_wps_import)
            }
            Why::Encrypted => say!(sheets_why_encrypted_2),
            Why::OtherFormat { .. } => say!(sheets_why_other_format),
            Why::Macros => say!(sheets_why_macros_2),
            Why::DamagedWorkbook { .. } | Why::OverlappingParts => say!(sheets_why_overlapping_parts),
            Why::TooManyParts { .. } | Why::UnpacksTooLarge { .. } | Why::PackedTooTightly { .. } => {
                say!(sheets_why_packed_too_tightly_2)
            }
            Why::XmlDeclarations => say!(sheets_why_xml_declarations_2),
            Why::MissingColumn { .. } => say!(sheets_why_missing_column),
            Why::ColumnTwice { .. } => say!(sheets_why_column_twice_2),
            Why::Formula => say!(sheets_why_formula_2),
            Why::CellError => say!(sheets_why_cell_error_2),
            Why::Spoiled => say!(sheets_why_spoiled_remedy),
            Why::Required => say!(sheets_why_required_2),
            Why::NotAnInteger => say!(sheets_why_not_an_integer_2),
            Why::OutOfRange { .. } => say!(sheets_why_out_of_range),
            Why::NotADate => {
                say!(sheets_write_2026_03_01_2026)
            }
            Why::ShortYear => say!(sheets_why_short_year_2),
            Why::NotACoordinate { .. } => say!(sheets_why_not_acoordinate_2),
            Why::HalfACoordinate => say!(sheets_why_half_acoordinate_2),
            Why::UnknownCode { accepted } => {
                let few: Value = accepted.iter().take(SHOWN).collect();
                let more = if accepted.len() > SHOWN { " …" } else { "" };
                say!(sheets_why_unknown_code_remedy, accepted = few, more)
            }
            Why::Duplicate { .. } => say!(sheets_why_duplicate),
            Why::Other(reason) => reason.remedy.clone(),
        }
    }
}
