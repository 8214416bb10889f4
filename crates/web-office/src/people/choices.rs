//! Posts to choose from.

use changxiao_domain::{ids::PostId, orgs::Post};

use crate::{choice::Choice, cx::Cx};

/// Posts in force that are offered, by unit and title; with their holders where the reader may know them.
pub(super) fn post_choices(cx: &Cx, named: bool, chosen: &str, is_offered: impl Fn(&Post) -> bool) -> Vec<Choice> {
    let model = &cx.model;
    let is_shown = |post: &&Post| is_offered(post) && post.in_force(model.day) && model.units.get(post.unit).is_some();
    let posts = model.posts.values().filter(is_shown);
    let mut choices: Vec<Choice> =
        posts.map(|post| Choice::of(&post.id.to_string(), post_words(cx, &post.id, named), chosen)).collect();
    choices.sort_by(|one, two| (&one.label, &one.value).cmp(&(&two.label, &two.value)));
    choices
}

/// A post with who holds it.
pub(super) fn post_words(cx: &Cx, post: &PostId, named: bool) -> String {
    let holder = cx.model.posts.get(post).filter(|_| named).and_then(|post| cx.model.person_names.get(&post.person));
    format!("{} {}", cx.model.post_label(*post, cx.lang), holder.map_or("", String::as_str)).trim().to_owned()
}
