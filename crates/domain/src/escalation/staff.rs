//! Who stands on a rung today, and who stands in for whoever is away.

use std::collections::HashSet;

use super::{Ladder, Rung};
use crate::{
    ids::{PersonId, PostId, UnitId},
    orgs::{Post, Role, Unit, UnitKind, UnitTree},
    time::Day,
};

/// Somebody who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receiver {
    pub person: PersonId,
    pub post: PostId,
    /// The absent post for which this one stands in.
    pub stands_in_for: Option<PostId>,
}

/// The people of a city on one day.
pub struct Staff<'a> {
    /// Any order; those that are not in force on `day` are left out.
    pub posts: &'a [&'a Post],
    pub units: &'a UnitTree,
    pub day: Day,
    pub absent: &'a HashSet<PersonId>,
    pub ladder: &'a Ladder,
}

impl Staff<'_> {
    /// Who is told when a case of this lead unit reaches the rung, each person once. `handler` is who took the case on.
    ///
    /// A rung that nobody holds is held by the next one above. An absent person hands over to the deputies of the post
    /// (`deputy_of`), these to theirs; where nobody stands in, the next rung above is told. Above the top there is nobody: then
    /// the absent ones are told, so that a level is never told to no one while the city has anybody at all.
    pub fn receivers(&self, rung: Rung, lead: UnitId, handler: Option<PersonId>) -> Vec<Receiver> {
        self.receivers_with(rung, lead, handler, None)
    }

    /// The same for a case of which a promotion group is known to own what it is about: where the unit stands below no group itself, the
    /// ladder ends at whoever leads that one, before it ends at the headquarters.
    pub fn receivers_with(
        &self,
        rung: Rung,
        lead: UnitId,
        handler: Option<PersonId>,
        group: Option<UnitId>,
    ) -> Vec<Receiver> {
        let mut rung = Some(rung);
        let mut away = Vec::new();
        while let Some(now) = rung {
            let holders = self.holders(now, lead, handler, group);
            let mut present = Vec::new();
            for post in &holders {
                self.hand_over(post, None, &mut HashSet::new(), &mut present);
            }
            if !present.is_empty() {
                return once(present);
            }
            away.extend(holders.into_iter().map(|post| Receiver {
                person: post.person,
                post: post.id,
                stands_in_for: None,
            }));
            rung = now.above();
        }
        once(away)
    }

    /// Who does today what waits for a post: its holder, or whoever stands in while the holder is away. Where nobody stands in, the holder
    /// finds it on return.
    pub fn instead_of(&self, post: &Post) -> Vec<Receiver> {
        let mut present = Vec::new();
        self.hand_over(post, None, &mut HashSet::new(), &mut present);
        let holder = || vec![Receiver { person: post.person, post: post.id, stands_in_for: None }];
        if present.is_empty() { holder() } else { once(present) }
    }

    /// The posts of those who are away for which this one stands in today, the nearest first.
    pub fn stands_in_for(&self, post: &Post) -> Vec<PostId> {
        let mut found = Vec::new();
        let mut next = post.deputy_of;
        while let Some(above) = next.and_then(|id| self.in_force().find(|other| other.id == id)) {
            if !self.absent.contains(&above.person) || found.contains(&above.id) {
                break;
            }
            found.push(above.id);
            next = above.deputy_of;
        }
        found
    }

    fn hand_over(&self, post: &Post, instead: Option<PostId>, seen: &mut HashSet<PostId>, into: &mut Vec<Receiver>) {
        if !seen.insert(post.id) {
            return;
        }
        if !self.absent.contains(&post.person) {
            into.push(Receiver { person: post.person, post: post.id, stands_in_for: instead });
            return;
        }
        for deputy in self.in_force().filter(|other| other.deputy_of == Some(post.id)) {
            self.hand_over(deputy, Some(instead.unwrap_or(post.id)), seen, into);
        }
    }

    /// The posts of the rung itself, absent or not, in the order of their ids.
    fn holders(&self, rung: Rung, lead: UnitId, handler: Option<PersonId>, group: Option<UnitId>) -> Vec<&Post> {
        let of_unit = || self.in_force().filter(move |post| post.unit == lead);
        let mut found: Vec<&Post> = match rung {
            Rung::Handler => {
                let mine = of_unit().filter(|post| Some(post.person) == handler && is_of_unit(post.role)).collect();
                or(mine, || of_unit().filter(|post| post.role == Role::Handler).collect())
            }
            Rung::Contact => {
                let named = |post: &&Post| is_of_unit(post.role) && titled(post, &self.ladder.contact_titles);
                or(of_unit().filter(named).collect(), || of_unit().filter(|post| post.role == Role::Handler).collect())
            }
            Rung::Deputy => of_unit().filter(|post| self.is_deputy(post)).collect(),
            Rung::UnitHead => {
                let heads = || of_unit().filter(|post| post.role == Role::UnitHead);
                or(heads().filter(|post| !self.is_deputy(post)).collect(), || heads().collect())
            }
            Rung::GroupLeader => self.leaders_above(lead, group),
        };
        found.sort_unstable_by_key(|post| post.id);
        found
    }

    /// The nearest unit above with a leader, or a group with a head; where that is no group, the leaders of the group that owns the case
    /// before it; else the city's leaders; else its office.
    fn leaders_above(&self, lead: UnitId, group: Option<UnitId>) -> Vec<&Post> {
        let leaders_of = |unit: &Unit| -> Vec<&Post> {
            let leads = |post: &&Post| {
                post.unit == unit.id
                    && (post.role == Role::Leader || (unit.kind == UnitKind::Group && post.role == Role::UnitHead))
            };
            self.in_force().filter(leads).collect()
        };
        let of_group = group.and_then(|group| self.units.get(group)).map(leaders_of).unwrap_or_default();
        for unit in self.units.path(lead).into_iter().rev().filter(|unit| unit.id != lead) {
            let found = leaders_of(unit);
            if !found.is_empty() {
                return if unit.kind == UnitKind::Group { found } else { or(of_group, || found) };
            }
        }
        if !of_group.is_empty() {
            return of_group;
        }
        let of = |role| self.in_force().filter(move |post| post.role == role).collect::<Vec<_>>();
        or(of(Role::Leader), || of(Role::Office))
    }

    fn is_deputy(&self, post: &Post) -> bool {
        let of_a_head = || {
            post.deputy_of
                .is_some_and(|above| self.in_force().any(|post| post.id == above && post.role == Role::UnitHead))
        };
        post.role == Role::UnitHead && (titled(post, &self.ladder.deputy_titles) || of_a_head())
    }

    fn in_force(&self) -> impl Iterator<Item = &Post> {
        self.posts.iter().copied().filter(|post| post.in_force(self.day))
    }
}

const fn is_of_unit(role: Role) -> bool {
    matches!(role, Role::Handler | Role::UnitHead)
}

fn titled(post: &Post, words: &[String]) -> bool {
    words.iter().any(|word| post.title.contains(word.as_str()))
}

fn or<'a>(found: Vec<&'a Post>, otherwise: impl FnOnce() -> Vec<&'a Post>) -> Vec<&'a Post> {
    if found.is_empty() { otherwise() } else { found }
}

fn once(receivers: Vec<Receiver>) -> Vec<Receiver> {
    let mut seen = HashSet::new();
    receivers.into_iter().filter(|receiver| seen.insert(receiver.person)).collect()
}
