//! Pseudo-random numbers: the same seed always gives the same ones.

/// A number for a seed and a place.
pub(crate) fn mix(seed: u64, place: u64) -> u64 {
    // SplitMix64: every bit of the input reaches every bit of the output.
    let mut z = seed
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(place.wrapping_mul(0xD1B5_4A32_D192_ED03))
        .wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number below `n` for a seed and a place; 0 when `n` is 0.
pub(crate) fn below(seed: u64, place: u64, n: u64) -> u64 {
    mix(seed, place).checked_rem(n).unwrap_or(0)
}

/// An id in the shape of a UUID.
pub(crate) fn uuid(seed: u64, place: u64) -> String {
    let (a, b) = (mix(seed, place), mix(seed ^ 0xABCD, place));
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xFFFF,
        a & 0xFFF,
        (b >> 48) & 0xFFF,
        b & 0xFFFF_FFFF_FFFF
    )
}

/// Whether a text is among this share of all texts.
pub(crate) fn in_share(seed: u64, text: &str, percent: u8) -> bool {
    let place = text.bytes().fold(0, |sum: u64, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    below(seed, place, 100) < u64::from(percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_one_others() {
        assert_eq!(mix(7, 1), mix(7, 1));
        assert_ne!(mix(7, 1), mix(8, 1));
        assert_ne!(mix(7, 1), mix(7, 2));
        assert_eq!(uuid(7, 1).len(), 36);
    }
}
