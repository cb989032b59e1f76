//! Points, in digits.

/// Without digits that say nothing, such as `34.4`.
pub(super) fn text(points: f64) -> String {
    let text = format!("{points:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn zeros_say_nothing_but_zero() {
        for (points, expected) in [(0.0, "0"), (50.0, "50"), (34.4, "34.4"), (0.25, "0.25")] {
            assert_eq!(text(points), expected);
        }
    }
}
