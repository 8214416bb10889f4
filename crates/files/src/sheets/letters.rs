//! Columns as Excel names them.

/// The letters that Excel shows above a column: 0 is A, 26 is AA.
pub fn column_letters(column: usize) -> String {
    let (mut letters, mut left) = (Vec::new(), column + 1);
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    letters.iter().rev().collect()
}
