//! The encodings of texts that are not UTF-8: their names, and which one a text has.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{GB18030, GBK, ISO_2022_JP, UTF_8, UTF_16LE};

/// How a text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

/// Regions in whose encodings a text is read as well, to see whether it has one reading: their countries' domains.
const REGIONS: [&[u8]; 10] = [
    b"jp", b"cn", b"tw", b"kr", b"ru", b"pl", b"gr", b"il", b"th", b"fr",
];

/// So many bytes beyond ASCII tell what they are, even where another region would read other addresses.
const ENOUGH: usize = 12;

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(UTF_8);
    /// UTF-16, either byte order.
    pub const UTF_16: Self = Self(UTF_16LE);

    /// The encoding of this name, of the many that each has.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        let found = |name: &str| encoding_rs::Encoding::for_label(name.as_bytes());
        // `cp1252`, `CP932`, `win1251`, `codepage 1250`.
        let number: String = name.chars().filter(char::is_ascii_digit).collect();
        let page = match number.as_str() {
            "932" => Some("shift_jis"),
            "936" => Some("gbk"),
            "949" => Some("euc-kr"),
            "950" => Some("big5"),
            "65001" => Some("utf-8"),
            "1200" => Some("utf-16le"),
            _ => None,
        };
        found(name)
            .or_else(|| found(&name.replace(['_', ' '], "-")))
            .or_else(|| found(page?))
            .or_else(|| found(&format!("windows-{number}")))
            .map(Self)
    }

    /// The name on the command line and in messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self.0.name() {
            "UTF-16LE" | "UTF-16BE" => "UTF-16",
            "windows-1250" => "Windows-1250",
            "windows-1251" => "Windows-1251",
            "windows-1252" => "Windows-1252",
            "windows-1253" => "Windows-1253",
            "windows-1254" => "Windows-1254",
            "windows-1255" => "Windows-1255",
            "windows-1256" => "Windows-1256",
            "windows-1257" => "Windows-1257",
            "windows-1258" => "Windows-1258",
            name => name,
        }
    }

    /// The text, without a byte order mark; `None` where the bytes are none of it.
    pub(super) fn read(self, bytes: &[u8]) -> Option<String> {
        let (text, _, broken) = self.0.decode(bytes);
        (!broken).then(|| text.into_owned())
    }

    /// Whether each character is one byte.
    fn is_of_bytes(self) -> bool {
        self.0.is_single_byte()
    }
}

impl From<&'static encoding_rs::Encoding> for Encoding {
    fn from(encoding: &'static encoding_rs::Encoding) -> Self {
        Self(encoding)
    }
}

/// Text in ASCII that switches to Japanese by escape sequences, as mail does.
pub(super) fn escaped(bytes: &[u8]) -> Option<(String, Encoding)> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    if !bytes.is_ascii() || !bytes.contains(&0x1b) {
        return None;
    }
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let text = Encoding(guess)
        .read(bytes)
        .filter(|_| guess == ISO_2022_JP)?;
    Some((text, Encoding(guess)))
}

/// The text and its encoding, which is not UTF-8.
///
/// # Errors
/// The encodings it may have, when it has several readings with other addresses in them.
pub(super) fn detected(
    bytes: &[u8],
    is_address: fn(&str) -> bool,
) -> Result<(String, Encoding), Vec<Encoding>> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // A file that was put together from others has lines of UTF-8 too, which say nothing of the rest.
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if std::str::from_utf8(line).is_err() {
            detector.feed(line, false);
        }
    }
    detector.feed(b"", true);
    let guess = |region| {
        let guess = detector.guess(region, Utf8Detection::Deny);
        // The later standard has all of the earlier.
        Encoding(if guess == GBK { GB18030 } else { guess })
    };
    let chosen = guess(None);
    let text = read(chosen, bytes);
    let mut others: Vec<Encoding> = REGIONS.map(|region| guess(Some(region))).to_vec();
    others.retain(|other| *other != chosen);
    others.dedup();
    let same = |other: &Encoding| {
        addresses(&read(*other, bytes), is_address).eq(addresses(&text, is_address))
    };
    let enough = || bytes.iter().filter(|byte| !byte.is_ascii()).count() >= ENOUGH;
    if others.iter().all(same) || enough() {
        return Ok((text, chosen));
    }
    others.retain(|other| !same(other));
    others.insert(0, chosen);
    Err(others)
}

/// The text in this encoding, and its lines of UTF-8 in theirs.
fn read(encoding: Encoding, bytes: &[u8]) -> String {
    // In encodings with characters of several bytes, a line can be UTF-8 by chance.
    if let Some(text) = encoding.read(bytes).filter(|_| !encoding.is_of_bytes()) {
        return text;
    }
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines
        .map(|line| match std::str::from_utf8(line) {
            Ok(line) => line.to_owned(),
            Err(_) => encoding.0.decode_without_bom_handling(line).0.into_owned(),
        })
        .collect()
}

/// The addresses in it. In the encodings of East Asia, a byte of one in ASCII can be the second half of a letter; letters
/// before the `@` that are none of ASCII may be those of a name, and are others in each encoding.
fn addresses(text: &str, is_address: fn(&str) -> bool) -> impl Iterator<Item = &str> {
    let of_address = |c: char| c.is_alphanumeric() || "@._%+'-".contains(c);
    let words = text.split(move |c: char| !of_address(c));
    words.filter(move |word| match word.split_once('@') {
        _ if word.is_ascii() => is_address(word),
        Some((name, domain)) => !name.is_empty() && domain.contains('.'),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_address(word: &str) -> bool {
        word.ends_with("@acme.example") && !word.starts_with('@')
    }

    fn bytes(name: &str, text: &str) -> Vec<u8> {
        let (bytes, _, lost) = Encoding::named(name).unwrap().0.encode(text);
        assert!(!lost, "{name}: {text}");
        bytes.into_owned()
    }

    #[test]
    fn lists_in_the_encodings_of_the_world() {
        for (name, shown, text) in [
            (
                "shift_jis",
                "Shift_JIS",
                "名前,メールアドレス\n山田　太郎,taro@acme.example\nポール 表示,so@acme.example\n",
            ),
            (
                "gbk",
                "gb18030",
                "姓名,电子邮件\n王小明,wang@acme.example\n联通,lian@acme.example\n張偉,zhang@acme.example\n",
            ),
            (
                "big5",
                "Big5",
                "姓名,電子郵件\n陳大文,chan@acme.example\n許功蓋,hsu@acme.example\n",
            ),
            (
                "euc-kr",
                "EUC-KR",
                "이름,이메일\n김철수,kim@acme.example\n박영희,park@acme.example\n",
            ),
            (
                "euc-jp",
                "EUC-JP",
                "名前,メールアドレス\n山田 太郎,taro@acme.example\n",
            ),
            (
                "windows-1251",
                "Windows-1251",
                "Имя;Электронная почта\nИван Петров;ivan@acme.example\nОльга Смирнова;olga@acme.example\n",
            ),
            (
                "windows-1252",
                "Windows-1252",
                "Name;E-Mail\nZoë Müller;zoe@acme.example\nJosé Peña;jose@acme.example\n",
            ),
        ] {
            let (read, encoding) = detected(&bytes(name, text), is_address).unwrap();
            assert_eq!(read, text, "{name}");
            assert_eq!(encoding.as_str(), shown);
        }
        let text = "名前,メール\n山田,taro@acme.example\n";
        let (read, encoding) = escaped(&bytes("iso-2022-jp", text)).unwrap();
        assert_eq!((read.as_str(), encoding.as_str()), (text, "ISO-2022-JP"));
        assert_eq!(escaped(b"a\x1b[31mb"), None);
    }

    #[test]
    fn lines_of_utf_8_among_others_are_read_as_such() {
        let mixed = [
            "Zoë,zoe@acme.example\n".as_bytes(),
            b"Jos\xe9,jose@acme.example\n",
            "李,li@acme.example\n".as_bytes(),
        ]
        .concat();
        let (read, _) = detected(&mixed, is_address).unwrap();
        assert_eq!(
            read,
            "Zoë,zoe@acme.example\nJosé,jose@acme.example\n李,li@acme.example\n"
        );
    }

    /// In Shift_JIS the second byte of the letter before the address is a `c`.
    #[test]
    fn what_has_two_readings_is_not_guessed() {
        let several = detected(b"\x8eR\x93ctaro@acme.example\n", is_address).unwrap_err();
        assert!(several.contains(&Encoding::named("Shift_JIS").unwrap()));
        // Letters of an address that are others in each encoding.
        for (name, text) in [
            (
                "windows-1251",
                "Email\nann@acme.example\nжук@acme.example\n",
            ),
            (
                "windows-1252",
                "Email\nann@acme.example\njörg@acme.example\n",
            ),
        ] {
            let several = detected(&bytes(name, text), is_address).unwrap_err();
            assert!(several.contains(&Encoding::named(name).unwrap()), "{name}");
        }
        // Nothing depends on it here.
        assert!(detected(b"\x8eR\x93c;taro@acme.example\n", is_address).is_ok());
    }

    #[test]
    fn names_as_people_know_them() {
        for (name, right) in [
            ("cp1252", "Windows-1252"),
            ("CP932", "Shift_JIS"),
            ("Shift JIS", "Shift_JIS"),
            ("sjis", "Shift_JIS"),
            ("GB2312", "GBK"),
            ("1251", "Windows-1251"),
            ("win1250", "Windows-1250"),
            ("latin1", "Windows-1252"),
            ("utf8", "UTF-8"),
            ("UTF-16LE", "UTF-16"),
            ("koi8-r", "KOI8-R"),
            ("cp949", "EUC-KR"),
        ] {
            assert_eq!(
                Encoding::named(name).map(Encoding::as_str),
                Some(right),
                "{name}"
            );
        }
        assert_eq!(Encoding::named("nonsense"), None);
        assert_eq!(Encoding::named(""), None);
    }
}
