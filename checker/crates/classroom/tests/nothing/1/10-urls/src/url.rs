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
            user: None,
            password: None,
            host: String::new(),
            port: 0,
            database: None,
        })
    }
}
