//! Runs every kind of warm call once under callgrind, for `.ci/order-functions` to learn which functions they need.

use std::path::{Path, PathBuf};

use crate::tools::Place;
use crate::warm::{editor_login, gh_login, ours, own_login, warm_up};
use crate::{Build, TOKEN, world};

/// Warm calls of every shape; the GitHub token is in a variable.
const CALLS: &[&[&str]] = &[
    &["token"],
    &["token", "--json"],
    &["token", "--access", "direct"],
    &["token", "--access", "auto"],
    &["token", "--min-validity", "10m"],
    &["base-url"],
    &["headers"],
    &["headers", "--format", "curl"],
    &["env"],
    &["env", "--preset", "openai"],
    &["env", "--shell", "fish"],
    &["status", "--check"],
    &["git-credential", "get"],
];

/// The profiles, one file a call, in the folder.
pub fn profiles(build: &Build, folder: &Path) -> Vec<PathBuf> {
    let mut profiles = Vec::new();
    let world = world(build);
    let variable = Place::new(&world, vec![("GH_TOKEN", TOKEN.to_owned())]);
    train(&variable, build, CALLS, "variable", folder, &mut profiles);
    let world = crate::world(build);
    train(&gh_login(&world), build, &CALLS[..1], "gh", folder, &mut profiles);
    let world = crate::world(build);
    if let Some(place) = editor_login(&world) {
        train(&place, build, &CALLS[..1], "editor", folder, &mut profiles);
    }
    let world = crate::world(build);
    if let Some(place) = own_login(&world, build) {
        train(&place, build, &CALLS[..1], "login", folder, &mut profiles);
    }
    profiles
}

/// Each call twice: the first one may still have something to ask.
fn train(
    place: &Place,
    build: &Build,
    calls: &[&[&str]],
    name: &str,
    folder: &Path,
    profiles: &mut Vec<PathBuf>,
) {
    warm_up(place, build);
    for (index, words) in calls.iter().enumerate() {
        let (call, file) = (ours(build, words), folder.join(format!("{name}-{index}.profile")));
        if place.works(&call) && place.profile(&call, &file).is_some() {
            profiles.push(file);
        } else {
            println!("left out: {name}: {}", call.name);
        }
    }
}
