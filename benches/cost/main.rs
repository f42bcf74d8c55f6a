//! What a call costs, as tables in Markdown: `benches/run` builds what is measured here and hands it over in two
//! variables. Counted are instructions, system calls, memory; timed are only ratios within one run.

mod cold;
mod crowd;
mod tools;
mod warm;
#[path = "../../tests/cli/world/mod.rs"]
mod world;

use std::path::{Path, PathBuf};

use world::World;

/// The GitHub token that every world of ours knows.
const TOKEN: &str = "ghu_theTokenOfTheseBenches0000000000000";

/// A build of the program.
struct Build {
    name: &'static str,
    path: PathBuf,
}

fn main() {
    let builds: Vec<Build> = [("static", "COST_OF_STATIC"), ("glibc", "COST_OF")]
        .into_iter()
        .filter_map(|(name, variable)| Some(Build { name, path: std::env::var_os(variable)?.into() }))
        .collect();
    let Some(first) = builds.first() else {
        eprintln!("nothing to measure: run benches/run");
        return;
    };
    // Words choose parts; cargo itself adds `--bench`.
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let part = |name: &str, title: &str, print: &dyn Fn()| {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            println!("\n## {title}\n");
            print();
        }
    };
    part("sizes", "Sizes", &|| {
        for Build { name, path } in &builds {
            println!("- {name}: {}", size(path));
        }
    });
    part("warm", "Warm, the GitHub token in a variable", &|| warm::variable(&builds));
    part("gh", "Warm, the login of gh", &|| warm::gh(&builds));
    part("editor", "Warm, the login of an editor", &|| warm::editor(&builds));
    part("cold", "Cold: one exchange", &|| cold::exchange(&builds));
    part("crowd", &format!("A hundred at once on a cold cache ({})", first.name), &|| crowd::hundred(first));
}

fn size(path: &Path) -> String {
    path.metadata().map_or_else(|error| error.to_string(), |file| format!("{} bytes", grouped(file.len())))
}

/// A world whose programs are those of the machine; every command in it has the same environment.
fn world(build: &Build) -> World {
    World::with_binary(&build.path)
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}
