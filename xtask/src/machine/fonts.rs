//! A font with Chinese characters; without one, every page in Chinese is a row of boxes.

use std::path::Path;

use super::program::answer_of;

/// The name of a font for Chinese, as fontconfig (or, without it, the usual folders) knows it.
pub fn find_chinese_font() -> Option<String> {
    if cfg!(target_os = "macos") {
        return Some("PingFang SC, part of macOS".to_owned());
    }
    match answer_of("fc-list", &[":lang=zh-cn", "family"]) {
        Some(families) => families.lines().next().map(str::to_owned).filter(|family| !family.is_empty()),
        None => find_noto(Path::new("/usr/share/fonts"), 4),
    }
}

fn find_noto(folder: &Path, depth: usize) -> Option<String> {
    folder.read_dir().ok()?.flatten().find_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        match name.starts_with("NotoSansCJK") && entry.path().is_file() {
            true => Some(name),
            false if depth > 0 && entry.path().is_dir() => find_noto(&entry.path(), depth - 1),
            false => None,
        }
    })
}
