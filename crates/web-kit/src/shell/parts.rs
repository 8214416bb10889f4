//! What every page has around it, each part with a template of its own. Inside `base.html` they would be compiled anew with every
//! page: the compiler takes longer than in proportion over a long template, and there are eighty pages.

use askama::Template;

use super::Shell;

/// The city and the way home.
#[derive(Template)]
#[template(path = "shell/brand.html")]
pub struct Brand<'a> {
    shell: &'a Shell,
}

/// Search, notices, the posts of the person.
#[derive(Template)]
#[template(path = "shell/tools.html")]
pub struct Tools<'a> {
    shell: &'a Shell,
}

/// Type size and dark colours.
#[derive(Template)]
#[template(path = "shell/toggles.html")]
pub struct Toggles<'a> {
    shell: &'a Shell,
}

/// The navigation of a wide window.
#[derive(Template)]
#[template(path = "shell/nav.html")]
pub struct Nav<'a> {
    shell: &'a Shell,
}

/// What the last action did.
#[derive(Template)]
#[template(path = "shell/notice.html")]
pub struct NoticeLine<'a> {
    shell: &'a Shell,
}

/// The navigation of a phone.
#[derive(Template)]
#[template(path = "shell/tabbar.html")]
pub struct Tabbar<'a> {
    shell: &'a Shell,
}

/// Help for the keyboard and the question before what hurts.
#[derive(Template)]
#[template(path = "shell/dialogs.html")]
pub struct Dialogs<'a> {
    shell: &'a Shell,
}

impl Shell {
    pub fn brand(&self) -> Brand<'_> {
        Brand { shell: self }
    }

    pub fn tools(&self) -> Tools<'_> {
        Tools { shell: self }
    }

    pub fn toggles(&self) -> Toggles<'_> {
        Toggles { shell: self }
    }

    pub fn nav(&self) -> Nav<'_> {
        Nav { shell: self }
    }

    pub fn notice_line(&self) -> NoticeLine<'_> {
        NoticeLine { shell: self }
    }

    pub fn tabbar(&self) -> Tabbar<'_> {
        Tabbar { shell: self }
    }

    pub fn dialogs(&self) -> Dialogs<'_> {
        Dialogs { shell: self }
    }
}
