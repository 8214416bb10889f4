//! Who answers for a case and by which standard it is filed and closed.

use changxiao_app::{
    cases::view::{CaseView, duty_basis},
    model::CityModel,
};
use changxiao_domain::{
    categories::text_in,
    divisions::{DivisionCode, Level},
    standards::Evidence,
};
use changxiao_words::{Lang, fill, texts};

use crate::{address::encode, words::limit_words};

/// A line of the card: the word, the unit, what it means.
#[derive(Clone, Debug)]
pub struct Responsible {
    pub word: &'static str,
    pub unit: String,
    pub note: &'static str,
    /// Leads the case.
    pub leads: bool,
}

/// Territory, line and community of a case, and where that is written.
#[derive(Clone, Debug)]
pub struct Responsibility {
    pub lines: Vec<Responsible>,
    pub basis: String,
}

/// The filing and closing standard in words.
#[derive(Clone, Debug)]
pub struct Standard {
    /// The version of the filing standard that the case stands under, and where it is shown.
    pub edition: String,
    pub edition_href: String,
    /// Somebody chose the condition; else all of the category are listed.
    pub chosen: bool,
    pub conditions: Vec<String>,
    pub closing: Vec<String>,
    pub limit: String,
    pub lead: String,
    pub supervisor: String,
    pub photo: &'static str,
    pub source: String,
    pub evidence: &'static str,
    /// The check item that was not met, for a case from a visit.
    pub item: Option<String>,
}

pub fn responsibility(model: &CityModel, lang: Lang, view: &CaseView) -> Responsibility {
    let l = texts(lang);
    let case = &view.row.case;
    let Ok(division) = DivisionCode::from_padded(case.division) else {
        return Responsibility { lines: Vec::new(), basis: String::new() };
    };
    let duty = model.duty(division, &case.category);
    let lead = case.lead_unit.or(duty.lead());
    let name = |unit| model.unit_name(unit, lang).to_owned();
    let mut lines = Vec::new();
    let (lead_word, help_word) = (l.cases_line_lead, l.cases_territory_help);
    if let Some(line) = duty.line {
        let leads = lead == Some(line);
        lines.push(Responsible {
            word: if leads { lead_word } else { l.cases_line },
            unit: name(line),
            note: "",
            leads,
        });
    }
    if let Some(territory) = duty.territory.filter(|territory| duty.line != Some(*territory)) {
        let leads = lead == Some(territory);
        let helps = case.co_units.contains(&territory);
        let word = if leads {
            l.cases_territory_lead
        } else if helps {
            help_word
        } else {
            l.cases_territory
        };
        lines.push(Responsible {
            word,
            unit: name(territory),
            note: if leads { "" } else { l.cases_territory_note },
            leads,
        });
    }
    if let Some(lead) = case.lead_unit.filter(|lead| duty.line != Some(*lead) && duty.territory != Some(*lead)) {
        lines.insert(0, Responsible { word: l.cases_lead, unit: name(lead), note: l.cases_lead_note, leads: true });
    }
    for unit in case.co_units.iter().filter(|unit| duty.line != Some(**unit) && duty.territory != Some(**unit)) {
        lines.push(Responsible { word: l.cases_help, unit: name(*unit), note: "", leads: false });
    }
    if let Some(village) = division.at_level(Level::Village) {
        lines.push(Responsible {
            word: l.cases_community,
            unit: model.name_of_division(village, lang).to_owned(),
            note: l.cases_community_note,
            leads: false,
        });
    }
    let basis = duty_basis(model, division, &case.category);
    let basis = match basis.division {
        Some(padded) => {
            let category =
                if basis.category == "*" { l.cases_every_category.to_owned() } else { basis.category.clone() };
            fill(l.cases_basis_matrix, &[("division", &model.division_name(padded, lang)), ("category", &category)])
        }
        None => l.cases_basis_tree.to_owned(),
    };
    Responsibility { lines, basis }
}

pub fn standard(model: &CityModel, lang: Lang, view: &CaseView) -> Option<Standard> {
    let l = texts(lang);
    let case = &view.row.case;
    let filing = model.filing_of_case(case)?;
    let first = filing.standards().first()?;
    let item = case
        .item
        .as_deref()
        .and_then(|code| model.check_item(code))
        .map(|item| lang.of_data(&item.text_zh, &item.text_en).to_owned());
    let unit = |code: &str| model.units.by_code(code).map_or_else(String::new, |unit| unit.name_in(lang).to_owned());
    Some(Standard {
        edition: fill(l.cases_edition, &[("version", &filing.version.edition)]),
        edition_href: format!("/categories?edition={}&q={}", encode(&filing.version.key), case.category),
        chosen: filing.condition.is_some(),
        conditions: filing.standards().iter().map(|row| text_in(&row.condition, lang).to_owned()).collect(),
        closing: filing.closing().into_iter().map(|text| text_in(text, lang).to_owned()).collect(),
        limit: limit_words(lang, case.limit),
        lead: unit(&first.lead_key),
        supervisor: unit(&first.supervisor_key),
        photo: if case.photo_required { l.cases_photo_needed } else { l.cases_photo_not_needed },
        source: filing.version.set.sources.get(&first.source).map_or("", |source| text_in(source, lang)).to_owned(),
        evidence: match first.evidence {
            Evidence::Certain => l.cases_evidence_certain,
            Evidence::Inferred => l.cases_evidence_inferred,
        },
        item,
    })
}
