//! Entities of HTML, such as `&amp;` and `&#64;`.

/// A word with its entities as characters.
pub(super) fn plain(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let entity = from
            .split_once(';')
            .and_then(|(entity, behind)| Some((character(entity.get(1..)?)?, behind)));
        match entity {
            Some((c, behind)) => {
                out.push(c);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(entity: &str) -> Option<char> {
    let number = entity.strip_prefix('#');
    let hex = number.and_then(|number| number.strip_prefix(['x', 'X']));
    match (hex, number) {
        (Some(hex), _) => char::from_u32(u32::from_str_radix(hex, 16).ok()?),
        (None, Some(number)) => char::from_u32(number.parse().ok()?),
        _ => Some(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => ' ',
            "commat" => '@',
            "period" => '.',
            _ => return None,
        }),
    }
}
