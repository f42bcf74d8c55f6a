//! See `copilot_token_fuzz::editor_database`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    copilot_token_fuzz::editor_database(data);
});
