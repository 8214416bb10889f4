//! Who acts, in which post, and which rows that post may see.

use std::{collections::BTreeSet, net::IpAddr};

use crate::{
    divisions::DivisionCode,
    ids::{CityId, PersonId, PostId, TokenId, UnitId},
    orgs::{Permission, Role, Territory, Unit, UnitTree, permissions},
    sealing::ActorStamp,
};

/// Which rows of a city a post may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    WholeCity,
    /// What belongs to one of these units: a unit with everything below it.
    Units(BTreeSet<UnitId>),
    /// What lies in this territory, and what belongs to the actor's own unit wherever it lies.
    Territory(Territory),
}

impl Scope {
    /// The scope of a post. Headquarters and office, and the roles that serve the whole city from there, see everything; a territory sees its
    /// territory; every other unit sees itself and what is below it.
    pub fn of_post(role: Role, unit: &Unit, tree: &UnitTree) -> Self {
        let looks_after_the_system = matches!(role, Role::Auditor | Role::SystemAdmin | Role::SecurityAdmin);
        if unit.kind.serves_the_city() || looks_after_the_system {
            return Scope::WholeCity;
        }
        match unit.territory() {
            Some(territory) => Scope::Territory(territory),
            None => {
                let below: BTreeSet<UnitId> = tree.subtree(unit.id).iter().map(|unit| unit.id).collect();
                Scope::Units(if below.is_empty() { BTreeSet::from([unit.id]) } else { below })
            }
        }
    }
}

impl Scope {
    /// The divisions at which choosing a place begins: those of the territory, else the city's own.
    pub fn roots(&self, city: Option<DivisionCode>) -> Vec<DivisionCode> {
        match self {
            Scope::Territory(territory) => territory.divisions().to_vec(),
            Scope::WholeCity | Scope::Units(_) => city.into_iter().collect(),
        }
    }
}

/// To whom a row belongs: its city, the units that report, lead or help, and the division it lies in.
#[derive(Clone, Copy, Debug)]
pub struct RowOwner<'a> {
    pub city: CityId,
    pub units: &'a [UnitId],
    pub division: Option<DivisionCode>,
}

/// A signed-in person acting through one post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub city: CityId,
    pub person: PersonId,
    pub post: PostId,
    pub unit: UnitId,
    pub role: Role,
    pub division: Option<DivisionCode>,
    pub scope: Scope,
    /// The token of a program that acts in the post, with its holder's consent.
    pub program: Option<TokenId>,
    /// From where this request came; `None` for jobs and commands.
    pub address: Option<IpAddr>,
}

/// The post does not include this permission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the role {role} may not {permission}")]
pub struct NotPermitted {
    pub role: Role,
    pub permission: Permission,
}

impl Actor {
    /// As the actor is written into events.
    pub const fn stamp(&self) -> ActorStamp {
        let Self { person, post, unit, role, program, .. } = *self;
        ActorStamp { person, post, unit, role, system: false, program }
    }

    /// True when the row is of the actor's city and lies in the actor's scope. What the actor may do with it is `may`.
    pub fn may_see(&self, row: RowOwner<'_>) -> bool {
        row.city == self.city
            && match &self.scope {
                Scope::WholeCity => true,
                Scope::Units(units) => row.units.iter().any(|unit| units.contains(unit)),
                Scope::Territory(territory) => {
                    row.units.contains(&self.unit) || row.division.is_some_and(|at| territory.holds(at))
                }
            }
    }

    pub fn may(&self, permission: Permission) -> bool {
        permissions(self.role).contains(&permission)
    }

    /// Refuses with a name for what is missing.
    pub fn require(&self, permission: Permission) -> Result<(), NotPermitted> {
        if self.may(permission) { Ok(()) } else { Err(NotPermitted { role: self.role, permission }) }
    }
}
