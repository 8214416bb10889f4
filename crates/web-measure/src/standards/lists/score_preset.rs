//! The form of a score preset.

use changxiao_app::model::CityModel;
use changxiao_domain::{
    standards::{PresetItem, ScorePreset, System},
    time::Day,
};
use changxiao_words::{Key, Lang, keys, say, texts};

use crate::standards::list_form::{Home, ListForm, SystemTab, evidence_offers, fields_of};
use crate::{
    choice::{Choice, ChoiceGroup},
    fields::{Column, Field, Fields, Offers, Reader, Typed, read_thousandths, write_thousandths},
};

const ITEM: [&str; 4] = ["item_method", "item_zh", "item_en", "item_points"];

const COLUMNS: &[Column] = &[
    Column::new(ITEM[0], keys::standards_methods),
    Column::new(ITEM[1], keys::standards_name_zh),
    Column::new(ITEM[2], keys::standards_name_en),
    Column::new(ITEM[3], keys::standards_points),
];

impl ListForm for ScorePreset {
    const SLUG: &'static str = "presets";

    const TITLE: Key = keys::standards_preset_one;

    const FIELDS: Fields = Fields(&[
        Field::line("name_zh", keys::standards_name_zh).required(),
        Field::line("name_en", keys::standards_name_en).required(),
        Field::day("effective_from", keys::standards_from).required(),
        Field::line("total", keys::standards_preset_total).hint(keys::standards_total_hint),
        Field::rows("items", keys::standards_preset_items, COLUMNS).hint(keys::standards_rows_hint),
        Field::line("year_weights", keys::standards_preset_weights).hint(keys::standards_weights_hint),
        Field::area("grades", keys::standards_grades).hint(keys::standards_grades_hint),
        Field::area("rule_zh", keys::standards_rule_zh),
        Field::area("rule_en", keys::standards_rule_en),
        Field::choice("evidence", keys::standards_evidence).required(),
        Field::line("source", keys::standards_source).hint(keys::standards_source_hint),
    ]);

    fn typed(&self) -> Typed {
        // Weights are shares of a whole, so they are written in per cent: 150 thousandths are 15.
        let weights: Vec<String> =
            self.year_weights_thousandths.iter().map(|weight| write_thousandths(weight * 100)).collect();
        let typed = fields_of(self)
            .with("code", &self.key)
            .with_optional("total", self.total_thousandths.map(write_thousandths).as_ref())
            .with("year_weights", weights.join(" "))
            .with("grades", self.grades.join("\n"));
        self.items.iter().fold(typed, |typed, item| {
            typed
                .with("item_method", item.method.as_deref().unwrap_or_default())
                .with("item_zh", &item.name_zh)
                .with("item_en", &item.name_en)
                .with("item_points", write_thousandths(item.points_thousandths))
        })
    }

    fn read(code: String, reader: &mut Reader<'_>) -> Self {
        let items = reader.rows("items", ITEM).into_iter().map(|[method, name_zh, name_en, points]| PresetItem {
            method: Some(method).filter(|method| !method.is_empty()),
            name_zh,
            name_en,
            points_thousandths: reader.points("items", &points).unwrap_or(0),
        });
        let items = items.collect();
        let total = reader.optional("total");
        ScorePreset {
            key: code,
            name_zh: reader.text("name_zh"),
            name_en: reader.text("name_en"),
            effective_from: reader.day("effective_from").unwrap_or(Day::ZERO),
            items,
            total_thousandths: total.and_then(|total| reader.points("total", &total)),
            year_weights_thousandths: weights(reader),
            grades: reader.text("grades").lines().map(|line| line.trim().to_owned()).collect(),
            rule_zh: reader.optional("rule_zh"),
            rule_en: reader.optional("rule_en"),
            evidence: reader.evidence("evidence"),
            source: reader.text("source"),
        }
    }

    fn offers(_model: &CityModel, system: &System, _typed: &Typed, lang: Lang) -> Offers {
        let named = system.methods.iter().map(|method| Choice::new(&method.code, method.label(lang), false));
        let none = Choice::new("", texts(lang).standards_no_method, false);
        let methods = std::iter::once(none).chain(named);
        vec![(ITEM[0], ChoiceGroup::plain(methods)), ("evidence", evidence_offers(lang))]
    }

    fn home(&self) -> Home {
        Home::Tab(SystemTab::Presets)
    }
}

/// `15 25 60` in per cent as thousandths of the whole; a tenth of a per cent is the finest share.
fn weights(reader: &mut Reader<'_>) -> Vec<i64> {
    let text = reader.text("year_weights");
    let parts = text.split(|letter: char| letter.is_whitespace() || matches!(letter, ':' | '：' | ',' | '，' | '、'));
    let read = parts.filter(|part| !part.is_empty()).map(|part| {
        let percent = read_thousandths(part.trim_end_matches('%'))?;
        (percent % 100 == 0).then_some(percent / 100)
    });
    match read.collect::<Option<Vec<i64>>>() {
        Some(weights) => weights,
        None => {
            reader.refuse("year_weights", say!(standards_write_weights_per_cent_spaces));
            Vec::new()
        }
    }
}
