//! How much a sheet may hold.

/// How much a sheet may hold before it is refused. The defaults let the whole country's divisions (664,000 rows) pass.
#[derive(Clone, Debug)]
pub struct ReadLimits {
    /// Bytes of the file as it comes.
    pub file_bytes: usize,
    /// Rows with something in them, all sheets of the file together.
    pub rows: usize,
    pub columns: usize,
    /// Characters in one cell; Excel itself holds no more.
    pub cell_characters: usize,
    /// Sheets of one workbook.
    pub sheets: usize,
    /// Files inside an XLSX file.
    pub zip_entries: usize,
    /// Bytes inside an XLSX file when unpacked, counted while unpacking.
    pub unpacked_bytes: u64,
    /// How many bytes one packed byte may become, where a part unpacks to more than ten megabytes.
    pub unpacked_ratio: u64,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self {
            file_bytes: 50 * 1024 * 1024,
            rows: 1_000_000,
            columns: 200,
            cell_characters: 32_767,
            sheets: 60,
            zip_entries: 2_000,
            unpacked_bytes: 200 * 1024 * 1024,
            unpacked_ratio: 100,
        }
    }
}
