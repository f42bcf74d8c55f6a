//! See `copilot_token_fuzz::git_credential`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    copilot_token_fuzz::git_credential(data);
});
