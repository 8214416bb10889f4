//! The list of visits with the names of their sites, one statement whatever the filters.

use changxiao_domain::ids::{CityId, PostId, SiteId};

use super::{VisitRow, visit};
use crate::{
    Db, StoreError,
    cases::ScopeFilter,
    engine::{Built, Params, Value},
};

/// Which visits a list wants. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitFilter {
    /// Which rows the asking post may see at all.
    pub scope: ScopeFilter,
    /// This post's own visits belong to its scope wherever they lie.
    pub own: Option<PostId>,
    pub site: Option<SiteId>,
    pub site_type: Option<String>,
    /// Range of padded division codes, both ends included.
    pub divisions: Option<(i64, i64)>,
    /// Only visits that found something.
    pub with_findings: bool,
}

/// A visit and its site's number and names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitLine {
    pub visit: VisitRow,
    pub site_number: i64,
    pub site_name: String,
    pub site_name_en: String,
    pub site_generated: bool,
}

const HEAD: &str = "
    SELECT v.visit_id, v.number, v.site_id, v.site_type, v.division, v.unit_id, v.system_id, v.person_id, v.post_id, v.started_at,
           v.submitted_at, v.met, v.not_met, v.not_applicable, v.note, s.number AS site_number, s.name AS site_name,
           s.name_en AS site_name_en, s.generated AS site_generated
    FROM visits v
    JOIN sites s ON s.city_id = v.city_id AND s.site_id = v.site_id
    WHERE v.city_id = $1";

/// Visits with numbers below `before`, newest first.
pub async fn lines(
    db: &Db,
    city: CityId,
    filter: &VisitFilter,
    before: i64,
    most: i64,
) -> Result<Vec<VisitLine>, StoreError> {
    let mut query = Query { text: HEAD.to_owned(), values: vec![city.into()] };
    query.scope(&filter.scope, filter.own);
    query.and("v.number < $?", [before.into()]);
    if let Some(site) = filter.site {
        query.and("v.site_id = $?", [site.into()]);
    }
    if let Some(site_type) = &filter.site_type {
        query.and("v.site_type = $?", [site_type.into()]);
    }
    if let Some((first, last)) = filter.divisions {
        query.and("v.division BETWEEN $? AND $?", [first.into(), last.into()]);
    }
    if filter.with_findings {
        query.and("v.not_met > 0", []);
    }
    query.values.push(most.into());
    let text = format!("{} ORDER BY v.number DESC LIMIT ${}", query.text, query.values.len());
    db.rows(Built { name: "store::inspections::lines", text }, Params(query.values))
        .await?
        .iter()
        .map(|row| {
            Ok(VisitLine {
                visit: visit(row)?,
                site_number: row.int("site_number")?,
                site_name: row.text("site_name")?,
                site_name_en: row.text("site_name_en")?,
                site_generated: row.flag("site_generated")?,
            })
        })
        .collect()
}

struct Query {
    text: String,
    values: Vec<Value>,
}

impl Query {
    fn scope(&mut self, scope: &ScopeFilter, own: Option<PostId>) {
        match scope {
            ScopeFilter::WholeCity => {}
            ScopeFilter::Units(units) => {
                let places: Vec<String> = units.iter().map(|unit| self.place((*unit).into())).collect();
                let among = if places.is_empty() {
                    "1 = 0".to_owned()
                } else {
                    format!("v.unit_id IN ({})", places.join(", "))
                };
                let own = self.place(own.into());
                self.text.push_str(&format!(" AND ({among} OR v.post_id = {own})"));
            }
            ScopeFilter::Territory { ranges, unit } => {
                let mut any = String::new();
                for (first, last) in ranges {
                    let (first, last) = (self.place((*first).into()), self.place((*last).into()));
                    any.push_str(&format!("v.division BETWEEN {first} AND {last} OR "));
                }
                let (unit, own) = (self.place((*unit).into()), self.place(own.into()));
                self.text.push_str(&format!(" AND ({any}v.unit_id = {unit} OR v.post_id = {own})"));
            }
        }
    }

    /// Adds a value and gives its place: `$4`.
    fn place(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// Adds a condition; each `$?` takes the next value.
    fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        let mut pieces = condition.split("$?");
        self.text.push_str(" AND ");
        self.text.push_str(pieces.next().unwrap_or_default());
        for (piece, value) in pieces.zip(values) {
            let place = self.place(value);
            self.text.push_str(&place);
            self.text.push_str(piece);
        }
    }
}
