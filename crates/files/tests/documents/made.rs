//! Documents made by hand.

use std::io::{Cursor, Write};

use flate2::{Compression, write::ZlibEncoder};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// A PDF whose objects are written one after the other.
pub struct Pdf {
    bytes: Vec<u8>,
    count: u32,
}

impl Default for Pdf {
    fn default() -> Self {
        Self { bytes: b"%PDF-1.7\n".to_vec(), count: 0 }
    }
}

impl Pdf {
    /// The number of the object that comes next.
    pub fn next(&self) -> u32 {
        self.count + 1
    }

    pub fn object(&mut self, text: &str) -> u32 {
        self.count += 1;
        write!(self.bytes, "{} 0 obj\n{text}\nendobj\n", self.count).unwrap();
        self.count
    }

    pub fn stream(&mut self, says: &str, content: &[u8]) -> u32 {
        self.count += 1;
        write!(self.bytes, "{} 0 obj\n<< /Length {} {says} >>\nstream\n", self.count, content.len()).unwrap();
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
        self.count
    }

    pub fn packed_stream(&mut self, says: &str, content: &[u8]) -> u32 {
        self.stream(&format!("/Filter /FlateDecode {says}"), &packed(content))
    }

    /// A page with these fonts.
    pub fn page(&mut self, fonts: &str, content: &str) -> u32 {
        self.page_with(&format!("/Font << {fonts} >>"), content)
    }

    pub fn page_with(&mut self, resources: &str, content: &str) -> u32 {
        let content = self.stream("", content.as_bytes());
        self.object(&format!("<< /Type /Page /Resources << {resources} >> /Contents {content} 0 R >>"))
    }

    pub fn file(self) -> Vec<u8> {
        self.bytes
    }
}

pub fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    zip(&[("word/document.xml", document.as_bytes())])
}

const WORKBOOK: &[u8] = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>"#.as_bytes();
const RELATIONS: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const ROOT: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

pub fn xlsx(rows: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    zip(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}
