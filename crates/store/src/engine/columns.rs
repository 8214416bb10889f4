//! The columns of a table, declared once and put into its statements when they are compiled.
//!
//! In a statement `{}` stands for the columns, `{v.}` for the same behind the short name of a table, `{$2}` for as many parameters
//! from `$2` on: `INSERT INTO visits (city_id, {}) VALUES ($1, {$2})`, and `{=$4}` for both: `UPDATE units SET {=$4} WHERE …`.

/// Names of columns in the order in which a statement reads and writes them.
pub type Columns = &'static [&'static str];

/// How long the text is with its columns put in.
pub const fn length(text: &str, columns: Columns) -> usize {
    written::<0>(text, columns).length
}

/// The text with its columns put in; `N` is its [`length`].
pub const fn put_in<const N: usize>(text: &str, columns: Columns) -> [u8; N] {
    written::<N>(text, columns).text
}

/// Two lists as one; `N` is the sum of their lengths.
pub const fn together<const N: usize>(one: Columns, two: Columns) -> [&'static str; N] {
    let mut all = [""; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < one.len() { one[at] } else { two[at - one.len()] };
        at += 1;
    }
    all
}

/// Writes into `N` bytes and counts what it would write beyond them.
struct Pen<const N: usize> {
    text: [u8; N],
    length: usize,
}

impl<const N: usize> Pen<N> {
    const fn put(&mut self, byte: u8) {
        if self.length < N {
            self.text[self.length] = byte;
        }
        self.length += 1;
    }

    const fn put_all(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            self.put(bytes[at]);
            at += 1;
        }
    }

    const fn put_parameter(&mut self, number: usize) {
        self.put(b'$');
        self.put_number(number);
    }

    const fn put_number(&mut self, number: usize) {
        if number > 9 {
            self.put_number(number / 10);
        }
        self.put(b'0' + (number % 10) as u8);
    }
}

const fn written<const N: usize>(text: &str, columns: Columns) -> Pen<N> {
    let mut pen = Pen { text: [0; N], length: 0 };
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        if *first != b'{' {
            pen.put(*first);
            rest = behind;
            continue;
        }
        let mut end = 0;
        while behind[end] != b'}' {
            end += 1;
        }
        let (inside, after) = behind.split_at(end);
        put_columns(&mut pen, inside, columns);
        let (_, after) = after.split_at(1);
        rest = after;
    }
    pen
}

const fn put_columns<const N: usize>(pen: &mut Pen<N>, inside: &[u8], columns: Columns) {
    let mut at = 0;
    while at < columns.len() {
        if at > 0 {
            pen.put_all(b", ");
        }
        match inside {
            [b'$', digits @ ..] => pen.put_parameter(number(digits) + at),
            [b'=', b'$', digits @ ..] => {
                pen.put_all(columns[at].as_bytes());
                pen.put_all(b" = ");
                pen.put_parameter(number(digits) + at);
            }
            _ => {
                pen.put_all(inside);
                pen.put_all(columns[at].as_bytes());
            }
        }
        at += 1;
    }
}

const fn number(digits: &[u8]) -> usize {
    let (mut number, mut at) = (0, 0);
    while at < digits.len() {
        number = number * 10 + (digits[at] - b'0') as usize;
        at += 1;
    }
    number
}

/// Declares the columns that a statement writes, each with its value, so that neither can be without the other or in another place:
///
/// ```ignore
/// columns! {
///     /// What decisions change.
///     MOVING, moving(thing: &Thing) {
///         title = &thing.title,
///         closed_at = thing.closed_at,
///     }
/// }
/// ```
///
/// makes the list `MOVING` for [`sql!`](crate::sql) and the function `moving`, which gives the values in the order of the columns.
#[macro_export]
macro_rules! columns {
    ($(
        $(#[$doc:meta])*
        $visible:vis $columns:ident, $values:ident $(<$($kind:ident: $bound:path),*>)? ($($given:ident: $type:ty),*) {
            $($column:ident = $value:expr,)*
        }
    )*) => {$(
        $(#[$doc])*
        $visible const $columns: $crate::engine::Columns = &[$(stringify!($column)),*];
        $(#[$doc])*
        $visible fn $values $(<$($kind: $bound),*>)? ($($given: $type),*) -> $crate::engine::Params {
            $crate::params![$($value),*]
        }
    )*};
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = &["number", "title", "at"];

    crate::columns! {
        CHANGED, changed(title: &str, at: i64) {
            title = title,
            at = at,
        }
    }

    crate::sql! {
        PUT = (COLUMNS "INSERT INTO things (city_id, {}) VALUES ($1, {$9})");
        READ = (COLUMNS "SELECT {t.}, o.n FROM things t WHERE t.title = '…' AND ({}) = ({$1})");
        SAVE = (CHANGED "UPDATE things SET {=$3}, version = version + 1 WHERE city_id = $1 AND number = $2");
    }

    #[test]
    fn columns_and_values_stand_together() {
        let save = "UPDATE things SET title = $3, at = $4, version = version + 1 WHERE city_id = $1 AND number = $2";
        assert_eq!(SAVE.sqlite, save);
        assert_eq!(crate::params![1_i64, 2_i64].and(changed("路", 9)).0, crate::params![1_i64, 2_i64, "路", 9_i64].0);
    }

    #[test]
    fn columns_prefixes_and_parameters_are_put_in() {
        assert_eq!(PUT.sqlite, "INSERT INTO things (city_id, number, title, at) VALUES ($1, $9, $10, $11)");
        let read = "SELECT t.number, t.title, t.at, o.n FROM things t WHERE t.title = '…' \
                    AND (number, title, at) = ($1, $2, $3)";
        assert_eq!(READ.postgres, read);
        assert_eq!(STATEMENTS.len(), 3);
    }

    #[test]
    fn two_lists_are_one() {
        assert_eq!(together::<5>(COLUMNS, &["a", "b"]), ["number", "title", "at", "a", "b"]);
    }
}
