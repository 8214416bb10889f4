//! What makes two plans the same: every row that would be written, but for ids and times that are new each time.

use std::collections::HashMap;

use changxiao_domain::{
    ids::{PersonId, SiteId, UnitId},
    time::Instant,
};
use changxiao_store::{orgs::UnitRow, people::PostRow, sites::SiteRow, standards::SystemRow};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::write::Write;
use crate::matters::from_sheet::Of;

/// Notes the rows. Those that are there carry their version, so that a row that somebody has changed since is another plan.
pub(super) fn note(noted: &mut Sha256, write: &Write) {
    let mut add = |text: String| noted.update(text);
    match write {
        Write::Divisions(rows) => rows.iter().for_each(|row| add(format!("{row:?}"))),
        Write::Outlines { rows, source } => {
            add(format!("{source:?}"));
            rows.iter().for_each(|row| add(format!("{row:?}")));
        }
        Write::Days(rows) => rows.iter().for_each(|row| add(format!("{row:?}"))),
        Write::Units { added, changed } => {
            let new: HashMap<UnitId, usize> = added.iter().enumerate().map(|(at, unit)| (unit.id, at)).collect();
            added.iter().chain(changed).for_each(|unit| add(unit_text(unit, &new)));
        }
        Write::People { people, posts, titled } => {
            let new: HashMap<PersonId, usize> = people.iter().enumerate().map(|(at, person)| (person.id, at)).collect();
            people.iter().for_each(|person| add(format!("{:?} {:?};", person.login, person.name)));
            posts.iter().for_each(|post| add(post_text(post, &new)));
            titled.iter().for_each(|post| add(format!("{post:?}")));
        }
        Write::Responsibilities(rows) => rows.iter().for_each(|row| add(format!("{row:?}"))),
        Write::Matrix(rows) => rows.iter().for_each(|row| add(format!("{row:?}"))),
        Write::Sites { added, changed, .. } => {
            added.iter().for_each(|site| add(new_site_text(site)));
            changed.iter().for_each(|site| add(format!("{site:?}")));
        }
        Write::Grids { added, changed } => added.iter().chain(changed).for_each(|row| add(format!("{row:?}"))),
        Write::Tasks { added, changed, .. } => {
            added.iter().for_each(|row| add(format!("{row:?}")));
            changed.iter().for_each(|(task, row)| add(format!("{} {} {row:?}", task.number, task.version)));
        }
        Write::Matters { rows, .. } => rows.iter().for_each(|row| {
            let of = match &row.of {
                Of::Open(matter) => format!("{} {}", matter.number, matter.version),
                Of::New(kept, title) => format!("{} {title}", kept.document.key),
            };
            add(format!("{of} {:?} {:?}", row.values, row.action));
        }),
        Write::Evidence { changed, .. } => changed.iter().for_each(|(_, row)| add(format!("{row:?}"))),
        Write::Standard { added, changed } => {
            added.iter().chain(changed).for_each(|row| add(system_text(row)));
        }
        Write::Categories(row) => {
            let text = row.as_ref().map(|(row, _)| (&row.key, &row.edition, row.effective_from, &row.document));
            add(format!("{text:?}"));
        }
    }
}

fn unit_text(unit: &UnitRow, new: &HashMap<UnitId, usize>) -> String {
    let id = if new.contains_key(&unit.id) { UnitId(Uuid::nil()) } else { unit.id };
    let below = unit.parent.and_then(|parent| new.get(&parent));
    let parent = unit.parent.filter(|_| below.is_none());
    format!("{below:?} {:?}", UnitRow { id, parent, ..unit.clone() })
}

fn post_text(post: &PostRow, new: &HashMap<PersonId, usize>) -> String {
    let holder = new.get(&post.person).map_or_else(|| format!("{:?}", post.person), usize::to_string);
    let PostRow { unit, role, title, valid_from, .. } = post;
    format!("{holder} {unit:?} {role:?} {title:?} {valid_from:?};")
}

fn new_site_text(site: &SiteRow) -> String {
    format!("{:?}", SiteRow { id: SiteId(Uuid::nil()), created_at: Instant(0), ..site.clone() })
}

fn system_text(row: &SystemRow) -> String {
    let document = row.document.replace(&row.id.to_string(), "");
    let SystemRow { key, edition, name, status, effective_from, version, .. } = row;
    format!("{key:?} {edition:?} {name:?} {status:?} {effective_from:?} {version} {document}")
}
