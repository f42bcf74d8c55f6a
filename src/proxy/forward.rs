//! Forwards one request as a stream: adds a credential, sends it to the API, retries once with another credential after
//! a 401, and returns the answer.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::http::request::Parts;
use hyper::http::uri::PathAndQuery;
use hyper::{Method, Request, Response, StatusCode, Uri};
use tokio::time::sleep_until;

use super::credentials::{Desk, ProxyCredential};
use super::download::{Download, SILENCE};
use super::gate::{Gate, bad_request, endpoint, too_large};
use super::headers;
use super::pool::{Lease, Pool};
use super::record::Record;
use super::replies::Refusal;
use super::upload::Upload;
use super::watch::Client;

/// The state that all connections share.
pub struct Forwarder {
    pub gate: Gate,
    pub desk: Desk,
    pub pool: Arc<Pool>,
    /// Receives one line per request.
    pub log: Option<fn(&str)>,
}

/// A response with an unread body, and the connection and request body that it depends on.
struct Answer {
    response: Response<Incoming>,
    connection: Lease,
    upload: Upload,
}

impl Forwarder {
    /// Never fails: an error becomes a response.
    pub async fn serve(&self, request: Request<Incoming>, client: Client) -> Response<Download> {
        let (parts, body) = request.into_parts();
        let path = self.log.map(|_| self.gate.without_key(parts.uri.path())).unwrap_or_default();
        let mut record = Record::begin(client, self.log, parts.method.clone(), &path);
        match self.answer(&parts, body).await {
            Ok(Answer { response, connection, upload }) => {
                record.answered(response.status());
                let (mut head, body) = response.into_parts();
                headers::downstream(&mut head.headers);
                Response::from_parts(head, Download::of_api(body, connection, upload, record))
            }
            Err(refusal) => {
                record.answered(refusal.status());
                refusal.response().map(|body| Download::own(body, record))
            }
        }
    }

    async fn answer(&self, parts: &Parts, body: Incoming) -> Result<Answer, Refusal> {
        let path = self.gate.admit(parts)?;
        let target = target(&path, &parts.uri)?;
        let endpoint = endpoint(&path);
        let credential = self.desk.fresh().await?;
        let upload = Upload::new(body);
        let answer = self.send(parts, &target, &upload, &credential).await?;
        if answer.response.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        if !upload.can_be_sent_again() {
            return Ok(answer);
        }
        let Some(other) = self.desk.other_than(&credential, endpoint).await? else { return Ok(answer) };
        // Closes its connection, and with it ends the first attempt to send the body.
        drop(answer);
        let answer = self.send(parts, &target, &upload, &other).await?;
        self.desk.note(endpoint, answer.response.status() != StatusCode::UNAUTHORIZED);
        Ok(answer)
    }

    /// The server may close an idle connection just as it is reused. The request is then sent again on a new
    /// connection, if nothing of it was sent or if it is safe to repeat (GET, HEAD).
    async fn send(
        &self,
        parts: &Parts,
        target: &Uri,
        upload: &Upload,
        credential: &ProxyCredential,
    ) -> Result<Answer, Refusal> {
        let (api, limit) = (&credential.base_url, self.desk.connect_timeout());
        let mut connection = self.pool.lease(api, limit).await?;
        loop {
            let body = upload.again();
            let mut request = Request::new(upload.again());
            *request.method_mut() = parts.method.clone();
            *request.uri_mut() = target.clone();
            *request.headers_mut() = headers::upstream(&parts.headers, credential);
            let error = match head(&mut connection, request, upload).await? {
                Ok(response) if response.status() != StatusCode::SWITCHING_PROTOCOLS => {
                    return Ok(Answer { response, connection, upload: body });
                }
                Ok(_) => return Err(Refusal::broken_off("the Copilot API answered with another protocol")),
                Err(error) => error,
            };
            if upload.is_too_large() {
                return Err(too_large());
            }
            if upload.is_broken() {
                return Err(bad_request("the request's body breaks off or makes no sense"));
            }
            let harmless = parts.method == Method::GET || parts.method == Method::HEAD;
            let unsent = error.message().is_some() || (harmless && upload.can_be_sent_again());
            if !(connection.is_used && unsent) {
                return Err(Refusal::broken_off(no_answer(error.error())));
            }
            connection = self.pool.lease_new(api, limit).await?;
        }
    }
}

type Sent = Result<Response<Incoming>, TrySendError<Request<Upload>>>;

/// Sends `request` and waits for the response head. Gives up after [`SILENCE`] without progress of the upload.
async fn head(connection: &mut Lease, request: Request<Upload>, upload: &Upload) -> Result<Sent, Refusal> {
    let sent = connection.send(request);
    tokio::pin!(sent);
    let mut until = upload.moved() + SILENCE;
    loop {
        tokio::select! {
            sent = &mut sent => return Ok(sent),
            () = sleep_until(until) => {}
        }
        let moved = upload.moved() + SILENCE;
        if moved <= until {
            return Err(Refusal::broken_off("the Copilot API did not answer for ten minutes"));
        }
        until = moved;
    }
}

/// Why there is no response head.
fn no_answer(error: &hyper::Error) -> &'static str {
    if error.is_parse_too_large() {
        "the Copilot API's answer has a head of more than 64 KiB or more than 100 header lines"
    } else if error.is_parse() {
        "the Copilot API's answer makes no sense"
    } else {
        "the Copilot API closed the connection before it answered"
    }
}

/// `path` with the query of `uri`.
fn target(path: &str, uri: &Uri) -> Result<Uri, Refusal> {
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let target = PathAndQuery::try_from(target);
    target.map(Uri::from).map_err(|_| bad_request("the request target makes no sense"))
}
