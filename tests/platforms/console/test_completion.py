"""Completion scripts hold every command and its options, and shells take them."""

import shutil
import subprocess

import pytest

from bot.arguments import SHELLS, build_parser
from bot.platforms.console.completion import completion_script


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_knows_the_commands_and_their_options(shell: str) -> None:
    script = completion_script(build_parser(), shell)
    assert "ask chat topics explain check import eval run discord slack completion" in script
    assert "min-right" in script


def test_bash_completes_commands_and_options() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    script = completion_script(build_parser(), "bash")
    for words, position, expected in (("re-faq-bot to", 1, "topics"), ("re-faq-bot ask --j", 2, "--json")):
        asked = f'COMP_WORDS=({words}); COMP_CWORD={position}; _re_faq_bot; echo "${{COMPREPLY[@]}}"'
        done = subprocess.run([bash, "-c", script + asked], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected
