//! Writes a made-up filing standard of five hundred conditions: `filing_standard FILE UNIT…`; the units stand in its cells in turn.

#[path = "../tests/it/lists/made_standard.rs"]
#[allow(dead_code, reason = "the test asks for the rows, too")]
mod made_standard;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (file, units) = words.split_first().ok_or_else(|| anyhow::anyhow!("filing_standard FILE UNIT…"))?;
    let units: Vec<&str> = units.iter().map(String::as_str).collect();
    anyhow::ensure!(!units.is_empty(), "name a unit at least");
    std::fs::write(file, made_standard::workbook(&units).0)?;
    Ok(())
}
