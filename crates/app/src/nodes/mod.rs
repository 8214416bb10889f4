//! Several servers over one database hold as one: what another server changed is not believed here any longer.
//!
//! Everything that a server remembers of a city (its reference data, who stands behind a session or token, figures) is believed only for
//! a little more than half a second after the last look at how far the city has come ([`changxiao_store::nodes`]). A task looks several times a second and so
//! keeps the permission to remember; where it is late, because the database is slow or the connection was cut, the next request looks
//! itself before it believes anything. So nothing depends on a message that arrives: a change made elsewhere is held here within
//! that time, or the request fails because the database is away. It is the same on both engines, and for another process over one SQLite
//! file, such as an import from the command line.
//!
//! Remembered, and by what it is forgotten: the model of a city (divisions, units, posts and so permissions, rules, standards, categories,
//! calendar, names, webhooks) by `cities.model_version`; sessions, tokens and people by `news`; figures, counts and shared views by
//! the counts of `nodes`. Failed sign-ins are counted on each server and, for the account, in the database as well. Nothing else that may
//! change is kept between requests.

pub(crate) mod heard;

use std::time::Duration;

use changxiao_domain::{ids::CityId, time::Instant};
use changxiao_store::nodes::{self, Head, News, Present};
use tokio::{task::JoinSet, time::MissedTickBehavior};

use crate::{App, AppError};
use heard::{Heard, PRESENT_EVERY};

/// How often the task looks: four looks fit into the time for which one is good.
const LOOK_EVERY: Duration = Duration::from_millis(150);
/// A server that has not said so for this long (microseconds) has ended.
const GONE_AFTER: i64 = 10 * PRESENT_EVERY;

impl App {
    /// Returns when what is remembered of the city may be believed. Ask before anything that is remembered is used.
    ///
    /// Errors: the database does not answer; the city's reference data cannot be read.
    pub(crate) async fn in_touch(&self, city: CityId) -> Result<(), AppError> {
        if self.nodes().is_alone {
            return Ok(());
        }
        let heard = match self.nodes().heard(city) {
            Some(heard) if heard.is_fresh(self.now()) => return Ok(()),
            Some(heard) => heard,
            // Anybody can name any city; of one that is not there nothing is kept.
            None => match self.head(city).await? {
                Some(seen) => self.nodes().heard_or(seen),
                None => return Ok(()),
            },
        };
        let mut head = heard.turn.lock().await;
        if heard.is_fresh(self.now()) {
            return Ok(());
        }
        let began = self.now();
        match self.head(city).await? {
            Some(seen) => self.take_in(&heard, &mut head, seen, began).await,
            None => Ok(()),
        }
    }

    /// Every city that this server has seen in the database, by its number.
    pub fn cities_seen(&self) -> Vec<CityId> {
        self.nodes().cities()
    }

    /// Begins to serve: sees all cities, and says which keys this server holds (a fingerprint, not the keys).
    /// Gives how many servers that were there a moment ago hold others.
    pub async fn join(&self, keys: String) -> Result<i64, AppError> {
        let since = self.now().plus_micros(-2 * PRESENT_EVERY);
        let mut others = 0;
        let heads = self.look().await?;
        for head in &heads {
            others = others.max(nodes::with_other_keys(self.db(), head.city, &keys, since).await?);
        }
        // Whoever has joined once keeps what was said then.
        let _ = self.nodes().keys.set(keys);
        self.tell(&heads).await;
        Ok(others)
    }

    /// Looks how far all cities have come, and forgets what is not true any more.
    ///
    /// Errors: the database does not answer. A city whose reference data cannot be read is logged, and is not believed.
    pub async fn look(&self) -> Result<Vec<Head>, AppError> {
        let began = self.now();
        let heads = self.heads().await?;
        futures::future::join_all(heads.iter().map(|seen| self.look_at(*seen, began))).await;
        Ok(heads)
    }

    async fn look_at(&self, seen: Head, began: Instant) {
        let heard = self.nodes().heard_or(seen);
        let done = self.take_in(&heard, &mut *heard.turn.lock().await, seen, began).await;
        let begins_to_fail = heard.begins_to_fail(done.is_err());
        if let Err(problem) = done
            && begins_to_fail
        {
            tracing::warn!(city = %seen.city, %problem, "what other servers change in a city cannot be followed");
        }
    }

    /// Looks until the task is ended. What is told is written beside it: a look never waits for a writer.
    pub async fn keep_in_step(&self) {
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut telling, mut is_away) = (JoinSet::new(), false);
        loop {
            tick.tick().await;
            match self.look().await {
                Ok(heads) => {
                    if std::mem::take(&mut is_away) {
                        tracing::warn!("other servers are followed again");
                    }
                    while telling.try_join_next().is_some() {}
                    if telling.is_empty() {
                        let app = self.clone();
                        telling.spawn(async move { app.tell(&heads).await });
                    }
                }
                Err(problem) if !is_away => {
                    is_away = true;
                    tracing::warn!(%problem, "the database does not say what other servers changed; nothing remembered is believed");
                }
                Err(_) => {}
            }
        }
    }

    /// Tells the others how often figures changed here, where they did, and once a minute that this server is there.
    pub async fn tell(&self, heads: &[Head]) {
        for seen in heads {
            if let Err(problem) = self.tell_of(seen).await {
                tracing::debug!(city = %seen.city, %problem, "other servers could not be told of changed figures; tried again");
            }
        }
    }

    async fn head(&self, city: CityId) -> Result<Option<Head>, AppError> {
        Ok(self.heads().await?.into_iter().find(|head| head.city == city))
    }

    async fn heads(&self) -> Result<Vec<Head>, AppError> {
        Ok(nodes::heads(self.db(), self.nodes().name()).await?)
    }

    /// Takes in how far a city had come after `began`.
    async fn take_in(&self, heard: &Heard, head: &mut Head, seen: Head, began: Instant) -> Result<(), AppError> {
        if seen.news > head.news {
            head.news = self.forget_between(seen.city, head.news, seen.news).await?;
        }
        self.follow_model(seen.city, seen.model_version).await?;
        if seen.counts.changes != head.counts.changes {
            self.figures().forget_as_told(seen.city);
        } else if seen.counts.reports != head.counts.reports {
            self.figures().forget_waiting_as_told(seen.city);
        }
        head.counts = seen.counts;
        heard.looked_at(began);
        Ok(())
    }

    /// Forgets what the news above one number name, up to another and further; gives the number of the newest.
    async fn forget_between(&self, city: CityId, heard: i64, seen: i64) -> Result<i64, AppError> {
        let news = nodes::news_since(self.db(), city, heard).await?;
        if news.first().is_none_or(|(first, _)| *first != heard + 1) {
            // Some are put away already: this server has slept.
            self.sessions().forget_city(city);
        }
        for (_, what) in &news {
            match what {
                News::Session(hash) => self.sessions().forget(city, hash),
                News::Person(person) => self.sessions().forget_person(city, *person),
                News::Everybody => self.sessions().forget_city(city),
            }
        }
        Ok(news.last().map_or(seen, |(newest, _)| seen.max(*newest)))
    }

    async fn tell_of(&self, seen: &Head) -> Result<(), AppError> {
        let (city, now, counts) = (seen.city, self.now(), self.figures().counts(seen.city));
        if !self.nodes().is_due(seen, counts, now) {
            return Ok(());
        }
        let mut tx = self.db().begin().await?;
        let keys = self.nodes().keys.get().map_or("", String::as_str);
        let one = Present { node: self.nodes().name(), keys, counts, at: now };
        nodes::present(&mut tx, city, one, now.plus_micros(-GONE_AFTER)).await?;
        tx.commit().await?;
        self.nodes().told(city, counts, now);
        Ok(())
    }
}
