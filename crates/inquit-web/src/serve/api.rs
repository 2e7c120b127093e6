//! What can be asked for, by address.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use inquit::Extractor;
use serde::Serialize;
use serde_json::json;
use tokio::sync::Semaphore;

use super::corrected::{self, Kept};
use super::database::{Database, HEAD, REACH, Record};
use super::filter::Filter;
use super::gate::{Gate, pass};
use super::limits::Limits;
use super::problem::Problem;
use super::{Options, extract, overview};
use crate::page;

/// How the interface is described to programs.
const OPENAPI: &str = include_str!("../../assets/openapi.json");

/// Rows a page, where the request does not say.
const PAGE: u32 = 100;
/// The same, at most.
const LONGEST_PAGE: u32 = 1000;

/// What all answers are made of.
struct App {
    page: String,
    database: Option<Database>,
    corrections: Option<Kept>,
    extractor: Extractor,
    limits: Limits,
    /// Who may work; others wait for their turn.
    turns: Semaphore,
}

type Shared = State<Arc<App>>;
type Answer = Result<Response, Problem>;

/// All addresses behind the gate.
pub fn app(options: Options) -> Result<Router, String> {
    let Options { database, corrections, hosts, title, extractor, limits, .. } = options;
    let app = App {
        page: page::head(&title, true) + &page::tail(),
        database: database.as_deref().map(Database::open).transpose()?,
        corrections: corrections.as_deref().map(Kept::open).transpose()?,
        extractor,
        limits,
        turns: Semaphore::new(limits.at_once),
    };
    let gate = Gate::new(&hosts, limits.requests, limits.time);
    Ok(Router::new()
        .route("/", get(async |State(app): Shared| Html(app.page.clone())))
        .route("/v1/openapi.json", get(async || of_form("application/json", OPENAPI)))
        .route("/v1/extract", post(extracted))
        .route("/v1/overview", get(counts))
        .route("/v1/quotations", get(quotations))
        .route("/v1/quotations.csv", get(rows))
        .route("/v1/quotations/{id}/article", get(article))
        .route("/v1/corrections", post(correct))
        .route("/v1/corrections/gold", get(gold))
        .fallback(async || Problem::missing("GET /v1/openapi.json tells what there is"))
        .method_not_allowed_fallback(async || {
            let detail = "GET /v1/openapi.json tells what each address takes";
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "The address does not take that method", detail)
        })
        .layer(DefaultBodyLimit::max(limits.body))
        .layer(from_fn_with_state(gate, pass))
        .with_state(Arc::new(app)))
}

async fn extracted(State(app): Shared, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Answer {
    let body = json_body(&headers, body, &app.limits)?;
    let out = work(&app, move |app| Ok(extract::Sent::read(&body, &app.limits)?.extract(&app.extractor)));
    Ok(of_form("application/json", out.await?))
}

async fn counts(State(app): Shared) -> Answer {
    let counted = work(&app, |app| match &app.database {
        Some(database) => overview::overview(database).map_err(failed),
        None => Ok(overview::empty()),
    });
    Ok(as_json(&counted.await?))
}

/// A part of a list.
#[derive(Default, Serialize)]
struct Part {
    total: u64,
    offset: u32,
    quotations: Vec<Record>,
}

async fn quotations(State(app): Shared, filter: Result<Query<Filter>, QueryRejection>) -> Answer {
    let filter = wanted(filter)?;
    let answer = work(&app, move |app| {
        let Some(database) = &app.database else { return Ok(Part::default()) };
        let list = database.list(&filter).map_err(failed)?;
        let limit = filter.limit.unwrap_or(PAGE) as usize;
        let quotations = database.records(&list, filter.offset as usize, limit).map_err(failed)?;
        Ok(Part { total: list.total, offset: filter.offset, quotations })
    });
    Ok(as_json(&answer.await?))
}

async fn rows(State(app): Shared, filter: Result<Query<Filter>, QueryRejection>) -> Answer {
    let filter = wanted(filter)?;
    let out = work(&app, move |app| {
        let mut out = "\u{feff}".as_bytes().to_vec();
        out.extend_from_slice(HEAD.as_bytes());
        let Some(database) = &app.database else { return Ok(out) };
        let list = database.list(&filter).map_err(failed)?;
        let limit = filter.limit.map_or(REACH, |limit| limit as usize);
        let records = database.records(&list, filter.offset as usize, limit).map_err(failed)?;
        for record in &records {
            record.write_row(&mut out);
        }
        Ok(out)
    });
    let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"quotations.csv\"");
    Ok(([name], of_form("text/csv; charset=utf-8", out.await?)).into_response())
}

async fn article(State(app): Shared, Path(id): Path<String>) -> Answer {
    let answer = work(&app, move |app| {
        let missing = || Problem::missing(format!("There is no quotation {id}"));
        let number = id.parse().map_err(|_| missing())?;
        let database = app.database.as_ref().ok_or_else(missing)?;
        let article = database.article(number).map_err(failed)?.ok_or_else(missing)?;
        let records = match &app.corrections {
            Some(kept) => kept.shown(&article, database.unit),
            None => corrected::as_found(&article, database.unit),
        };
        let can_correct = app.corrections.is_some() && article.text.is_some();
        let text = article.text.map(|(_, text)| text);
        Ok(json!({"doc_id": article.id, "text": text, "quotations": records, "can_correct": can_correct}))
    });
    Ok(as_json(&answer.await?))
}

async fn correct(State(app): Shared, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Answer {
    let body = json_body(&headers, body, &app.limits)?;
    let kept = work(&app, move |app| {
        let (kept, database) = correcting(app)?;
        kept.add(database, corrected::Sent::read(&body)?)
    });
    Ok((StatusCode::CREATED, as_json(&kept.await?)).into_response())
}

async fn gold(State(app): Shared) -> Answer {
    let out = work(&app, |app| {
        let (kept, database) = correcting(app)?;
        kept.gold(database)
    });
    let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"gold.jsonl\"");
    Ok(([name], of_form("application/x-ndjson", out.await?)).into_response())
}

/// The corrections and the database that they are of.
fn correcting(app: &App) -> Result<(&Kept, &Database), Problem> {
    let both = app.corrections.as_ref().zip(app.database.as_ref());
    both.ok_or_else(|| Problem::missing("This server has no database of which something could be corrected"))
}

/// Does work that takes a processor when it is its turn, away from the connections.
async fn work<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    // A turn lasts as long as the work, also where nobody waits for the answer any more.
    app.turns.acquire().await.map_err(|_| Problem::busy())?.forget();
    let app = app.clone();
    let worked = tokio::task::spawn_blocking(move || {
        let worked = catch_unwind(AssertUnwindSafe(|| work(&app)));
        app.turns.add_permits(1);
        worked
    });
    match worked.await {
        Ok(Ok(answer)) => answer,
        _ => Err(Problem::own("The work broke off; please report what was sent")),
    }
}

fn json_body(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
    limits: &Limits,
) -> Result<Bytes, Problem> {
    let form = headers.get(header::CONTENT_TYPE).and_then(|form| form.to_str().ok()).unwrap_or_default();
    let form = form.split(';').next().unwrap_or_default().trim();
    if !form.eq_ignore_ascii_case("application/json") {
        let detail = "Send JSON, and say so: Content-Type: application/json";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The form is not taken", detail));
    }
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = format!("At most {} bytes are taken at once", limits.body);
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large", detail)
        }
        _ => Problem::bad(rejection.body_text()),
    })
}

fn wanted(filter: Result<Query<Filter>, QueryRejection>) -> Result<Filter, Problem> {
    let Query(filter) = filter.map_err(|rejection| Problem::bad(rejection.body_text()))?;
    if filter.limit.is_some_and(|limit| limit == 0 || limit > LONGEST_PAGE) {
        return Err(Problem::bad(format!("`limit` is from 1 to {LONGEST_PAGE}")));
    }
    if filter.offset as usize > REACH {
        return Err(Problem::bad(format!("`offset` is at most {REACH}; filter to reach others")));
    }
    Ok(filter)
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err takes it")]
fn failed(error: rusqlite::Error) -> Problem {
    Problem::own(format!("The database cannot be read ({error})"))
}

fn as_json(value: &impl Serialize) -> Response {
    of_form("application/json", serde_json::to_vec(value).unwrap_or_default())
}

fn of_form(form: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, form)], body).into_response()
}
