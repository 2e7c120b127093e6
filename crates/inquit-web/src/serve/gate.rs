//! The gate: only pages and programs that ask for this machine by its own name come in, so many at once, so long.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::problem::Problem;
use crate::page;

/// Who comes in, and how many.
#[derive(Clone, Debug)]
pub struct Gate {
    hosts: Arc<[String]>,
    requests: Arc<Semaphore>,
    time: Duration,
}

impl Gate {
    /// Lets in those who ask for this machine or for one of these hosts.
    pub fn new(hosts: &[String], requests: usize, time: Duration) -> Self {
        let own = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        let hosts = own.into_iter().chain(hosts.iter().map(|host| host.to_ascii_lowercase())).collect();
        Self { hosts, requests: Arc::new(Semaphore::new(requests)), time }
    }

    /// A name that another site made point to this machine is not one of ours, and neither is that site's page.
    fn admits(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.ok_or_else(|| Problem::bad("The request names no host"))?;
        if !self.knows(host) {
            let detail = "This server does not go by that name; start it with --allow-host NAME to let it";
            return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "The host is not this one", detail));
        }
        let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
        let origin = origin.to_str().unwrap_or_default();
        let of = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if of.is_some_and(|of| of.eq_ignore_ascii_case(host)) {
            return Ok(());
        }
        let detail = "Pages of other sites may not ask this server";
        Err(Problem::new(StatusCode::FORBIDDEN, "The origin is not this one", detail))
    }

    fn knows(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let end = host.rfind(':').filter(|at| host[at + 1..].bytes().all(|byte| byte.is_ascii_digit()));
        let name = &host[..end.unwrap_or(host.len())];
        self.hosts.iter().any(|own| own == name)
    }
}

/// Passes a request on, or says why not.
pub async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let mut response = match gate.admits(request.headers()) {
        Err(problem) => problem.into_response(),
        Ok(()) => match gate.requests.try_acquire() {
            Err(_) => Problem::busy().into_response(),
            Ok(_permit) => match tokio::time::timeout(gate.time, next.run(request)).await {
                Ok(response) => response,
                Err(_) => Problem::late().into_response(),
            },
        },
    };
    let policy = format!("{}; frame-ancestors 'none'", page::policy(true));
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::try_from("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::try_from("no-store")),
        (header::REFERRER_POLICY, HeaderValue::try_from("no-referrer")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::try_from("same-origin")),
    ];
    for (name, value) in headers {
        response.headers_mut().extend(value.ok().map(|value| (name, value)));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_and_its_own_pages_come_in() {
        let gate = Gate::new(&["Desk.Example".into()], 1, Duration::from_secs(1));
        let status = |host: Option<&str>, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.extend(host.map(|host| (header::HOST, host.parse().unwrap())));
            headers.extend(origin.map(|origin| (header::ORIGIN, origin.parse().unwrap())));
            gate.admits(&headers).err().map_or(200, |problem| problem.into_response().status().as_u16())
        };
        for host in ["localhost:8080", "127.0.0.1:1", "[::1]:8080", "LOCALHOST", "desk.example:80"] {
            assert_eq!(status(Some(host), None), 200, "{host}");
        }
        for host in
            ["evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "[::1", "", ":80"]
        {
            assert_eq!(status(Some(host), None), 421, "{host}");
        }
        assert_eq!(status(None, None), 400);
        assert_eq!(status(Some("localhost:8080"), Some("http://localhost:8080")), 200);
        for origin in ["http://evil.example", "null", "http://localhost:9", "file://", "localhost:8080"] {
            assert_eq!(status(Some("localhost:8080"), Some(origin)), 403, "{origin}");
        }
    }
}
