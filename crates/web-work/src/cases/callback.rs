//! 回访 on the page of a case: what was said so far, and the form for another call-back.

use askama::Template;
use changxiao_app::cases::view::CaseView;
use changxiao_domain::{
    callbacks::{Answer, Callback, Satisfaction, Source},
    cases::Action,
};
use changxiao_words::{Lang, texts};

use crate::{choice::Choice, fields::Typed, filters, shell::Shell};

/// The form's name among the forms of a case.
pub(super) const KEY: &str = "callback";

/// What the page shows of call-backs.
pub(super) struct CallbackView<'a> {
    view: &'a CaseView,
    /// The form, where it came back.
    refused: Option<&'a Typed>,
}

/// The same with what it needs of the page.
#[derive(Template)]
#[template(path = "cases/callback.html")]
pub(super) struct CallbackPart<'a> {
    shell: &'a Shell,
    /// The list from which the person came.
    list: &'a str,
    view: &'a CaseView,
    refused: Option<&'a Typed>,
}

impl<'a> CallbackView<'a> {
    pub(super) fn of(view: &'a CaseView, typed: &'a Typed) -> Self {
        Self { view, refused: Some(typed).filter(|typed| typed.key == KEY) }
    }

    pub(super) fn part(&'a self, shell: &'a Shell, list: &'a str) -> CallbackPart<'a> {
        CallbackPart { shell, list, view: self.view, refused: self.refused }
    }

    /// There is something to show or to do.
    pub(super) fn is_shown(&self) -> bool {
        self.view.may_call_back || !self.view.callbacks.is_empty()
    }
}

impl CallbackPart<'_> {
    /// What the last answer asks for beside a record. Only one to the handling that stands now asks for another handling.
    fn reopen(&self) -> Option<&'static str> {
        let last = self.view.callbacks.last().filter(|_| !self.view.row.case.state.is_open())?;
        let may_reopen = self.view.actions.contains(&Action::Reopen);
        let l = self.shell.l;
        last.callback.suggests_reopening().then_some(if may_reopen {
            l.callbacks_reopen
        } else {
            l.callbacks_ask_reopen
        })
    }

    fn typed(&self, name: &str) -> &str {
        self.refused.map_or("", |typed| typed.get(name))
    }

    /// A call-back is valid until somebody says that it is not.
    fn is_ticked(&self, name: &str) -> bool {
        self.refused.map_or(name == "valid", |typed| !typed.get(name).is_empty())
    }

    fn satisfactions(&self) -> [Choice; 4] {
        let typed = self.typed("satisfaction");
        let offers =
            [Satisfaction::Unsaid, Satisfaction::Satisfied, Satisfaction::Basically, Satisfaction::Unsatisfied];
        offers.map(|one| Choice::of(one.code(), one.words(self.shell.lang), typed))
    }

    fn sources(&self) -> Vec<Choice> {
        let typed = self.typed("source");
        Source::BY_HAND.iter().map(|one| Choice::of(one.code(), one.words(self.shell.lang), typed)).collect()
    }
}

/// 有效，已联系，已解决，满意（电话）.
pub(super) fn answer_words(lang: Lang, callback: &Callback) -> String {
    let l = texts(lang);
    let mut words = vec![callback.source.words(lang)];
    if callback.valid {
        match callback.contacted.told() {
            Some(true) => words.push(l.callbacks_was_contacted),
            Some(false) => words.push(l.callbacks_not_contacted),
            None => {}
        }
        match callback.solved {
            Answer::Yes => words.push(l.callbacks_was_solved),
            Answer::Partly => words.push(l.callbacks_partly_solved),
            Answer::No => words.push(l.callbacks_not_solved),
            Answer::Untold => {}
        }
        words.push(callback.satisfaction.words(lang));
    } else {
        words.push(l.callbacks_invalid);
    }
    words.join(l.cases_comma)
}
