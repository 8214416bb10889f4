//! Writes an export of hotline orders to standard output: `orders_file [ROWS] [ROUND]`.

use std::io::Write;

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1).map(|word| word.parse::<usize>());
    let rows = words.next().transpose()?.unwrap_or(100_000);
    let round = words.next().transpose()?.unwrap_or(1);
    std::io::stdout().lock().write_all(changxiao_testkit::orders_csv(rows, round).as_bytes())?;
    Ok(())
}
