//! Headings as mail programs and directories of other languages write them.

use crate::list;

#[test]
fn headings_of_other_languages_are_known() {
    for heading in [
        "Adresse de messagerie",
        "Adresse \u{e9}lectronique",
        "Adresse e\u{301}lectronique",
        "Correo electronico",
        "Direcci\u{f3}n de correo",
        "Direccio\u{301}n de correo",
        "Correio eletr\u{f4}nico",
        "Indirizzo di posta elettronica",
        "Adres poczty elektronicznej",
        "E-mailov\u{e1} adresa",
        "E-mail-c\u{ed}m",
        "\u{410}\u{434}\u{440}\u{435}\u{441} \u{44d}\u{43b}\u{435}\u{43a}\u{442}\u{440}\u{43e}\u{43d}\u{43d}\u{43e}\u{438}\u{306} \u{43f}\u{43e}\u{447}\u{442}\u{44b}",
        "Gesch\u{e4}ftliche E-Mail",
        "E-Mail (gesch\u{e4}ftlich)",
        "Dienstliche E-Mail",
        "M\u{e9}l",
        "Email professionnel",
        "E-mail corporativo",
        "\u{90ae}\u{7bb1}",
        "\u{c774}\u{ba54}\u{c77c} \u{c8fc}\u{c18c}",
    ] {
        let people = list(&format!(
            "Manager;{heading}\nboss@acme.example;ann@acme.example\n"
        ));
        let emails: Vec<_> = people
            .people
            .iter()
            .map(|person| person.email.clone())
            .collect();
        assert_eq!(emails, [Some("ann@acme.example".to_owned())], "{heading}");
    }
}
