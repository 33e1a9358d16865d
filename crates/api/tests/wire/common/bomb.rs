//! A small gzip stream with a large content.

/// A gzip stream of so many spaces: fixed-Huffman blocks that each hold one space and a match of
/// length 258 again and again.
pub fn gzip_of_spaces(size: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(1, 1); // last block
    bits.put(1, 2); // fixed codes
    bits.code(0x30 + 32, 8); // a space
    let mut made = 1;
    while made < size {
        bits.code(0b1100_0101, 8); // length 258
        bits.code(0, 5); // distance 1
        made += 258;
    }
    bits.code(0, 7); // end
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    out.extend(bits.finish());
    out.extend([0; 8]); // a wrong checksum: the limit strikes first
    out
}

#[derive(Default)]
struct Bits {
    out: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    /// A number, lowest bit first.
    fn put(&mut self, value: u32, count: u32) {
        self.held |= value << self.count;
        self.count += count;
        while self.count >= 8 {
            self.out.push((self.held & 0xff) as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// A Huffman code, highest bit first.
    fn code(&mut self, value: u32, count: u32) {
        for bit in (0..count).rev() {
            self.put((value >> bit) & 1, 1);
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.put(0, 7);
        self.out
    }
}
