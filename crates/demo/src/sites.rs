//! Sites of all types, spread over real divisions by the shipped rules, with made-up names that carry a mark.

use std::collections::HashMap;

use changxiao_app::{
    App, AppError,
    cities::{
        BUILT_IN_SITE_RULES, names,
        shipped::{CityFile, read_json},
        units::division_of,
    },
};
use changxiao_domain::{
    divisions::{Division, Level},
    ids::{CityId, SiteId, UnitId},
    orgs::UnitKind,
};
use changxiao_store::sites::{self, SiteRow};
use serde::Deserialize;

use super::{DemoPlan, Scale, cast::Cast, dice::Dice, founding::Base, places::Places};

/// `changxiao-site-generation/1`.
#[derive(Deserialize)]
struct Rules {
    mark: String,
    scales: HashMap<String, ScaleRule>,
    name_zh: String,
    name_en: String,
    types: Vec<TypeRule>,
}

#[derive(Deserialize)]
struct ScaleRule {
    sites: usize,
    at_least_of_each_type: usize,
}

#[derive(Deserialize)]
struct TypeRule {
    site_type: String,
    /// `city`, `township` or `village`.
    at: String,
    word_zh: String,
    word_en: String,
    line_key: String,
    /// By kind of place.
    weights: HashMap<String, u64>,
}

/// A site with what the history wants to know of it.
pub(super) struct DemoSite {
    pub row: SiteRow,
    /// Key of the line department of its type.
    pub line_key: String,
}

pub(super) async fn make(
    app: &App,
    city: CityId,
    base: &Base,
    file: &CityFile,
    plan: &DemoPlan,
    cast: &Cast,
) -> Result<Vec<DemoSite>, AppError> {
    let rules: Rules = read_json(BUILT_IN_SITE_RULES)?;
    let scale = rules
        .scales
        .get(plan.scale.code())
        .ok_or_else(|| AppError::Broken(format!("site rules: scale {}", plan.scale.code())))?;
    let mut dice = Dice::new(plan.seed, "sites");
    let places = Places::of(base, &mut dice);
    let towns = townships(base, file, plan.scale)?;
    let town_units: HashMap<i64, UnitId> = base
        .units
        .iter()
        .filter(|unit| unit.kind == UnitKind::Town)
        .filter_map(|unit| Some((unit.division?.padded(), unit.id)))
        .collect();
    let mut counters: HashMap<(i64, String), u32> = HashMap::new();
    let mut made = Vec::new();
    for (rule, town) in draw(&rules, scale, base, &towns, &mut dice) {
        let kind = base.derivation.place_kind(&town.name);
        let division = match rule.at.as_str() {
            "village" => village(base, town, rule, &mut dice),
            "city" => base.divisions.get(division_of(&file.code)?).unwrap_or(town),
            _ => town,
        };
        let unit = match rule.at.as_str() {
            "city" => base.by_key.get(&rule.line_key).copied(),
            _ => town_units.get(&town.code.padded()).copied(),
        };
        let n = counters.entry((division.code.padded(), rule.site_type.clone())).or_default();
        *n += 1;
        let fill = |pattern: &str, place: &str, word: &str| {
            // A community or a village is the place itself: 金宝社区, and not 金宝社区 1 号社区.
            let is_the_place = place.to_lowercase().ends_with(word);
            let pattern = match (is_the_place, *n) {
                (true, 1) => "{place}{mark}",
                (true, _) => "{place} {n}{mark}",
                (false, _) => pattern,
            };
            let filled = pattern.replace("{place}", place).replace("{n}", &n.to_string());
            filled.replace("{word}", word).replace("{mark}", &rules.mark)
        };
        let english = names::english(division.code).unwrap_or(&division.name);
        let row = SiteRow {
            id: app.new_id(SiteId),
            number: app.numbers().next(app.db(), city, "site").await?,
            site_type: rule.site_type.clone(),
            name: fill(&rules.name_zh, &short(&division.name), &rule.word_zh),
            name_en: fill(&rules.name_en, english, &rule.word_en),
            generated: true,
            division: division.code.padded(),
            position: places
                .site(if rule.at == "city" { town.code } else { division.code }, kind == "street", &mut dice)
                .map(|at| (at.lon_e6, at.lat_e6)),
            unit,
            holder: unit.and_then(|unit| cast.heads.get(&unit).copied()),
            deputy: unit.and_then(|unit| cast.handlers.get(&unit).map(|handler| handler.post)),
            active: true,
            created_at: app.now(),
            version: 1,
        };
        made.push(DemoSite { row, line_key: rule.line_key.clone() });
    }
    let mut tx = app.db().begin().await?;
    sites::insert(&mut tx, city, made.iter().map(|site| site.row.clone())).await?;
    tx.commit().await?;
    Ok(made)
}

/// The townships that get sites: all of them; in the small demonstration those that the city's report names, or a few of the first
/// two counties, so that each has enough to be scored.
fn townships<'a>(base: &'a Base, file: &CityFile, scale: Scale) -> Result<Vec<&'a Division>, AppError> {
    let within = division_of(&file.code)?;
    let all: Vec<&Division> =
        base.divisions.subtree(within).filter(|division| division.level == Level::Township).collect();
    if scale == Scale::City {
        return Ok(all);
    }
    let named: Vec<&Division> =
        all.iter().copied().filter(|town| file.divisions_named_in_report.contains(&town.code.to_string())).collect();
    let first_of = |county: Option<_>, most: usize| {
        all.iter()
            .copied()
            .filter(move |town| town.parent == county && base.derivation.place_kind(&town.name) != "other")
            .take(most)
    };
    let mut counties: Vec<_> = all.iter().map(|town| town.parent).collect();
    counties.dedup();
    let few = counties.iter().take(2).flat_map(|county| first_of(*county, if counties.len() > 1 { 4 } else { 8 }));
    let mut chosen = named;
    for town in few {
        if chosen.len() < 8 && !chosen.iter().any(|other| other.code == town.code) {
            chosen.push(town);
        }
    }
    Ok(chosen)
}

/// So many of each type at least, then by weight.
fn draw<'a>(
    rules: &'a Rules,
    scale: &ScaleRule,
    base: &Base,
    towns: &[&'a Division],
    dice: &mut Dice,
) -> Vec<(&'a TypeRule, &'a Division)> {
    let mut choices: Vec<(&TypeRule, &Division, u64)> = Vec::new();
    for rule in &rules.types {
        for town in towns {
            let weight = rule.weights.get(base.derivation.place_kind(&town.name)).copied().unwrap_or(0);
            if weight > 0 {
                choices.push((rule, town, weight));
            }
        }
    }
    let one = |of: &dyn Fn(&TypeRule) -> bool, dice: &mut Dice| {
        let total: u64 = choices.iter().filter(|(rule, ..)| of(rule)).map(|(.., weight)| weight).sum();
        let mut left = dice.word() % total.max(1);
        choices.iter().filter(|(rule, ..)| of(rule)).find_map(|(rule, town, weight)| {
            if left < *weight {
                return Some((*rule, *town));
            }
            left -= weight;
            None
        })
    };
    let mut drawn = Vec::new();
    for rule in &rules.types {
        for _ in 0..scale.at_least_of_each_type {
            drawn.extend(one(&|other| other.site_type == rule.site_type, dice));
        }
    }
    while drawn.len() < scale.sites {
        match one(&|_| true, dice) {
            Some(pair) => drawn.push(pair),
            None => break,
        }
    }
    // Numbers run through the city and not through the types.
    drawn.sort_by_key(|(_, town)| town.code);
    drawn
}

/// A village of the township that fits the type by its name.
fn village<'a>(base: &'a Base, town: &'a Division, rule: &TypeRule, dice: &mut Dice) -> &'a Division {
    let all: Vec<&Division> = base.divisions.children(town.code).collect();
    let rural = rule.site_type == "cun";
    let fits = |division: &&Division| (division.name.contains('村') && !division.name.contains("社区")) == rural;
    let fitting: Vec<&Division> = all.iter().copied().filter(fits).collect();
    let from = if fitting.is_empty() { &all } else { &fitting };
    dice.pick(from).copied().unwrap_or(town)
}

/// 金宝社区居委会 is called 金宝社区, 运头村委会 is called 运头村.
fn short(name: &str) -> String {
    let plain = name.strip_suffix("居民委员会").or_else(|| name.strip_suffix("居委会")).unwrap_or(name);
    plain.replace("村村民委员会", "村").replace("村民委员会", "村").replace("村委会", "村")
}
