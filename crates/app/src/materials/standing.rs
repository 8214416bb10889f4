//! How the requirements of the standard in force stand: what each node asks for, and the matters of the procedure that answer it.

use std::sync::Arc;

use changxiao_domain::{
    materials::{Progress, Requirement, Standing, standing},
    matters::{Code, Matter},
    orgs::Actor,
    standards::System,
};
use changxiao_store::matters::{MatterContent, contents};

use crate::{App, AppError, matters::scope, readable::readable, workflow::Carried};

/// The key of the procedure by which materials are asked for. A city's own edition of it keeps the names below.
pub const PROCEDURE: &str = "material";
const ACCEPTED: &str = "accepted";
const WITHDRAWN: &str = "withdrawn";
/// The most materials that are looked at: ten times what the largest standard asks for.
const MOST: i64 = 5_000;

/// One requirement with the materials that answer it, oldest first; what was withdrawn is none.
pub struct MaterialPlace {
    pub requirement: Requirement,
    pub standing: Standing,
    pub materials: Vec<MatterContent>,
}

impl MaterialPlace {
    pub fn is_accepted(material: &MatterContent) -> bool {
        material.state.as_str() == ACCEPTED
    }
}

/// All requirements of the standard in force, in its order, then what was asked for besides.
pub struct Overview {
    /// `None`: no standard is in force.
    pub system: Option<Arc<System>>,
    /// The year in which the period of its materials ends.
    pub year: i16,
    /// Every year of which there are materials, and this one, the latest first.
    pub years: Vec<i16>,
    pub places: Vec<MaterialPlace>,
}

/// How much of what lies below a node is complete.
pub struct Indicator {
    pub code: String,
    pub complete: usize,
    pub all: usize,
}

impl Overview {
    /// What lies right below a node, or at the top; where only one thing does that asks for anything, what lies below that. In the order of
    /// the standard.
    pub fn by_indicator(&self, node: Option<&str>) -> Vec<Indicator> {
        let Some(system) = self.system.as_deref() else { return Vec::new() };
        let mut above = node.map(str::to_owned);
        loop {
            let below = system.nodes.iter().filter(|one| one.parent == above);
            let of = |code: &str| {
                let within = self.places.iter().filter(|place| is_within(Some(system), &place.requirement.node, code));
                let complete = |place: &&MaterialPlace| place.standing == Standing::Complete;
                let (complete, all) = (within.clone().filter(complete).count(), within.count());
                Indicator { code: code.to_owned(), complete, all }
            };
            let found: Vec<Indicator> = below.map(|one| of(&one.code)).filter(|one| one.all > 0).collect();
            match found.as_slice() {
                [one] => above = Some(one.code.clone()),
                _ => return found,
            }
        }
    }
}

/// What of the standard is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    /// A node and what lies below it; else all.
    pub node: Option<&'a str>,
    /// The year in which the period of the materials ends; else this one. What was accepted for one test is none of the next.
    pub year: Option<i16>,
}

/// Of a node and what lies below it, or of all, in a year. Posts that do not see the whole city find their own materials only.
///
/// Errors: not permitted.
pub async fn overview(app: &App, actor: &Actor, Asked { node, year }: Asked<'_>) -> Result<Overview, AppError> {
    actor.require(Matter::READ)?;
    let model = app.model(actor.city).await?;
    let system = model.current_system().cloned();
    let found = contents(app.db(), actor.city, PROCEDURE, &scope::filter(actor), MOST).await?;
    let found: Vec<(Requirement, MatterContent)> =
        readable(actor, found).into_iter().filter_map(|one| Some((requirement(&one)?, one))).collect();
    let this_year = model.day.year();
    let year = year.unwrap_or(this_year);
    let mut years: Vec<i16> = found.iter().filter_map(|(_, one)| year_of(one)).chain([this_year, year]).collect();
    years.sort_unstable_by(|one, other| other.cmp(one));
    years.dedup();
    let is_of_year = |one: &MatterContent| year_of(one).is_none_or(|of| of == year);
    let found: Vec<_> = found.into_iter().filter(|(_, one)| is_of_year(one)).collect();
    let required = system.iter().flat_map(|system| required(system));
    let stand = standing(required, found.iter().map(|(of, one)| (of, progress(one))));
    let mut places: Vec<MaterialPlace> = stand
        .into_iter()
        .filter(|(of, _)| node.is_none_or(|node| is_within(system.as_deref(), &of.node, node)))
        .map(|(requirement, standing)| MaterialPlace { requirement, standing, materials: Vec::new() })
        .collect();
    for (of, one) in found.into_iter().filter(|(_, one)| progress(one) != Progress::Withdrawn) {
        if let Some(place) = places.iter_mut().find(|place| place.requirement == of) {
            place.materials.push(one);
        }
    }
    Ok(Overview { system, year, years, places })
}

fn required(system: &System) -> impl Iterator<Item = Requirement> {
    let of_node = |node: &changxiao_domain::standards::Node| {
        let code = node.code.clone();
        let of_kind = move |kind: &String| Requirement { node: code.clone(), kind: kind.clone() };
        node.materials.iter().map(of_kind).collect::<Vec<_>>()
    };
    system.nodes.iter().flat_map(of_node)
}

/// What a material answers; `None` where its fields do not say.
fn requirement(material: &MatterContent) -> Option<Requirement> {
    let text = |name| Some(material.values.get(Code::parse(name)?)?.as_str()?.to_owned());
    Some(Requirement { node: text("node")?, kind: text("kind")? })
}

/// The year in which its period ends; `None` where a city's own edition asks for no period: then it counts in each.
fn year_of(material: &MatterContent) -> Option<i16> {
    Some(material.values.day(Code::parse("period_until")?)?.year())
}

fn progress(material: &MatterContent) -> Progress {
    match material.state.as_str() {
        ACCEPTED => Progress::Accepted,
        WITHDRAWN => Progress::Withdrawn,
        _ => Progress::Open,
    }
}

/// Whether a node is another one or lies below it. A standard is a tree, and its depth is that of its kinds.
fn is_within(system: Option<&System>, node: &str, above: &str) -> bool {
    let mut at = Some(node);
    while let Some(code) = at {
        if code == above {
            return true;
        }
        let found = system.and_then(|system| system.nodes.iter().find(|node| node.code == code));
        at = found.and_then(|node| node.parent.as_deref());
    }
    false
}
