//! The output of a process so far, while it still runs.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

/// Clones share the same stream.
#[derive(Clone, Default)]
pub struct Tail(Arc<Mutex<Vec<u8>>>);

impl Tail {
    /// Reads `pipe` to its end and returns everything.
    pub fn read_to_end(&self, pipe: &mut impl Read) -> Vec<u8> {
        let mut chunk = [0; 4096];
        while let Ok(count @ 1..) = pipe.read(&mut chunk) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&chunk[..count]);
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The complete lines.
    pub fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let text = String::from_utf8_lossy(&bytes);
        text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).map(str::to_owned).collect()
    }
}
