//! The columns of a filing standard, and a row of it as it was read.

use changxiao_words::keys;

use changxiao_domain::categories::FilingRow;
use changxiao_files::sheets::Column;

pub(super) const MAJOR_CODE: Column =
    Column::required("major_code", keys::imports_column_filing_major_code, &["大类编码", "大类编号", "大类代号"]);
pub(super) const MAJOR_NAME: Column =
    Column::required("major_name", keys::imports_column_filing_major_name, &["大类", "大类名", "问题大类", "大类类别"]);
pub(super) const MINOR_CODE: Column =
    Column::required("minor_code", keys::imports_column_filing_minor_code, &["小类编码", "小类编号", "小类代号"]);
pub(super) const MINOR_NAME: Column =
    Column::required("minor_name", keys::imports_column_filing_minor_name, &["小类", "小类名", "问题小类", "小类类别"]);
pub(super) const CONDITION: Column = Column::required(
    "condition",
    keys::imports_column_filing_condition,
    &["立案标准", "立案规范", "立案情形", "立案条件描述", "立案内容"],
);
pub(super) const CLOSING: Column = Column::required(
    "closing",
    keys::imports_column_filing_closing,
    &["结案标准", "结案规范", "结案要求", "结案条件描述", "处置标准"],
);
pub(super) const LIMIT: Column = Column::required(
    "limit",
    keys::imports_column_limit,
    &["处理时限", "办理时限", "处置时间", "处置期限", "完成时限", "时限"],
);
pub(super) const LEAD: Column = Column::required(
    "lead_unit",
    keys::imports_column_filing_lead_unit,
    &["牵头单位", "责任单位", "承办单位", "责任主体", "处置部门", "处置责任单位"],
);
pub(super) const SUPERVISOR: Column = Column::optional(
    "supervising_unit",
    keys::imports_column_filing_supervising_unit,
    &["监管单位", "监管部门", "主管单位", "监管主体", "监督单位", "行业主管部门"],
);
/// Beyond the nine, for lists that have them.
pub(super) const CLASS: Column =
    Column::optional("class", keys::imports_column_filing_class, &["部件事件", "部件/事件", "类型"]);
pub(super) const PHOTO: Column =
    Column::optional("photo_needed", keys::imports_column_filing_photo_needed, &["是否拍照"]);

/// The nine columns in the order in which they are exported, that of [`FilingColumn::ALL`].
pub const FILING_COLUMNS: &[Column; 9] =
    &[MAJOR_CODE, MAJOR_NAME, MINOR_CODE, MINOR_NAME, CONDITION, CLOSING, LIMIT, LEAD, SUPERVISOR];
pub(super) const COLUMNS: &[Column] =
    &[MAJOR_CODE, MAJOR_NAME, MINOR_CODE, MINOR_NAME, CONDITION, CLOSING, LIMIT, LEAD, SUPERVISOR, CLASS, PHOTO];

/// One row with what the nine columns do not say.
pub(super) struct ReadRow {
    pub row: FilingRow,
    pub units: UnitsOfRow,
    /// What the optional column says.
    pub photo: Option<bool>,
    pub sheet: String,
}

/// Codes of the units of a row; the supervisor may be empty.
#[derive(Clone, Debug)]
pub(super) struct UnitsOfRow {
    pub lead: String,
    /// Those behind the first of a cell.
    pub helpers: Vec<String>,
    pub supervisor: String,
}
