//! The register of the evidence store as it comes back: a row an item, known by its number or by the hash of its content. What is told of it
//! may be edited; its file, and who keeps it, are no matter of a sheet.

use std::collections::HashMap;

use changxiao_domain::{
    divisions::DivisionCode,
    evidence::{Item, Kind, Press},
    ids::SiteId,
};
use changxiao_files::sheets::{Cell, Column, Fields, Problems, SheetError, Table, Why};
use changxiao_store::{evidence::EvidenceRow, sites::SiteRow};
use changxiao_words::{Lang, Value, keys, say};

use super::{
    context::Context,
    finders::PlaceFinder,
    plan::{Plan, PreviewField, Write, compared},
    reasons::{told_only, why},
    tells::is_title,
};
use crate::{
    AppError,
    evidence::{
        Draft, Lies,
        sheet::{self, names_of_division},
    },
    readable::is_as_read,
};

const NUMBER: Column = Column::optional("number", keys::evidence_number, &["素材编号"]);
const KIND: Column = Column::optional("kind", keys::evidence_kind, &["类别"]);
const CAPTION: Column = Column::optional("caption", keys::evidence_caption, &["图片说明", "说明"]);
const DAY: Column = Column::optional("day", keys::evidence_day, &["拍摄日期", "时间"]);
const DIVISION: Column = Column::optional("division", keys::evidence_division, &["所在区划", "所属区划"]);
const PLACE: Column = Column::optional("place", keys::evidence_place, &["拍摄地点", "地址"]);
const SITE: Column = Column::optional("site", keys::evidence_site, &["点位"]);
const PEOPLE: Column = Column::optional("people", keys::evidence_people, &["人物"]);
const SOURCE: Column = Column::optional("source", keys::evidence_source, &["素材来源"]);
const TAGS: Column = Column::optional("tags", keys::evidence_tags, &["活动", "标签"]);
const TITLE: Column = Column::optional("press_title", keys::evidence_press_title, &["报道标题"]);
const PAPER: Column = Column::optional("press_paper", keys::evidence_press_paper, &["报刊", "媒体名称"]);
const AUTHOR: Column = Column::optional("press_author", keys::evidence_press_author, &["记者"]);
const PHOTOGRAPHER: Column = Column::optional("press_photographer", keys::evidence_press_photographer, &["摄影者"]);
const UNIT: Column = Column::optional("unit", keys::evidence_unit, &[]);
const FILE: Column = Column::optional("file", keys::evidence_file, &["文件名"]);
const HASH: Column = Column::optional("hash", keys::evidence_hash, &["SHA-256", "SHA256", "文件指纹"]);
/// In the order of [`sheet::TITLES`].
pub(super) const COLUMNS: &[Column] = &[
    NUMBER,
    KIND,
    CAPTION,
    DAY,
    DIVISION,
    PLACE,
    SITE,
    PEOPLE,
    SOURCE,
    TAGS,
    TITLE,
    PAPER,
    AUTHOR,
    PHOTOGRAPHER,
    UNIT,
    FILE,
    HASH,
];

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let held = Held::new(context);
    let (mut problems, mut changed) = (Problems::default(), Vec::new());
    let mut seen: HashMap<i64, u32> = HashMap::new();
    let mut plan = Plan::new(Write::Evidence { changed: Vec::new(), searched: Vec::new() });
    // How many things use an item is told, and changes while the sheet is away.
    let tells = |title: &&String| !is_title(title, &[keys::evidence_uses]);
    plan.unknown_columns = columns.unknown().iter().filter(tells).cloned().collect();
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let Some(old) = problems.take(held.named(&fields)) else { continue };
        if let Some(first_row) = seen.insert(old.number, row.number) {
            problems.add(fields.problem("number", Why::Duplicate { first_row }));
            continue;
        }
        let Some(item) = held.read(&fields, old, &mut problems) else { continue };
        let unchanged = plan.unchanged;
        let label = format!("{} {}", old.number, old.item.caption);
        plan.note(Some(row.number), label, false, held.differences(&old.item, &item));
        if plan.unchanged == unchanged {
            changed.push((old.item.clone(), EvidenceRow { item, ..old.clone() }));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.write = Write::Evidence { changed, searched: Vec::new() };
    Ok(plan)
}

/// What stands in the store, by what a sheet calls it.
struct Held<'a> {
    context: &'a Context,
    places: PlaceFinder<'a>,
    by_number: HashMap<i64, &'a EvidenceRow>,
    by_hash: HashMap<String, &'a EvidenceRow>,
    sites: HashMap<SiteId, &'a SiteRow>,
    kinds: Vec<(&'static str, Kind)>,
}

impl<'a> Held<'a> {
    fn new(context: &'a Context) -> Self {
        let words =
            |kind: Kind| Lang::ALL.iter().map(move |lang| (kind.words(*lang), kind)).chain([(kind.code(), kind)]);
        Self {
            context,
            places: PlaceFinder::new(&context.model),
            by_number: context.evidence.iter().map(|row| (row.number, row)).collect(),
            by_hash: context.evidence.iter().map(|row| (changxiao_domain::cases::hex(&row.hash), row)).collect(),
            sites: context.sites.iter().map(|site| (site.id, site)).collect(),
            kinds: Kind::ALL.into_iter().flat_map(words).collect(),
        }
    }

    /// The item of a row. Errors: neither number nor hash says one, or they say two.
    fn named(&self, fields: &Fields<'_>) -> Result<&'a EvidenceRow, SheetError> {
        let unknown = || why("import_no_such_evidence", say!(imports_no_such_evidence), say!(imports_bring_file_first));
        let known = |found: Option<&&'a EvidenceRow>, column: &str| {
            found.copied().ok_or_else(|| Box::new(fields.problem(column, unknown())))
        };
        let number = fields.integer("number", 1..=i64::MAX)?;
        let by_number = number.map(|number| known(self.by_number.get(&number), "number")).transpose()?;
        let hash = fields.code("hash").map(|hash| hash.to_ascii_lowercase());
        let by_hash = hash.map(|hash| known(self.by_hash.get(&hash), "hash")).transpose()?;
        match (by_number, by_hash) {
            (Some(one), Some(other)) if one.number != other.number => {
                let two =
                    why("import_evidence_other_file", say!(imports_evidence_other_file), say!(imports_number_or_hash));
                Err(Box::new(fields.problem("hash", two)))
            }
            (Some(one), _) | (None, Some(one)) => Ok(one),
            (None, None) => Err(Box::new(fields.problem("number", Why::Required))),
        }
    }

    /// The item as the row tells of it: what the sheet leaves out stays as it was.
    fn read(&self, fields: &Fields<'_>, old: &EvidenceRow, problems: &mut Problems) -> Option<Item> {
        let item = &old.item;
        let kind = problems.take(fields.one_of("kind", &self.kinds));
        let day = problems.take(fields.date("day"));
        let lies = problems.take(self.lies(fields, item));
        let tags = problems.take(self.tags(fields, item));
        let tells = problems.take(self.tells(fields, old));
        let before = draft_of(item);
        let draft = Draft {
            kind: kind?.or(before.kind),
            caption: text(fields, "caption", &before.caption),
            place: text(fields, "place", &before.place),
            people: text(fields, "people", &before.people),
            source: text(fields, "source", &before.source),
            tags: tags?,
            press_title: text(fields, "press_title", &before.press_title),
            press_paper: text(fields, "press_paper", &before.press_paper),
            press_author: text(fields, "press_author", &before.press_author),
            press_photographer: text(fields, "press_photographer", &before.press_photographer),
            ..Draft::default()
        };
        tells?;
        let (day, lies) = (day?.unwrap_or(item.day), lies?);
        if draft == before && day == item.day && lies == Lies::of(item) {
            // As it is it is no edit, also where today it would not be brought so any more.
            return Some(item.clone());
        }
        match draft.told(&self.context.model, lies, (old.media(), day), self.context.day) {
            Ok(told) => Some(told),
            Err(AppError::Invalid(faults)) => {
                for fault in faults {
                    let reason = why("import_evidence_unfit", fault.message, say!(imports_write_as_form));
                    problems.add(fields.problem(fault.field, reason));
                }
                None
            }
            Err(_) => None,
        }
    }

    /// A site brings its division and its position; as long as neither is edited they stay as they were.
    fn lies(&self, fields: &Fields<'_>, item: &Item) -> Result<Lies, SheetError> {
        let stands = item.site.and_then(|site| self.sites.get(&site)).copied();
        let site = self.site(fields, item, stands)?;
        let written = self.division(fields, item.division)?;
        match (site, written) {
            (Some(Some(site)), written) if written.is_none_or(|division| division == Some(site.division)) => {
                Ok(Lies::at(site))
            }
            (Some(None), written) => Ok(Lies::within(written.unwrap_or(item.division))),
            (None, None) => Ok(Lies::of(item)),
            (site, written) => match site.flatten().or(stands) {
                None => Ok(Lies::within(written.flatten())),
                Some(site) => {
                    let stays = say!(imports_division_of_site, site = site.number);
                    let of_site = why("import_division_of_site", stays, say!(imports_take_site_away));
                    Err(Box::new(fields.problem("division", of_site)))
                }
            },
        }
    }

    /// The site that a cell says instead of the one that stands there; `None`: it says the same, or nothing.
    fn site(
        &self,
        fields: &Fields<'_>,
        item: &Item,
        stands: Option<&'a SiteRow>,
    ) -> Result<Option<Option<&'a SiteRow>>, SheetError> {
        let Some(cell) = fields.code("site") else { return Ok(None) };
        if stands.is_some_and(|site| site.number.to_string() == cell) {
            return Ok(None);
        }
        if fields.says_nothing("site") {
            return Ok(item.site.map(|_| None));
        }
        let number = fields.integer("site", 1..=i64::MAX)?;
        let found = self.context.sites.iter().find(|site| Some(site.number) == number);
        let missing = say!(evidence_no_such_site, number = cell.into_owned());
        let unknown = || why("import_unknown_site", missing, say!(imports_write_as_form));
        let found = found.ok_or_else(|| Box::new(fields.problem("site", unknown())))?;
        Ok((Some(found.id) != item.site).then_some(Some(found)))
    }

    /// The division that a cell says instead of the one that stands there; `None`: it says the same, or nothing.
    fn division(&self, fields: &Fields<'_>, stands: Option<i64>) -> Result<Option<Option<i64>>, SheetError> {
        let Some(cell) = fields.optional("division") else { return Ok(None) };
        let names = stands.map(|padded| names_of_division(&self.context.model, padded)).unwrap_or_default();
        if names.iter().any(|name| name == cell) {
            return Ok(None);
        }
        if fields.says_nothing("division") {
            return Ok(stands.map(|_| None));
        }
        let found = self.places.find(fields, "division")?.map(DivisionCode::padded);
        Ok((found != stands).then_some(found))
    }

    fn tags(&self, fields: &Fields<'_>, item: &Item) -> Result<Vec<String>, SheetError> {
        let model = &self.context.model;
        let Some(cell) = fields.optional("tags") else { return Ok(item.tags.clone()) };
        if Lang::ALL.iter().any(|lang| sheet::tags(model, &item.tags, *lang) == cell) {
            return Ok(item.tags.clone());
        }
        if fields.says_nothing("tags") {
            return Ok(Vec::new());
        }
        if let Some(whole) = sheet::tag(model, cell) {
            return Ok(vec![whole.to_owned()]);
        }
        let names = cell.split(sheet::PARTS).map(str::trim).filter(|name| !name.is_empty());
        let code = |name: &str| {
            let stands = || item.tags.iter().find(|code| *code == name).map(String::as_str);
            let list: Value = model.campaigns.all().map(|tag| Value::named(&tag.zh, &tag.en)).collect();
            let unknown =
                || why("import_no_such_campaign", say!(imports_no_such_campaign), say!(imports_write_campaigns, list));
            let found = sheet::tag(model, name).or_else(stands).map(str::to_owned);
            found.ok_or_else(|| Box::new(fields.problem("tags", unknown()).with_value(name)))
        };
        names.map(code).collect()
    }

    /// Errors: who keeps it, or the name of its file, is another one in the sheet.
    fn tells(&self, fields: &Fields<'_>, old: &EvidenceRow) -> Result<(), SheetError> {
        let unit = self.context.model.all_units.get(&old.unit);
        let mut names: Vec<&str> = Lang::ALL.iter().map(|lang| self.context.model.unit_name(old.unit, *lang)).collect();
        names.extend(unit.map(|unit| unit.code.as_str()));
        let file = fields.optional("file").filter(|cell| !is_as_read(cell, &old.file_name)).map(|_| &*old.file_name);
        let unit = fields.optional("unit").filter(|cell| !names.contains(cell)).and(names.first().copied());
        match [("file", file), ("unit", unit)].into_iter().find_map(|(column, stands)| Some((column, stands?))) {
            Some((column, stands)) => Err(Box::new(fields.problem(column, told_only(stands)))),
            None => Ok(()),
        }
    }

    fn differences(&self, old: &Item, new: &Item) -> Vec<PreviewField> {
        let model = &self.context.model;
        let of = |column, read: &dyn Fn(&Item) -> Value| compared(column, read(old), read(new));
        let press = |item: &Item, text: fn(&Press) -> &String| -> Value {
            item.press.as_ref().map_or_else(String::new, |press| text(press).clone()).into()
        };
        let site = |item: &Item| {
            let site = item.site.and_then(|site| self.sites.get(&site));
            site.map_or_else(String::new, |site| format!("{} {}", site.number, site.name))
        };
        let tags = |item: &Item, lang| sheet::tags(model, &item.tags, lang);
        vec![
            of(&KIND, &|item| item.kind.key().into()),
            of(&CAPTION, &|item| item.caption.as_str().into()),
            of(&DAY, &|item| item.day.to_string().into()),
            of(&DIVISION, &|item| item.division.map_or_else(|| "".into(), |padded| model.place_value(padded))),
            of(&PLACE, &|item| item.place.as_str().into()),
            of(&SITE, &|item| site(item).into()),
            of(&PEOPLE, &|item| item.people.as_str().into()),
            of(&SOURCE, &|item| item.source.as_str().into()),
            of(&TAGS, &|item| Value::named(tags(item, Lang::Zh), tags(item, Lang::En))),
            of(&TITLE, &|item| press(item, |press| &press.title)),
            of(&PAPER, &|item| press(item, |press| &press.paper)),
            of(&AUTHOR, &|item| press(item, |press| &press.author)),
            of(&PHOTOGRAPHER, &|item| press(item, |press| &press.photographer)),
        ]
    }
}

/// What is told of an item, as a form says it.
fn draft_of(item: &Item) -> Draft {
    let press = item.press.clone().unwrap_or_default();
    Draft {
        kind: Some(item.kind),
        caption: item.caption.clone(),
        place: item.place.clone(),
        people: item.people.clone(),
        source: item.source.clone(),
        tags: item.tags.clone(),
        press_title: press.title,
        press_paper: press.paper,
        press_author: press.author,
        press_photographer: press.photographer,
        ..Draft::default()
    }
}

/// A text as a cell says it: an empty one leaves it, 无 or a dash takes it away, unless that stands there.
fn text(fields: &Fields<'_>, column: &str, stands: &str) -> String {
    match fields.optional(column) {
        None => stands.to_owned(),
        Some(cell) if is_as_read(cell, stands) => stands.to_owned(),
        Some(_) if fields.says_nothing(column) => String::new(),
        Some(cell) => cell.to_owned(),
    }
}

/// The items in the order of the columns.
pub(super) fn rows(context: &Context, lang: Lang) -> Vec<Vec<Cell>> {
    let sites: HashMap<SiteId, i64> = context.sites.iter().map(|site| (site.id, site.number)).collect();
    let site = |row: &EvidenceRow| row.item.site.and_then(|site| sites.get(&site)).copied();
    context.evidence.iter().map(|row| sheet::cells(&context.model, row, site(row), lang)).collect()
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, sheet::TITLES};

    /// The page of the store and the imports write the same columns.
    #[test]
    fn the_columns_stand_in_the_order_of_the_cells() {
        let columns: Vec<_> = COLUMNS.iter().map(|column| column.title).collect();
        assert_eq!(columns, TITLES.map(|(title, _)| title));
    }
}
