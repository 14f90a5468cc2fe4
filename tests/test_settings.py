"""What an operator sets is taken as meant or refused with every problem named, and no secret is ever shown."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.errors import SettingsError
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.slack.settings import SlackMode, SlackSettings
from bot.settings import SECRETS, VARIABLES, ListenMode, LogLevel, Settings, load_settings

ROOT = Path(__file__).parent.parent
NO_FILE = Path("absent.env")
TOKEN = "made-up.for-these.tests_1234"  # noqa: S105 - opens nothing
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}
OF_THE_COMMAND = {"NO_COLOR", "XDG_CACHE_HOME"}
"""What the table in the docs holds beside the variables: other programs know these too."""


def load(**variables: str) -> Settings:
    return load_settings(variables, NO_FILE)


def problems(variables: dict[str, str], env_file: Path = NO_FILE) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load_settings(variables, env_file)
    chain = (refused.value, refused.value.__cause__, refused.value.__context__)
    assert not [value for value in variables.values() if len(value) > 5 and value in "".join(map(repr, chain))]
    return str(refused.value).splitlines()


def value_of(settings: Settings, name: str) -> object:
    """What a variable is set to, whichever model it is of."""
    models = (settings, settings.of(DiscordSettings), settings.of(SlackSettings))
    return next(getattr(model, name.lower()) for model in models if name in model.names())


def written(folder: Path, text: str, name: str = ".env") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_all_has_a_default() -> None:
    settings = load()
    assert (settings.of(DiscordSettings), settings.of(SlackSettings)) == (DiscordSettings(), SlackSettings())
    assert (DiscordSettings().discord_token, SlackSettings().slack_mode) == (None, SlackMode.SOCKET)
    assert settings.listen_channels == ()
    assert (settings.listen_mode, settings.log_level, settings.http_port) == (ListenMode.SPEAK, LogLevel.INFO, 8080)


def test_the_default_database_is_a_file_at_the_same_place_from_any_folder() -> None:
    address = load().database_url.get_secret_value()
    assert Path(address.removeprefix("sqlite:///")).is_absolute()
    assert address.endswith("/re-faq-bot.sqlite3")


def test_what_is_set_is_taken() -> None:
    settings = load(DISCORD_TOKEN=TOKEN, HTTP_PORT="9090", HTTP_HOST="::1", LOG_LEVEL="Debug", **SLACK)
    assert settings.of(DiscordSettings).discord_token == SecretStr(TOKEN)
    assert settings.of(SlackSettings).slack_app_token == SecretStr("xapp-1-secret")
    assert (settings.http_port, settings.http_host, settings.log_level) == (9090, "::1", LogLevel.DEBUG)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load().http_port = 1
    with pytest.raises(ValidationError):
        load().of(SlackSettings).slack_mode = SlackMode.HTTP


def test_the_process_has_the_say_where_no_environment_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PORT", "9091")
    assert load_settings(env_file=NO_FILE).http_port == 9091
    assert load_settings({}, NO_FILE).http_port == 8080


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    env_file = written(tmp_path, "HTTP_PORT=9092\nSLACK_MODE=\n")
    settings = load_settings({"HTTP_PORT": "", "DISCORD_TOKEN": " ", "DISCORD_TOKEN_FILE": ""}, env_file)
    assert (settings.http_port, settings.of(DiscordSettings)) == (9092, DiscordSettings())


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    env_file = written(tmp_path, "HTTP_PORT=1\nLOG_LEVEL=error\n")
    settings = load_settings({"HTTP_PORT": "2"}, env_file)
    assert (settings.http_port, settings.log_level) == (2, LogLevel.ERROR)


def test_a_password_in_the_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    env_file = written(tmp_path, "\ufeffDATABASE_URL='sqlite:///${HOME}#1'\nexport HTTP_PORT=9093 # ours\n")
    settings = load_settings({}, env_file)
    assert (settings.database_url.get_secret_value(), settings.http_port) == ("sqlite:///${HOME}#1", 9093)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ()),
        ("C012AB", ("C012AB",)),
        ("C1,C2", ("C1", "C2")),
        (" C1 ,\tC2 C1,, 109876 ", ("C1", "C2", "109876")),
    ],
)
def test_channels_are_ids_between_commas_or_blanks(text: str, ids: tuple[str, ...]) -> None:
    assert load(LISTEN_CHANNELS=text).listen_channels == ids


@pytest.mark.parametrize("end", ["", "/"])
def test_an_address_may_end_in_a_slash(end: str) -> None:
    settings = load(DISCORD_API_URL=f"http://127.0.0.1:9/api{end}", SLACK_API_URL=f"http://127.0.0.1:9/api{end}")
    assert settings.of(DiscordSettings).discord_api_url == "http://127.0.0.1:9/api"
    assert settings.of(SlackSettings).slack_api_url == "http://127.0.0.1:9/api/"


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_can_come_from_a_file(name: str, tmp_path: Path) -> None:
    value = {"DATABASE_URL": "sqlite:///a", **SLACK}.get(name, TOKEN)
    settings = load_settings({f"{name}_FILE": str(written(tmp_path, f"\n{value}\n"))}, NO_FILE)
    assert value_of(settings, name) == SecretStr(value)


def test_every_secret_can_come_from_a_file_and_is_hidden() -> None:
    settings = load(DISCORD_TOKEN=TOKEN, DATABASE_URL="sqlite:///secret", **SLACK)
    models = (DiscordSettings, SlackSettings, Settings)
    fields = {name: field for model in models for name, field in model.model_fields.items()}
    hidden = {name.upper() for name, field in fields.items() if "SecretStr" in repr(field.annotation)}
    assert hidden == set(SECRETS)
    shown = "".join(map(repr, (settings, settings.of(DiscordSettings), settings.of(SlackSettings))))
    assert "secret" not in shown.replace("slack_signing_secret", "").replace("slack_client_secret", "")
    assert TOKEN not in shown


def test_a_file_for_a_secret_can_be_named_in_the_dotenv_file(tmp_path: Path) -> None:
    secret = written(tmp_path, TOKEN, "token")
    env_file = written(tmp_path, f"DISCORD_TOKEN_FILE={secret}\n")
    assert load_settings({}, env_file).of(DiscordSettings).discord_token == SecretStr(TOKEN)


def test_a_secret_given_twice_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, TOKEN)
    assert problems({"DISCORD_TOKEN": TOKEN, "DISCORD_TOKEN_FILE": str(path)}) == [
        "DISCORD_TOKEN_FILE: DISCORD_TOKEN is set too; keep one of them"
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [(None, "No such file"), (b" \n", "is empty"), (b"\xff\xfe\x00", "not UTF-8"), (b"Bot abc", "leave out the word")],
)
def test_a_file_that_holds_no_secret_is_an_error_that_names_the_variable(
    content: bytes | None, what: str, tmp_path: Path
) -> None:
    path = tmp_path / "secret-file"
    if content is not None:
        path.write_bytes(content)
    (problem,) = problems({"DISCORD_TOKEN_FILE": str(path)})
    assert problem.startswith("DISCORD_TOKEN_FILE: ")
    assert what in problem


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (f'"{TOKEN}"', "in quotes"),
        (f"'{TOKEN}", "in quotes"),
        (f"Bot {TOKEN}", 'leave out the word before the token ("Bot"'),
        (f"bearer {TOKEN}", "leave out the word"),
        (f" {TOKEN}", "a blank or a line break"),
        (f"{TOKEN[:9]} {TOKEN[9:]}", "a blank or a line break"),
        (f"{TOKEN}\u200b", "no token has"),
        (f"{TOKEN}\0", "no token has"),
    ],
)
@pytest.mark.parametrize("name", ["DISCORD_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"])
def test_what_comes_along_when_a_token_is_copied_is_pointed_out(name: str, value: str, what: str) -> None:
    (problem,) = problems({name: value})
    assert problem.startswith(f"{name}: ")
    assert what in problem
    assert TOKEN not in problem


def test_slack_tokens_that_are_swapped_are_noticed() -> None:
    swapped = {"SLACK_BOT_TOKEN": SLACK["SLACK_APP_TOKEN"], "SLACK_APP_TOKEN": SLACK["SLACK_BOT_TOKEN"]}
    assert all("a bot token starts with xoxb-" in problem for problem in problems(swapped))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SLACK_MODE", "sockets", "expected socket or http"),
        ("LISTEN_MODE", "quietly", "expected speak or shadow"),
        ("LOG_LEVEL", "verbose", "expected debug, info, warning or error"),
        ("HTTP_PORT", "eighty", "expected a port number up to 65535, or 0 for a free one"),
        ("HTTP_PORT", "65536", "expected a port number up to 65535, or 0 for a free one"),
        ("HTTP_PORT", "-1", "expected a port number up to 65535, or 0 for a free one"),
        ("HTTP_HOST", "http://localhost", "expected a host name or an IP address alone, without http:// and port"),
        ("HTTP_HOST", "localhost:80", "expected a host name or an IP address alone, without http:// and port"),
        ("DISCORD_API_URL", "discord.com/api", "expected an address such as https://example.org/api"),
        ("DISCORD_API_URL", "https:///api", "expected an address such as https://example.org/api"),
        ("SLACK_API_URL", "https://slack.com:port/", "expected an address such as https://example.org/api"),
        ("SLACK_API_URL", "https://[slack/", "expected an address such as https://example.org/api"),
    ],
)
def test_a_malformed_value_is_named_with_what_is_expected(name: str, value: str, expected: str) -> None:
    assert problems({name: value}) == [f"{name}: {expected}"]


def test_names_among_the_channels_are_pointed_out() -> None:
    (problem,) = problems({"LISTEN_CHANNELS": "C1,#general,<#C3>"})
    assert problem.startswith("LISTEN_CHANNELS: expected channel ids, of letters and digits only, not names")
    assert problem.endswith("see number 2, 3 in the list")


def test_a_malformed_database_address_is_not_shown() -> None:
    (problem,) = problems({"DATABASE_URL": "user:password@host"})
    assert problem.startswith("DATABASE_URL: expected an address such as sqlite")


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    env_file = written(tmp_path, f"# ours\n\nDISCORD_TOKN={TOKEN}\n\nLOG_LEVEL=loud\n{TOKEN}\nHTTP_PRT=1\n")
    found = problems({"SLACK_MODE": "pigeon", "SLACK_BOT_TOKEN_FILE": "absent"}, env_file)
    assert found == [
        f"{env_file}:3: DISCORD_TOKN: no such setting; did you mean DISCORD_TOKEN?",
        f"{env_file}:6: expected NAME=value",
        f"{env_file}:7: HTTP_PRT: no such setting; did you mean HTTP_PORT?",
        "SLACK_BOT_TOKEN_FILE: its file cannot be read: No such file or directory",
        "SLACK_MODE: expected socket or http",
        f"{env_file}:5: LOG_LEVEL: expected debug, info, warning or error",
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("discord_token=x", "discord_token: no such setting; did you mean DISCORD_TOKEN?"),
        ("DISCORD_BOT_TOKEN=x", "DISCORD_BOT_TOKEN: no such setting; did you mean DISCORD_TOKEN?"),
        ("HTTP_PORT_FILE=x", "HTTP_PORT_FILE: no such setting; did you mean HTTP_PORT?"),
        ("COLOUR=x", "COLOUR: no such setting"),
        ("DISCORD_TOKEN", "expected NAME=value"),
        ("xoxb-1-secret=", "expected NAME=value"),
        ("HTTP_PORT='80", "expected NAME=value"),
    ],
)
def test_what_the_dotenv_file_may_not_hold_is_an_error_with_its_line(line: str, what: str, tmp_path: Path) -> None:
    env_file = written(tmp_path, f"\n{line}\n")
    assert problems({}, env_file) == [f"{env_file}:2: {what}"]


def test_the_dotenv_file_may_be_shared_with_docker_compose(tmp_path: Path) -> None:
    assert load_settings({}, written(tmp_path, "COMPOSE_PROJECT_NAME=faq\n")) == load()


def test_a_dotenv_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"HTTP_PORT=\xff\n")
    assert problems({}, env_file) == [f"{env_file}: cannot be read: not UTF-8"]


@pytest.mark.parametrize(
    "name", ["DISCORD_TOKN", "DISCORD_TOKENS", "discord_token", "SLACK_BOT_TOKE", "LISTEN_CHANNEL"]
)
def test_a_slip_in_the_name_of_a_variable_is_an_error(name: str) -> None:
    (problem,) = problems({name: TOKEN})
    assert problem.startswith(f"{name}: no such setting; did you mean ")


@pytest.mark.parametrize("name", ["PATH", "HTTP_PROXY", "SLACK_WEBHOOK_URL", "DISCORD_GUILD", "LISTEN_FDS", "LOGLEVEL"])
def test_variables_of_others_are_none_of_the_bots_business(name: str) -> None:
    assert load(**{name: "anything"}) == load()


@given(st.dictionaries(st.sampled_from([*VARIABLES, "DISCORD_TOKEN_FILE"]), st.text(max_size=20)))
def test_any_values_are_taken_or_refused_by_name(variables: dict[str, str]) -> None:
    try:
        load_settings(variables, NO_FILE)
    except SettingsError as refused:
        named = {line.split(":")[0] for line in str(refused).splitlines()}
        assert named <= set(variables)


def test_the_example_file_and_the_settings_name_the_same_variables() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE) == list(VARIABLES)


def test_the_example_file_sets_nothing_and_shows_what_can_be_set(tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert load_settings({}, written(tmp_path, text)) == load()
    shown = load_settings({}, written(tmp_path, re.sub(r"^# (?=[A-Z_]+=)", "", text, flags=re.MULTILINE)))
    differing = {name for name in VARIABLES if value_of(shown, name) != value_of(load(), name)}
    assert differing == {"FAQ_PATH", "DATABASE_URL", "LISTEN_CHANNELS"}


def test_the_table_in_the_docs_names_every_variable_and_no_other() -> None:
    page = (ROOT / "docs" / "commands-and-settings.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`[A-Z_`, ]+`) \|", page.split("\n## Settings\n")[1], re.MULTILINE)
    assert re.findall(r"[A-Z_]+", " ".join(cells)) == [*VARIABLES, *sorted(OF_THE_COMMAND, reverse=True)]


def test_asking_does_not_wait_for_pydantic() -> None:
    named = "any(name.startswith(('pydantic', 'dotenv')) for name in sys.modules)"
    program = f"import sys, bot.cli, bot.opening; sys.exit({named})"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
