//! A packet of files that leaves at once: a ZIP on disk, gone when nobody reads it any more.

use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
};

use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// All that one packet may hold, in bytes: what a ZIP holds without the larger format, which older programs do not open (APPNOTE.TXT, 4.4.9).
pub const PACKET_BYTES_LIMIT: u64 = 4 * 1024 * 1024 * 1024 - 1;

/// A packet that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the packet could not be written")]
pub struct PacketError(#[from] ZipError);

impl From<std::io::Error> for PacketError {
    fn from(source: std::io::Error) -> Self {
        Self(source.into())
    }
}

/// A packet on its way. Dropping it leaves nothing behind.
pub struct Packet {
    archive: ZipWriter<File>,
}

impl Packet {
    /// # Errors
    /// There is no place for it on the disk.
    pub fn begin() -> Result<Self, PacketError> {
        Ok(Self { archive: ZipWriter::new(tempfile::tempfile()?) })
    }

    /// Adds a file under its name; folders are parted by `/`. Pictures and documents are packed already and are stored as they are.
    ///
    /// # Errors
    /// The name is there already; the disk.
    pub fn add(&mut self, name: &str, content: &[u8]) -> Result<(), PacketError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default());
        self.archive.start_file(name, options)?;
        self.archive.write_all(content)?;
        Ok(())
    }

    /// The whole, to be read from its beginning.
    ///
    /// # Errors
    /// The disk.
    pub fn finish(self) -> Result<File, PacketError> {
        let mut file = self.archive.finish()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn a_packet_is_opened_again_with_names_in_any_script() {
        let mut packet = Packet::begin().unwrap();
        packet.add("III-1/III-1-图片-01.jpg", b"picture").unwrap();
        assert!(packet.add("III-1/III-1-图片-01.jpg", b"twice").is_err());
        packet.add("目录.docx", b"index").unwrap();
        let mut archive = zip::ZipArchive::new(packet.finish().unwrap()).unwrap();
        let mut content = String::new();
        archive.by_name("III-1/III-1-图片-01.jpg").unwrap().read_to_string(&mut content).unwrap();
        assert_eq!((content.as_str(), archive.len()), ("picture", 2));
    }
}
