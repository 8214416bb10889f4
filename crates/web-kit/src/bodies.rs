//! Measures what comes with a request: never more than its address takes, and never slower than a poor line sends.

use std::{
    error::Error,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
};
use changxiao_app::AppError;
use changxiao_domain::evidence::RecordingRule;
use changxiao_files::photos::PHOTO_BYTES_LIMIT;
use changxiao_words::say;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use crate::access::Access;

/// The largest form or document without files, in bytes, and all fields together of one with files.
pub const FORM_BYTES: usize = 2 * 1024 * 1024;
/// The largest sheet, in bytes.
pub const SHEET_BYTES: usize = 50 * 1024 * 1024;
/// What a stranger may send, in bytes: a name and a password.
const STRANGERS_BYTES: usize = 64 * 1024;
/// All photos of one form together, in bytes: 120 photos of 5 MB, which a telephone of 12 megapixels takes.
const PHOTOS_BYTES: u64 = 600 * 1024 * 1024;
/// The most fields of a form. The longest is that of a visit: six for each item of a list.
const FIELDS: usize = 5_000;
/// A stranger fills in a few.
const STRANGERS_FIELDS: usize = 32;
/// So much of what is too much is read past, so that the sender reads why it was refused: who is cut off while sending sees no
/// answer, only a broken connection.
const READ_PAST_BYTES: u64 = 80 * 1024 * 1024;
const STRANGERS_READ_PAST_BYTES: u64 = 1024 * 1024;

/// What an address takes besides fields. Said where the address is registered: `.post(…).taking(Takes::Photos(9))`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Takes {
    /// Nothing. A file is refused before a byte of it is kept.
    #[default]
    Fields,
    /// So many photos at most.
    Photos(usize),
    /// So many photos, documents or recordings at most.
    Files(usize),
    /// One sheet, in the field `file`.
    Sheet,
}

/// What a request to one address may bring. The guard puts it beside the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The whole body.
    pub bytes: u64,
    /// All fields together.
    pub text_bytes: usize,
    pub fields: usize,
    pub takes: Takes,
    read_past: u64,
}

impl Bounds {
    pub const fn of(access: Access, takes: Takes) -> Self {
        if matches!(access, Access::Public) {
            // A stranger brings no file, whatever the address says.
            return Self {
                bytes: STRANGERS_BYTES as u64,
                text_bytes: STRANGERS_BYTES,
                fields: STRANGERS_FIELDS,
                takes: Takes::Fields,
                read_past: STRANGERS_READ_PAST_BYTES,
            };
        }
        let files = match takes {
            Takes::Fields => 0,
            Takes::Sheet => SHEET_BYTES as u64,
            Takes::Photos(most) => least(most as u64 * PHOTO_BYTES_LIMIT, PHOTOS_BYTES),
            Takes::Files(most) => least(most as u64 * RecordingRule::CEILING_MB * 1024 * 1024, PHOTOS_BYTES),
        };
        Self {
            bytes: FORM_BYTES as u64 + files,
            text_bytes: FORM_BYTES,
            fields: FIELDS,
            takes,
            read_past: READ_PAST_BYTES,
        }
    }

    /// Those of the address that was asked for; those of a stranger where no guard stands before it.
    pub fn of_request(request: &Request) -> Self {
        request.extensions().get().copied().unwrap_or(Self::of(Access::Public, Takes::Fields))
    }

    /// How many photos, or files of any kind, may come.
    pub const fn photos(&self) -> usize {
        match self.takes {
            Takes::Photos(most) | Takes::Files(most) => most,
            Takes::Fields | Takes::Sheet => 0,
        }
    }

    /// A body whose head says already that it is far too large: it is not even read past.
    pub fn is_beyond(&self, body: &Body) -> bool {
        HttpBody::size_hint(body).lower() > self.bytes.saturating_add(self.read_past)
    }
}

const fn least(one: u64, other: u64) -> u64 {
    if one < other { one } else { other }
}

/// How slow a sender may be.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The longest pause between two pieces.
    pub pause: Duration,
    /// All pauses together, before anything has come.
    pub grace: Duration,
    /// What has come earns time by this rate.
    pub bytes_a_second: u64,
}

impl Default for Pace {
    /// A telephone in a cellar (GPRS, two slots) sends some 4 kB a second and is silent for seconds at a time.
    fn default() -> Self {
        Self { pause: Duration::from_secs(20), grace: Duration::from_secs(20), bytes_a_second: 2 * 1024 }
    }
}

/// Why a body was read no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyRefused {
    #[error("the body is larger than this address takes")]
    TooLarge,
    #[error("the body comes too slowly")]
    TooSlow,
}

/// The same body, measured.
pub fn measured(body: Body, bounds: &Bounds, pace: Pace) -> Body {
    let within = bounds.bytes;
    let past = bounds.read_past;
    Body::new(Measured { body, within, past, is_over: false, pace, received: 0, waited: Duration::ZERO, pause: None })
}

/// The bound that a failed read was about, if it was about one.
fn refused(problem: &(dyn Error + 'static)) -> Option<AppError> {
    let mut cause = Some(problem);
    while let Some(problem) = cause {
        if let Some(refused) = problem.downcast_ref() {
            return Some(match refused {
                BodyRefused::TooLarge => AppError::TooLarge,
                BodyRefused::TooSlow => AppError::TooSlow,
            });
        }
        cause = problem.source();
    }
    None
}

/// The whole body in memory, at most so many bytes of it.
pub async fn whole(body: Body, most: usize) -> Result<Bytes, AppError> {
    let bounds = Bounds { bytes: most as u64, ..Bounds::of(Access::SignedIn, Takes::Fields) };
    // How slowly it may come is the guard's to say.
    let pace = Pace { pause: Duration::MAX, grace: Duration::MAX, bytes_a_second: 1 };
    let all = axum::body::to_bytes(measured(body, &bounds, pace), usize::MAX).await;
    all.map_err(|problem| unread(&problem))
}

/// Why a body could not be read to its end: it goes beyond a bound, or its sender has gone.
pub fn unread(problem: &(dyn Error + 'static)) -> AppError {
    refused(problem).unwrap_or_else(|| AppError::field("file", say!(common_upload_cut_off_try_again)))
}

struct Measured {
    body: Body,
    /// What may still come.
    within: u64,
    /// What may still come after that, to be thrown away.
    past: u64,
    is_over: bool,
    pace: Pace,
    received: u64,
    /// How long the sender was waited for, all in all. Time in which nobody asked for the next piece is not the sender's.
    waited: Duration,
    pause: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Measured {
    /// How long the next piece may be waited for.
    fn patience(&self) -> Duration {
        let earned = Duration::from_micros(self.received.saturating_mul(1_000_000) / self.pace.bytes_a_second.max(1));
        self.pace.grace.saturating_add(earned).saturating_sub(self.waited).min(self.pace.pause)
    }

    fn take(&mut self, piece: &Bytes) -> Result<(), BodyRefused> {
        let length = piece.len() as u64;
        self.received += length;
        if !self.is_over && length <= self.within {
            self.within -= length;
            return Ok(());
        }
        self.is_over = true;
        self.past = self.past.checked_sub(length).ok_or(BodyRefused::TooLarge)?;
        Ok(())
    }
}

impl HttpBody for Measured {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
                let patience = self.patience();
                let (_, pause) = self.pause.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(patience))));
                ready!(pause.as_mut().poll(context));
                return Poll::Ready(Some(Err(BodyRefused::TooSlow.into())));
            };
            if let Some((since, _)) = self.pause.take() {
                self.waited += since.elapsed();
            }
            let frame = match frame {
                Some(Ok(frame)) => frame,
                Some(Err(problem)) => return Poll::Ready(Some(Err(problem.into()))),
                None if self.is_over => return Poll::Ready(Some(Err(BodyRefused::TooLarge.into()))),
                None => return Poll::Ready(None),
            };
            if let Some(piece) = frame.data_ref()
                && let Err(refused) = self.take(piece)
            {
                return Poll::Ready(Some(Err(refused.into())));
            }
            if !self.is_over {
                return Poll::Ready(Some(Ok(frame)));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        !self.is_over && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        HttpBody::size_hint(&self.body)
    }
}

#[cfg(test)]
mod tests {
    use futures::{StreamExt, stream};

    use super::*;

    fn bounds(bytes: u64, read_past: u64) -> Bounds {
        Bounds { bytes, read_past, ..Bounds::of(Access::SignedIn, Takes::Fields) }
    }

    fn pieces(lengths: &'static [usize]) -> Body {
        Body::from_stream(stream::iter(
            lengths.iter().map(|length| Ok::<_, axum::Error>(Bytes::from(vec![7; *length]))),
        ))
    }

    #[tokio::test]
    async fn a_body_of_the_allowed_length_is_taken_and_one_byte_more_is_not() {
        let all = whole(measured(pieces(&[60, 40]), &bounds(100, 1000), Pace::default()), 1000).await;
        assert_eq!(all.map(|all| all.len()).ok(), Some(100));
        for lengths in [&[60, 41][..], &[101], &[60, 40, 1], &[60, 40, 1, 999], &[5000]] {
            let all = whole(measured(pieces(lengths), &bounds(100, 1000), Pace::default()), 10_000).await;
            assert!(matches!(all, Err(AppError::TooLarge)), "{lengths:?}");
        }
        assert!(matches!(whole(pieces(&[60, 41]), 100).await, Err(AppError::TooLarge)));
    }

    #[tokio::test]
    async fn what_is_far_too_large_is_known_from_its_head() {
        assert!(bounds(100, 1000).is_beyond(&Body::from(vec![7; 1101])));
        assert!(!bounds(100, 1000).is_beyond(&Body::from(vec![7; 1100])));
    }

    /// A byte now and then keeps no connection open; a slow line that goes on sending does.
    #[tokio::test]
    async fn who_sends_too_slowly_is_cut_off() {
        let pace =
            Pace { pause: Duration::from_millis(400), grace: Duration::from_millis(400), bytes_a_second: 10_000 };
        let drip = |bytes: usize, millis: u64, times: usize| {
            let drops = stream::iter(0..times).then(move |_| async move {
                sleep(Duration::from_millis(millis)).await;
                Ok::<_, axum::Error>(Bytes::from(vec![7; bytes]))
            });
            whole(measured(Body::from_stream(Box::pin(drops)), &bounds(1_000_000, 0), pace), 1_000_000)
        };
        assert!(matches!(drip(1, 150, 10).await, Err(AppError::TooSlow)), "a drop now and then");
        assert!(matches!(drip(100_000, 600, 2).await, Err(AppError::TooSlow)), "one long pause");
        assert_eq!(drip(4096, 100, 10).await.map(|all| all.len()).ok(), Some(40_960), "slow, but on and on");
    }

    #[test]
    fn a_stranger_brings_little_and_no_file() {
        let stranger = Bounds::of(Access::Public, Takes::Photos(9));
        assert_eq!((stranger.takes, stranger.bytes), (Takes::Fields, 65_536));
        assert_eq!(Bounds::of(Access::SignedIn, Takes::Photos(9)).bytes, (2 + 9 * 20) * 1024 * 1024);
        assert_eq!(Bounds::of(Access::SignedIn, Takes::Photos(120)).bytes, (2 + 600) * 1024 * 1024);
    }
}
