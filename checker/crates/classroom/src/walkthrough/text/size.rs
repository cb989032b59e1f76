//! Columns and lines.

/// The size of a terminal, or of a slide on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    /// Columns.
    pub width: usize,
    /// Lines, those of the frame included.
    pub height: usize,
}

/// Lines around a page: the title, a rule and a blank line above it, one line below it.
const FRAME: usize = 4;

impl Size {
    /// The size for which slides are made: never larger, so that the last row of a class can
    /// read them in large letters.
    pub(crate) const USUAL: Self = Self {
        width: 80,
        height: 24,
    };

    /// The size of a slide on a terminal of this size.
    pub(crate) fn of_slide(self) -> Self {
        Self {
            width: self.width.clamp(40, Self::USUAL.width),
            height: self.height.clamp(10, Self::USUAL.height),
        }
    }

    /// Lines of a page.
    pub(crate) fn room(self) -> usize {
        self.height - FRAME
    }
}

impl From<(usize, usize)> for Size {
    /// From columns and lines.
    fn from((width, height): (usize, usize)) -> Self {
        Self { width, height }
    }
}
