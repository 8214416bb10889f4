//! The page of a procedure: what the post can do now, each with its form, and what was typed into a form that was refused. A procedure
//! says where its forms are sent, what each asks for and what it means; showing, carrying out and coming back are the same for all.

mod actions;
mod frame;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    workflow::{Carried, carry_out},
};
use changxiao_domain::{
    sealing::{Chained, Word},
    workflow::Procedure,
};
use changxiao_words::{Key, Lang, fill, keys, texts};

pub use actions::{ActionForm, ActionFormPart, Actions, ActionsPart};
pub use frame::Frame;

use crate::{
    acted::Acted,
    acting::{Answer, Forms, Steps},
    cx::Cx,
    fields::Typed,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    timeline::Narration,
};

/// What is done to the procedure of a page.
pub type ActionOf<T> = <<T as ProcedurePage>::Procedure as Chained>::Action;
/// A request to do it.
pub type CommandOf<T> = <<T as ProcedurePage>::Procedure as Procedure>::Command;

/// A procedure with a page of its own.
pub trait ProcedurePage: Sized + Send + 'static {
    type Procedure: Carried<Action: Copy + 'static, Command: Send + Sync> + Send + Sync;

    /// The address of the list, below which the pages lie, and what it is called.
    const LIST: &'static str;
    const NAME: Key;
    const SECTION: Section;
    const FORMS: Steps<Self>;
    /// What is said where the post can do nothing.
    const NOTHING: Key = keys::whistles_nothing_to_do;
    /// It can be printed, below its page at `/print`.
    const HAS_SHEET: bool = false;
    const NARRATION: &'static Narration<ActionOf<Self>>;

    /// What the form says.
    fn command(
        request: &Acted,
        action: ActionOf<Self>,
    ) -> impl Future<Output = Result<CommandOf<Self>, AppError>> + Send;

    /// Which form of the page it was, where an action has several.
    fn key(action: ActionOf<Self>, _: &Form) -> String {
        action.code().to_owned()
    }

    fn render(request: PageRequest) -> impl Future<Output = Answer> + Send;
}

/// What a page of a procedure is made of.
pub struct PageRequest {
    pub state: WebState,
    pub who: Who,
    pub cx: Cx,
    pub shell: Shell,
    /// Which one, as the address names it.
    pub number: String,
    /// What was typed into the form that came back, if one did.
    pub typed: Typed,
    pub status: StatusCode,
}

impl PageRequest {
    fn new(state: WebState, who: Who, number: String, shell: Shell) -> Self {
        Self { cx: Cx::of(&state, &who), state, who, shell, number, typed: Typed::default(), status: StatusCode::OK }
    }
}

/// The page as it is opened.
pub async fn show<T: ProcedurePage>(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
) -> Answer {
    let (shell, jar) = pages::shell_with_notice(&state, &who, T::SECTION, jar).await;
    let page = T::render(PageRequest::new(state, who, number, shell)).await?;
    Ok((jar, page).into_response())
}

impl<T: ProcedurePage> Forms for T {
    type Thing = T::Procedure;
    type Action = ActionOf<T>;

    const STEPS: Steps<Self> = T::FORMS;

    async fn carried(request: &Acted, action: ActionOf<T>) -> Result<T::Procedure, AppError> {
        carry_out(request.app(), request.actor(), &request.target(), T::command(request, action).await?).await
    }

    fn page(procedure: &T::Procedure, _: &Acted) -> String {
        format!("{}/{}", T::LIST, procedure.number())
    }

    fn done(procedure: &T::Procedure, lang: Lang) -> String {
        let state = procedure.course().state;
        fill(texts(lang).workflow_done, &[("number", &procedure.number()), ("state", &state.words(lang))])
    }

    async fn again(request: Acted, action: ActionOf<T>, problem: AppError, status: StatusCode) -> Answer {
        let Acted { state, who, number, form, .. } = request;
        let typed = Typed::refused(T::key(action, &form), &form, &problem, who.lang());
        let shell = pages::shell(&state, &who, T::SECTION, None).await;
        T::render(PageRequest { typed, status, ..PageRequest::new(state, who, number, shell) }).await
    }
}
