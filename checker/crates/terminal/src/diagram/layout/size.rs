//! How large boxes want to be.

use crate::diagram::model::TableBox;
use unicode_width::UnicodeWidthStr;

/// A box is at most so wide, if its columns have long names or types.
const NAME: usize = 26;
const KIND: usize = 16;

/// Narrower than this nothing of a table can be read.
pub(super) const NARROWEST: usize = 16;

/// How large a box wants to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) name: usize,
    pub(super) kind: usize,
    flags: usize,
    title: usize,
    pub(super) height: usize,
}

impl Size {
    /// Border, blank, name, blank, type, blank, flags, blank, border.
    pub(super) fn width(self) -> usize {
        let gap = |width: usize| if width == 0 { 0 } else { width + 1 };
        (4 + self.name + gap(self.kind) + gap(self.flags)).max(self.title + 6)
    }

    /// Gives up columns of types first, then of names.
    pub(super) fn narrowed(self, width: usize) -> Self {
        let mut size = self;
        while size.width() > width && size.title > width.saturating_sub(6) {
            size.title -= 1;
        }
        while size.width() > width && size.kind > 0 {
            size.kind -= 1;
        }
        while size.width() > width && size.name > 1 {
            size.name -= 1;
        }
        size
    }
}

pub(super) fn size(table: &TableBox) -> Size {
    let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0);
    let rows = &table.rows;
    let marks = table.title().width() - table.name.width();
    Size {
        name: widest(&mut rows.iter().map(|row| row.name.width())).clamp(1, NAME),
        kind: widest(&mut rows.iter().map(|row| row.kind.width())).min(KIND),
        flags: widest(&mut rows.iter().map(|row| row.signs().width())),
        title: table.name.width().clamp(1, NAME) + marks,
        height: rows.len() + usize::from(table.more > 0) + 2,
    }
}
