//! Prose of authors, on as many lines as it takes to be read in an editor.

/// One paragraph of it, on one line.
pub fn joined<'l>(lines: impl IntoIterator<Item = &'l str>) -> String {
    let lines = lines.into_iter().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}
