//! Signing in, choosing a post, passwords, accounts, tokens, rules and the trace.

pub mod add_person;
pub mod add_post;
pub(crate) mod administrators;
pub mod authenticate;
pub mod change_password;
pub mod confirm;
pub mod consent;
pub mod device;
pub mod directory;
mod former_passwords;
pub mod hashing;
pub mod issue_token;
pub mod list;
pub mod locks;
pub mod open_account;
pub mod open_session;
pub mod passkeys;
pub mod prefer;
mod prove;
pub mod rename_person;
pub mod rules;
pub mod second_factor;
mod second_half;
pub mod session_cache;
pub mod sign_in;
pub mod sign_out;
pub mod switch_post;
pub mod trace;
pub mod tries;
pub mod two_hands;
pub mod unlock;
pub mod way_in;

use changxiao_domain::{
    orgs::Actor,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::Tx;

use crate::{App, AppError, note};

/// Leaves a trace of what was done to an account.
async fn note_account(app: &App, tx: &mut Tx, actor: &Actor, login: &str, action: &str) -> Result<(), AppError> {
    let particulars = serde_json::json!({ "action": action });
    note(app, tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Account(login.to_owned()), particulars)
        .await
}
