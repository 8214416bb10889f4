//! Numbers as a number format shows them: 0101 for 101 under `0000`, 2工作时 for 2 under `0"工作时"`.

/// What a number format adds to a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    before: String,
    /// Zeros before a whole number fill it up to so many digits.
    least_digits: usize,
    after: String,
}

impl Shape {
    /// The shape of a format (ISO/IEC 29500-1, 18.8.31), `None` where it adds nothing that people would copy: dates, per cent,
    /// fractions, powers, text, and plain digits.
    pub fn of(format: &str) -> Option<Shape> {
        let first = format.split(';').next().unwrap_or_default();
        let mut shape = Shape::default();
        let mut letters = first.chars();
        let (mut seen_digits, mut behind_point, mut digits_ended) = (false, false, false);
        while let Some(letter) = letters.next() {
            let literal = match letter {
                '"' => Some(letters.by_ref().take_while(|inside| *inside != '"').collect::<String>()),
                '\\' => letters.next().map(String::from),
                // A blank as wide as the next sign, and a sign that fills the cell.
                '_' | '*' => {
                    letters.next();
                    Some(String::new())
                }
                // Colours, conditions and languages; the sign of a currency stands in `[$¥-804]`.
                '[' => {
                    let inside: String = letters.by_ref().take_while(|inside| *inside != ']').collect();
                    if matches!(inside.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                        return None;
                    }
                    let sign = inside.strip_prefix('$').map(|inside| inside.split('-').next().unwrap_or_default());
                    Some(sign.unwrap_or_default().to_owned())
                }
                '0' | '#' | '?' | ',' | '.' => {
                    if digits_ended {
                        return None;
                    }
                    seen_digits = true;
                    behind_point |= letter == '.';
                    shape.least_digits += usize::from(letter == '0' && !behind_point);
                    None
                }
                ' ' | '-' | '+' | '(' | ')' | ':' | '$' | '¥' | '￥' => Some(letter.to_string()),
                other if !other.is_ascii() => Some(other.to_string()),
                // Dates, times, %, E+, /, @, General.
                _ => return None,
            };
            if let Some(literal) = literal {
                digits_ended |= seen_digits && !literal.is_empty();
                if seen_digits { &mut shape.after } else { &mut shape.before }.push_str(&literal);
            }
        }
        let adds = shape.least_digits > 1 || !shape.before.trim().is_empty() || !shape.after.trim().is_empty();
        (seen_digits && adds).then_some(shape)
    }

    /// The number as people see it. What stands behind the point is kept whole, whatever the format rounds.
    pub fn show(&self, number: &str) -> String {
        let is_whole = number.bytes().all(|byte| byte.is_ascii_digit());
        let width = if is_whole { self.least_digits } else { 0 };
        format!("{}{number:0>width$}{}", self.before.trim_start(), self.after.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_shown() {
        for (format, number, shown) in [
            ("0000", "101", "0101"),
            ("000000000", "350602003", "350602003"),
            ("0\"工作时\"", "2", "2工作时"),
            ("0.0\"米\"", "3.25", "3.25米"),
            ("\"第\"0\"号\"", "7", "第7号"),
            ("0个", "12", "12个"),
            ("[$¥-804]#,##0.00", "12.5", "¥12.5"),
            ("0000;[Red]-0000", "5", "0005"),
            ("\\A00", "3", "A03"),
        ] {
            assert_eq!(Shape::of(format).map(|shape| shape.show(number)), Some(shown.to_owned()), "{format}");
        }
        for plain in [
            "General",
            "0",
            "0.00",
            "#,##0",
            "0%",
            "0.00E+00",
            "# ?/?",
            "@",
            "yyyy-mm-dd",
            "h:mm",
            "[h]:mm",
            "0_ ",
            "G/通用格式",
        ] {
            assert_eq!(Shape::of(plain), None, "{plain}");
        }
    }
}
