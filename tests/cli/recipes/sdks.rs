//! The programs of the SDKs' recipes, with the real SDKs.

use super::Kitchen;
use crate::formats::python;

#[test]
fn a_program_of_an_sdk_for_python_needs_no_configuration() {
    for (recipe, module) in [("openai-sdk", "openai"), ("anthropic-sdk", "anthropic")] {
        let Some(python) = python::with_module(module) else { continue };
        let kitchen = Kitchen::new();
        kitchen.put("python", python.as_ref());
        let recipe = kitchen.recipe(recipe);
        kitchen.world.write("chat.py", recipe.block("python"));
        let command =
            recipe.blocks("sh").into_iter().find(|command| !command.contains("--proxy")).expect("a command");
        kitchen.assert_answered(&kitchen.sh(&command).run());
    }
}
