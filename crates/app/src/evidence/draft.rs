//! What a form says of an item, and the item that this means.

use changxiao_domain::{
    divisions::DivisionCode,
    evidence::{Item, Kind, Media, Press},
    geo::Position,
    ids::SiteId,
    orgs::Actor,
    time::Day,
};
use changxiao_store::sites::SiteRow;
use changxiao_words::say;

use crate::{App, AppError, FieldProblem, model::CityModel, sites::view as sites};

/// What is told of one file or of several. Texts are as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Left out: what its content is.
    pub kind: Option<Kind>,
    pub caption: String,
    /// Left out: the day of the camera, else today.
    pub day: Option<Day>,
    pub place: String,
    /// The number of a site; it brings its division and its position.
    pub site: Option<i64>,
    pub division: Option<DivisionCode>,
    pub people: String,
    pub source: String,
    /// Codes of campaigns.
    pub tags: Vec<String>,
    pub press_title: String,
    pub press_paper: String,
    pub press_author: String,
    pub press_photographer: String,
}

/// Where an item lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lies {
    pub site: Option<SiteId>,
    /// Padded to twelve digits.
    pub division: Option<i64>,
    pub position: Option<Position>,
}

impl Lies {
    pub(crate) fn of(item: &Item) -> Self {
        Self { site: item.site, division: item.division, position: item.position }
    }

    /// A site brings its division and its position.
    pub(crate) fn at(site: &SiteRow) -> Self {
        let position = site.position.map(|(lon_e6, lat_e6)| Position { lon_e6, lat_e6 });
        Self { site: Some(site.id), division: Some(site.division), position }
    }

    pub(crate) fn within(division: Option<i64>) -> Self {
        Self { division, ..Self::default() }
    }
}

impl Draft {
    /// The item for a file of this content. `taken` is what the camera says.
    ///
    /// Errors: every wrong field at once; a site that is not there for the post.
    pub(super) async fn item(
        &self,
        app: &App,
        actor: &Actor,
        model: &CityModel,
        media: Media,
        taken: Option<Day>,
    ) -> Result<Item, AppError> {
        let today = model.day_of(app.now());
        let lies = match (self.site, self.division) {
            (Some(number), _) => {
                let unknown = || AppError::field("site", say!(evidence_no_such_site, number));
                Lies::at(&sites::named(app, actor, number).await?.ok_or_else(unknown)?)
            }
            (None, Some(code)) if model.all_divisions.get(code).is_none() => {
                return Err(AppError::field("division", say!(evidence_no_such_division)));
            }
            (None, code) => Lies::within(code.map(DivisionCode::padded)),
        };
        let day = self.day.or(taken.filter(|day| *day <= today)).unwrap_or(today);
        self.told(model, lies, (media, day), today)
    }

    /// The same where it is known where it lies and of which day it is.
    ///
    /// Errors: every wrong field at once.
    pub(crate) fn told(
        &self,
        model: &CityModel,
        lies: Lies,
        (media, day): (Media, Day),
        today: Day,
    ) -> Result<Item, AppError> {
        let mut tags: Vec<String> = self.tags.iter().map(|tag| tag.trim().to_owned()).collect();
        tags.retain(|tag| !tag.is_empty());
        tags.sort();
        tags.dedup();
        let text = |text: &String| text.trim().to_owned();
        let Lies { site, division, position } = lies;
        let item = Item {
            kind: self.kind.unwrap_or_else(|| if self.press().is_some() { Kind::Press } else { media.kind() }),
            caption: text(&self.caption),
            day,
            place: text(&self.place),
            site,
            division,
            position,
            people: text(&self.people),
            source: text(&self.source),
            tags,
            press: self.press(),
        };
        let faults = item.faults(media, &model.campaigns, today);
        if faults.is_empty() {
            return Ok(item);
        }
        let problem = |(field, message)| FieldProblem { field, message };
        Err(AppError::Invalid(faults.iter().map(|fault| problem(fault.at_field())).collect()))
    }

    fn press(&self) -> Option<Press> {
        let text = |text: &String| text.trim().to_owned();
        let press = Press {
            title: text(&self.press_title),
            paper: text(&self.press_paper),
            author: text(&self.press_author),
            photographer: text(&self.press_photographer),
        };
        (press != Press::default()).then_some(press)
    }
}
