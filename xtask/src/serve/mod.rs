//! Serving a folder on loopback, the way a register's own small server would.
//!
//! What must hold: only 127.0.0.1 is bound; only files of the folder are served; only GET and HEAD are answered, and asks of
//! the store's ledger where there is one; every answer carries the full set of headers, errors too.

mod answer;
pub mod headers;
pub mod store;

pub use answer::{Answer, Site};
pub use store::StoreServer;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_TYPE, IF_NONE_MATCH};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use std::net::TcpListener;
use std::sync::Arc;

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
pub fn serve(listener: TcpListener, site: Site, store: Option<StoreServer>) -> Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().context("cannot serve")?;
    let site = Arc::new((site, store));
    let app = Router::new().fallback(move |request: Request| {
        let site = Arc::clone(&site);
        async move {
            match &site.1 {
                Some(store) if is_ask(&request) => ask(request, &site.0, store).await,
                _ => respond(&request, &site.0),
            }
        }
    });
    std::thread::spawn(move || {
        runtime.block_on(async {
            match tokio::net::TcpListener::from_std(listener) {
                Ok(listener) => axum::serve(listener, app).await,
                Err(error) => Err(error),
            }
        })
    });
    Ok(())
}

/// An ask of the store's ledger, or a pack to be signed: JSON by POST, which no other site's page can send unasked.
fn is_ask(request: &Request) -> bool {
    let json = request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == b"application/json");
    *request.method() == Method::POST && json && [store::PATH, store::SIGN].contains(&request.uri().path())
}

async fn ask(request: Request, site: &Site, store: &StoreServer) -> Response {
    let sign = request.uri().path() == store::SIGN;
    let body = axum::body::to_bytes(request.into_body(), store::MOST).await;
    let text = body.ok().and_then(|body| String::from_utf8(body.to_vec()).ok()).unwrap_or_default();
    let (status, body) = if sign { store.sign(&text) } else { store.ask(&text) };
    let mut answer = site.refuse(status, &body);
    answer.headers.retain(|(name, _)| *name != "Content-Type");
    answer.headers.push(("Content-Type", "application/json".to_owned()));
    response(answer)
}

fn respond(request: &Request, site: &Site) -> Response {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let answer = if matches!(*request.method(), Method::GET | Method::HEAD) {
        site.answer(&request.uri().to_string(), header(ACCEPT_ENCODING), header(IF_NONE_MATCH))
    } else {
        site.refuse(405, "GET and HEAD only\n")
    };
    response(answer)
}

fn response(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
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
