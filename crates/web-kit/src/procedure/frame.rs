//! What the page and the printed sheet of every procedure show alike.

use changxiao_domain::{
    sealing::{ChainBreak, Chained, EventOf, Word, hex},
    time::Instant,
};

use super::ProcedurePage;
use crate::{cx::Cx, fact::Fact, timeline::Timeline};

/// The page extends `procedure/show.html`, the sheet `procedure/print.html`; each says there which blocks it writes.
pub struct Frame {
    pub number: String,
    pub title: String,
    /// Address and words of the list.
    pub list: (&'static str, &'static str),
    /// Where it stands, and since when.
    pub state: String,
    pub changed_at: Instant,
    pub timeline: Timeline,
    /// The chain of its events holds.
    pub holds: bool,
    /// The end of the chain, 64 digits.
    pub head: String,
    /// What is said where the post can do nothing.
    pub nothing: &'static str,
    /// It can be printed.
    pub has_sheet: bool,
    /// What is said of it in a word each, where page or sheet writes no block `facts` of its own.
    pub facts: Vec<(&'static str, Fact)>,
}

impl Frame {
    /// Of what the post may see: its events, oldest first, and where their chain breaks.
    pub fn of<T: ProcedurePage>(
        cx: &Cx,
        title: &str,
        procedure: &T::Procedure,
        events: &[EventOf<T::Procedure>],
        broken: Option<&ChainBreak>,
    ) -> Self {
        let course = procedure.course();
        Self {
            number: procedure.number().to_owned(),
            title: title.to_owned(),
            list: (T::LIST, T::NAME.text(cx.lang)),
            state: course.state.words(cx.lang),
            changed_at: course.at,
            timeline: Timeline::of(cx, T::NARRATION, events),
            holds: broken.is_none(),
            head: hex(&course.head),
            nothing: T::NOTHING.text(cx.lang),
            has_sheet: T::HAS_SHEET,
            facts: Vec::new(),
        }
    }

    /// What is not known is left out.
    pub fn with_facts<const N: usize>(self, facts: [(&'static str, Option<Fact>); N]) -> Self {
        let known = facts.into_iter().filter_map(|(label, fact)| Some((label, fact?)));
        Self { facts: known.collect(), ..self }
    }
}
