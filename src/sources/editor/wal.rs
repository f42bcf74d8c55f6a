//! SQLite's write-ahead log, as far as a reader needs it (pure): which pages have been committed.
//! The format is that of sqlite.org/walformat.html. What SQLite's own recovery would not replay is left out.

pub const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The two magic numbers differ in the last bit: if it is set, checksums are over big-endian words.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;

/// Whether SQLite has pages of this size, in bytes.
pub fn is_page_size(size: usize) -> bool {
    size.is_power_of_two() && (512..=65_536).contains(&size)
}

/// What a log's first 32 bytes say.
#[derive(Clone, Copy)]
pub struct Header {
    /// In bytes.
    pub page_size: usize,
    big_endian_sums: bool,
    salts: [u8; 8],
    sums: (u32, u32),
}

#[derive(Debug, PartialEq, Eq)]
pub struct UnknownVersion;

impl Header {
    /// `None` if SQLite would treat the log as empty.
    ///
    /// # Errors
    /// A sound header of another format version, which SQLite refuses to read too.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, UnknownVersion> {
        let Some(header) = bytes.get(..HEADER) else { return Ok(None) };
        let page_size = word(header, 8) as usize;
        if word(header, 0) & !1 != MAGIC || !is_page_size(page_size) {
            return Ok(None);
        }
        let big_endian_sums = word(header, 0) & 1 == 1;
        let sums = checksum(big_endian_sums, (0, 0), &header[..24]);
        if sums != (word(header, 24), word(header, 28)) {
            return Ok(None);
        }
        if word(header, 4) != VERSION {
            return Err(UnknownVersion);
        }
        let mut salts = [0; 8];
        salts.copy_from_slice(&header[16..24]);
        Ok(Some(Self { page_size, big_endian_sums, salts, sums }))
    }
}

/// The pages that a log holds up to its last commit.
pub struct Committed<'a> {
    /// The database's size after that commit, in pages.
    pub pages: usize,
    /// Page number, counted from 1, and content, oldest first.
    pub frames: Vec<(usize, &'a [u8])>,
}

/// Reads the frames of `log`, which begins with its header, and stops silently at the first one that the chain of
/// checksums does not reach: a write under way, what a rolled back transaction left, or frames from before
/// the log was last started over (other salts). `None` if nothing is committed.
pub fn committed<'a>(header: &Header, log: &'a [u8]) -> Option<Committed<'a>> {
    let (mut sums, mut frames, mut last_commit) = (header.sums, Vec::new(), None);
    for frame in log.get(HEADER..)?.chunks_exact(FRAME_HEADER + header.page_size) {
        let (head, page) = frame.split_at(FRAME_HEADER);
        sums = checksum(header.big_endian_sums, sums, &head[..8]);
        sums = checksum(header.big_endian_sums, sums, page);
        let (number, pages_after_commit) = (word(head, 0) as usize, word(head, 4) as usize);
        if number == 0 || head[8..16] != header.salts || sums != (word(head, 16), word(head, 20)) {
            break;
        }
        frames.push((number, page));
        if pages_after_commit != 0 {
            last_commit = Some((pages_after_commit, frames.len()));
        }
    }
    let (pages, count) = last_commit?;
    frames.truncate(count);
    Some(Committed { pages, frames })
}

/// SQLite's running checksum over whole pairs of 32-bit words.
pub fn checksum(big_endian: bool, (mut first, mut second): (u32, u32), bytes: &[u8]) -> (u32, u32) {
    let read = |word: [u8; 4]| if big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) };
    for &[a, b, c, d, e, f, g, h] in bytes.as_chunks().0 {
        first = first.wrapping_add(read([a, b, c, d])).wrapping_add(second);
        second = second.wrapping_add(read([e, f, g, h])).wrapping_add(first);
    }
    (first, second)
}

/// The big-endian word at `at`; `bytes` must reach that far.
pub fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests;
