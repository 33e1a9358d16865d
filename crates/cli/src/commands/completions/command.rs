//! The script that teaches a shell to ask us.

use clap::{Args, ValueEnum};
use clap_complete::env::Shells;

use super::complete::{VARIABLE, WORD_VARIABLE};
use crate::error::{CliError, CliResult, Exit};
use crate::ui::Ui;

/// Print a completion script for a shell
///
/// Completes commands, options, and the names of policies, groups, apps, profiles, runs and columns from the mirror.
/// Load the script each time the shell starts, so that it always matches the installed version.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  source <(atlctl completions bash)  # in ~/.bashrc
  source <(atlctl completions zsh)  # in ~/.zshrc, after compinit
  atlctl completions fish | source  # in ~/.config/fish/config.fish
  atlctl completions powershell | Out-String | Invoke-Expression # in $PROFILE")]
pub struct Completions {
    /// Shell to complete for
    #[arg(value_enum)]
    shell: Shell,
}

/// The shells with completion.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    /// Bash
    Bash,
    /// Elvish
    Elvish,
    /// Fish
    Fish,
    /// PowerShell
    Powershell,
    /// Zsh
    Zsh,
}

/// How the script for zsh offers values and options: in one group, in which zsh puts first what has a description, which is
/// the options.
const ZSH_LIST: &str = "        [[ -n $other ]] && _describe -V 'values' other\n";
/// In two groups: what has no description first.
const ZSH_LISTS: &str = r#"        local -a plain=("${(@)other:#*[^\\]:*}") described=("${(@M)other:#*[^\\]:*}")
        [[ -n $plain ]] && compadd -V values -- "${(@)plain//\\:/:}"
        [[ -n $described ]] && _describe -V 'options' described
"#;

/// How the script for bash takes the words of the line. Bash takes `=` for a word of its own, so `--status=act` is three.
const BASH_WORDS: &str = "    local words=(\"${COMP_WORDS[@]}\")\n";
/// Without the `=` behind an option: its value is then the next word, as it is after a blank.
const BASH_WORDS_APART: &str = r#"    local words=() at
    for at in "${!COMP_WORDS[@]}"; do
        if ((at > 0)) && [[ ${COMP_WORDS[at]} == = && ${COMP_WORDS[at - 1]} == --* ]]; then
            if ((at < COMP_CWORD)); then ((_CLAP_COMPLETE_INDEX -= 1)); else words+=(""); fi
        else
            words+=("${COMP_WORDS[at]}")
        fi
    done
"#;
/// Where bash puts the word that is typed, and where it stands then. Of a lone `=`, nothing of the value is typed.
const BASH_WORD: &str = "        words[COMP_CWORD]=\"$2\"\n";
const BASH_WORD_APART: &str = "        words[_CLAP_COMPLETE_INDEX]=\"${2#=}\"\n";

/// Prints the script.
///
/// # Errors
/// When stdout cannot be written.
pub fn run(ui: &Ui, args: &Completions) -> CliResult {
    let name = args.shell.to_possible_value();
    let name = name.as_ref().map_or("", |value| value.get_name());
    let mut script = Vec::new();
    Shells::builtins()
        .completer(name)
        .ok_or_else(|| CliError::usage(format!("no completion script for {name}")))?
        .write_registration(VARIABLE, "atlctl", "atlctl", "atlctl", &mut script)
        .map_err(|error| CliError::failed("cannot write the script").cause(&error))?;
    let script = String::from_utf8_lossy(&script);
    // Bash says elsewhere only what stands behind an open quote.
    let asks = format!("{VARIABLE}=\"bash\" ");
    let tells = format!("{WORD_VARIABLE}=\"${{COMP_WORDS[COMP_CWORD]}}\" {asks}");
    let script = script
        .replace(&asks, &tells)
        .replace(BASH_WORDS, BASH_WORDS_APART)
        .replace(BASH_WORD, BASH_WORD_APART);
    ui.data(&script.replace(ZSH_LIST, ZSH_LISTS))?;
    Ok(Exit::Done)
}
