//! The variables of a PowerShell script that hold a text, and where the script uses them.

use std::collections::HashMap;

use super::powershell_tokens::Token;

/// The types of which a value is its text.
const TYPES: [&str; 4] = ["uri", "system.uri", "string", "system.string"];
/// What makes a value of a type.
const MAKERS: [&str; 4] = ["::new", "new-object", "-typename", "-argumentlist"];

/// The pieces with each variable's text in its place, and texts put together that the script puts together.
pub(super) fn resolved(tokens: Vec<Token>) -> Vec<Token> {
    let mut held: HashMap<String, String> = HashMap::new();
    let mut all: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    // The variable that the statement gives a value, and where that value begins.
    let mut given: Option<(String, usize)> = None;
    while let Some(token) = rest.next() {
        let ends = matches!(token, Token::End | Token::Sign(';'));
        if ends && let Some((name, begin)) = given.take() {
            keep(&mut held, name, all.get(begin..).unwrap_or_default());
        }
        let token = match token {
            Token::Template(text) => Token::Text(filled(&text, &held)),
            Token::Variable(name) => match (rest.peek(), held.get(&name)) {
                (Some(Token::Sign('=')), _) => {
                    given = Some((name.clone(), all.len() + 2));
                    Token::Variable(name)
                }
                (Some(Token::Sign('[')), _) => Token::Variable(name),
                // `$v.Add(…)`
                (Some(Token::Word(word)), _) if word.starts_with('.') => Token::Variable(name),
                (_, Some(text)) => Token::Text(text.clone()),
                (_, None) => Token::Variable(name),
            },
            token => token,
        };
        match (token, all.as_slice()) {
            (Token::Text(more), [.., Token::Text(_), Token::Word(plus)]) if plus == "+" => {
                all.pop();
                if let Some(Token::Text(text)) = all.last_mut() {
                    text.push_str(&more);
                }
            }
            (token, _) => all.push(token),
        }
    }
    all
}

/// Keeps the text of a value; of one that is something else, or not known, none.
fn keep(held: &mut HashMap<String, String>, name: String, value: &[Token]) {
    let is = |token: &Token, words: &[&str]| match token {
        Token::Word(word) => words.iter().any(|known| word.eq_ignore_ascii_case(known)),
        _ => false,
    };
    let any = |words: &[&str]| value.iter().any(|token| is(token, words));
    let plain = any(&TYPES) || !any(&MAKERS);
    let mut left = value.iter().filter(|token| {
        !is(token, &TYPES)
            && !is(token, &MAKERS)
            && !matches!(token, Token::Sign('(' | ')' | '[' | ']'))
    });
    match (left.next(), left.next()) {
        (Some(Token::Text(text)), None) if plain => held.insert(name, text.clone()),
        _ => held.remove(&name),
    };
}

/// The text with the values of the variables that it names: `$name`, `${name}`, `$($name)`.
fn filled(text: &str, held: &HashMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        let end = |name: &str| {
            name.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
                .unwrap_or(name.len())
        };
        let forms = [("($", ")"), ("{", "}"), ("", "")];
        let found = forms.iter().find_map(|(open, close)| {
            let name = behind.strip_prefix(open)?;
            let (name, after) = name.split_at_checked(end(name))?;
            let value = held.get(&name.to_ascii_lowercase())?;
            Some((value, after.strip_prefix(close)?))
        });
        match found {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('$');
                rest = behind;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::super::powershell_tokens::tokens;
    use super::*;

    fn texts(script: &str) -> Vec<String> {
        let all = resolved(tokens(script).unwrap());
        let texts = all.into_iter().filter_map(|token| match token {
            Token::Text(text) => Some(text),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn variables_stand_where_they_are_used() {
        for (script, right) in [
            ("$a = 'x'\nf $a", vec!["x", "x"]),
            ("$A = [uri]'x'; f $a", vec!["x", "x"]),
            ("$a = [Uri]::new('x')\nf $a", vec!["x", "x"]),
            ("$a = New-Object System.Uri 'x'\nf $a", vec!["x", "x"]),
            ("$a = 'x'\nf \"$a-${a}-$($a)-$b\"", vec!["x", "x-x-x-$b"]),
            ("$a = 'x'\nf 'b=' + $a", vec!["x", "b=x"]),
            ("$a = 'x' + 'y'\nf $a", vec!["xy", "xy"]),
            // What holds something else, or is given another value.
            ("$a = @{b = 'x'}\nf $a", vec!["x"]),
            ("$a = New-Object 'x'\nf $a", vec!["x"]),
            ("$a = 'x'\n$a = Get-It\nf $a", vec!["x"]),
            ("f $a\n$a = 'x'", vec!["x"]),
            ("$a = 'x'\n$a.Add('y')", vec!["x", "y"]),
        ] {
            assert_eq!(texts(script), right, "{script}");
        }
    }
}
