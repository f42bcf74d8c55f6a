//! Runs every seed, and inputs that once broke something, through its target. Needs no fuzzer.

use std::fs;
use std::path::Path;

type Target = fn(&[u8]) -> bool;

const TARGETS: [(&str, Target); 9] = [
    ("answer", copilot_token_fuzz::answer),
    ("account", copilot_token_fuzz::account),
    ("models", copilot_token_fuzz::models),
    ("device", copilot_token_fuzz::device),
    ("base_url", copilot_token_fuzz::base_url),
    ("entry", copilot_token_fuzz::entry),
    ("git_credential", copilot_token_fuzz::git_credential),
    ("editor_json", copilot_token_fuzz::editor_json),
    ("editor_database", copilot_token_fuzz::editor_database),
];

#[test]
fn every_seed_keeps_the_promises() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for (name, target) in TARGETS {
        let mut believed = 0;
        for entry in fs::read_dir(root.join(name)).expect("a folder of seeds") {
            believed += usize::from(target(&fs::read(entry.expect("a name").path()).expect("a seed")));
        }
        // Otherwise the fuzzer would start without a useful input.
        assert!(believed > 0, "no seed for {name} gets through");
        // Also each seed, truncated.
        for entry in fs::read_dir(root.join(name)).expect("a folder of seeds") {
            let bytes = fs::read(entry.expect("a name").path()).expect("a seed");
            for at in (0..bytes.len()).step_by(bytes.len() / 40 + 1) {
                target(&bytes[..at]);
            }
        }
    }
}
