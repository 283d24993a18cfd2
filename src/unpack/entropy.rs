//! How evenly the byte values of a program are spread: compressed and encrypted bytes look like
//! noise.

use crate::bytes::{Input, Span};
use crate::image::Image;

/// Bytes read in one step, and in total.
const STEP: u64 = 256 << 10;
const MOST: u64 = 64 << 20;
/// Fewer bytes show nothing: short texts spread evenly by chance.
const LEAST: u64 = 64 << 10;
/// Machine code has 5 to 6.8 bits per byte, compressed data 7.9 and more.
const NOISE: f64 = 7.5;

/// The entropy of a program's loaded bytes in bits per byte, where it is high enough to suggest
/// packing or encryption: only a hint. `None` where it is not, or the program is too small to tell.
pub(crate) fn looks_packed(image: &Image, input: &Input<'_>) -> Option<f64> {
    let loaded = image.loaded();
    let mut counts = [0_u64; 256];
    let mut total = 0_u64;
    for span in loaded {
        let span = Span::new(span.start(), span.len().min(MOST.saturating_sub(total)));
        let mut windows = input.windows(span, STEP, 0);
        while let Ok(Some((_, bytes))) = windows.advance() {
            for &byte in bytes {
                if let Some(count) = counts.get_mut(usize::from(byte)) {
                    *count = count.saturating_add(1);
                }
            }
            total = total.saturating_add(u64::try_from(bytes.len()).unwrap_or_default());
        }
    }
    let bits = bits_per_byte(&counts, total);
    (total >= LEAST && bits > NOISE).then_some(bits)
}

/// Shannon's entropy, from the counts of the byte values.
fn bits_per_byte(counts: &[u64; 256], total: u64) -> f64 {
    let number = |count: u64| u32::try_from(count).map_or(f64::from(u32::MAX), f64::from);
    let total = number(total).max(1.0);
    let bits = |&count: &u64| {
        let share = number(count) / total;
        if count == 0 { 0.0 } else { -share * share.log2() }
    };
    counts.iter().map(bits).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy() {
        let mut counts = [0; 256];
        assert!(bits_per_byte(&counts, 0).abs() < 1e-9);
        counts[7] = 100;
        assert!(bits_per_byte(&counts, 100).abs() < 1e-9);
        counts[8] = 100;
        assert!((bits_per_byte(&counts, 200) - 1.0).abs() < 1e-9);
        assert!((bits_per_byte(&[3; 256], 768) - 8.0).abs() < 1e-9);
    }
}
