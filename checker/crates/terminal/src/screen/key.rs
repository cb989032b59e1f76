//! Keys, whatever library reads them.

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A letter, a digit, a sign.
    Char(char),
    /// The one before.
    Up,
    /// The next one.
    Down,
    /// Back.
    Left,
    /// On.
    Right,
    /// A screen up.
    PageUp,
    /// A screen down.
    PageDown,
    /// The first one.
    Home,
    /// The last one.
    End,
    /// Takes a letter back.
    Backspace,
    /// Takes all letters back.
    Clear,
    /// Chooses.
    Enter,
    /// Leaves, or takes all letters back.
    Escape,
    /// Leaves (Ctrl-C).
    Interrupt,
}
