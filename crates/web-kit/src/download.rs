//! Files that a browser saves.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use changxiao_app::AppError;
use changxiao_files::sheets::{Cell, CsvWriter};
use tokio::io::AsyncReadExt;

use crate::{address::encode, answer::WebError, request::Request};

pub const CSV: &str = "text/csv; charset=utf-8";
pub const ZIP: &str = "application/zip";
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What a browser may keep of what only this person may see: it asks each time, with its session, before it shows it again.
pub const ASK_EACH_TIME: &str = "private, no-cache";

/// Marks a file that takes something out of the system: the guard writes its line into the trace before a byte of it leaves.
#[derive(Clone, Copy)]
pub struct Leaves;

/// A file to keep, not to show. Its name may be in any script (RFC 6266, 4.3). It leaves with a line of the trace about its address.
pub fn attachment(media: &'static str, name: &str, content: impl Into<Body>) -> Response {
    let mut response = untraced(media, name, content);
    response.extensions_mut().insert(Leaves);
    response
}

/// The same for what needs no line from the guard: its action has written one that says more, or nothing of the city is in it.
pub fn untraced(media: &'static str, name: &str, content: impl Into<Body>) -> Response {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_. ".contains(&byte));
    let disposition = match plain {
        true => format!("attachment; filename=\"{name}\""),
        false => format!("attachment; filename*=UTF-8''{}", encode(name)),
    };
    let mut response = Response::new(content.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    // Every letter that a header may not hold is encoded above.
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    response
}

/// What a file is called: a title in the language of its reader, then of what or of which day it is. Signs that no name of a file may hold
/// on Windows become hyphens.
pub fn called(title: &str, of: impl std::fmt::Display, extension: &str) -> String {
    let name = format!("{title}-{of}").replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], "-");
    format!("{name}.{extension}")
}

/// A list as a workbook: its name says what, of which city and of which day. Its action has written a line into the trace, see [`untraced`].
pub fn list_sheet(request: &Request, what: &str, content: impl Into<Body>) -> Response {
    let of = format!("{}-{}", request.model().id(), request.cx.today());
    untraced(XLSX, &called(what, of, "xlsx"), content)
}

/// So much of a file on disk is read at a time.
const PIECE: usize = 64 * 1024;

/// A file on disk that leaves piece by piece; for what needs no line from the guard, see [`untraced`].
pub fn untraced_from_disk(media: &'static str, name: &str, file: std::fs::File) -> Response {
    let pieces = futures::stream::try_unfold(tokio::fs::File::from_std(file), async |mut file| {
        let mut piece = vec![0; PIECE];
        let length = file.read(&mut piece).await?;
        piece.truncate(length);
        Ok::<_, std::io::Error>((length > 0).then_some((piece, file)))
    });
    untraced(media, name, Body::from_stream(pieces))
}

/// The same for a file that leaves as an [`attachment`].
pub fn attachment_from_disk(media: &'static str, name: &str, file: std::fs::File) -> Response {
    let mut response = untraced_from_disk(media, name, file);
    response.extensions_mut().insert(Leaves);
    response
}

/// Marks what a page of ours may show inside of itself. It gets a policy of its own: it loads nothing, and only we frame it.
#[derive(Clone, Copy)]
pub struct ShownInside;

/// A document that the browser shows itself, in a frame of ours or alone. Its action has written a line into the trace.
pub fn shown(media: &'static str, content: impl Into<Body>) -> Response {
    let mut response = Response::new(content.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(ShownInside);
    response
}

/// A small table as CSV, which leaves as an [`attachment`].
pub fn csv(name: &str, titles: &[&str], rows: Vec<Vec<String>>) -> Result<Response, WebError> {
    Ok(attachment(CSV, name, csv_text(titles, rows)?))
}

/// The same for what needs no line from the guard, see [`untraced`].
pub fn untraced_csv(name: &str, titles: &[&str], rows: Vec<Vec<String>>) -> Result<Response, WebError> {
    Ok(untraced(CSV, name, csv_text(titles, rows)?))
}

fn csv_text(titles: &[&str], rows: Vec<Vec<String>>) -> Result<Vec<u8>, WebError> {
    let broken = |problem: &dyn std::fmt::Display| AppError::Broken(format!("csv: {problem}"));
    let mut csv = CsvWriter::new(titles.iter().copied()).map_err(|problem| broken(&problem))?;
    for row in rows {
        let cells: Vec<Cell> = row.into_iter().map(Cell::Text).collect();
        csv.row(&cells).map_err(|problem| broken(&problem))?;
    }
    Ok(csv.finish().map_err(|problem| broken(&problem))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_in_any_script() {
        let of = |name| {
            attachment(CSV, name, "").headers()[header::CONTENT_DISPOSITION]
                .to_str()
                .map(str::to_owned)
                .unwrap_or_default()
        };
        assert_eq!(of("cases-2026-11-29.csv"), "attachment; filename=\"cases-2026-11-29.csv\"");
        assert_eq!(of("案件.csv"), "attachment; filename*=UTF-8''%E6%A1%88%E4%BB%B6.csv");
        assert_eq!(of("a\"b\r\n.csv"), "attachment; filename*=UTF-8''a%22b%0D%0A.csv");
    }
}
