//! Prose that authors wrap by hand.

/// Joins the lines of a paragraph into one.
pub(crate) fn joined<'l>(lines: impl IntoIterator<Item = &'l str>) -> String {
    let lines = lines.into_iter().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}
