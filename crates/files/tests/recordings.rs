//! Recordings: told by their content, refused with the reason, kept once, given out in parts. The samples were made with PyAV (libx264, libx265,
//! libvpx, AAC, LAME): a second each.

use std::{io::Cursor, sync::Arc};

use changxiao_files::{
    photos::{FilesConfig, PhotoError, PhotoStore, StoredFile},
    recordings::{RecordingFault, RecordingKind, look},
};
use futures::TryStreamExt as _;

const FILM: &[u8] = include_bytes!("recordings/film.mp4");
const WEBM: &[u8] = include_bytes!("recordings/film.webm");
const HEVC: &[u8] = include_bytes!("recordings/hevc.mp4");
const M4A: &[u8] = include_bytes!("recordings/voice.m4a");
const MP3: &[u8] = include_bytes!("recordings/voice.mp3");
const WAV: &[u8] = include_bytes!("recordings/voice.wav");
const ALL: [(&[u8], RecordingKind); 5] = [
    (FILM, RecordingKind::Mp4),
    (WEBM, RecordingKind::WebM),
    (M4A, RecordingKind::M4a),
    (MP3, RecordingKind::Mp3),
    (WAV, RecordingKind::Wav),
];

fn told(content: &[u8]) -> Result<Option<RecordingKind>, RecordingFault> {
    look(&mut Cursor::new(content), content.len() as u64)
}

#[test]
fn each_kind_is_told_by_its_content() {
    for (content, kind) in ALL {
        assert_eq!(told(content), Ok(Some(kind)));
        assert_eq!(RecordingKind::from_mime(kind.mime()), Some(kind));
        assert!(RecordingKind::may_begin(&content[..64]));
    }
    // A song without a tag begins with its first frame.
    let frame = MP3.windows(2).position(|two| two[0] == 0xff && two[1] & 0xe6 == 0xe2).unwrap();
    assert_eq!(told(&MP3[frame..]), Ok(Some(RecordingKind::Mp3)));
    let mut matroska = WEBM.to_vec();
    let at = matroska.windows(4).position(|four| four == b"webm").unwrap();
    matroska[at..at + 4].copy_from_slice(b"mkv0");
    assert_eq!(told(&matroska), Ok(None));
    for none in [&b"just text"[..], b"%PDF-1.7", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"RIFF....WEBPVP8 ", b""] {
        assert_eq!(told(none), Ok(None));
    }
    let still = [&b"\0\0\0\x1cftypheic\0\0\0\0mif1heic"[..], &[0; 64]].concat();
    assert!(!RecordingKind::may_begin(&still), "a still picture of a telephone is none");
}

#[test]
fn what_browsers_do_not_play_is_refused_with_its_encoding() {
    assert!(matches!(told(HEVC), Err(RecordingFault::Codec { codec }) if codec == "hev1" || codec == "hvc1"));
    let mut packed = WAV.to_vec();
    let format = packed.windows(4).position(|four| four == b"fmt ").unwrap() + 8;
    packed[format..format + 2].copy_from_slice(&[0x55, 0]);
    assert!(matches!(told(&packed), Err(RecordingFault::Codec { .. })), "MP3 in a WAV");
}

#[test]
fn what_is_cut_short_is_no_recording_and_nothing_stops_the_server() {
    for (content, kind) in ALL {
        for length in (0..content.len()).step_by(7) {
            let told = told(&content[..length]);
            // MP3 has no end of its own; WebM may be recorded without knowing one, these samples do.
            if !matches!(kind, RecordingKind::Mp3) {
                assert!(!matches!(told, Ok(Some(_))), "{kind:?} of {length} bytes: {told:?}");
            }
        }
        // A byte changed anywhere is a recording or a fault, and never a panic or an endless walk.
        for at in 0..content.len().min(2_000) {
            for byte in [0x00, 0x01, 0x7f, 0xff] {
                let mut damaged = content.to_vec();
                damaged[at] = byte;
                let _ = told(&damaged);
            }
        }
    }
}

async fn bring(store: &PhotoStore, content: &[u8], most: u64) -> Result<StoredFile, PhotoError> {
    let mut upload = store.upload_file(most);
    for piece in content.chunks(1_000) {
        upload.push(piece.to_vec().into()).await?;
    }
    upload.finish_file().await
}

async fn part(store: &PhotoStore, file: &StoredFile, from: u64, until: u64) -> Vec<u8> {
    let body = store.original_part(&file.hash(), from..until).await.unwrap();
    assert_eq!(body.length, until - from);
    body.pieces.try_collect::<Vec<_>>().await.unwrap().concat()
}

#[tokio::test]
async fn a_recording_is_kept_once_and_given_out_in_parts_from_folder_and_bucket() {
    let folder = tempfile::tempdir().unwrap();
    let on_disk = PhotoStore::open(FilesConfig { folder: folder.path().into(), s3: None }).await.unwrap();
    let memory = Arc::new(object_store::memory::InMemory::new());
    let in_bucket = PhotoStore::over(folder.path().join("incoming-of-bucket"), memory).await.unwrap();
    // More than is held in memory, so that it is looked at where it lies on the disk.
    let data = WAV.windows(4).position(|four| four == b"data").unwrap();
    let mut long_wav = WAV[..data + 4].to_vec();
    long_wav.extend(600_000_u32.to_le_bytes());
    long_wav.extend(std::iter::repeat_n(7, 600_000));
    for store in [&on_disk, &in_bucket] {
        for content in [FILM, &long_wav] {
            let stored = bring(store, content, 1_000_000).await.unwrap();
            assert!(matches!(&stored, StoredFile::Recording(one) if one.size == content.len() as u64));
            let again = bring(store, content, 1_000_000).await.unwrap();
            assert!(again.placing().was_there && again.hash() == stored.hash());
            let length = content.len() as u64;
            for (from, until) in [(0, 1), (0, length), (500, 700), (length - 1, length)] {
                let wanted = &content[usize::try_from(from).unwrap()..usize::try_from(until).unwrap()];
                assert_eq!(part(store, &stored, from, until).await, wanted, "{from} to {until}");
            }
            store.verify(&stored.hash()).await.unwrap();
        }
        // As soon as it is too long; where photos are taken in it is none.
        let refused = bring(store, &long_wav, 100_000).await;
        assert!(matches!(refused, Err(PhotoError::Recording(RecordingFault::TooLarge { limit: 100_000 }))));
        assert!(matches!(store.store(FILM.into()).await, Err(PhotoError::NotAPicture { .. })));
        assert!(matches!(
            bring(store, HEVC, 1_000_000).await,
            Err(PhotoError::Recording(RecordingFault::Codec { .. }))
        ));
        let cut = bring(store, &FILM[..FILM.len() - 10], 1_000_000).await;
        assert!(matches!(cut, Err(PhotoError::Recording(RecordingFault::CutShort))));
    }
}
