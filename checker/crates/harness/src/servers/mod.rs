//! The database servers that some observations need. A server is named by the environment, or it is
//! a throwaway one, made of programs that are found on this machine. A throwaway server starts when
//! the first step needs it, and ends when [`Servers`] is dropped.

mod address;
mod credentials;
mod guard;
mod mariadb;
mod postgres;
mod programs;

use course::lesson::Server;
use credentials::Credentials;
use guard::Guard;
use std::env;
use std::sync::OnceLock;
use std::thread;

/// How often to try: somebody else may take the free port that was found.
const TRIES: usize = 2;

/// The value of a variable that forbids this kind of server.
const OFF: &str = "off";

/// The servers of one run.
pub struct Servers {
    states: [ServerState; Server::ALL.len()],
}

/// What is known about one kind of server.
struct ServerState {
    server: Server,
    source: Source,
    running: OnceLock<Result<Running, String>>,
}

/// Where a server comes from.
enum Source {
    /// The environment has its URL.
    Given(String),
    /// Its programs are on this machine.
    Found(Programs),
    /// There is none, for this reason.
    Absent(String),
}

/// A server that is running.
struct Running {
    url: String,
    /// Ends a throwaway server when it is dropped.
    _guard: Option<Guard>,
}

/// The programs of a throwaway server.
enum Programs {
    Postgres(postgres::Programs),
    MariaDb(mariadb::Programs),
}

impl Servers {
    /// Looks for servers in the environment and on this machine. Starts none.
    pub fn here() -> Self {
        let states = Server::ALL.map(|server| ServerState {
            server,
            source: source(server),
            running: OnceLock::new(),
        });
        Self { states }
    }

    /// No servers, whatever this machine has.
    pub fn none(why: &str) -> Self {
        let states = Server::ALL.map(|server| ServerState {
            server,
            source: Source::Absent(why.to_owned()),
            running: OnceLock::new(),
        });
        Self { states }
    }

    /// The kinds of servers that there are, whose drivers are worth compiling.
    pub fn found(&self) -> Vec<Server> {
        let states = self.states.iter();
        let found = states.filter(|state| !matches!(state.source, Source::Absent(_)));
        found.map(|state| state.server).collect()
    }

    /// Starts the `wanted` ones, all at the same time, unless they are running.
    pub fn start(&self, wanted: &[Server]) {
        thread::scope(|scope| {
            let states = self.states.iter();
            for state in states.filter(|state| wanted.contains(&state.server)) {
                scope.spawn(|| state.run().is_ok());
            }
        });
    }

    /// The URL of a server that is running.
    pub fn url(&self, server: Server) -> Option<&str> {
        let running = self.state(server).running.get()?.as_ref().ok()?;
        Some(&running.url)
    }

    /// Why a server cannot be used. `None` if it can, or if nobody has tried yet.
    pub fn absence(&self, server: Server) -> Option<&str> {
        let state = self.state(server);
        match (&state.source, state.running.get()) {
            (Source::Absent(why), _) | (_, Some(Err(why))) => Some(why),
            _ => None,
        }
    }

    fn state(&self, server: Server) -> &ServerState {
        let mut states = self.states.iter();
        states
            .find(|state| state.server == server)
            .expect("each kind of server is there once")
    }
}

impl ServerState {
    fn run(&self) -> &Result<Running, String> {
        self.running.get_or_init(|| match &self.source {
            Source::Given(url) => given(self.server, url),
            Source::Found(programs) => programs
                .start()
                .map_err(|why| format!("{} did not start: {why}", self.server)),
            Source::Absent(why) => Err(why.clone()),
        })
    }
}

impl Programs {
    fn start(&self) -> Result<Running, String> {
        let mut why = String::new();
        for _ in 0..TRIES {
            let credentials = Credentials::draw()?;
            let started = match self {
                Self::Postgres(programs) => postgres::start(programs, &credentials),
                Self::MariaDb(programs) => mariadb::start(programs, &credentials),
            };
            match started {
                Ok((url, guard)) => {
                    return Ok(Running {
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

/// The environment variable for a server's URL.
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
    let (programs, package) = match server {
        Server::Postgres => (postgres::find().map(Programs::Postgres), "postgresql"),
        Server::MySql => (mariadb::find().map(Programs::MariaDb), "mariadb-server"),
    };
    programs.map_or_else(
        || {
            Source::Absent(format!(
                "no {server} here; apt install {package}, or set {variable}"
            ))
        },
        Source::Found,
    )
}

/// A server that the environment names: somebody must answer there.
fn given(server: Server, url: &str) -> Result<Running, String> {
    let port = match server {
        Server::Postgres => 5432,
        Server::MySql => 3306,
    };
    if !address::host_and_port(url, port).is_some_and(|(host, port)| address::answers(&host, port))
    {
        return Err(format!("nobody answers at {}", variable(server)));
    }
    Ok(Running {
        url: url.to_owned(),
        _guard: None,
    })
}
