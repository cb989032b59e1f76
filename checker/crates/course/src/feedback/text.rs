//! Text as it is shown: paths without the course's folder, and not too much of it.

use std::path::{MAIN_SEPARATOR, Path};

/// Text in which paths below the course's folder are shown without it.
pub fn relative_text(text: &str, root: &Path) -> String {
    let root = root.to_string_lossy();
    // On Windows both separators are in use, cargo's and the system's.
    let text = text.replace(&format!("{root}{MAIN_SEPARATOR}"), "");
    text.replace(&format!("{}/", root.replace('\\', "/")), "")
}

/// A path as a person reads it: from the course's folder, with `/` everywhere.
pub fn relative_path(path: &Path, root: &Path) -> String {
    relative_text(&path.to_string_lossy(), root).replace('\\', "/")
}

/// At most so many bytes of a text; the last line says that there were more.
pub fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let start = &text[..text.floor_char_boundary(most)];
    format!("{start}\n… the rest is cut\n")
}
