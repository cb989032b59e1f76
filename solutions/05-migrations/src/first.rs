//! Step 3: the first migration. The SQL is in the folder `migrations`.

use refinery::Runner;

mod embedded {
    // Made when the crate is compiled: the program carries its migrations in itself and needs no
    // folder beside it. The default folder is `migrations`, from that of Cargo.toml.
    refinery::embed_migrations!();
}

/// The migrations of the microblog.
///
/// What refinery does by default stays as it is: it refuses a history that does not fit the
/// files. Its default of two transactions for a migration is dealt with in step 6.
pub fn runner() -> Runner {
    embedded::migrations::runner()
}
