//! Documents that people work on and hand in: DOCX with paragraphs and one table.

use std::io::{Cursor, Write as _};

use changxiao_domain::{clauses::AdoptionRow, text::clean};
use changxiao_words::Lang;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// The parts that every document has (ECMA-376 part 1, 11.3.10; part 2, 9.3).
const CONTENT_TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Override PartName="/word/document.xml" "#,
    r#"ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#,
);
const RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" "#,
    r#"Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" "#,
    r#"Target="word/document.xml"/></Relationships>"#,
);
/// Twentieths of a point: A4 across (297 × 210 mm) with margins of 20 mm, and what is left for a table.
const PAGE: (u32, u32) = (16_838, 11_906);
const MARGIN: u32 = 1_134;
const TABLE: u32 = PAGE.0 - 2 * MARGIN;
/// Half points: 二号 for the title, 小四 for paragraphs, 五号 in a table.
const TITLE_SIZE: u32 = 44;
const TEXT_SIZE: u32 = 24;
const CELL_SIZE: u32 = 21;

/// A document that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be written")]
pub struct DocumentError(#[from] zip::result::ZipError);

impl From<std::io::Error> for DocumentError {
    fn from(source: std::io::Error) -> Self {
        Self(source.into())
    }
}

/// A title, paragraphs, a table. Line ends in a text stay line ends.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub title: String,
    pub paragraphs: Vec<String>,
    /// Title of each column and its share of the width.
    pub columns: Vec<(String, u32)>,
    /// One cell a column.
    pub rows: Vec<Vec<String>>,
}

/// How wide the columns of an adoption table are beside each other, in the order of [`AdoptionRow::COLUMNS`].
const ADOPTION_SHARES: [u32; 8] = [1, 3, 3, 6, 5, 2, 6, 4];

impl Document {
    /// 意见采纳情况表: the rows under their titles, in one language.
    pub fn of_adoption(title: String, paragraphs: Vec<String>, rows: &[AdoptionRow], lang: Lang) -> Self {
        let titles = AdoptionRow::COLUMNS.map(|key| key.text(lang).to_owned());
        let columns = titles.into_iter().zip(ADOPTION_SHARES).collect();
        let rows = rows.iter().map(|row| row.cells(lang).into()).collect();
        Self { title, paragraphs, columns, rows }
    }

    /// The bytes of a DOCX on A4 across, whose row of titles stands on every page. The same document gives the same bytes.
    ///
    /// Errors: it is larger than an archive can be.
    pub fn write(&self) -> Result<Vec<u8>, DocumentError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let parts =
            [("[Content_Types].xml", CONTENT_TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", &self.body())];
        for (name, text) in parts {
            archive.start_file(name, options)?;
            archive.write_all(text.as_bytes())?;
        }
        Ok(archive.finish()?.into_inner())
    }

    fn body(&self) -> String {
        let mut xml = String::from(concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#,
        ));
        xml.push_str(&paragraph(&self.title, Look { size: TITLE_SIZE, bold: true, centred: true }));
        for text in &self.paragraphs {
            xml.push_str(&paragraph(text, Look { size: TEXT_SIZE, bold: false, centred: false }));
        }
        if !self.columns.is_empty() {
            xml.push_str(&self.table());
            // A table is followed by a paragraph (ECMA-376 part 1, 17.4.65).
            xml.push_str("<w:p/>");
        }
        let (width, height) = PAGE;
        xml.push_str(&format!(
            r#"<w:sectPr><w:pgSz w:w="{width}" w:h="{height}" w:orient="landscape"/><w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>"#
        ));
        xml
    }

    fn table(&self) -> String {
        let shares: u32 = self.columns.iter().map(|(_, share)| *share).sum();
        let widths: Vec<u32> = self.columns.iter().map(|(_, share)| TABLE * share / shares.max(1)).collect();
        let border = |side: &str| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#);
        let borders: String =
            ["top", "left", "bottom", "right", "insideH", "insideV"].into_iter().map(border).collect();
        let columns: String = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
        let titles = self.columns.iter().map(|(title, _)| title.as_str());
        let look = |bold| Look { size: CELL_SIZE, bold, centred: bold };
        let mut xml = format!(
            r#"<w:tbl><w:tblPr><w:tblW w:w="{TABLE}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"#
        );
        xml.push_str(&row(titles, &widths, look(true), "<w:cantSplit/><w:tblHeader/>"));
        for cells in &self.rows {
            xml.push_str(&row(cells.iter().map(String::as_str), &widths, look(false), "<w:cantSplit/>"));
        }
        xml.push_str("</w:tbl>");
        xml
    }
}

#[derive(Clone, Copy)]
struct Look {
    size: u32,
    bold: bool,
    centred: bool,
}

fn row<'a>(cells: impl Iterator<Item = &'a str>, widths: &[u32], look: Look, properties: &str) -> String {
    let cell = |(text, width): (&str, &u32)| {
        format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{}</w:tc>"#, paragraph(text, look))
    };
    // A row has a cell for every column, whatever it was given.
    let cells: String = cells.chain(std::iter::repeat("")).zip(widths).map(cell).collect();
    format!("<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>")
}

/// One paragraph: 黑体 for what is bold, 仿宋 for the rest, as documents of offices are set (GB/T 9704-2012, 5.2.2).
fn paragraph(text: &str, look: Look) -> String {
    let Look { size, bold, centred } = look;
    let font = if bold { "SimHei" } else { "FangSong" };
    let weight = if bold { "<w:b/>" } else { "" };
    let place = if centred { r#"<w:pPr><w:jc w:val="center"/></w:pPr>"# } else { "" };
    let properties = format!(
        r#"<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>"#
    );
    let text = clean(text).replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<String> = text.split('\n').map(line).collect();
    format!("<w:p>{place}<w:r>{properties}{}</w:r></w:p>", lines.join("<w:br/>"))
}

fn line(text: &str) -> String {
    let parts: Vec<String> =
        text.split('\t').map(|part| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(part))).collect();
    parts.join("<w:tab/>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use changxiao_domain::clauses::{Change, Comment, Disposition, Draft, Entry, Round, Ruling, adoption_table};
    use quick_xml::{Reader, events::Event};
    use zip::ZipArchive;

    use super::*;

    /// Every paragraph of a part of an archive as another program reads it, with `|` where a cell begins and `/` where a row does.
    fn read(bytes: &[u8]) -> String {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.len(), 3);
        let mut xml = String::new();
        archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
        let mut reader = Reader::from_str(&xml);
        let mut said = String::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => return said,
                Event::Start(tag) if tag.name().as_ref() == "w:tr" => said.push('/'),
                Event::Start(tag) if tag.name().as_ref() == "w:tc" => said.push('|'),
                Event::Empty(tag) if tag.name().as_ref() == "w:br" => said.push('\n'),
                Event::Empty(tag) if tag.name().as_ref() == "w:tab" => said.push('\t'),
                Event::Text(text) => said.push_str(&text),
                Event::GeneralRef(name) => said.push_str(match &*name {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    other => panic!("{other}"),
                }),
                _ => {}
            }
        }
    }

    #[test]
    fn what_was_written_is_read_by_another_program() {
        let document = Document {
            title: "意见采纳情况表".into(),
            paragraphs: vec![" 共 2 条 <草案> & 其他".into()],
            columns: vec![("序号".into(), 1), ("意见".into(), 5)],
            rows: vec![vec!["1".into(), "将“每月”\r\n改为\t“每周”\u{b}\u{202e}".into()], vec!["2".into()]],
        };
        let bytes = document.write().unwrap();
        assert_eq!(read(&bytes), "意见采纳情况表 共 2 条 <草案> & 其他/|序号|意见/|1|将“每月”\n改为\t“每周”/|2|");
        assert_eq!(bytes, document.write().unwrap());
    }

    #[test]
    fn an_adoption_table_is_a_document() {
        let draft = Draft::read("第一条　各街道每月巡查。\n第二条　自印发之日起施行。").unwrap();
        let change = Change::of_words(&draft, 0, "每月", "每周").unwrap();
        let comment =
            Comment {
                who: "建工街道".into(), clause: Some(0), change: Some(change), reason: "便于落实".into()
            };
        let disposition = Disposition { ruling: Ruling::Adopted, change: None, reason: String::new() };
        let round = Round { draft, entries: vec![Entry { comment, disposition: Some(disposition) }] };
        let rows = adoption_table(&round);
        let document = Document::of_adoption("意见采纳情况表".into(), Vec::new(), &rows, Lang::Zh);
        assert_eq!(
            read(&document.write().unwrap()),
            "意见采纳情况表/|序号|条款|提出单位|修改意见|理由|采纳情况|采纳文字|说明\
             /|1|第一条|建工街道|将“每月”修改为“每周”|便于落实|采纳|将“每月”修改为“每周”|"
        );
    }
}
