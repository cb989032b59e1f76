//! Which slide is shown, and what a key does.

use terminal::screen::Key;

/// What is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// A page of a slide.
    Slide,
    /// The notes on it.
    Notes,
    /// What the keys do.
    Keys,
}

/// What a key asks the presenter to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Nothing but to draw the screen.
    Nothing,
    /// End.
    Leave,
    /// Choose a slide from a list.
    Jump,
    /// Open the code of the slide in an editor.
    Open,
    /// Play with the code of the slide.
    Try,
}

/// The presenter's state.
#[derive(Debug)]
pub(crate) struct PresenterState {
    /// The name of the step of each slide; slides of a step are side by side.
    steps: Vec<String>,
    slide: usize,
    page: usize,
    view: View,
}

impl PresenterState {
    /// Begins at `slide`; `steps` has the name of the step of each slide.
    pub(crate) fn new(steps: Vec<String>, slide: usize) -> Self {
        Self {
            steps,
            slide,
            page: 0,
            view: View::Slide,
        }
    }

    /// The slide that is shown.
    pub(crate) fn slide(&self) -> usize {
        self.slide
    }

    /// What is on the screen.
    pub(crate) fn view(&self) -> View {
        self.view
    }

    /// The page that is shown, if the slide has so many `pages`.
    pub(crate) fn page(&mut self, pages: usize) -> usize {
        self.page = self.page.min(pages.saturating_sub(1));
        self.page
    }

    /// Shows another slide from its beginning.
    pub(crate) fn go(&mut self, slide: usize) {
        self.slide = slide.min(self.steps.len().saturating_sub(1));
        self.page = 0;
        self.view = View::Slide;
    }

    /// The slides of the same step.
    pub(crate) fn of_step(&self, slide: usize) -> std::ops::Range<usize> {
        let name = &self.steps[slide];
        let same = |step: &&String| *step == name;
        let before = self.steps[..slide].iter().rev().take_while(same).count();
        let after = self.steps[slide..].iter().take_while(same).count();
        slide - before..slide + after
    }

    /// Does what a key says. The slide that is shown has so many `pages`.
    pub(crate) fn press(&mut self, key: Key, pages: usize) -> Action {
        if self.view == View::Keys && key != Key::Interrupt {
            self.view = View::Slide;
            return Action::Nothing;
        }
        let last = self.steps.len().saturating_sub(1);
        self.page(pages);
        match key {
            Key::Right | Key::Down | Key::PageDown | Key::Enter | Key::Char(' ') => {
                if self.page + 1 < pages {
                    self.page += 1;
                } else if self.slide < last {
                    (self.slide, self.page) = (self.slide + 1, 0);
                }
            }
            Key::Left | Key::Up | Key::PageUp | Key::Backspace => {
                if self.page > 0 {
                    self.page -= 1;
                } else if self.slide > 0 {
                    // Its last page; how many there are is known when it is drawn.
                    (self.slide, self.page) = (self.slide - 1, usize::MAX);
                }
            }
            Key::Char('n') => self.move_to(self.of_step(self.slide).end.min(last)),
            Key::Char('p') => {
                let start = self.of_step(self.slide).start;
                let is_at_start = start == self.slide && self.page == 0;
                let back = if is_at_start {
                    start.saturating_sub(1)
                } else {
                    start
                };
                self.move_to(self.of_step(back).start);
            }
            Key::Home => self.move_to(0),
            Key::End => self.move_to(last),
            Key::Char('s') => self.toggle(View::Notes),
            Key::Char('?' | 'h') => self.toggle(View::Keys),
            Key::Escape => self.view = View::Slide,
            Key::Char('j' | '/') => return Action::Jump,
            Key::Char('o') => return Action::Open,
            Key::Char('t') => return Action::Try,
            Key::Char('q') | Key::Interrupt => return Action::Leave,
            Key::Char(_) | Key::Clear => {}
        }
        Action::Nothing
    }

    /// As [`Self::go`], but keeps the notes on the screen.
    fn move_to(&mut self, slide: usize) {
        (self.slide, self.page) = (slide, 0);
    }

    fn toggle(&mut self, view: View) {
        self.view = if self.view == view { View::Slide } else { view };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lesson's first slide, and two steps with two and three slides.
    fn state(slide: usize) -> PresenterState {
        let steps = ["config", "a", "a", "b", "b", "b"];
        PresenterState::new(steps.map(str::to_owned).into(), slide)
    }

    /// The slide and the page after these keys, if each slide has two pages.
    fn after(mut state: PresenterState, keys: &[Key]) -> (usize, usize) {
        for key in keys {
            assert_eq!(state.press(*key, 2), Action::Nothing);
        }
        let page = state.page(2);
        (state.slide(), page)
    }

    #[test]
    fn forward_goes_through_all_pages_and_stops_at_the_end() {
        assert_eq!(after(state(0), &[Key::Right]), (0, 1));
        assert_eq!(after(state(0), &[Key::Char(' '), Key::PageDown]), (1, 0));
        assert_eq!(
            after(state(5), &[Key::Right, Key::Right, Key::Enter]),
            (5, 1)
        );
    }

    #[test]
    fn back_shows_the_last_page_of_the_slide_before() {
        assert_eq!(after(state(3), &[Key::Left]), (2, 1));
        assert_eq!(after(state(3), &[Key::Left, Key::Left]), (2, 0));
        assert_eq!(after(state(3), &[Key::Left, Key::Right]), (3, 0));
        assert_eq!(after(state(0), &[Key::PageUp]), (0, 0));
    }

    #[test]
    fn n_and_p_go_from_step_to_step() {
        assert_eq!(after(state(1), &[Key::Char('n')]), (3, 0));
        assert_eq!(after(state(4), &[Key::Char('n')]), (5, 0));
        assert_eq!(after(state(4), &[Key::Char('p')]), (3, 0));
        assert_eq!(after(state(3), &[Key::Char('p')]), (1, 0));
        assert_eq!(after(state(0), &[Key::Char('p')]), (0, 0));
        assert_eq!(state(4).of_step(4), 3..6);
    }

    #[test]
    fn the_keys_are_closed_by_any_key_and_the_notes_stay() {
        let mut state = state(1);
        state.press(Key::Char('?'), 1);
        assert_eq!(state.view(), View::Keys);
        state.press(Key::Right, 1);
        assert_eq!((state.view(), state.slide()), (View::Slide, 1));
        state.press(Key::Char('s'), 1);
        state.press(Key::Right, 1);
        assert_eq!((state.view(), state.slide()), (View::Notes, 2));
        state.press(Key::Escape, 1);
        assert_eq!(state.view(), View::Slide);
    }

    #[test]
    fn with_fewer_pages_the_last_one_is_shown() {
        let mut state = state(2);
        state.press(Key::Right, 5);
        state.press(Key::Right, 5);
        assert_eq!(state.page(2), 1);
        assert_eq!(state.press(Key::Char('q'), 2), Action::Leave);
    }
}
