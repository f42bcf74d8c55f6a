//! The recipes of docs/recipes.md, each run as `copilot-token setup PROGRAM` prints it. Uses the real program if it
//! is installed, and a Copilot API as strict as the real one.

mod agents;
mod ci;
mod sdks;
mod shells;

use std::path::{Path, PathBuf};

use crate::world::{Answer, Cmd, CopilotApi, HELLO, Run, World, skipped};

const TOKEN: &str = "ghu_theTokenOfTheRecipes0000000000000";

/// A world with the program in PATH, and a Copilot API whose base URL no recipe can hard-code.
struct Kitchen {
    world: World,
    api: CopilotApi,
}

impl Kitchen {
    fn new() -> Self {
        let world = World::new();
        world.install();
        world.answer(Answer::granted_enterprise());
        let api = world.copilot_api();
        Self { world, api }
    }

    /// The output of `setup` for a program.
    fn recipe(&self, program: &str) -> Recipe {
        Recipe(self.world.cmd_as(TOKEN, &["setup", program]).run().ok())
    }

    /// Runs a recipe's command line in a shell, as a signed-in user.
    fn sh(&self, script: &str) -> Cmd<'_> {
        self.shell("sh", script)
    }

    fn shell(&self, shell: &str, script: &str) -> Cmd<'_> {
        let cmd = self.world.tool(shell, &["-c", script]).env("GH_TOKEN", TOKEN);
        cmd.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0")
    }

    /// Puts a real program into the world's PATH, under its own name or the recipe's name for it.
    fn put(&self, name: &str, program: &Path) {
        // Not a link: some programs look for their files beside the path that they are called by.
        self.world.script(name, &format!("exec '{}' \"$@\"", program.display()));
    }

    /// Asserts that the real program printed the API's answer and sent valid requests.
    #[track_caller]
    fn assert_answered(&self, run: &Run) {
        assert!(
            run.code == 0 && (run.stdout.clone() + &run.stderr).contains(HELLO),
            "{run:#?}\n{:#?}",
            self.api.requests()
        );
        self.assert_asked();
    }

    /// Asserts that at least one request arrived, all with our token and headers, after one exchange.
    #[track_caller]
    fn assert_asked(&self) {
        let requests = self.api.requests();
        assert!(!requests.is_empty(), "nobody asked the API");
        let token = self.world.issued().first().cloned();
        for request in requests {
            assert_eq!(request.github_token, token, "{request:#?}");
            assert!(request.header("editor-version").is_some(), "{request:#?}");
            assert_eq!(request.header("copilot-integration-id"), Some("vscode-chat"), "{request:#?}");
        }
        assert_eq!(self.world.exchanges(), 1);
    }
}

struct Recipe(String);

impl Recipe {
    /// The fenced blocks in one language.
    fn blocks(&self, language: &str) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut open: Option<(bool, String)> = None;
        for line in self.0.lines() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(opened)) => open = Some((opened == language, String::new())),
                (None, None) => {}
                (Some((_, text)), None) => text.push_str(&format!("{line}\n")),
                (Some(_), Some(_)) => {
                    blocks.extend(open.take().filter(|(wanted, _)| *wanted).map(|(_, text)| text))
                }
            }
        }
        blocks
    }

    #[track_caller]
    fn block(&self, language: &str) -> String {
        let blocks = self.blocks(language);
        assert_eq!(blocks.len(), 1, "one block in {language}: {}", self.0);
        blocks[0].clone()
    }
}

/// Finds a program that CI installed, that a contributor installed (COPILOT_TOKEN_TEST_PROGRAMS, folders as in PATH),
/// or that the machine has. Reports the test as skipped if there is none.
fn program(name: &str) -> Option<PathBuf> {
    let folder =
        |variable: &str, inner: &str| std::env::var_os(variable).map(|path| PathBuf::from(path).join(inner));
    let mut folders: Vec<PathBuf> = Vec::new();
    folders.extend(folder("COPILOT_TOKEN_TEST_NODE_MODULES", ".bin"));
    folders.extend(
        folder("COPILOT_TOKEN_TEST_PYTHON", "")
            .and_then(|python| Some(python.parent()?.parent()?.join("bin"))),
    );
    for list in
        [std::env::var_os("COPILOT_TOKEN_TEST_PROGRAMS"), std::env::var_os("PATH")].into_iter().flatten()
    {
        folders.extend(std::env::split_paths(&list));
    }
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    if found.is_none() {
        skipped(&format!("the program {name}"));
    }
    found
}
