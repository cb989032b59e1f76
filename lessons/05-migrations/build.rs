//! Given: has the crate compiled again when a migration is added.
//!
//! `embed_migrations!` reads the folder while it is compiled. The compiler keeps an eye on the
//! files that were there, and not on the folder: a new file alone would go unnoticed.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
