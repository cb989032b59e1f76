//! Cuts a slide that is longer than a screen into pages, at sensible places.

use crate::walkthrough::deck::slide::Slide;
use crate::walkthrough::text::line::{PageStart, SlideLine};
use crate::walkthrough::text::parts;
use crate::walkthrough::text::size::Size;
use std::path::Path;

/// The pages of a slide, at least one. Paths below `root` are shown without it.
pub(crate) fn pages(slide: &Slide<'_>, size: Size, root: &Path) -> Vec<Vec<String>> {
    let lines = parts::lines(slide, size, root);
    let pages = split(&lines, size.room());
    let texts = |page: &[SlideLine]| page.iter().map(|line| line.text.clone()).collect();
    pages.into_iter().map(texts).collect()
}

/// Cuts lines into pages of at most `room` lines.
fn split(lines: &[SlideLine], room: usize) -> Vec<&[SlideLine]> {
    let mut pages = Vec::new();
    let mut rest = without_blanks(lines);
    while rest.len() > room {
        // The last of two pages should have more than a line or two.
        let is_last_but_one = rest.len() < 2 * room;
        let even = cut(rest, room.min(rest.len() / 2 + room / 4));
        let is_fine = is_last_but_one && rest[even].start != PageStart::Never;
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

/// Where the next page begins: at the best line in the lower half of this page, and at the
/// last of equally good ones.
fn cut(lines: &[SlideLine], room: usize) -> usize {
    let best_in = |from: usize, least: PageStart| {
        let good = (from.max(1)..=room).filter(|at| lines[*at].start >= least);
        good.max_by_key(|at| (lines[*at].start, *at))
    };
    let best = best_in(room / 2, PageStart::Good).or_else(|| best_in(room / 3, PageStart::Fair));
    let is_drawing = lines[room].start == PageStart::Never;
    let before = || best_in(1, PageStart::Fair).filter(|_| is_drawing);
    best.or_else(before).unwrap_or(room)
}

fn without_blanks(mut lines: &[SlideLine]) -> &[SlideLine] {
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

    /// One letter per line: a page may begin with an upper-case one well, with a lower-case one
    /// fairly, with a dot poorly, and with `#`, the middle of a drawing, never.
    fn cut_up(text: &str, room: usize) -> Vec<String> {
        let lines = text.chars().map(|c| {
            let start = match c {
                'A'..='Z' => PageStart::Good,
                'a'..='z' => PageStart::Fair,
                '#' => PageStart::Never,
                _ => PageStart::Poor,
            };
            SlideLine::new(c.to_string(), start)
        });
        let lines: Vec<SlideLine> = lines.collect();
        let pages = split(&lines, room);
        let text = |page: &[SlideLine]| page.iter().map(|line| line.text.as_str()).collect();
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
    fn without_a_good_line_the_cut_is_where_the_page_ends() {
        assert_eq!(cut_up("A......", 3), ["A..", "..", ".."]);
        // A cut too early leaves most of a screen empty, and so does one too late.
        assert_eq!(cut_up("AB.......", 8), ["AB....", "..."]);
    }
}
