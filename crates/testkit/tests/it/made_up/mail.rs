//! What is written to people: a mail of each kind of notice, one by one and together.

use changxiao_app::{
    notices::{pass_on::pass_on, preferences},
    people::{
        authenticate,
        sign_in::{self, Answered},
        way_in::Whence,
    },
};
use changxiao_domain::{
    escalation::Rung,
    ids::NoticeId,
    notices::{Facts, NoticeKind, Preferences},
};
use changxiao_store::{
    engine::Built,
    notices::{self, Notice, Receiver},
    params,
};
use changxiao_testkit::Demonstration;

use super::{Heard, leftover::outside};

const READER: &str = "office";

pub async fn mail(city: &Demonstration, heard: &Heard) -> anyhow::Result<()> {
    let app = &city.app;
    let shown = city.city.sign_ins.iter().find(|shown| shown.login == READER);
    let password = shown.map_or("", |shown| shown.password.as_str());
    let answered = sign_in::sign_in(app, city.city.city, READER, password, &Whence::default()).await?;
    let Answered::Session(opened) = answered else { anyhow::bail!("a demonstration asks for no code") };
    let who = authenticate::session(app, city.city.city, &opened.secret).await?;
    let chosen = Preferences {
        address: "office@example.gov.cn".to_owned(),
        mailed: NoticeKind::ALL.into(),
        ..Preferences::default()
    };
    preferences::choose(app, &who.actor, chosen).await?;
    for kind in NoticeKind::ALL {
        let mut tx = app.db().begin().await?;
        let notice = Notice {
            id: app.new_id(NoticeId),
            receiver: Receiver::Person(who.person.id),
            kind,
            urgent: true,
            facts: facts(),
            at: app.now(),
            read_at: None,
        };
        notices::put(&mut tx, city.city.city, &[notice]).await?;
        tx.commit().await?;
        pass_on(app, city.city.city).await?;
    }
    let question = "SELECT subject, body FROM deliveries".to_owned();
    let rows = app.db().rows(Built { name: "testkit::made_up::mail", text: question }, params![]).await?;
    anyhow::ensure!(rows.len() >= NoticeKind::ALL.len(), "{} mails for {} kinds", rows.len(), NoticeKind::ALL.len());
    for row in rows {
        for column in ["subject", "body"] {
            heard.note(&format!("mail {column}"), outside(&row.text(column)?));
        }
    }
    Ok(())
}

/// Facts of a case, with something for every sentence. The names are no words.
fn facts() -> Facts {
    Facts {
        number: "261120-0001".to_owned(),
        title: "1".to_owned(),
        place: "2".to_owned(),
        unit: "3".to_owned(),
        rung: Some(Rung::ALL[0]),
        share_permille: Some(900),
        stands_in: true,
        near: Some(1),
        late: Some(2),
        times: Some(3),
        usual_tenths: Some(15),
        ..Facts::default()
    }
}
