//! The Copilot API on loopback, as strict as the real one about token, integration id, base URL and headers. SDKs can
//! read its answers. Tests control its streams.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::World;
use super::answer::Answer;
use super::fixtures;
use super::http::Request;
use super::server::{Issued, Shared};
use super::stream::Stream;

/// The text of every answer.
pub const HELLO: &str = "Hello from loopback";

const SINGLE: [&str; 6] = [
    "authorization",
    "editor-version",
    "editor-plugin-version",
    "copilot-integration-id",
    "host",
    "user-agent",
];

/// The API's side of a world; clones share it.
#[derive(Clone, Default)]
pub struct CopilotApi(Arc<Mutex<Api>>);

#[derive(Default)]
struct Api {
    revoked: HashSet<String>,
    github_tokens: HashSet<String>,
    streams: VecDeque<Stream>,
    answers: VecDeque<Answer>,
    requests: Vec<Request>,
}

impl World {
    /// Puts the Copilot API behind the world's proxy. Requests to other hosts keep their answers.
    pub fn copilot_api(&self) -> CopilotApi {
        let api = CopilotApi::default();
        let handle = api.clone();
        let shared = Arc::downgrade(&self.server.shared);
        let before = Arc::clone(&self.server.shared.state().api);
        self.api(move |request| {
            if !request.host.contains("copilot") {
                return before(request);
            }
            shared.upgrade().map_or_else(Answer::close, |shared| handle.answer(request, &shared))
        });
        api
    }
}

impl CopilotApi {
    /// Accepts this GitHub token too, with the integration id for its kind.
    pub fn accept(&self, github_token: &str) {
        self.lock().github_tokens.insert(github_token.to_owned());
    }

    /// Rejects this token from now on.
    pub fn revoke(&self, token: &str) {
        let mut api = self.lock();
        api.github_tokens.remove(token);
        api.revoked.insert(token.to_owned());
    }

    /// Answers the next request that has a valid credential.
    pub fn answer_next(&self, answer: Answer) {
        self.lock().answers.push_back(answer);
    }

    /// Streams the answer to the next request for a stream: the head at once, the body from the test.
    pub fn stream_next(&self) -> Stream {
        let stream = Stream::new();
        self.lock().streams.push_back(stream.clone());
        stream
    }

    /// All received requests, refused ones included.
    pub fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Api> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &Request, shared: &Shared) -> Answer {
        let mut api = self.lock();
        api.requests.push(request.clone());
        if let Err(refusal) = api.examine(request, shared) {
            return *refusal;
        }
        if let Some(answer) = api.answers.pop_front() {
            return answer;
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let path = request.path.split('?').next().unwrap_or_default();
        if body["stream"] == true
            && let Some(stream) = api.streams.pop_front()
        {
            return Answer::stream(stream).header("Content-Type", "text/event-stream");
        }
        match (request.method.as_str(), path) {
            ("GET", "/models") => Answer::status(200, fixtures::MODELS),
            ("GET", _) if path.starts_with("/models/") => model(&path["/models/".len()..]),
            ("POST", "/chat/completions") if body["stream"] == true => events(&chat_events()),
            ("POST", "/chat/completions") => json_answer(&completion(&body)),
            ("POST", "/responses") if body["stream"] == true => events(&response_events()),
            ("POST", "/responses") => json_answer(&response()),
            ("POST", "/v1/messages") if body["stream"] == true => events(&message_events()),
            ("POST", "/v1/messages") => json_answer(&message(&body)),
            ("POST", "/v1/messages/count_tokens") => json_answer(&json!({"input_tokens": 7})),
            ("POST", "/embeddings") => json_answer(&embedding(&body)),
            _ => plain(404, "404 page not found"),
        }
    }
}

impl Api {
    fn examine(&self, request: &Request, shared: &Shared) -> Result<(), Box<Answer>> {
        for name in SINGLE {
            let count = request.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).count();
            if count > 1 || (name == "host" && count == 0) {
                return Err(refusal(400, &format!("bad request: {count} headers {name}")));
            }
        }
        let bearer = request.header("authorization").and_then(|text| text.strip_prefix("Bearer "));
        let Some(token) = bearer.filter(|token| !self.revoked.contains(*token)) else {
            return Err(refusal(401, "unauthorized: token expired"));
        };
        if request.header("editor-version").is_none() {
            return Err(refusal(400, "bad request: missing Editor-Version header for IDE auth"));
        }
        let integration = request.header("copilot-integration-id").unwrap_or_default();
        if self.github_tokens.contains(token) {
            return direct(token, integration);
        }
        let issued = shared.state().issued.iter().find(|issued| issued.token == token).cloned();
        let Some(Issued { host, integration: issued_for, .. }) = issued else {
            return Err(refusal(401, "unauthorized: token expired"));
        };
        if host.is_some_and(|host| host != request.host) {
            return Err(refusal(421, "Misdirected Request"));
        }
        if issued_for.as_deref() != Some(integration) {
            return Err(refusal(400, "bad request: unknown integration"));
        }
        Ok(())
    }
}

/// Checks a GitHub token that is used instead of a session token.
fn direct(token: &str, integration: &str) -> Result<(), Box<Answer>> {
    let cli = integration == "copilot-developer-cli";
    let refused =
        |kind: &str| Err(refusal(400, &format!("bad request: {kind} are not supported for this endpoint")));
    match token.split('_').next().unwrap_or_default() {
        "ghp" => refused("Personal Access Tokens"),
        "github" if !cli => refused("Personal Access Tokens"),
        "ghs" if !cli => refused("GitHub App Server-To-Server Tokens"),
        _ if cli || integration == "vscode-chat" => Ok(()),
        _ => Err(refusal(400, "bad request: unknown integration")),
    }
}

fn refusal(status: u16, line: &str) -> Box<Answer> {
    Box::new(plain(status, line))
}

fn plain(status: u16, line: &str) -> Answer {
    Answer::status(status, format!("{line}\n")).header("Content-Type", "text/plain; charset=utf-8")
}

fn json_answer(value: &Value) -> Answer {
    Answer::status(200, value.to_string())
}

fn events(events: &[String]) -> Answer {
    Answer::status(200, events.concat()).header("Content-Type", "text/event-stream").chunked()
}

fn model(id: &str) -> Answer {
    let models: Value = serde_json::from_str(fixtures::MODELS).expect("JSON");
    let found = models["data"].as_array().into_iter().flatten().find(|model| model["id"] == id);
    found.map_or_else(|| plain(404, "model not found"), json_answer)
}

fn completion(asked: &Value) -> Value {
    let message = json!({"role": "assistant", "content": HELLO});
    json!({
        "id": "c1", "object": "chat.completion", "created": 1, "model": asked["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 3, "total_tokens": 4},
    })
}

/// One piece of a streamed completion, for [`Stream::event`].
pub fn chat_delta(text: &str) -> String {
    let choice = json!({"index": 0, "finish_reason": null, "delta": {"role": "assistant", "content": text}});
    json!({"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4.1", "choices": [choice]})
        .to_string()
}

fn chat_events() -> Vec<String> {
    let deltas = HELLO.split_inclusive(' ').map(chat_delta);
    // Without a finish reason, some agents repeat their request.
    let choice = json!({"index": 0, "finish_reason": "stop", "delta": {"content": ""}});
    let stop = json!({"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4.1", "choices": [choice]});
    deltas.chain([stop.to_string(), "[DONE]".to_owned()]).map(|data| format!("data: {data}\n\n")).collect()
}

fn response() -> Value {
    let content = json!({"type": "output_text", "text": HELLO, "annotations": []});
    let message = json!({"type": "message", "id": "m1", "role": "assistant", "status": "completed", "content": [content]});
    json!({
        "id": "r1", "object": "response", "created_at": 1, "model": "gpt-4.1", "status": "completed",
        "output": [message], "parallel_tool_calls": true, "tool_choice": "auto", "tools": [],
    })
}

fn response_events() -> Vec<String> {
    let (done, mut begun) = (response(), response());
    begun["status"] = "in_progress".into();
    begun["output"] = json!([]);
    let mut completed = done.clone();
    completed["usage"] = json!({"input_tokens": 1, "output_tokens": 3, "total_tokens": 4});
    let all = [
        json!({"type": "response.created", "response": begun}),
        json!({"type": "response.output_item.done", "output_index": 0, "item": done["output"][0]}),
        json!({"type": "response.completed", "response": completed}),
    ];
    all.map(|event| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap_or_default()))
        .into()
}

fn message(asked: &Value) -> Value {
    json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": asked["model"],
        "content": [{"type": "text", "text": HELLO}], "stop_reason": "end_turn", "stop_sequence": null,
        "usage": {"input_tokens": 1, "output_tokens": 3},
    })
}

fn message_events() -> Vec<String> {
    let mut start = message(&json!({"model": "claude-opus-4.6"}));
    start["content"] = json!([]);
    let delta = |text: &str| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}});
    let mut all = vec![
        json!({"type": "message_start", "message": start}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
    ];
    all.extend(HELLO.split_inclusive(' ').map(delta));
    all.extend([
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": null},
            "usage": {"output_tokens": 3}}),
        json!({"type": "message_stop"}),
    ]);
    let name = |event: &Value| event["type"].as_str().unwrap_or_default().to_owned();
    all.iter().map(|event| format!("event: {}\ndata: {event}\n\n", name(event))).collect()
}

fn embedding(asked: &Value) -> Value {
    json!({
        "object": "list", "model": asked["model"],
        "data": [{"object": "embedding", "index": 0, "embedding": [0.25, 0.5]}],
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    })
}
