//! Given: the models, and the registry that knows them all.

use std::fmt;

/// A model: a name of the program and the table behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    /// The name of the class, such as `User`.
    pub name: &'static str,
    /// The name of its table, such as `users`.
    pub table: &'static str,
}

/// The registry. Who writes a new model adds it here, and nowhere else.
pub const MODELS: [Model; 5] = [
    Model {
        name: "User",
        table: "users",
    },
    Model {
        name: "Post",
        table: "posts",
    },
    Model {
        name: "Role",
        table: "roles",
    },
    Model {
        name: "Book",
        table: "books",
    },
    Model {
        name: "Contact",
        table: "contacts",
    },
];

/// A row of `users`, as far as the shell shows it. Its Display is the notes' `__repr__`:
/// `<User susan>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The key.
    pub id: i64,
    /// The name.
    pub username: String,
}

impl fmt::Display for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<User {}>", self.username)
    }
}

/// A row of `posts`, as far as the shell shows it. Its Display is `<Post my first post!>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The key.
    pub id: i64,
    /// What was written.
    pub body: String,
}

impl fmt::Display for Post {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<Post {}>", self.body)
    }
}
