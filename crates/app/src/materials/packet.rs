//! All that was accepted as one packet: the files by their names, and an index.

use std::fs::File;

use changxiao_domain::{
    evidence::Media,
    materials::{Standing, file_name},
    matters::{Code, FieldKind, file_numbers, write_decimal},
    orgs::{Actor, Permission},
};
use changxiao_files::{
    document::Document,
    documents::DocumentKind,
    packet::{PACKET_BYTES_LIMIT, Packet},
    photos::{ContentHash, MediaType},
    recordings::RecordingKind,
};
use changxiao_store::{evidence::EvidenceRow, matters::MatterContent};
use changxiao_words::{Lang, say, texts};

use super::standing::{Asked, MaterialPlace, Overview, PROCEDURE, overview};
use crate::{App, AppError, evidence::chosen, matters::procedures::of_key, model::CityModel};

/// How many requirements a refusal names.
const NAMED: usize = 12;

/// All files of a packet together; the rest of what it may hold is for names and the index.
const MOST_BYTES: u64 = PACKET_BYTES_LIMIT / 10 * 9;

/// One file of the packet.
struct Entry {
    name: String,
    row: EvidenceRow,
}

/// The packet of a node and what lies below it, or of all, of a year: a ZIP on disk. `lang`: of its names and its index.
///
/// Errors: not permitted to export, or to read what tells of persons, since originals leave; something is missing, with the first of them by
/// name; it would be larger than a packet may be; a file is not what its hash says.
pub async fn packet(app: &App, actor: &Actor, asked: Asked<'_>, lang: Lang) -> Result<File, AppError> {
    actor.require(Permission::Export)?;
    actor.require(Permission::ReadPersonal)?;
    let model = app.model(actor.city).await?;
    let found = overview(app, actor, asked).await?;
    refuse_missing(&found, lang)?;
    let (mut entries, mut rows) = (Vec::new(), Vec::new());
    for place in &found.places {
        let mut nth = 0;
        for material in &place.materials {
            let before = entries.len();
            for row in files_of(app, actor, &model, material).await? {
                nth += 1;
                let kind = kind_name(&found, &place.requirement.kind, lang);
                let name = file_name(&place.requirement.node, kind, nth, &row.item.caption, extension(&row));
                entries.push(Entry { name, row });
            }
            rows.extend(index_rows(&found, place, material, &entries[before..], lang));
        }
    }
    let size: i64 = entries.iter().map(|entry| entry.row.size).sum();
    if u64::try_from(size).unwrap_or(u64::MAX) > MOST_BYTES {
        return Err(AppError::field("packet", say!(materials_packet_too_large, limit = MOST_BYTES >> 20)));
    }
    write(app, &index(&found, rows, lang), entries, lang).await
}

/// Errors: a requirement is not complete, with the first of them; there is nothing at all.
fn refuse_missing(found: &Overview, lang: Lang) -> Result<(), AppError> {
    let missing: Vec<&MaterialPlace> =
        found.places.iter().filter(|place| place.standing != Standing::Complete).collect();
    if missing.is_empty() && !found.places.is_empty() {
        return Ok(());
    }
    let name = |place: &&MaterialPlace| {
        format!("{} {}", place.requirement.node, kind_name(found, &place.requirement.kind, lang))
    };
    let named: Vec<String> = missing.iter().take(NAMED).map(name).collect();
    let n = missing.len();
    Err(AppError::field("packet", say!(materials_packet_missing, n, named = named.join(texts(lang).list_comma))))
}

/// The items that the fields of a material hold, in the order of the fields.
async fn files_of(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    material: &MatterContent,
) -> Result<Vec<EvidenceRow>, AppError> {
    let fields = of_key(model, PROCEDURE)?.whole().flow.fields.iter();
    let names: Vec<Code> = fields.filter(|field| field.kind == FieldKind::Files).map(|field| field.name).collect();
    let numbers: Vec<i64> = names.iter().filter_map(|name| material.values.get(*name)).flat_map(file_numbers).collect();
    let mut there = chosen(app, actor, &numbers).await?;
    // What a material uses is never taken out.
    Ok(numbers.iter().filter_map(|number| there.remove(number)).collect())
}

fn kind_name<'a>(found: &'a Overview, code: &'a str, lang: Lang) -> &'a str {
    let mut types = found.system.iter().flat_map(|system| &system.material_types);
    types.find(|kind| kind.code == code).map_or(code, |kind| lang.of_data(&kind.name_zh, &kind.name_en))
}

fn extension(row: &EvidenceRow) -> &'static str {
    match (row.media(), DocumentKind::from_mime(&row.mime), MediaType::from_mime(&row.mime)) {
        (Media::Picture, _, Some(media)) => media.extension(),
        (_, Some(kind), _) => kind.extension(),
        _ => RecordingKind::from_mime(&row.mime).map_or("bin", RecordingKind::extension),
    }
}

/// A line for each file; one without, where a material is nothing but its account.
fn index_rows(
    found: &Overview,
    place: &MaterialPlace,
    material: &MatterContent,
    entries: &[Entry],
    lang: Lang,
) -> Vec<Vec<String>> {
    let node = found.system.iter().flat_map(|system| &system.nodes).find(|node| node.code == place.requirement.node);
    let account = account(material);
    let row = |entry: Option<&Entry>, is_first: bool| {
        let item = entry.map(|entry| &entry.row.item);
        vec![
            place.requirement.node.clone(),
            node.map_or_else(String::new, |node| node.label(lang).to_owned()),
            kind_name(found, &place.requirement.kind, lang).to_owned(),
            if is_first { format!("{}\n{account}", material.title) } else { String::new() },
            entry.map_or_else(String::new, |entry| entry.name.clone()),
            item.map_or_else(String::new, |item| item.caption.clone()),
            item.map_or_else(String::new, |item| item.day.to_string()),
        ]
    };
    match entries {
        [] => vec![row(None, true)],
        entries => entries.iter().enumerate().map(|(place, entry)| row(Some(entry), place == 0)).collect(),
    }
}

/// What was written, and the figure with its unit, source, day and grade.
fn account(material: &MatterContent) -> String {
    let text = |name: &str| Code::parse(name).and_then(|name| material.values.get(name)?.as_str()).unwrap_or_default();
    let figure = Code::parse("figure").and_then(|name| material.values.get(name));
    let figure = figure.map(|value| match value.as_i64() {
        Some(count) => write_decimal(count, 3),
        None => value.as_str().unwrap_or_default().to_owned(),
    });
    let Some(figure) = figure else { return text("account").to_owned() };
    let grade = text("grade").to_uppercase();
    let of_figure = [text("figure_source"), text("figure_day"), &grade];
    let of_figure: Vec<&str> = of_figure.into_iter().filter(|text| !text.is_empty()).collect();
    format!("{}\n{figure}{} ({})", text("account"), text("figure_unit"), of_figure.join(" · "))
}

fn index(found: &Overview, rows: Vec<Vec<String>>, lang: Lang) -> Document {
    let l = texts(lang);
    let titles = [
        (l.materials_node, 2),
        (l.materials_content, 5),
        (l.materials_kind, 2),
        (l.materials_account, 6),
        (l.evidence_file, 5),
        (l.evidence_caption, 5),
        (l.evidence_day, 2),
    ];
    Document {
        title: l.materials_index.to_owned(),
        paragraphs: found.system.iter().map(|system| system.name(lang).to_owned()).collect(),
        columns: titles.map(|(title, share)| (title.to_owned(), share)).into(),
        rows,
    }
}

/// One file after another, each as it came.
async fn write(app: &App, index: &Document, entries: Vec<Entry>, lang: Lang) -> Result<File, AppError> {
    let broken = |problem: &dyn std::fmt::Display| AppError::Broken(format!("packet: {problem}"));
    let joined = |problem: tokio::task::JoinError| AppError::Broken(problem.to_string());
    let content = index.write().map_err(|problem| broken(&problem))?;
    let name = format!("00-{}.docx", texts(lang).materials_index);
    let begun = tokio::task::spawn_blocking(move || {
        let mut packet = Packet::begin()?;
        packet.add(&name, &content)?;
        Ok::<_, changxiao_files::packet::PacketError>(packet)
    });
    let mut packet = begun.await.map_err(joined)?.map_err(|problem| broken(&problem))?;
    for Entry { name, row } in entries {
        let content = app.photos().checked_original(&ContentHash(row.hash)).await?;
        let added = tokio::task::spawn_blocking(move || packet.add(&name, &content).map(|()| packet));
        packet = added.await.map_err(joined)?.map_err(|problem| broken(&problem))?;
    }
    let finished = tokio::task::spawn_blocking(move || packet.finish());
    finished.await.map_err(joined)?.map_err(|problem| broken(&problem))
}
