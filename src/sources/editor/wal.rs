//! SQLite's write-ahead log, as far as a reader needs it: which pages have been committed. Pure. The format is
//! described at sqlite.org/walformat.html. Whatever SQLite's own recovery would not replay is ignored.

pub const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The two magic numbers differ in the last bit. If it is set, checksums use big-endian words.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;

/// Whether SQLite supports this page size, in bytes.
pub fn is_page_size(size: usize) -> bool {
    size.is_power_of_two() && (512..=65_536).contains(&size)
}

/// The header of a log: its first 32 bytes.
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
    /// The header is valid but of another format version, which SQLite refuses to read too.
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

/// The pages in a log, up to its last commit.
pub struct Committed<'a> {
    /// The database's size after that commit, in pages.
    pub pages: usize,
    /// Page numbers, counted from 1, and page contents. Oldest first.
    pub frames: Vec<(usize, &'a [u8])>,
}

/// Reads the frames of `log`, which begins with its header. Stops at the first frame that the checksum chain does not
/// validate: a write in progress, the remains of a rolled-back transaction, or a frame from before the log was last
/// restarted (its salts differ). `None` if nothing is committed.
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

/// SQLite's cumulative checksum over pairs of 32-bit words.
pub fn checksum(big_endian: bool, (mut first, mut second): (u32, u32), bytes: &[u8]) -> (u32, u32) {
    let read = |word: [u8; 4]| if big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) };
    for &[a, b, c, d, e, f, g, h] in bytes.as_chunks().0 {
        first = first.wrapping_add(read([a, b, c, d])).wrapping_add(second);
        second = second.wrapping_add(read([e, f, g, h])).wrapping_add(first);
    }
    (first, second)
}

/// The big-endian 32-bit word at offset `at`. `bytes` must reach that far.
pub fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests;
