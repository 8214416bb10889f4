//! The form of a survey item.

use changxiao_app::model::CityModel;
use changxiao_domain::standards::{Bilingual, SurveyItem, System};
use changxiao_words::{Key, Lang, keys, say};

use super::check_item::content_groups;
use crate::fields::{Column, Field, Fields, Offers, Reader, Typed};
use crate::standards::list_form::{Home, ListForm, SystemTab, evidence_offers, fields_of};

const COLUMNS: &[Column] =
    &[Column::new("option_zh", keys::standards_in_chinese), Column::new("option_en", keys::standards_in_english)];

impl ListForm for SurveyItem {
    const SLUG: &'static str = "survey-items";

    const TITLE: Key = keys::standards_survey_item;

    const FIELDS: Fields = Fields(&[
        Field::line("topic_zh", keys::standards_topic_zh).required(),
        Field::line("topic_en", keys::standards_topic_en).required(),
        Field::line("measure_zh", keys::standards_measure_zh).hint(keys::standards_measure_hint),
        Field::line("measure_en", keys::standards_measure_en),
        Field::choice("content", keys::standards_counts_for).required(),
        Field::line("threshold", keys::standards_thresholds).hint(keys::standards_threshold_hint),
        Field::rows("options", keys::standards_options, COLUMNS).hint(keys::standards_rows_hint),
        Field::choice("options_evidence", keys::standards_options_evidence).required(),
        Field::choice("evidence", keys::standards_evidence).required(),
        Field::line("source", keys::standards_source).hint(keys::standards_source_hint),
    ]);

    fn blank(_group: &str) -> Typed {
        Typed::default().with("evidence", "certain").with("options_evidence", "certain")
    }

    fn typed(&self) -> Typed {
        let options = self.options.iter();
        options.fold(fields_of(self), |typed, option| typed.with("option_zh", &option.zh).with("option_en", &option.en))
    }

    fn read(code: String, reader: &mut Reader<'_>) -> Self {
        let options = reader.rows("options", ["option_zh", "option_en"]);
        if options.iter().flatten().any(String::is_empty) {
            reader.refuse("options", say!(standards_write_each_option_chinese_english));
        }
        SurveyItem {
            code,
            order: 0,
            content: reader.text("content"),
            topic_zh: reader.text("topic_zh"),
            topic_en: reader.text("topic_en"),
            measure_zh: reader.text("measure_zh"),
            measure_en: reader.text("measure_en"),
            options: options.into_iter().map(|[zh, en]| Bilingual { zh, en }).collect(),
            threshold: reader.optional("threshold"),
            evidence: reader.evidence("evidence"),
            options_evidence: reader.evidence("options_evidence"),
            source: reader.text("source"),
        }
    }

    fn offers(_model: &CityModel, system: &System, _typed: &Typed, lang: Lang) -> Offers {
        vec![
            ("content", content_groups(system, lang)),
            ("options_evidence", evidence_offers(lang)),
            ("evidence", evidence_offers(lang)),
        ]
    }

    fn home(&self) -> Home {
        Home::Tab(SystemTab::Survey)
    }
}
