//! Parts of a whole, for pictures.

/// A part of a whole; nothing of nothing.
#[expect(clippy::cast_precision_loss, reason = "a part of a picture")]
pub(super) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}
