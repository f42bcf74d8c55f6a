//! The programs in the SDK recipes, with the real SDKs. Each reads its key once; tested with and without the proxy.

use super::Kitchen;
use crate::formats::python;
use crate::world::{HELLO, installed, skipped};

const RECIPES: [(&str, &str); 2] = [("openai-sdk", "openai"), ("anthropic-sdk", "anthropic")];

#[test]
fn a_program_of_an_sdk_for_python_needs_no_configuration() {
    for (recipe, module) in RECIPES {
        let Some(python) = python::with_module(module) else { continue };
        let commands = Kitchen::new().recipe(recipe).blocks("sh");
        assert_eq!(commands.len(), 2, "without the proxy, and with it: {commands:?}");
        for command in commands {
            let kitchen = Kitchen::new();
            kitchen.put("python", python.as_ref());
            kitchen.world.write("chat.py", kitchen.recipe(recipe).block("python"));
            kitchen.assert_answered(&kitchen.sh(&command).run());
        }
    }
}

/// Node's own HTTP client ignores proxy variables, so this program reaches the API only through our proxy.
#[test]
fn a_program_of_an_sdk_for_javascript_needs_no_configuration() {
    if !installed(&["node"]) {
        return;
    }
    for (package, preset, ask) in [
        ("openai", "openai", "chat.completions.create({model: 'gpt-4.1', messages})"),
        (
            "@anthropic-ai/sdk",
            "anthropic",
            "messages.create({model: 'claude-sonnet-4.5', max_tokens: 9, messages})",
        ),
    ] {
        let Some(modules) = node_modules(package) else { continue };
        let kitchen = Kitchen::new();
        let script = format!(
            "const Client = require('{modules}/{package}').default;\n\
            const messages = [{{role: 'user', content: 'hello'}}];\n\
            new Client().{ask}.then((answer) => console.log(JSON.stringify(answer)));\n"
        );
        kitchen.world.write("chat.js", script);
        let run = kitchen.sh(&format!("copilot-token exec --proxy --preset {preset} -- node chat.js")).run();
        assert!(run.code == 0 && run.stdout.contains(HELLO), "{run:#?}");
        kitchen.assert_asked();
    }
}

fn node_modules(package: &str) -> Option<String> {
    let made = std::env::var("COPILOT_TOKEN_TEST_NODE_MODULES").ok();
    let found = made.filter(|folder| std::path::Path::new(folder).join(package).is_dir());
    if found.is_none() {
        skipped(&format!("the npm package {package}"));
    }
    found
}
