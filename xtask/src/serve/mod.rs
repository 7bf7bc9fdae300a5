//! Serving a folder on loopback, the way a register's own small server would.
//!
//! What must hold: only 127.0.0.1 is bound; only files of the folder are served; only GET and HEAD are answered; every
//! answer carries the full set of headers, errors too.

mod answer;
pub mod headers;

pub use answer::Site;

use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::sync::Arc;
use tiny_http::{Header, Method, Request, Response, Server};

/// Requests served at the same time, per site.
const THREADS: usize = 4;

/// Two neighbouring ports: the register's (the simulator) and the page's.
pub struct Ports {
    pub register: TcpListener,
    pub page: TcpListener,
    pub number: u16,
}

impl Ports {
    /// The given port and the one behind it.
    pub fn bind(number: u16) -> Result<Self> {
        let Some(next) = number.checked_add(1) else { bail!("--port is 1 to 65534") };
        Ok(Self { register: listen(number)?, page: listen(next)?, number })
    }

    /// Any two neighbouring ports that are free.
    pub fn bind_free() -> Result<Self> {
        for _ in 0..50 {
            let register = TcpListener::bind(("127.0.0.1", 0)).context("no free port on 127.0.0.1")?;
            let number = register.local_addr()?.port();
            let Some(next) = number.checked_add(1) else { continue };
            if let Ok(page) = TcpListener::bind(("127.0.0.1", next)) {
                return Ok(Self { register, page, number });
            }
        }
        bail!("no two neighbouring free ports on 127.0.0.1")
    }

    pub fn register_origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.number)
    }

    pub fn page_origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.number + 1)
    }

    /// The origins under which a register may embed the page: the two names of loopback. `localhost` and `127.0.0.1`
    /// are different sites, so both kinds of frame can be tried.
    pub fn host_origins(&self) -> Vec<String> {
        vec![self.register_origin(), format!("http://localhost:{}", self.number)]
    }
}

fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).with_context(|| {
        format!("port {port} cannot be used (is another demo running?); choose another pair with --port N (N and N+1)")
    })
}

/// Serves the site until the process ends.
pub fn serve(listener: TcpListener, site: Site) -> Result<()> {
    let server = Server::from_listener(listener, None).map_err(|e| anyhow::anyhow!("cannot serve: {e}"))?;
    let server = Arc::new(server);
    let site = Arc::new(site);
    for _ in 0..THREADS {
        let (server, site) = (Arc::clone(&server), Arc::clone(&site));
        std::thread::spawn(move || {
            while let Ok(request) = server.recv() {
                // A browser that went away is no error of ours.
                let _ = respond(request, &site);
            }
        });
    }
    Ok(())
}

fn respond(request: Request, site: &Site) -> std::io::Result<()> {
    let allowed = matches!(request.method(), Method::Get | Method::Head);
    let header =
        |name: &'static str| request.headers().iter().find(|h| h.field.equiv(name)).map_or("", |h| h.value.as_str());
    let answer = if allowed {
        site.answer(request.url(), header("Accept-Encoding"), header("If-None-Match"))
    } else {
        site.refuse(405, "GET and HEAD only\n")
    };
    let mut response =
        Response::from_data(answer.body).with_status_code(answer.status).with_chunked_threshold(usize::MAX);
    for (name, value) in &answer.headers {
        if let Ok(header) = Header::from_bytes(name.as_bytes(), value.as_bytes()) {
            response.add_header(header);
        }
    }
    request.respond(response)
}

#[cfg(test)]
mod tests {
    use super::Ports;

    #[test]
    fn a_port_in_use_is_named_together_with_the_option() {
        let taken = Ports::bind_free().unwrap();
        let error = format!("{:#}", Ports::bind(taken.number).err().unwrap());
        assert!(error.contains(&taken.number.to_string()) && error.contains("--port"), "{error}");
        assert!(Ports::bind(u16::MAX).is_err());
    }
}
