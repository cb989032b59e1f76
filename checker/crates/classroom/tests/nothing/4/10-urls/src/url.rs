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
            user: Some(url.to_owned()),
            password: Some(url.to_owned()),
            host: url.to_owned(),
            port: 5432,
            database: Some(url.to_owned()),
        })
    }
}
