//! The database servers of lesson 10, found and started as a step would.

use course::lesson::Server;
use harness::servers::Servers;
use terminal::doctor::DoctorCheck;

pub(super) fn look() -> Vec<DoctorCheck> {
    let servers = Servers::here();
    servers.start(&servers.found());
    Server::ALL.map(|server| one(&servers, server)).to_vec()
}

fn one(servers: &Servers, server: Server) -> DoctorCheck {
    let what = match server {
        Server::Postgres => "PostgreSQL",
        Server::MySql => "MariaDB",
    };
    match servers.absence(server) {
        Some(why) => DoctorCheck::note(
            what,
            why,
            "only lesson 10 uses it, and skips what it would try there; no points are lost",
        ),
        None => DoctorCheck::fine(what, "it answers"),
    }
}
