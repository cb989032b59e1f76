//! Keys, whatever library reads them.

/// A key that somebody pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Char(char),
    /// Up, or Ctrl-P.
    Up,
    /// Down, or Ctrl-N.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
    /// Removes the last character; also Ctrl-H.
    Backspace,
    /// Removes all characters (Ctrl-U).
    Clear,
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// Ctrl-C or Ctrl-D.
    Interrupt,
}
