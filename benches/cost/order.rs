//! Runs every kind of warm call once under valgrind. `.ci/order-functions` learns from this which functions and
//! constants they need.

use std::path::{Path, PathBuf};

use crate::tools::Place;
use crate::warm::{editor_login, gh_login, ours, own_login};
use crate::{Build, TOKEN, world};

/// The command lines that do not start clap. Scripts and editors run them all the time, so they have to be fast.
const CALLS: &[&[&str]] = &[&["token"], &["base-url"], &["headers"], &["env"], &["git-credential", "get"]];

/// Writes the profiles into `folder`, one file per call.
pub fn profiles(build: &Build, folder: &Path) -> Vec<PathBuf> {
    let mut profiles = Vec::new();
    let world = world(build);
    let variable = Place::new(&world, vec![("GH_TOKEN", TOKEN.to_owned())]);
    train(&variable, build, CALLS, "variable", folder, &mut profiles);
    let direct = Place::new(
        &world,
        vec![("GH_TOKEN", TOKEN.to_owned()), ("COPILOT_TOKEN_ACCESS", "direct".to_owned())],
    );
    train(&direct, build, &CALLS[..1], "direct", folder, &mut profiles);
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

/// Runs each call once before profiling it, because the first run may still ask GitHub.
fn train(
    place: &Place,
    build: &Build,
    calls: &[&[&str]],
    name: &str,
    folder: &Path,
    profiles: &mut Vec<PathBuf>,
) {
    for (index, words) in calls.iter().enumerate() {
        let (call, file) = (ours(build, words), folder.join(format!("{name}-{index}.profile")));
        if place.works(&call) && place.profile(&call, &file).is_some() {
            profiles.push(file);
        } else {
            println!("left out: {name}: {}", call.name);
        }
    }
}
