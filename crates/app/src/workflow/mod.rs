//! What carries out every action of every procedure: who may, load in the version that was seen, decide, save with the event and what
//! goes with it. A procedure gives what is its own ([`Carried`]); callers make the command and call [`carry_out`].

mod carry_out;
mod once;
mod seen;
mod turned;

pub use carry_out::{Asked, Step, Target, carry_out, load_visible};
pub(crate) use once::{begin_once, begin_with};
pub use seen::{Seen, see};
pub use turned::Announced;
pub(crate) use turned::turned;

use changxiao_domain::{
    ids::CityId,
    orgs::{Actor, Permission},
    workflow::Procedure,
};
use changxiao_store::{StoreError, Tx, workflow::Stored};

use crate::{App, AppError, model::CityModel};

/// A procedure whose actions are carried out here.
pub trait Carried: Stored + Procedure<Command: Send, Refusal: Into<AppError>> {
    /// What is not there: “there is no whistle”.
    const NAME: &'static str;
    const READ: Permission;
    /// Who may take which action on which of them is decided by its table.
    const WORK: Permission;
    /// What is saved in the transaction of the decision; `()` where nothing is.
    type Beside: Default + Send;

    fn may_see(&self, actor: &Actor) -> bool;

    fn rules(model: &CityModel) -> Self::Rules<'_>;

    /// Puts into a request what the program itself brings: signatures, texts that it makes.
    ///
    /// Errors: it cannot be made.
    fn prepare(
        _: Asked<'_, Self>,
        command: Self::Command,
    ) -> impl Future<Output = Result<Self::Command, AppError>> + Send {
        async move { Ok(command) }
    }

    /// What goes with a decision: another procedure that it begins or moves on, notices.
    ///
    /// Errors: what was asked for does not fit to what the domain cannot know.
    fn beside(_: &Step<'_, Self>) -> impl Future<Output = Result<Self::Beside, AppError>> + Send {
        async { Ok(Self::Beside::default()) }
    }

    fn put(_: &mut Tx, _: CityId, _: Self::Beside) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { Ok(()) }
    }

    /// What has to be there before a new one is saved.
    fn before(_: &mut Tx, _: CityId, _begun: &Self) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { Ok(()) }
    }

    /// What a notice says of it; `None` where nobody is told by the table, because it tells people itself.
    fn announced(&self) -> Option<Announced<'_>> {
        None
    }

    /// What is held in memory and follows from it is stale now.
    fn forget(_: &App, _: CityId) {}
}
