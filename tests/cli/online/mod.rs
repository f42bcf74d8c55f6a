//! `status --online`: whether the Copilot API accepts the credential, and the remaining quotas.

mod api;
mod quotas;
mod requests;
mod table;

use serde_json::Value;

use crate::world::{Answer, CopilotApi, Run, World};

pub const GHU: &str = "ghu_V2nK8xRb5QwT1yLm7JsD4cHf9GpZ3eAo6UiW";
pub const GHO: &str = "gho_Q7rT2wLx9VbN4kZs8HdF3mYc6PgJ1aEo5UiX";
pub const BUSINESS: &str = include_str!("../../fixtures/user-business.json");

/// A GitHub that exchanges only `ghu_` tokens and answers `account` for each account, and a Copilot API that accepts
/// both.
pub fn world(account: Answer) -> (World, CopilotApi) {
    let world = World::new();
    let api = prepare(&world, account);
    (world, api)
}

/// The same in an existing world.
pub fn prepare(world: &World, account: Answer) -> CopilotApi {
    world.answer_for(GHU, Answer::granted());
    world.answer_for(GHO, Answer::not_found());
    world.api(move |request| {
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/copilot_internal/user"));
        account.clone()
    });
    let api = world.copilot_api();
    api.accept(GHO);
    api
}

pub fn account() -> Answer {
    Answer::status(200, BUSINESS)
}

pub fn online(world: &World, token: &str, words: &[&str]) -> Run {
    let run = world.cmd_as(token, &["status", "--online"]).args(words).run();
    assert_eq!(run.stderr, "", "{run:#?}");
    run
}

/// The `online` part of the JSON: the results for the Copilot API and the account.
#[track_caller]
pub fn told(run: &Run) -> Value {
    run.stdout_json()["online"].clone()
}
