//! Documents: told by content, read for the search, and refused where they are meant to hurt.

#[path = "documents/made.rs"]
mod made;

use std::time::{Duration, Instant as Stopwatch};

use changxiao_files::{
    documents::{DocumentFault, DocumentKind, PAGES_LIMIT, Reading, TEXT_LIMIT, read},
    photos::{FilesConfig, PhotoError, PhotoStore, StoredFile},
};
use changxiao_words::Lang;

use made::{Pdf, docx, packed, xlsx, zip};

/// A PDF as a browser prints it: fonts of one byte with a map each, a radical in place of a letter with the letter beside it.
const CHROMIUM: &[u8] = include_bytes!("documents/chromium.pdf");

/// As optimised as it is shipped, the reader gets one second; as it is built for tests, on a busy machine, six.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 6 } else { 1 });

fn pdf(content: &[u8]) -> Reading {
    read(content, DocumentKind::Pdf).expect("a PDF that can be read")
}

#[test]
fn what_a_browser_prints_is_read() {
    let reading = pdf(CHROMIUM);
    assert_eq!((reading.text.as_str(), reading.pages), ("长效机制意见稿\nRef CX-2026\n", Some(1)));
}

#[test]
fn the_chinese_encodings_and_maps_of_two_bytes_are_read() {
    let map = "1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfrange <0001> <0002> <6587> \
               <0003> <0004> [<57CE> <5E02>] endbfrange 1 beginbfchar <0005> <660E> endbfchar";
    let mut made = Pdf::default();
    let map = made.stream("", map.as_bytes());
    let mapped = made.object(&format!("<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode {map} 0 R >>"));
    let named = made.object("<< /Type /Font /Subtype /Type0 /Encoding /GBK-EUC-H >>");
    let content = "BT /F1 12 Tf <00010005> Tj <0003> Tj <0004> Tj 0 -14 Td /F2 12 Tf <B3A4D0A7> Tj ET";
    made.page(&format!("/F1 {mapped} 0 R /F2 {named} 0 R"), content);
    assert_eq!(pdf(&made.file()).text, "文明城市长效\n");
}

#[test]
fn objects_that_lie_in_a_stream_are_found() {
    let mut made = Pdf::default();
    let content = made.stream("", b"BT /F1 12 Tf (Ref CX-2026) Tj ET");
    let page = format!("<< /Type /Page /Resources << /Font << /F1 50 0 R >> >> /Contents {content} 0 R >>");
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    let head = format!("50 0 51 {} ", font.len() + 1);
    let inside = format!("{head}{font} {page}");
    made.packed_stream(&format!("/Type /ObjStm /N 2 /First {}", head.len()), inside.as_bytes());
    let reading = pdf(&made.file());
    assert_eq!((reading.text.as_str(), reading.pages), ("Ref CX-2026\n", Some(1)));
}

#[test]
fn paragraphs_and_cells_of_a_docx_are_read_and_what_was_struck_is_not() {
    let body = "<w:p><w:r><w:t>长效机制</w:t></w:r><w:r><w:t xml:space=\"preserve\"> 征求意见 &amp; &#x7A3F;</w:t></w:r></w:p>\
                <w:tbl><w:tr><w:tc><w:p><w:r><w:t>单位</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>期限</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
                <w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:r><w:t>保留</w:t></w:r></w:p>";
    let reading = read(&docx(body), DocumentKind::Docx).expect("a DOCX");
    assert!(reading.text.starts_with("长效机制 征求意见 & 稿\n单位\n"), "{}", reading.text);
    assert!(reading.text.contains("期限") && reading.text.ends_with("保留\n") && !reading.text.contains("删去"));
    assert!(!reading.is_partial);
}

#[test]
fn rows_of_an_xlsx_are_read() {
    let reading = read(
        &xlsx("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>点位</t></is></c><c r=\"C1\"><v>12</v></c></row>"),
        DocumentKind::Xlsx,
    );
    assert_eq!(reading.expect("an XLSX").text, "【表】\n点位\t\t12\n");
}

#[test]
fn a_document_is_told_by_its_content() {
    assert_eq!(DocumentKind::of(CHROMIUM), Ok(Some(DocumentKind::Pdf)));
    assert_eq!(DocumentKind::of(&docx("")), Ok(Some(DocumentKind::Docx)));
    assert_eq!(DocumentKind::of(&xlsx("")), Ok(Some(DocumentKind::Xlsx)));
    assert_eq!(DocumentKind::of(&zip(&[("a.txt", b"a")])), Ok(None));
    assert_eq!(DocumentKind::of(b"PDF"), Ok(None));
}

/// Reads what must be refused, within its time, and says why in both languages.
fn refused(what: &str, content: &[u8], kind: DocumentKind) -> DocumentFault {
    let clock = Stopwatch::now();
    let fault = read(content, kind).expect_err(what);
    assert!(clock.elapsed() < PATIENCE, "{what} took {:?}", clock.elapsed());
    for lang in [Lang::Zh, Lang::En] {
        assert!(!fault.message().words(lang).is_empty());
    }
    fault
}

/// Reads what is no bomb but too much, within its time.
fn bounded(what: &str, content: &[u8]) -> Reading {
    let clock = Stopwatch::now();
    let reading = read(content, DocumentKind::Pdf).expect(what);
    assert!(clock.elapsed() < PATIENCE, "{what} took {:?}", clock.elapsed());
    reading
}

#[test]
fn bombs_are_refused() {
    let mut bomb = Pdf::default();
    let content = bomb.packed_stream("", &vec![b' '; 40 * 1024 * 1024]);
    bomb.object(&format!("<< /Type /Page /Contents {content} 0 R >>"));
    assert!(matches!(
        refused("a page of blanks", &bomb.file(), DocumentKind::Pdf),
        DocumentFault::UnpacksTooLarge { .. }
    ));

    let mut many = Pdf::default();
    for _ in 0..=PAGES_LIMIT {
        many.object("<< /Type /Page >>");
    }
    assert_eq!(refused("pages", &many.file(), DocumentKind::Pdf), DocumentFault::TooManyPages { limit: PAGES_LIMIT });

    assert!(matches!(refused("no object", b"%PDF-1.7 nothing", DocumentKind::Pdf), DocumentFault::Damaged { .. }));

    let blanks = vec![b' '; 30 * 1024 * 1024];
    let tight = zip(&[("word/document.xml", &blanks)]);
    assert!(matches!(refused("a tight DOCX", &tight, DocumentKind::Docx), DocumentFault::UnpacksTooLarge { .. }));
    // A list of parts that is longer than the file could need: counted before it is read.
    let many: Vec<(String, &[u8])> = (0..3_000).map(|nth| (format!("word/{nth}"), b"".as_slice())).collect();
    let mut many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    many.push(("word/document.xml", b"<a/>"));
    let many = zip(&many);
    assert_eq!(refused("parts", &many, DocumentKind::Docx), DocumentFault::TooManyParts);
    assert_eq!(DocumentKind::of(&many), Err(DocumentFault::TooManyParts));

    let macros = zip(&[("word/document.xml", b"<a/>"), ("word/vbaProject.bin", b"x")]);
    assert_eq!(refused("macros", &macros, DocumentKind::Docx), DocumentFault::Macros);
    let laugh = zip(&[("word/document.xml", b"<!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>")]);
    assert!(matches!(refused("entities", &laugh, DocumentKind::Docx), DocumentFault::Damaged { .. }));
}

#[test]
fn what_turns_in_circles_comes_to_an_end() {
    // A form that shows itself, eight times each.
    let mut circle = Pdf::default();
    let own = circle.next();
    let form = format!("/Type /XObject /Subtype /Form /Resources << /XObject << /X {own} 0 R >> >>");
    assert_eq!(circle.stream(&form, "/X Do ".repeat(8).as_bytes()), own);
    circle.page_with(&format!("/XObject << /X {own} 0 R >>"), "/X Do");
    bounded("a form of itself", &circle.file());

    // A page that belongs to itself, and an object that is a reference to itself.
    let mut own = Pdf::default();
    let number = own.next();
    own.object(&format!("<< /Type /Page /Parent {number} 0 R /Contents {number} 0 R /Resources {number} 0 R >>"));
    let number = own.next();
    own.object(&format!("{number} 0 R"));
    bounded("itself", &own.file());

    // Deep, and never closed.
    let mut deep = Pdf::default();
    deep.object(&format!("<< /Type /Page /Kids {} >>", "[".repeat(2_000_000)));
    deep.object(&format!("<< /Type /Page /Kids {} >>", "<</A ".repeat(400_000)));
    bounded("depth", &deep.file());

    // One long content that every page shows.
    let mut shared = Pdf::default();
    let font = shared.object("<< /Type /Font /Subtype /Type1 >>");
    let content = shared.packed_stream("", "BT /F1 9 Tf (a b c) Tj ET ".repeat(20_000).as_bytes());
    for _ in 0..500 {
        shared
            .object(&format!("<< /Type /Page /Resources << /Font << /F1 {font} 0 R >> >> /Contents {content} 0 R >>"));
    }
    let reading = bounded("a shared content", &shared.file());
    assert!(reading.is_partial && reading.text.chars().count() <= TEXT_LIMIT + 1);
}

#[test]
fn no_damage_stops_the_reader() {
    let whole = CHROMIUM;
    for length in (0..whole.len()).step_by(997) {
        let _ = read(&whole[..length], DocumentKind::Pdf);
    }
    let mut state = 0x9e37_79b9_u32;
    for _ in 0..60 {
        let mut damaged = whole.to_vec();
        for _ in 0..40 {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let at = state as usize % damaged.len();
            damaged[at] = (state >> 24) as u8;
        }
        let _ = read(&damaged, DocumentKind::Pdf);
    }
}

#[test]
fn a_locked_pdf_is_kept_and_not_read() {
    let mut locked = CHROMIUM.to_vec();
    locked.extend_from_slice(b"\ntrailer << /Encrypt 9 0 R >>");
    let reading = pdf(&locked);
    assert_eq!((reading.text.as_str(), reading.pages, reading.is_partial), ("", Some(1), true));
}

#[tokio::test]
async fn documents_and_photos_share_a_shelf_and_neither_door_takes_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = PhotoStore::open(FilesConfig { folder: folder.path().into(), s3: None }).await.unwrap();
    let bring = async |content: Vec<u8>| {
        let mut upload = store.upload_file(0);
        upload.push(content.into()).await?;
        upload.finish_file().await
    };
    let Ok(StoredFile::Document(first)) = bring(CHROMIUM.to_vec()).await else { panic!("no document") };
    assert_eq!((first.kind, first.size), (DocumentKind::Pdf, CHROMIUM.len() as u64));
    let again = bring(CHROMIUM.to_vec()).await.unwrap();
    assert!(again.placing().was_there && again.hash() == first.hash, "the same content is stored once");
    assert_eq!(&store.checked_original(&first.hash).await.unwrap()[..], CHROMIUM);
    // Where photos are taken in, a document is none.
    assert!(matches!(store.store(CHROMIUM.into()).await, Err(PhotoError::NotAPicture { .. })));
    assert!(matches!(bring(b"just text".to_vec()).await, Err(PhotoError::Document(DocumentFault::Other { .. }))));
    assert!(matches!(bring(packed(b"no document")).await, Err(PhotoError::Document(_))));
    let Ok(StoredFile::Document(_)) = bring(docx("<w:p><w:r><w:t>长效</w:t></w:r></w:p>")).await else {
        panic!("no DOCX")
    };
}
