//! What each officer has in hand, and handing it over.

use askama::Template;
use changxiao_app::{
    AppError,
    departures::{
        leave::{hand_over, read_people},
        queues::{Queue, queues},
    },
};
use changxiao_domain::{ids::PersonId, orgs::Post};
use changxiao_words::fill;

use crate::{
    answer::Answer,
    choice::Choice,
    cx::Cx,
    faults::Faults,
    filters,
    form::Form,
    links::unit_href,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "orgs/queues.html")]
struct QueuesPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    queues: Vec<Queue>,
    faults: Faults,
}

pub(super) async fn list(request: Request) -> Answer {
    show(&request, Faults::default()).await
}

pub(super) async fn give(request: Request, form: Form) -> Answer {
    let person: PersonId = form.text("person").parse().map_err(|_| AppError::NotFound("person"))?;
    let (model, actor) = (request.model(), request.actor());
    let done = match read_people(model, model.day, |field| form.text(field)) {
        Ok(heirs) => hand_over(request.app(), actor, person, &heirs).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(decided) => {
            let notice = fill(request.cx.l.departures_queue_done, &[("n", &decided.moved)]);
            request.redirect("/units/queues", notice)
        }
        Err(problem) => show(&request, request.faults(problem)?).await,
    }
}

async fn show(request: &Request, faults: Faults) -> Answer {
    let queues = queues(request.app(), request.actor()).await?;
    let shell = request.form_shell(Section::Units, &faults).await;
    let page = QueuesPage { shell, cx: &request.cx, queues, faults };
    request.form_page(&page.faults, &page)
}

impl QueuesPage<'_> {
    /// Colleagues of the unit, by their posts.
    fn colleagues(&self, queue: &Queue) -> Vec<Choice> {
        let model = &self.cx.model;
        let is_colleague =
            |post: &&Post| post.unit == queue.unit && post.person != queue.person && post.in_force(model.day);
        let mut posts: Vec<&Post> = model.posts.values().filter(is_colleague).collect();
        posts.sort_by_key(|post| (post.role, post.id));
        posts.iter().map(|post| Choice::new(post.id.to_string(), self.label(post), false)).collect()
    }

    fn label(&self, post: &Post) -> String {
        match post.title.as_str() {
            "" => post.role.words(self.cx.lang).to_owned(),
            title => title.to_owned(),
        }
    }

    fn post(&self, queue: &Queue) -> String {
        self.cx.model.posts.get(&queue.post).map_or_else(String::new, |post| self.label(post))
    }
}
