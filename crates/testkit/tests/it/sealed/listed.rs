//! Events as lines of a table, in the order in which they happened.

use std::path::Path;

use anyhow::{Context, bail, ensure};
use changxiao_domain::{
    ids::CityId,
    sealing::{from_hex, hex},
};
use changxiao_store::{Db, engine::Built, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Name, table, column of the subject's id, and the words with which the encoding begins.
const PROCEDURES: [(&str, &str, &str, &[u8]); 4] = [
    ("case", "case_events", "case_id", b"changxiao case event 1"),
    ("whistle", "whistle_events", "whistle_id", b"changxiao whistle event 1"),
    ("consultation", "consultation_events", "consultation_id", b"changxiao consultation event 1"),
    ("chronic", "chronic_events", "chronic_id", b"changxiao recurrence event 1"),
];

/// The cells of the two hashes.
const PREV_HASH: usize = 13;
const HASH: usize = 14;

/// One line: everything that is hashed, and the hash.
pub struct Listed<'a> {
    pub kind: &'a str,
    pub city: i64,
    pub subject: Uuid,
    pub seq: i64,
    pub action: &'a str,
    /// Empty for the first event.
    pub from: &'a str,
    pub to: &'a str,
    pub at: i64,
    pub person: Uuid,
    pub post: Uuid,
    pub unit: Uuid,
    pub role: &'a str,
    pub system: bool,
    pub prev_hash: &'a str,
    pub hash: &'a str,
    pub particulars: &'a str,
}

impl<'a> Listed<'a> {
    pub fn read(line: &'a str) -> anyhow::Result<Self> {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[
            kind,
            city,
            subject,
            seq,
            action,
            from,
            to,
            at,
            person,
            post,
            unit,
            role,
            system,
            prev_hash,
            hash,
            particulars,
        ] = cells.as_slice()
        else {
            bail!("a line has other cells: {line}")
        };
        Ok(Self {
            kind,
            city: city.parse()?,
            subject: subject.parse()?,
            seq: seq.parse()?,
            action,
            from,
            to,
            at: at.parse()?,
            person: person.parse()?,
            post: post.parse()?,
            unit: unit.parse()?,
            role,
            system: system == "1",
            prev_hash,
            hash,
            particulars,
        })
    }
}

/// Every event of the city, one line each. What programs did is listed as if the holders of their posts had done it, as it was before
/// events told of programs: so the lines show that everything else is sealed as before.
pub async fn listed(db: &Db, city: CityId) -> anyhow::Result<String> {
    let mut lines = Vec::new();
    let mut head: Option<(Uuid, String)> = None;
    for (kind, table, subject, _) in PROCEDURES {
        let text = format!("SELECT * FROM {table} WHERE city_id = $1 ORDER BY {subject}, seq");
        for row in db.rows(Built { name: "test::sealed", text }, params![city]).await? {
            let id = |column: &str| row.id(column, |id| id);
            let (at, seq) = (row.int("at")?, row.int("seq")?);
            let mut cells = [
                kind.to_owned(),
                row.int("city_id")?.to_string(),
                id(subject)?.to_string(),
                seq.to_string(),
                row.text("action")?,
                row.opt_text("from_state")?.unwrap_or_default(),
                row.text("to_state")?,
                at.to_string(),
                id("person_id")?.to_string(),
                id("post_id")?.to_string(),
                id("unit_id")?.to_string(),
                row.text("role")?,
                row.int("is_system")?.to_string(),
                hex(&row.hash("prev_hash")?),
                hex(&row.hash("hash")?),
                row.text("particulars")?,
            ];
            if let Some((of, hash)) = head.take().filter(|(of, _)| id(subject).is_ok_and(|id| id == *of)) {
                ensure!(of == id(subject)? && seq > 1, "{cells:?}");
                cells[PREV_HASH] = hash;
            }
            let hash = rehashed(&Listed::read(&cells.join("\t"))?)?;
            if seq == 1 {
                let by_program = row.opt_blob("program_id")?.is_some();
                ensure!(by_program != (hash == cells[HASH]), "sealed with its program, or as before: {cells:?}");
            }
            cells[HASH].clone_from(&hash);
            head = Some((id(subject)?, hash));
            lines.push((at, kind, id(subject)?, seq, cells.join("\t")));
        }
    }
    lines.sort();
    Ok(lines.into_iter().map(|(.., line)| line + "\n").collect())
}

/// Fails at the first line that is another than before. The new table is left beside the test binaries.
pub fn unlike(before: &str, now: &str, name: &str) -> anyhow::Result<()> {
    if before == now {
        return Ok(());
    }
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&place, now).with_context(|| place.display().to_string())?;
    let mut pairs = before.lines().zip(now.lines());
    let first = pairs.find(|(one, other)| one != other);
    let (one, other) = first.unwrap_or(("one of the two tables is longer", ""));
    bail!(
        "what is sealed differs from tests/data/{name}; the table of now is {}\nbefore: {one}\nnow:    {other}\n({} lines before, {} now)",
        place.display(),
        before.lines().count(),
        now.lines().count()
    )
}

/// The hash that the cells of a line give, in hexadecimal digits, counted as `domain/src/sealing` says and not by it.
pub fn rehashed(listed: &Listed<'_>) -> anyhow::Result<String> {
    let (.., encoding) =
        PROCEDURES.into_iter().find(|(kind, ..)| *kind == listed.kind).context("a procedure that is not known")?;
    let prev_hash = from_hex(listed.prev_hash).context("a hash has 64 digits")?;
    let mut hasher = Sha256::new();
    for field in [
        encoding,
        &listed.city.to_be_bytes(),
        listed.subject.as_bytes(),
        &listed.seq.to_be_bytes(),
        listed.action.as_bytes(),
        listed.from.as_bytes(),
        listed.to.as_bytes(),
        &listed.at.to_be_bytes(),
        listed.person.as_bytes(),
        listed.post.as_bytes(),
        listed.unit.as_bytes(),
        listed.role.as_bytes(),
        &[u8::from(listed.system)],
        listed.particulars.as_bytes(),
        &prev_hash,
    ] {
        hasher.update(u32::try_from(field.len())?.to_be_bytes());
        hasher.update(field);
    }
    Ok(hex(&hasher.finalize().into()))
}
