//! Does nothing.
use refinery::Runner;
mod embedded {
    refinery::embed_migrations!();
}
/// Nothing.
pub fn runner() -> Runner {
    embedded::migrations::runner()
}
