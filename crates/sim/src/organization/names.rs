//! What people are called. The numbers of first and last names have no common factor, so that counting
//! through both at once meets every pair once.

/// First names.
pub(super) const FIRST: [&str; 97] = [
    "Ada", "Alan", "Aisha", "Akira", "Alma", "Amir", "Amélie", "Anders", "Anika", "Anna", "Anton",
    "Arjun", "Astrid", "Aylin", "Beata", "Ben", "Birgit", "Björn", "Bruno", "Camille", "Carla",
    "Carlos", "Chen", "Chloé", "Clara", "Dana", "Daniel", "Darius", "David", "Diego", "Dora",
    "Edith", "Elena", "Elif", "Elias", "Emil", "Emma", "Enzo", "Erik", "Eva", "Farah", "Felix",
    "Fiona", "Frida", "Gabriel", "Greta", "Hana", "Hans", "Hugo", "Ida", "Imani", "Ines", "Ingrid",
    "Isaac", "Ivan", "Jana", "Jasper", "Jonas", "Jörg", "Julia", "Kamal", "Karin", "Kofi", "Lara",
    "Leila", "Leo", "Liam", "Lina", "Lucía", "Luka", "Maja", "Malik", "Marco", "María", "Mei",
    "Mila", "Mina", "Nadia", "Nils", "Noor", "Olga", "Omar", "Otto", "Pablo", "Petra", "Priya",
    "Quentin", "Rafael", "Rosa", "Samir", "Sofia", "Tariq", "Tess", "Uma", "Vera", "Yusuf", "Zoë",
];

/// Last names.
pub(super) const LAST: [&str; 89] = [
    "Abbott",
    "Acosta",
    "Adler",
    "Ahmed",
    "Andersen",
    "Archer",
    "Bakker",
    "Banerjee",
    "Bauer",
    "Becker",
    "Bergström",
    "Bianchi",
    "Blum",
    "Borg",
    "Brandt",
    "Carver",
    "Castillo",
    "Chandra",
    "Conti",
    "Cruz",
    "Dahl",
    "Demir",
    "Dietrich",
    "Dubois",
    "Eklund",
    "Engel",
    "Farouk",
    "Ferrari",
    "Fischer",
    "Fontaine",
    "Fuchs",
    "Garcia",
    "Gruber",
    "Haas",
    "Hansen",
    "Hartmann",
    "Hoffmann",
    "Holm",
    "Ibrahim",
    "Jansen",
    "Jensen",
    "Kaya",
    "Keller",
    "Khan",
    "Kim",
    "Klein",
    "Koch",
    "Kowalski",
    "Krüger",
    "Lang",
    "Larsen",
    "Lehmann",
    "Lindqvist",
    "Lopez",
    "Maier",
    "Mbeki",
    "Mendes",
    "Meyer",
    "Moreau",
    "Müller",
    "Nakamura",
    "Nguyen",
    "Novak",
    "Nowak",
    "Okafor",
    "Olsen",
    "Park",
    "Patel",
    "Pereira",
    "Petrov",
    "Quinn",
    "Rahman",
    "Ramos",
    "Richter",
    "Rossi",
    "Sato",
    "Schäfer",
    "Schmidt",
    "Silva",
    "Singh",
    "Sokolov",
    "Tanaka",
    "Thompson",
    "Torres",
    "Vogel",
    "Wagner",
    "Walsh",
    "Weber",
    "Zhang",
];

/// Departments, with the job that is common there.
pub(super) const DEPARTMENTS: [(&str, &str); 8] = [
    ("Engineering", "Software engineer"),
    ("Support", "Support engineer"),
    ("Sales", "Account manager"),
    ("Marketing", "Campaign manager"),
    ("Finance", "Controller"),
    ("People", "Recruiter"),
    ("Legal", "Counsel"),
    ("Operations", "Site reliability engineer"),
];

/// Places, with their time zone.
pub(super) const PLACES: [(&str, &str); 6] = [
    ("Berlin", "Europe/Berlin"),
    ("Sydney", "Australia/Sydney"),
    ("Austin", "America/Chicago"),
    ("Bengaluru", "Asia/Kolkata"),
    ("São Paulo", "America/Sao_Paulo"),
    ("Kraków", "Europe/Warsaw"),
];

/// Names that attack spreadsheets, terminals, pages and sorting.
pub(super) const HOSTILE: [&str; 8] = [
    "=HYPERLINK(\"http://evil.example\",\"click\")",
    "<img src=x onerror=alert(1)>",
    "\u{1b}]0;owned\u{7}Bobby \u{1b}[2J",
    "\u{202e}gnp.exe",
    "Robert'); DROP TABLE user;--",
    "Zoe\u{301} \u{200b}Zero",
    "Long Name Long Name Long Name Long Name Long Name Long Name Long Name Long Name Long Name Long Name",
    "\"Quote\", Comma; Semi\tTab\nLine",
];

/// A name as in an email address: lowercase Latin letters.
pub(super) fn ascii(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            'ä' => text.push_str("ae"),
            'ö' => text.push_str("oe"),
            'ü' => text.push_str("ue"),
            'é' | 'ë' => text.push('e'),
            'í' => text.push('i'),
            c if c.is_ascii_alphabetic() => text.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    text
}
