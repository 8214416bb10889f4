//! Takes photos of what is wrong and of what was put right. A few scenes are drawn and then used again, each time with a
//! remark of its own inside the file, because two cases that show the very same picture are flagged.

use std::collections::HashMap;

use bytes::Bytes;
use changxiao_app::AppError;
use changxiao_files::photos::{PhotoStore, Stored};

use super::{
    DemoPlan, Scale,
    pictures::{Phase, PictureKind, draw},
};

/// What a case shows: the kind of problem and which of the drawn streets it is in.
pub(super) type Scene = (PictureKind, u64);

pub(super) struct Camera {
    store: PhotoStore,
    drawn: HashMap<(PictureKind, u64, Phase), Vec<u8>>,
    streets: u64,
    seed: u64,
    pub taken: u64,
}

impl Camera {
    pub fn new(store: PhotoStore, plan: &DemoPlan) -> Self {
        let streets = match plan.scale {
            Scale::Small => 1,
            Scale::City => 5,
        };
        Self { store, drawn: HashMap::new(), streets, seed: plan.seed, taken: 0 }
    }

    /// A scene for a category; `None` where no drawn street could show it, such as a missing licence.
    pub fn scene(&self, category: &str, word: u64) -> Option<Scene> {
        Some((kind_of(category)?, word % self.streets))
    }

    pub async fn take(&mut self, scene: Scene, phase: Phase) -> Result<Stored, AppError> {
        let (kind, street) = scene;
        self.taken += 1;
        let remark = format!("changxiao demonstration {:x}-{}", self.seed, self.taken);
        let picture = self.drawn.entry((kind, street, phase)).or_insert_with(|| draw(kind, street, phase));
        Ok(self.store.store(Bytes::from(with_remark(picture, &remark))).await?)
    }
}

/// The picture with a comment segment (ITU-T T.81, B.2.4.5) behind its start marker.
pub fn with_remark(jpeg: &[u8], remark: &str) -> Vec<u8> {
    let length = u16::try_from(remark.len() + 2).unwrap_or(2);
    let mut marked = Vec::with_capacity(jpeg.len() + remark.len() + 4);
    marked.extend_from_slice(&jpeg[..2]);
    marked.extend_from_slice(&[0xff, 0xfe]);
    marked.extend_from_slice(&length.to_be_bytes());
    marked.extend_from_slice(remark.as_bytes());
    marked.extend_from_slice(&jpeg[2..]);
    marked
}

fn kind_of(category: &str) -> Option<PictureKind> {
    Some(match category {
        "E0405" | "E0407" | "C0207" | "C0204" => PictureKind::Bicycles,
        "E0105" | "E0107" | "C0101" | "C0102" | "C0103" => PictureKind::Puddle,
        "C0201" | "C0202" | "C0203" | "C0205" | "C0501" | "C0107" => PictureKind::BrokenPaving,
        "E0403" | "E0415" | "E0110" => PictureKind::StreetStall,
        "C0301" | "C0304" | "E0116" | "E0106" => PictureKind::OverflowingBins,
        "C0105" | "E0414" => PictureKind::HangingWires,
        "E0201" | "E0202" | "C0303" => PictureKind::Posters,
        _ if category.starts_with("E01") || category.starts_with("E03") => PictureKind::Rubbish,
        _ => return None,
    })
}
