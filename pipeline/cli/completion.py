"""`ogp completion`: the shell completes commands and options."""

from __future__ import annotations

import click

INSTALL = {
    "bash": "ogp completion bash > ~/.local/share/bash-completion/completions/ogp",
    "zsh": "ogp completion zsh > ~/.zfunc/_ogp",
    "fish": "ogp completion fish > ~/.config/fish/completions/ogp.fish",
}
"""Shell -> the line that installs its script."""


@click.command(
    epilog="""\b
Examples:
  ogp completion bash > ~/.local/share/bash-completion/completions/ogp
  ogp completion zsh > ~/.zfunc/_ogp
  ogp completion fish > ~/.config/fish/completions/ogp.fish

Make the folder first (mkdir -p), and open a new shell after. For zsh put  fpath+=~/.zfunc  before compinit into
~/.zshrc. To try it in this bash:  eval "$(ogp completion bash)" """
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that makes SHELL complete the commands and options of ogp."""
    from click.shell_completion import get_completion_class

    from pipeline.cli import main

    found = get_completion_class(shell)
    assert found is not None
    script = found(main, {}, "ogp", "_OGP_COMPLETE")
    text = str(script.source_template % script.source_vars())
    # zsh takes a file for a completion by its very first line, so the advice stands at the end.
    click.echo(f"{text.strip()}\n\n# Install: {INSTALL[shell]}")
