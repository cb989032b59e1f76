//! Points, in digits.

/// Without digits that say nothing, such as `34.4`.
pub(super) fn text(points: f64) -> String {
    let text = format!("{points:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    // There is a zero below zero, and nobody has it.
    if text == "-0" { "0" } else { text }.to_owned()
}

/// All together: none are 0, which is not what `Iterator::sum` makes of them.
pub(super) fn sum(points: impl Iterator<Item = f64>) -> f64 {
    points.fold(0.0, |sum, points| sum + points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_say_nothing_but_zero() {
        for (points, expected) in [(0.0, "0"), (50.0, "50"), (34.4, "34.4"), (0.25, "0.25")] {
            assert_eq!(text(points), expected);
        }
    }

    #[test]
    fn no_zero_has_a_sign() {
        for points in [-0.0, -0.001, sum([].into_iter())] {
            assert_eq!(text(points), "0");
        }
        assert_eq!(sum([].into_iter()).to_string(), "0");
        assert_eq!(sum([0.25, 10.0].into_iter()).to_string(), "10.25");
    }
}
