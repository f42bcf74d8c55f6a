//! The README's Python programs with the real OpenAI SDK under `exec --preset openai`, against the API on loopback.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::python;
use super::recipes::blocks;
use crate::world::{Answer, Request, World};

const TOKEN: &str = "ghu_theTokenOfTheSdk0000000000000000";

fn completion(text: &str) -> Answer {
    let choice =
        json!({"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}});
    let body = json!({"id": "c1", "object": "chat.completion", "created": 1, "model": "gpt-4.1", "choices": [choice]});
    Answer::status(200, body.to_string())
}

fn api_requests(world: &World) -> Vec<Request> {
    world.requests().into_iter().filter(|request| !request.is_exchange()).collect()
}

#[test]
fn a_program_under_exec_reaches_the_api_with_key_base_url_and_headers() {
    let Some(python) = python::with_module("openai") else { return };
    let programs = blocks("python");
    assert!(!programs.is_empty(), "no Python in the README");
    for program in programs {
        let world = World::new();
        world.install();
        world.api(|_| completion("Hello from loopback"));
        let script = world.write("chat.py", &program);
        let words = ["exec", "--preset", "openai", "--", &python, script.to_str().unwrap()];
        world.cmd_as(TOKEN, &words).system_path().run().ok_stdout("Hello from loopback\n");

        let requests = api_requests(&world);
        let [request] = requests.as_slice() else { panic!("{requests:?}") };
        let asked = (request.method.as_str(), request.host.as_str(), request.path.as_str());
        assert_eq!(asked, ("POST", "api.individual.githubcopilot.com", "/chat/completions"));
        let bearer = format!("Bearer {}", world.issued()[0]);
        for (name, value) in [
            ("authorization", bearer.as_str()),
            ("editor-version", "vscode/1.107.0"),
            ("editor-plugin-version", "copilot-chat/0.35.0"),
            ("copilot-integration-id", "vscode-chat"),
        ] {
            assert_eq!(request.header(name), Some(value), "{name}");
            let count = request.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).count();
            assert_eq!(count, 1, "{name}");
        }
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        assert_eq!(body["messages"][0]["role"], "user");
        assert_eq!(world.exchanges(), 1);
    }
}

#[test]
fn the_models_are_listed_by_the_variables_alone() {
    let Some(python) = python::with_module("openai") else { return };
    let world = World::new();
    world.api(|_| {
        Answer::status(
            200,
            json!({"object": "list", "data": [{"id": "gpt-4.1", "object": "model"}]}).to_string(),
        )
    });
    let program = "import openai; print([model.id for model in openai.OpenAI().models.list()])";
    let words = ["exec", "--preset", "openai", "--", &python, "-c", program];
    world.cmd_as(TOKEN, &words).run().ok_stdout("['gpt-4.1']\n");
    let request = &api_requests(&world)[0];
    assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/models"));
    assert_eq!(request.github_token.as_ref(), world.issued().first());
}

#[test]
fn a_program_that_runs_for_long_asks_for_the_key_on_every_request() {
    let Some(python) = python::with_module("openai") else { return };
    let Some(program) = blocks("python").into_iter().find(|program| program.contains("api_key=")) else {
        panic!("no such program in the README")
    };
    let world = World::new();
    world.install();
    let asked = AtomicUsize::new(0);
    world.api(move |_| completion(&asked.fetch_add(1, Ordering::Relaxed).to_string()));
    // The session token changes between the requests, as it does after half an hour.
    let again = program.lines().filter(|line| line.contains("client.") || line.starts_with("print"));
    let again: Vec<&str> = again.collect();
    let refresh = "subprocess.run([\"copilot-token\", \"refresh\"], stdout=subprocess.DEVNULL, check=True)";
    let script = world.write("chat.py", format!("{program}\n{refresh}\n{}\n", again.join("\n")));
    let words = ["exec", "--preset", "openai", "--", &python, script.to_str().unwrap()];
    world.cmd_as(TOKEN, &words).system_path().run().ok_stdout("0\n1\n");
    let sent: Vec<Option<String>> =
        api_requests(&world).into_iter().map(|request| request.github_token).collect();
    assert_eq!(sent, world.issued().into_iter().map(Some).collect::<Vec<_>>());
}
