//! See `copilot_token_fuzz::models`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    copilot_token_fuzz::models(data);
});
