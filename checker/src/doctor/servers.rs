//! The database servers of lesson 10, found and started as for a step.

use course::lesson::Server;
use harness::servers::Servers;
use terminal::doctor::DoctorCheck;

pub(super) fn checks() -> [DoctorCheck; 2] {
    let servers = Servers::here();
    servers.start(&servers.found());
    Server::ALL.map(|server| check(&servers, server))
}

fn check(servers: &Servers, server: Server) -> DoctorCheck {
    let name = match server {
        Server::Postgres => "PostgreSQL",
        Server::MySql => "MariaDB",
    };
    match servers.absence(server) {
        Some(why) => DoctorCheck::note(
            name,
            why,
            "only lesson 10 uses it, and skips what it would try there; no points are lost",
        ),
        None => DoctorCheck::fine(name, "it answers"),
    }
}
