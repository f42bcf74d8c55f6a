//! What a call costs, as Markdown tables. `benches/run` builds the binaries and passes their paths in variables.
//! Instructions, system calls, page faults and memory are counted; times are compared only as ratios within one run.
#![allow(clippy::disallowed_methods, reason = "these rules apply to the product only")]

mod cold;
mod crowd;
mod goals;
mod order;
mod timing;
mod tools;
mod warm;
#[path = "../../tests/cli/world/mod.rs"]
mod world;

use std::path::{Path, PathBuf};

use world::{Answer, World};

/// The GitHub token in every world of this benchmark.
const TOKEN: &str = "ghu_theTokenOfTheseBenches0000000000000";

const ACCOUNT: &str =
    r#"{"login":"octocat","id":1,"endpoints":{"api":"https://api.individual.githubcopilot.com"}}"#;

struct Build {
    name: &'static str,
    path: PathBuf,
}

fn main() {
    let build = |(name, variable)| Some(Build { name, path: std::env::var_os(variable)?.into() });
    if let Some(build) = build(("trained", "COST_TRAIN")) {
        return train(&build);
    }
    let builds = [("static", "COST_OF_STATIC"), ("glibc", "COST_OF"), ("registry", "COST_OF_REGISTRY")];
    let builds: Vec<Build> = builds.into_iter().filter_map(build).collect();
    let Some(first) = builds.first() else {
        eprintln!("nothing to measure: run benches/run");
        return;
    };
    builds.iter().for_each(|build| tools::fault_in_again(&build.path));
    // The tables compare the released build and the checkout's; the registry's appears only among the goals.
    let ours: Vec<Build> = builds.iter().filter(|build| build.name != "registry").map(Build::again).collect();
    // Arguments choose parts; cargo itself adds `--bench`.
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let part = |name: &str, title: &str, print: &dyn Fn()| {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            println!("\n### {title}\n");
            print();
        }
    };
    part("goals", "Goals", &|| goals::table(&builds));
    part("sizes", "Sizes", &|| {
        for Build { name, path } in &builds {
            println!("- {name}: {} bytes", size(path));
        }
    });
    part("warm", "Warm, the GitHub token in a variable", &|| warm::variable(&ours));
    part("gh", "Warm, the login of gh", &|| warm::gh(&ours));
    part("editor", "Warm, the login of an editor", &|| warm::editor(&ours));
    part("login", "Warm, our own login", &|| warm::login(&ours));
    part("cold", "Cold: one exchange", &|| cold::exchange(&ours));
    part("crowd", &format!("A hundred at once on a cold cache ({})", first.name), &|| crowd::hundred(first));
}

/// Prints the paths of the profiles, for `.ci/order-functions`.
fn train(build: &Build) {
    let folder = build.path.parent().unwrap_or(Path::new(".")).join("profiles");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder beside the program");
    for profile in order::profiles(build, &folder) {
        println!("{}", profile.display());
    }
}

impl Build {
    fn again(&self) -> Self {
        Self { name: self.name, path: self.path.clone() }
    }
}

fn size(path: &Path) -> String {
    path.metadata().map_or_else(|error| error.to_string(), |file| grouped(file.len()))
}

/// A world that uses the machine's own programs, with the same environment for every command. Its GitHub knows one
/// account.
fn world(build: &Build) -> World {
    let world = World::with_binary(&build.path);
    world.api(|request| match request.path.as_str() {
        "/user" | "/copilot_internal/user" => Answer::status(200, ACCOUNT),
        _ => Answer::status(404, "{}"),
    });
    world
}

/// Formats `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// Groups a number's digits, keeps text as it is, and prints – for a missing figure.
fn or_dash(figure: Option<impl ToString>) -> String {
    let text = figure.map_or_else(|| "–".to_owned(), |figure| figure.to_string());
    text.parse().map_or(text, grouped)
}
