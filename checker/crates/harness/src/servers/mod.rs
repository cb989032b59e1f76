//! The database servers on which some observations are made: one that the
//! environment names, or a throwaway one of programs found on this machine. A
//! throwaway server is started when the first step asks for it, and is gone with
//! [`Servers`].

mod guard;
mod mariadb;
mod place;
mod postgres;

use course::lesson::Server;
use guard::Guard;
use std::env;
use std::fmt::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;

/// A fresh server needs a second, on a busy machine many. Two tries: somebody else
/// may take the free port that was found.
const TRIES: usize = 2;

/// What a variable holds to say that no server of the kind is to be used.
const OFF: &str = "off";

/// The servers of one run.
pub struct Servers {
    kinds: [Kind; Server::ALL.len()],
}

/// What is known of one kind of server.
struct Kind {
    server: Server,
    source: Source,
    reached: OnceLock<Result<Reached, String>>,
}

/// Where a server comes from.
enum Source {
    /// The environment has its URL.
    Given(String),
    /// Its programs are on this machine: how to start it.
    Found(Recipe),
    /// There is none: why not.
    Absent(String),
}

/// A server that can be used now.
struct Reached {
    url: String,
    /// Held for its end, which is the server's end, too.
    _guard: Option<Guard>,
}

/// How a throwaway server is made of the programs on this machine.
enum Recipe {
    Postgres(postgres::Programs),
    MariaDb(mariadb::Programs),
}

/// What is drawn anew for each throwaway server.
struct Draw {
    port: u16,
    password: String,
}

impl Servers {
    /// Looks for servers in the environment and on this machine. Starts none.
    pub fn here() -> Self {
        let kinds = Server::ALL.map(|server| Kind {
            server,
            source: source(server),
            reached: OnceLock::new(),
        });
        Self { kinds }
    }

    /// No servers, whatever there is on this machine.
    pub fn none(why: &str) -> Self {
        let kinds = Server::ALL.map(|server| Kind {
            server,
            source: Source::Absent(why.to_owned()),
            reached: OnceLock::new(),
        });
        Self { kinds }
    }

    /// The kinds of servers that there are: their drivers are worth compiling.
    pub fn found(&self) -> Vec<Server> {
        let kinds = self.kinds.iter();
        let found = kinds.filter(|kind| !matches!(kind.source, Source::Absent(_)));
        found.map(|kind| kind.server).collect()
    }

    /// Starts the `wanted` ones, at the same time, unless they run already.
    pub fn start(&self, wanted: &[Server]) {
        thread::scope(|scope| {
            let kinds = self.kinds.iter();
            for kind in kinds.filter(|kind| wanted.contains(&kind.server)) {
                scope.spawn(|| kind.reach().is_ok());
            }
        });
    }

    /// The URL of a server that was started.
    pub fn url(&self, server: Server) -> Option<&str> {
        let reached = self.kind(server).reached.get()?.as_ref().ok()?;
        Some(&reached.url)
    }

    /// Why a server cannot be used. None if it can, or if nobody has tried yet.
    pub fn absence(&self, server: Server) -> Option<&str> {
        let kind = self.kind(server);
        match (&kind.source, kind.reached.get()) {
            (Source::Absent(why), _) | (_, Some(Err(why))) => Some(why),
            _ => None,
        }
    }

    fn kind(&self, server: Server) -> &Kind {
        let mut kinds = self.kinds.iter();
        kinds
            .find(|kind| kind.server == server)
            .expect("each kind of server is there once")
    }
}

impl Kind {
    fn reach(&self) -> &Result<Reached, String> {
        self.reached.get_or_init(|| match &self.source {
            Source::Given(url) => given(self.server, url),
            Source::Found(recipe) => recipe
                .start()
                .map_err(|why| format!("{} did not start: {why}", self.server)),
            Source::Absent(why) => Err(why.clone()),
        })
    }
}

impl Recipe {
    fn start(&self) -> Result<Reached, String> {
        let mut why = String::new();
        for _ in 0..TRIES {
            let draw = Draw::new()?;
            let started = match self {
                Self::Postgres(programs) => postgres::start(programs, &draw),
                Self::MariaDb(programs) => mariadb::start(programs, &draw),
            };
            match started {
                Ok((url, guard)) => {
                    return Ok(Reached {
                        url,
                        _guard: Some(guard),
                    });
                }
                Err(error) => why = error,
            }
        }
        Err(why)
    }
}

impl Draw {
    fn new() -> Result<Self, String> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
        let port = listener.local_addr().map_err(|error| error.to_string())?;
        Ok(Self {
            port: port.port(),
            // As a careful person's: who reads the URL has something to decode.
            password: format!("p@ss:w/rd%{}", crate::unguessable()),
        })
    }

    fn url(&self, scheme: &str, user: &str, database: &str) -> String {
        let mut password = String::new();
        for byte in self.password.bytes() {
            let _ = match byte {
                b'@' | b':' | b'/' | b'%' => write!(password, "%{byte:02X}"),
                other => write!(password, "{}", char::from(other)),
            };
        }
        let port = self.port;
        format!("{scheme}://{user}:{password}@127.0.0.1:{port}/{database}")
    }
}

/// The variable of the environment that names a server's URL.
fn variable(server: Server) -> &'static str {
    match server {
        Server::Postgres => "TEST_POSTGRES_URL",
        Server::MySql => "TEST_MYSQL_URL",
    }
}

fn source(server: Server) -> Source {
    let variable = variable(server);
    let given = env::var(variable).unwrap_or_default();
    if given == OFF {
        return Source::Absent(format!("{variable} is {OFF}"));
    }
    if !given.is_empty() {
        return Source::Given(given);
    }
    let (recipe, package) = match server {
        Server::Postgres => (postgres::find().map(Recipe::Postgres), "postgresql"),
        Server::MySql => (mariadb::find().map(Recipe::MariaDb), "mariadb-server"),
    };
    recipe.map_or_else(
        || {
            Source::Absent(format!(
                "no {server} here; apt install {package}, or set {variable}"
            ))
        },
        Source::Found,
    )
}

/// A server of the student's own: somebody has to answer there.
fn given(server: Server, url: &str) -> Result<Reached, String> {
    let port = match server {
        Server::Postgres => 5432,
        Server::MySql => 3306,
    };
    if !place::place(url, port).is_some_and(|(host, port)| guard::answers(&host, port)) {
        return Err(format!("nobody answers at {}", variable(server)));
    }
    Ok(Reached {
        url: url.to_owned(),
        _guard: None,
    })
}

/// A program in PATH, or else in one of some more folders.
fn program(name: &str, more: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders = env::split_paths(&path).chain(more.iter().cloned());
    folders.find_map(|folder| {
        let file = folder.join(name);
        // The folder that a link leads to has what the program needs besides.
        file.is_file().then(|| file.canonicalize().ok())?
    })
}

/// A path as an argument.
fn argument(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
