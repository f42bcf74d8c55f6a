//! See `copilot_token_fuzz::device`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    copilot_token_fuzz::device(data);
});
