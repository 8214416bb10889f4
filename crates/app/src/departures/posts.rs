//! Posts of a unit that ends: each ends with it, and where another unit takes the posts over, its holder has the same post there, with
//! what hung on the old one. Posts are ended and begun, never changed.

use std::collections::HashMap;

use changxiao_domain::{
    departures::Subject,
    ids::{CityId, PostId, UnitId},
    orgs::{Actor, Post},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx, departures as store,
    people::{self, PostRow},
};
use serde_json::json;

use super::hangs;
use crate::{App, AppError, model::CityModel, note};

/// A post that ends, and what follows it.
pub(super) struct PostMove {
    pub post: Post,
    version: i64,
    until: Day,
    follows: Follows,
}

enum Follows {
    Nothing,
    /// The person has the same post there already.
    There(PostId),
    New(Box<PostRow>),
}

/// The posts of `unit`, each with the one that follows it in `heir`.
pub(super) fn moves(app: &App, model: &CityModel, unit: UnitId, heir: Option<UnitId>, day: Day) -> Vec<PostMove> {
    let mut followed: HashMap<PostId, PostId> = HashMap::new();
    let mut moves = Vec::new();
    for post in hangs::posts(model, Subject::Unit(unit), day) {
        let follows = heir.map_or(Follows::Nothing, |heir| follower(app, model, post, heir, day, &followed));
        match &follows {
            Follows::Nothing => {}
            Follows::There(id) => drop(followed.insert(post.id, *id)),
            Follows::New(row) => drop(followed.insert(post.id, row.id)),
        }
        let version = model.post_versions.get(&post.id).copied().unwrap_or(1);
        // A post that has not begun ends on the day on which it would have.
        moves.push(PostMove { post: post.clone(), version, until: day.max(post.from), follows });
    }
    moves
}

fn follower(
    app: &App,
    model: &CityModel,
    post: &Post,
    heir: UnitId,
    day: Day,
    followed: &HashMap<PostId, PostId>,
) -> Follows {
    let held = hangs::posts(model, Subject::Person(post.person), day);
    let same = |other: &&&Post| (other.unit, other.role, &other.title) == (heir, post.role, &post.title);
    if let Some(there) = held.iter().find(same) {
        return Follows::There(there.id);
    }
    Follows::New(Box::new(PostRow {
        id: app.new_id(PostId),
        person: post.person,
        unit: heir,
        role: post.role.code().to_owned(),
        title: post.title.clone(),
        deputy_of: post.deputy_of.map(|of| followed.get(&of).copied().unwrap_or(of)),
        valid_from: day.max(post.from),
        valid_until: post.until,
        version: 1,
    }))
}

impl PostMove {
    pub(super) async fn put(&self, app: &App, tx: &mut Tx, city: CityId, actor: &Actor) -> Result<(), AppError> {
        people::end_post(tx, city, self.post.id, self.version, self.until).await?;
        let next = match &self.follows {
            Follows::Nothing => None,
            Follows::There(id) => Some(*id),
            Follows::New(row) => {
                people::insert_post(tx, city, row).await?;
                Some(row.id)
            }
        };
        if let Some(next) = next {
            store::follow_post(tx, city, self.post.id, next).await?;
        }
        let particulars = json!({ "until": self.until.to_string(), "followed_by": next });
        note(app, tx, city, Some(actor), TraceKind::Change, TraceSubject::Post(self.post.id), particulars).await
    }
}
