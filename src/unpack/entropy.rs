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
    let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let weighted = |&count: &u64| f64::from(number(count)) * log2(number(count));
    let sum: f64 = counts.iter().map(weighted).sum();
    log2(number(total)) - sum / f64::from(number(total).max(1))
}

/// The logarithm to the base 2; 0 for 0.
///
/// Not that of the C library: it is in a library of its own, which would be loaded at each start.
fn log2(number: u32) -> f64 {
    let whole = number.checked_ilog2().unwrap_or_default();
    let mut rest = f64::from(number.max(1)) / f64::from(1_u32.checked_shl(whole).unwrap_or(1));
    let mut log = f64::from(whole);
    let mut digit = 0.5;
    // Squared, what is left is 2 or more where the next binary digit of the logarithm is 1.
    while digit > 1e-12 {
        rest *= rest;
        if rest >= 2.0 {
            rest /= 2.0;
            log += digit;
        }
        digit /= 2.0;
    }
    log
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
        for number in [1, 2, 3, 255, 256, 1_000_003, u32::MAX] {
            assert!((log2(number) - f64::from(number).log2()).abs() < 1e-9, "{number}");
        }
        assert!(log2(0).abs() < 1e-9);
    }
}
