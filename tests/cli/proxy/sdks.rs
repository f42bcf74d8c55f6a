//! The real OpenAI and Anthropic SDKs under `exec --proxy`, configured only by the preset.

use super::TOKEN;
use crate::formats::python;
use crate::world::{HELLO, World};

fn run(world: &World, python: &str, preset: &str, program: &str) -> String {
    world.install();
    let script = world.write("program.py", program);
    let words = ["exec", "--proxy", "--preset", preset, "--", python, script.to_str().unwrap()];
    world.cmd_as(TOKEN, &words).system_path().run().ok()
}

#[test]
fn openais_sdk_reads_its_key_once_and_outlives_every_session() {
    let Some(python) = python::with_module("openai") else { return };
    let world = World::new();
    let api = world.copilot_api();
    let program = r#"
import openai, subprocess
client = openai.OpenAI()
ask = dict(model="gpt-4.1", messages=[{"role": "user", "content": "Hello"}])
print(client.chat.completions.create(**ask).choices[0].message.content)
subprocess.run(["copilot-token", "refresh"], stdout=subprocess.DEVNULL, check=True)
print("".join(chunk.choices[0].delta.content for chunk in client.chat.completions.create(stream=True, **ask)))
print(client.responses.create(model="gpt-4.1", input="Hello").output_text)
print(client.embeddings.create(model="e", input="x", encoding_format="float").data[0].embedding)
print(len(client.models.list().data), client.models.retrieve("gpt-4.1").id)
try:
    client.models.retrieve("none")
except openai.NotFoundError as error:
    print(error.status_code)
"#;
    let expected = format!("{HELLO}\n{HELLO}\n{HELLO}\n[0.25, 0.5]\n2 gpt-4.1\n404");
    assert_eq!(run(&world, &python, "openai", program), expected);
    let bearers: Vec<String> =
        api.requests().iter().filter_map(|request| request.github_token.clone()).collect();
    assert_eq!((&bearers[0], &bearers[1]), (&world.issued()[0], &world.issued()[1]));
}

#[test]
fn openais_sdk_tries_again_when_github_is_away_and_explains_what_is_missing() {
    let Some(python) = python::with_module("openai") else { return };
    let world = World::new();
    world.copilot_api();
    let program = r#"
import openai
client = openai.OpenAI(max_retries=0)
try:
    client.models.list()
except openai.APIStatusError as error:
    print(type(error).__name__, error.status_code, error.code, "hint: " in error.message)
"#;
    world.answer(crate::world::Answer::status(503, "{}"));
    assert_eq!(run(&world, &python, "openai", program), "InternalServerError 503 unavailable True");
}

#[test]
fn anthropics_sdk_speaks_to_v1_messages() {
    let Some(python) = python::with_module("anthropic") else { return };
    let world = World::new();
    let api = world.copilot_api();
    let program = r#"
import anthropic
client = anthropic.Anthropic()
ask = dict(model="claude-opus-4.6", max_tokens=64, messages=[{"role": "user", "content": "Hello"}])
print(client.messages.create(**ask).content[0].text)
with client.messages.stream(**ask) as stream:
    print("".join(stream.text_stream))
print(client.messages.count_tokens(model="claude-opus-4.6", messages=ask["messages"]).input_tokens)
"#;
    assert_eq!(run(&world, &python, "anthropic", program), format!("{HELLO}\n{HELLO}\n7"));
    let requests = api.requests();
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert!(request.path.starts_with("/v1/messages"), "{request:?}");
        assert!(request.header("anthropic-version").is_some() && request.header("x-api-key").is_none());
    }
}
