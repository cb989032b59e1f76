//! Given: the crate's front door. Everything is reachable as `relationships::name`.
//!
//! Lesson 4 of "Persistent Rust": one to many. `README.md` tells the story.

mod backref;
mod models;
mod posts;
mod roles;

pub use self::models::{NewPost, NewUser, Post, Role, User};
pub use self::posts::{POSTS_DDL, add_post};
pub use self::roles::{ROLES_DDL, USERS_DDL, add_user, role_of, users_of};
