//! One chronic problem with its cases, their photos, and what the post can do now.

use std::collections::BTreeSet;

use changxiao_domain::{
    cases::State as CaseState,
    ids::CaseId,
    orgs::Actor,
    recurrence::{Action, Event, Problem},
    sealing::ChainBreak,
};
use changxiao_store::{
    cases::{self, CaseFilter, CaseLine, Pairs},
    recurrence::{self as store, Member},
};

use crate::{
    App, AppError,
    cases::{openable, scope as case_scope},
    readable::readable,
    workflow::{Seen, load_visible, see},
};

pub struct ProblemView {
    pub problem: Problem,
    /// Oldest first.
    pub events: Vec<Event>,
    /// `None`: the chain holds.
    pub broken: Option<ChainBreak>,
    pub actions: Vec<Action>,
    /// Oldest first.
    pub members: Vec<Member>,
    /// Numbers of the cases that the post may open; only their photos are given.
    pub openable: BTreeSet<String>,
    pub photos: Pairs,
}

pub async fn view(app: &App, actor: &Actor, number: &str) -> Result<ProblemView, AppError> {
    let Seen { subject: problem, events, broken, actions } = see::<Problem>(app, actor, number).await?;
    let members = store::members_of(app.db(), actor.city, problem.id).await?;
    let numbers: Vec<&str> = members.iter().map(|member| member.number.as_str()).collect();
    let openable = openable(app, actor, &numbers).await?;
    let shown: Vec<CaseId> =
        members.iter().filter(|member| openable.contains(&member.number)).map(|member| member.case).collect();
    let photos = cases::pairs_of(app.db(), actor.city, &shown).await?;
    let members = readable(actor, members);
    Ok(ProblemView { problem, events, broken, actions, members, openable, photos })
}

impl ProblemView {
    /// How many of its cases are still open.
    pub fn open_cases(&self) -> usize {
        self.members.iter().filter(|member| member.state.is_open()).count()
    }

    /// Cases that turned out void or the same as another.
    pub fn void_cases(&self) -> usize {
        let gone = |member: &&Member| matches!(member.state, CaseState::Voided | CaseState::Merged);
        self.members.iter().filter(gone).count()
    }
}

/// Its cases with a position that the post may see, for a map.
pub async fn points(app: &App, actor: &Actor, number: &str) -> Result<Vec<CaseLine>, AppError> {
    let problem: Problem = load_visible(app, actor, number).await?;
    let members = store::members_of(app.db(), actor.city, problem.id).await?;
    let numbers = members.iter().filter_map(|member| cases::number_from_text(&member.number)).collect();
    let filter = CaseFilter { scope: case_scope::filter(actor), numbers, ..CaseFilter::default() };
    let most = i64::try_from(members.len()).unwrap_or(i64::MAX);
    Ok(readable(actor, cases::map_points(app.db(), actor.city, &filter, app.now(), most).await?))
}

/// What a case page says of it: number of the problem, which time the case is, where the problem stands; where the post may open it.
pub async fn of_case(
    app: &App,
    actor: &Actor,
    case: CaseId,
) -> Result<Option<(String, i64, changxiao_domain::recurrence::State, bool)>, AppError> {
    let Some((number, nth, state)) = store::of_case(app.db(), actor.city, case).await? else { return Ok(None) };
    let open = load_visible::<Problem>(app, actor, &number).await.is_ok();
    Ok(Some((number, nth, state, open)))
}
