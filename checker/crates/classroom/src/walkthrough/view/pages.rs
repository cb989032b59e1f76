//! A slide that is longer than a screen becomes several pages, cut at sensible places.

use crate::walkthrough::deck::Slide;
use crate::walkthrough::view::parts;
use anstream::adapter::strip_str;
use std::path::Path;

/// What a slide may take: never more than 80 columns and 24 lines, so that whoever
/// sits in the last row can read it in large letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    /// Columns of the whole screen.
    pub width: usize,
    /// Lines of the whole screen.
    pub height: usize,
}

/// How well a page can begin with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Start {
    /// It is in the middle of a drawing.
    Never,
    /// It should stay with the line above.
    Poor,
    /// It begins something small: a point of a list, a row.
    Fair,
    /// It begins a function, a paragraph, a table.
    Good,
}

/// A line of a slide.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) start: Start,
}

/// Lines around the page: the title, a rule, a blank line; the bottom line.
const FRAME: usize = 4;

impl Size {
    /// Where slides are made to be seen, and where they are printed.
    pub(crate) const USUAL: Self = Self {
        width: 80,
        height: 24,
    };

    /// That of a terminal, within reason.
    pub(crate) fn of((columns, lines): (usize, usize)) -> Self {
        Self {
            width: columns.clamp(40, Self::USUAL.width),
            height: lines.clamp(10, Self::USUAL.height),
        }
    }

    /// Lines of a page.
    pub(super) fn room(self) -> usize {
        self.height - FRAME
    }
}

impl Line {
    pub(super) fn new(text: impl Into<String>, start: Start) -> Self {
        Self {
            text: text.into(),
            start,
        }
    }

    /// Whether nothing is to be read in it: an added blank line has a mark.
    fn is_blank(&self) -> bool {
        let plain = strip_str(&self.text).to_string();
        plain.trim_matches([' ', '+', '−']).is_empty()
    }
}

/// The pages of a slide, at least one. Paths below `root` are shown without it.
pub(crate) fn pages(slide: &Slide<'_>, size: Size, root: &Path) -> Vec<Vec<String>> {
    let lines = parts::lines(slide, size, root);
    let pages = split(&lines, size.room());
    let texts = |page: &[Line]| page.iter().map(|line| line.text.clone()).collect();
    pages.into_iter().map(texts).collect()
}

/// Cuts lines into pages of at most `room` lines.
fn split(lines: &[Line], room: usize) -> Vec<&[Line]> {
    let mut pages = Vec::new();
    let mut rest = without_blanks(lines);
    while rest.len() > room {
        // Of two pages the second should have more than a line or two.
        let is_last_but_one = rest.len() < 2 * room;
        let even = cut(rest, room.min(rest.len() / 2 + room / 4));
        let is_fine = is_last_but_one && rest[even].start != Start::Never;
        let cut = if is_fine { even } else { cut(rest, room) };
        let (page, after) = rest.split_at(cut);
        pages.push(without_blanks(page));
        rest = without_blanks(after);
    }
    if !rest.is_empty() || pages.is_empty() {
        pages.push(rest);
    }
    pages
}

/// Where the next page begins: at the best place in the lower half of this one, and
/// of equals at the last.
fn cut(lines: &[Line], room: usize) -> usize {
    let best_in = |from: usize, least: Start| {
        let places = (from.max(1)..=room).filter(|at| lines[*at].start >= least);
        places.max_by_key(|at| (lines[*at].start, *at))
    };
    let best = best_in(room / 2, Start::Good).or_else(|| best_in(room / 3, Start::Fair));
    let is_drawing = lines[room].start == Start::Never;
    let before = || best_in(1, Start::Fair).filter(|_| is_drawing);
    best.or_else(before).unwrap_or(room)
}

fn without_blanks(mut lines: &[Line]) -> &[Line] {
    while let [first, rest @ ..] = lines
        && first.is_blank()
    {
        lines = rest;
    }
    while let [rest @ .., last] = lines
        && last.is_blank()
    {
        lines = rest;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A letter a line: upper case begins well, lower case fairly, a dot poorly; `#` is
    /// in the middle of a drawing.
    fn cut_up(text: &str, room: usize) -> Vec<String> {
        let lines = text.chars().map(|c| {
            let start = match c {
                'A'..='Z' => Start::Good,
                'a'..='z' => Start::Fair,
                '#' => Start::Never,
                _ => Start::Poor,
            };
            Line::new(c.to_string(), start)
        });
        let lines: Vec<Line> = lines.collect();
        let pages = split(&lines, room);
        let text = |page: &[Line]| page.iter().map(|line| line.text.as_str()).collect();
        pages.into_iter().map(text).collect()
    }

    #[test]
    fn what_fits_is_one_page_without_blank_ends() {
        assert_eq!(cut_up("  A..  ", 4), ["A.."]);
        assert_eq!(cut_up("", 4), [""]);
    }

    #[test]
    fn a_page_begins_where_something_begins() {
        assert_eq!(cut_up("A..B..C.", 4), ["A..", "B..", "C."]);
        assert_eq!(cut_up("A...b...", 6), ["A...", "b..."]);
        assert_eq!(cut_up("A..B.c..", 7), ["A..", "B.c.."]);
        assert_eq!(cut_up("A.. B...", 7), ["A..", "B..."]);
    }

    #[test]
    fn a_drawing_is_not_cut_if_it_fits_on_a_page() {
        assert_eq!(cut_up("A.D#####..", 6), ["A.", "D#####", ".."]);
        assert_eq!(cut_up("D########", 4), ["D###", "####", "#"]);
    }

    #[test]
    fn what_has_no_good_place_is_cut_where_the_page_ends() {
        assert_eq!(cut_up("A......", 3), ["A..", "..", ".."]);
        // Too early a cut would leave an empty screen, and so would a late one.
        assert_eq!(cut_up("AB.......", 8), ["AB....", "..."]);
    }
}
