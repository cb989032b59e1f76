//! Given: the crate's front door. Everything is reachable as `relationships::name`.
//!
//! Lesson 4 of "Persistent Rust": one to many. `README.md` tells the story.

mod backref;
mod delete;
mod error;
mod indexes;
mod lazy;
mod models;
mod posts;
mod roles;
mod schema;
mod timeline;

pub use self::delete::{CONTACTS_DDL, delete_role, delete_user};
pub use self::error::DeleteError;
pub use self::indexes::create_indexes;
pub use self::lazy::roles_with_users;
pub use self::models::{NewPost, NewUser, Post, Role, User};
pub use self::posts::{POSTS_DDL, add_post};
pub use self::roles::{ROLES_DDL, USERS_DDL, add_user, role_of, users_of};
pub use self::schema::create_all;
pub use self::timeline::{TIMELINE_INDEX, timeline};
