//! Problems are errors as programs read them: RFC 9457.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request is not answered as it was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    title: &'static str,
    detail: String,
}

impl Problem {
    /// Something is wrong with the request.
    pub fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "The request cannot be understood", detail)
    }

    /// The request is understood, but what it says cannot be.
    pub fn unfit(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "What the request says does not fit", detail)
    }

    /// The request fits by itself, but not with what it is about.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "The request does not fit the article", detail)
    }

    /// There is no such thing.
    pub fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is no such thing here", detail)
    }

    /// More than is taken at once.
    pub fn busy() -> Self {
        let detail = "Too many requests are at hand; send this one again in a second";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "The server is busy", detail)
    }

    /// It took too long.
    pub fn late() -> Self {
        let detail = "The request took longer than one may; send less at once";
        Self::new(StatusCode::REQUEST_TIMEOUT, "The request took too long", detail)
    }

    /// The server's own fault.
    pub fn own(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong in the server", detail)
    }

    /// Any other.
    pub fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "type": "about:blank",
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        let mut response = (self.status, body.to_string()).into_response();
        let form = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, form);
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
