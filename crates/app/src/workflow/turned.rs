//! Who is told that a procedure waits for them now.

use changxiao_domain::{
    ids::{NoticeId, UnitId},
    notices::{Facts, Names, NoticeKind},
    orgs::Post,
    sealing::ActorStamp,
    time::Instant,
};
use changxiao_store::notices::{Notice, Receiver};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Carried;
use crate::{App, model::CityModel, notices::of_case};

/// What a notice says of a procedure.
pub struct Announced<'a> {
    pub kind: NoticeKind,
    pub title: &'a str,
    /// Padded code of the division it lies in.
    pub division: i64,
    pub place: &'a str,
    /// The unit that began it.
    pub unit: UnitId,
    /// It goes out at any hour.
    pub urgent: bool,
}

/// The notices of one decision, by the table alone: for everybody who stands on a side of it and can do something now that was not to be done
/// before and that the one who acted cannot go on with. What a role may do wherever it stands is nobody's turn.
pub(crate) fn turned<P: Carried>(
    app: &App,
    model: &CityModel,
    before: Option<&P>,
    after: &P,
    actor: &ActorStamp,
) -> Vec<Notice> {
    let Some(about) = after.announced() else { return Vec::new() };
    let now = app.now().max(after.course().at);
    let own = after.allowed(actor, now);
    let waits = |post: &&Post| {
        if !post.in_force(model.day) || post.person == actor.person {
            return false;
        }
        let stamp = ActorStamp {
            person: post.person,
            post: post.id,
            unit: post.unit,
            role: post.role,
            system: false,
            program: None,
        };
        let open = after.allowed(&stamp, now);
        if open.is_empty() {
            return false;
        }
        let anywhere = after.allowed(&ActorStamp { unit: UnitId(Uuid::nil()), ..stamp }, now);
        let was = before.map(|before| before.allowed(&stamp, now)).unwrap_or_default();
        open.iter().any(|action| !own.contains(action) && !anywhere.contains(action) && !was.contains(action))
    };
    let mut people: Vec<_> = model.posts.values().filter(waits).map(|post| post.person).collect();
    people.sort_unstable();
    people.dedup();
    let names = |lang| {
        let division = model.place_name(about.division, lang);
        Names {
            title: about.title.to_owned(),
            place: if about.place.is_empty() { division } else { format!("{division} · {}", about.place) },
            unit: model.unit_name(about.unit, lang).to_owned(),
        }
    };
    let facts = Facts { number: after.number().to_owned(), ..Facts::named(names) };
    let urgent = about.urgent || model.notice_rules.is_urgent(about.kind, None);
    let receivers = people.into_iter().map(Receiver::Person).chain(of_case::hooks(model, about.kind, Some(about.unit)));
    let (at, step) = (app.now(), format!("{} {}", after.number(), after.course().version));
    let notice = |receiver: Receiver| Notice {
        id: id_of(&step, receiver, at),
        receiver,
        kind: about.kind,
        urgent,
        facts: facts.clone(),
        at,
        read_at: None,
    };
    receivers.map(notice).collect()
}

/// One for each step and receiver, without chance: the same step tells nobody twice.
fn id_of(step: &str, receiver: Receiver, at: Instant) -> NoticeId {
    let digest = Sha256::new().chain_update(step).chain_update(receiver.bytes()).finalize();
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    NoticeId::new(at, random)
}
