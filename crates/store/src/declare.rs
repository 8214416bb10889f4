//! Says in one place how a procedure is kept: read, saved, compared with what its events tell, and sealed.

use changxiao_domain::sealing::{Course, Word as _};

use crate::{
    engine::Value,
    params,
    workflow::{COURSE, Stored, number_from_text},
};

/// Every column of its row with the value that belongs to where it stands.
pub(crate) fn told<P: Stored>(subject: &P) -> Vec<(&'static str, Value)> {
    let Course { state, version, head, at, .. } = subject.course();
    let course = params![number_from_text::<P>(subject.number()), state.code(), at, version, head];
    let values = course.and(subject.fixed()).and(subject.moving()).0;
    COURSE.iter().chain(P::TABLE.own).copied().zip(values).collect()
}

/// The letter of its numbers; its table, that of its events and the column of its id; its fields, each with its column where that has
/// another name. The columns of its course are the same for all and need not be named.
///
/// ```ignore
/// stored! {
///     Consultation 'H' in "consultations", "consultation_events", "consultation_id";
///     // What no decision changes.
///     fixed { kind, title, text = "description", }
///     // What decisions change.
///     moving { result, lead = "lead_unit", }
///     // Columns without a field, for indexes.
///     written |one| { is_open = one.state == State::Open, }
///     // Fields that are put together of several columns, or lie in other tables.
///     read |db, city, id, row| { cases: cases_of(db, city, id).await?, }
///     // What is done with it when it has been read.
///     then worded
///     // What lies in other tables and is read for many at once.
///     filled put_around
///     // What lies in other tables is saved by the one function, and compared with what the other one gives; a third saves it for many new ones.
///     parts put_parts, told_parts
///     // What is sealed, where there are parts or it was sealed before with fewer columns; else all columns in this order.
///     sealed CONSULTATIONS
/// }
/// ```
macro_rules! stored {
    (
        $subject:ident $letter:literal in $subjects:literal, $events:literal, $id:literal;
        fixed { $($fixed:ident $(= $fixed_column:literal)?,)* }
        moving { $($moving:ident $(= $moving_column:literal)?,)* }
        $(written |$one:ident| { $($written:ident = $value:expr,)* })?
        $(read |$db:ident, $city:ident, $of:ident, $row:ident| { $($field:ident: $read:expr,)* })?
        $(then $then:ident)?
        $(filled $fill:ident)?
        $(parts $put_parts:ident, $told_parts:ident $(, $put_new_parts:ident)?)?
        $(sealed $sealed:path)?
    ) => {
        const FIXED: $crate::engine::Columns = &[$($crate::declare::stored!(@column $fixed $($fixed_column)?)),*];
        const MOVING: $crate::engine::Columns = &[
            $($crate::declare::stored!(@column $moving $($moving_column)?),)*
            $($(stringify!($written),)*)?
        ];
        const OWN: $crate::engine::Columns =
            &$crate::engine::columns::together::<{ FIXED.len() + MOVING.len() }>(FIXED, MOVING);

        #[allow(clippy::clone_on_copy, reason = "fields of all types are written alike")]
        impl $crate::workflow::Stored for $subject {
            const LETTER: char = $letter;
            const TABLE: &'static $crate::workflow::Table = &$crate::workflow::Table {
                name: $subjects,
                chain: $crate::sealing::chain!($subjects, $events, $id),
                own: OWN,
                statements: [
                    $crate::declare::stored!(@find "by_number", $subjects, $id, "number"),
                    $crate::declare::stored!(@find "by_id", $subjects, $id, $id),
                    $crate::with_columns!(concat!("store::", $subjects, "::insert"), OWN, concat!(
                        "INSERT INTO ", $subjects, " (city_id, ", $id, ", number, state, changed_at, version, head_hash, {})
                         VALUES ($1, $2, $3, $4, $5, $6, $7, {$8})"
                    )),
                    $crate::with_columns!(concat!("store::", $subjects, "::save"), MOVING, concat!(
                        "UPDATE ", $subjects, " SET state = $4, changed_at = $5, version = $6, head_hash = $7, {=$8}
                         WHERE city_id = $1 AND ", $id, " = $2 AND version = $3"
                    )),
                ],
            };

            async fn wholes(
                db: &$crate::Db,
                city: changxiao_domain::ids::CityId,
                rows: Vec<$crate::engine::Row>,
            ) -> Result<Vec<Self>, $crate::StoreError> {
                let mut wholes = Vec::with_capacity(rows.len());
                for row in &rows {
                    let (id, _) = (row.read($id)?, db);
                    $(let ($db, $city, $of, $row) = (db, city, id, row);)?
                    let whole = Self {
                        id,
                        city,
                        number: $crate::workflow::number_text::<Self>(row.int("number")?),
                        state: row.read("state")?,
                        version: row.int("version")?,
                        head_hash: row.hash("head_hash")?,
                        changed_at: row.instant("changed_at")?,
                        $($fixed: row.read($crate::declare::stored!(@column $fixed $($fixed_column)?))?,)*
                        $($moving: row.read($crate::declare::stored!(@column $moving $($moving_column)?))?,)*
                        $($($field: $read,)*)?
                    };
                    $(let whole = $then(whole);)?
                    wholes.push(whole);
                }
                $($fill(db, city, &mut wholes).await?;)?
                Ok(wholes)
            }

            fn fixed(&self) -> $crate::engine::Params {
                $crate::params![$(self.$fixed.clone()),*]
            }

            fn moving(&self) -> $crate::engine::Params {
                $(let $one = self;)?
                $crate::params![$(self.$moving.clone(),)* $($($value),*)?]
            }

            $(async fn put_parts(&self, tx: &mut $crate::Tx, before: Option<&Self>) -> Result<(), $crate::StoreError> {
                $put_parts(self, tx, before).await
            }

            $(async fn put_new_parts(tx: &mut $crate::Tx, new: &[&Self]) -> Result<(), $crate::StoreError> {
                $put_new_parts(tx, new).await
            })?)?
        }

        impl $crate::sealing::Verifiable for $subject {
            const SEALED: &'static $crate::seals::tables::Sealed =
                $crate::declare::stored!(@sealed $subjects, $events, $id, $letter $(, $sealed)?);

            async fn find_many(
                db: &$crate::Db,
                city: changxiao_domain::ids::CityId,
                ids: &[uuid::Uuid],
            ) -> Result<Vec<Self>, $crate::StoreError> {
                $crate::workflow::by_ids(db, city, ids).await
            }

            fn told(&self) -> Vec<(&'static str, $crate::engine::Value)> {
                $crate::declare::told(self)
            }

            $(fn told_parts(
                &self,
                _: &[changxiao_domain::sealing::EventOf<Self>],
            ) -> Result<Vec<$crate::sealing::ToldPart>, changxiao_domain::sealing::NotTold> {
                Ok($told_parts(self))
            })?
        }
    };
    (@sealed $subjects:literal, $events:literal, $id:literal, $letter:literal) => {{
        const ALL: $crate::engine::Columns =
            &$crate::engine::columns::together::<{ $crate::workflow::COURSE.len() + OWN.len() }>($crate::workflow::COURSE, OWN);
        &$crate::seals::tables::Sealed {
            name: $subjects,
            key: &[$id],
            columns: ALL,
            events: Some($events),
            shown: $crate::seals::tables::Shown::Number(concat!($letter)),
            ..$crate::seals::tables::PLAIN
        }
    }};
    (@sealed $subjects:literal, $events:literal, $id:literal, $letter:literal, $sealed:path) => { &$sealed };
    (@column $field:ident) => { stringify!($field) };
    (@column $field:ident $column:literal) => { $column };
    (@find $name:literal, $subjects:literal, $id:literal, $by:literal) => {
        $crate::with_columns!(concat!("store::", $subjects, "::", $name), OWN, concat!(
            "SELECT ", $id, ", number, state, changed_at, version, head_hash, {} FROM ", $subjects, "
             WHERE city_id = $1 AND ", $by, " = $2"
        ))
    };
}
pub(crate) use stored;

#[cfg(test)]
mod tests {
    use changxiao_domain::{
        consultations::{Action, State},
        ids::{CityId, ConsultationId},
        sealing::{Chained, Course, EventOf, Hash, NO_HASH, NotTold, Retold},
        time::Instant,
    };
    use uuid::Uuid;

    use crate::{engine::Value, sealing::Verifiable as _, seals::tables::Shown};

    #[derive(Clone)]
    struct Note {
        id: ConsultationId,
        city: CityId,
        number: String,
        state: State,
        title: String,
        ended_at: Option<Instant>,
        version: i64,
        head_hash: Hash,
        changed_at: Instant,
    }

    impl Chained for Note {
        type Action = Action;
        type State = State;

        fn number(&self) -> &str {
            &self.number
        }

        fn course(&self) -> Course<State> {
            let Self { city, state, version, head_hash: head, changed_at: at, .. } = *self;
            Course { city, subject: self.id.0, state, version, head, at }
        }

        fn follow(&mut self, course: Course<State>) {
            self.state = course.state;
        }
    }

    impl Retold for Note {
        fn begun(_: &EventOf<Self>, stands: &Self) -> Result<Self, NotTold> {
            Ok(stands.clone())
        }

        fn take(&mut self, _: &EventOf<Self>, _: &Self) -> Result<(), NotTold> {
            Ok(())
        }
    }

    stored! {
        Note 'N' in "notes", "note_events", "note_id";
        fixed { title, }
        moving { ended_at, }
    }

    #[test]
    fn what_has_no_parts_tells_and_seals_every_column_that_it_keeps() {
        let note = Note {
            id: ConsultationId(Uuid::from_u128(1)),
            city: CityId(3506),
            number: "N261121-0041".to_owned(),
            state: State::Open,
            title: "夜市".to_owned(),
            ended_at: None,
            version: 3,
            head_hash: NO_HASH,
            changed_at: Instant(5),
        };
        let (columns, values): (Vec<_>, Vec<_>) = note.told().into_iter().unzip();
        assert_eq!(columns, ["number", "state", "changed_at", "version", "head_hash", "title", "ended_at"]);
        assert_eq!(values[..2], [Value::from(261_121_000_041_i64), Value::from("open")]);
        assert_eq!(values[5], Value::from("夜市"));
        let sealed = Note::SEALED;
        assert_eq!(sealed.columns, columns, "what is told is what is sealed");
        assert_eq!((sealed.name, sealed.events, sealed.key), ("notes", Some("note_events"), &["note_id"][..]));
        assert!(matches!(sealed.shown, Shown::Number("N")) && sealed.parts.is_empty());
    }
}
