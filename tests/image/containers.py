"""Containers of the image under test, run with whatever docker client DOCKER names."""

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

DOCKER = os.environ.get("DOCKER", "docker")
IMAGE = os.environ.get("IMAGE", "re-faq-bot")
LOCKED_DOWN = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
SECONDS = 100

Done = subprocess.CompletedProcess[str]


def docker(*arguments: str, check: bool = True) -> Done:
    """What a command of docker's printed."""
    done = subprocess.run([DOCKER, *arguments], capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0 or not check, f"docker {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
    return done


def run(*command: str, options: tuple[str, ...] = (), check: bool = True) -> Done:
    """What a container printed that has no network and is gone afterwards."""
    # Not `docker run`, to which a stand-in may add a network of its own.
    return docker("container", "run", "--rm", "--network", "none", *options, IMAGE, *command, check=check)


def python(program: str, options: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - whatever the program prints as JSON
    """What a program printed as JSON that was run by the image's Python."""
    return json.loads(run("-c", program, options=("--entrypoint", "python", *options)).stdout)


def inspect(kind: str, name: str) -> Any:  # noqa: ANN401 - docker's own JSON
    """What docker knows of an image or a container."""
    return json.loads(docker(kind, "inspect", name).stdout)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A container at work."""

    name: str

    async def becomes(self, health: str) -> None:
        """Wait until its health is as said."""
        events = ("events", "--since", "1", "--filter", f"container={self.name}", "--filter", "event=health_status")
        await _until(f"health_status: {health}", *events)

    async def says(self, text: str) -> None:
        """Wait until it has logged a text."""
        await _until(text, "logs", "--follow", self.name)

    async def stop(self) -> int:
        """Stop it as docker does, with SIGTERM, and return its exit code; 137 if it had to be killed."""
        await asyncio.to_thread(docker, "stop", "-t", "30", self.name)
        return int(inspect("container", self.name)["State"]["ExitCode"])


async def _until(text: str, *command: str) -> None:
    """Wait for a line with a text in what a command of docker's goes on printing."""
    printing = await asyncio.create_subprocess_exec(
        DOCKER, *command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    assert printing.stdout
    try:
        async with asyncio.timeout(SECONDS):
            while text.encode() not in (line := await printing.stdout.readline()):
                assert line, f"docker {' '.join(command)} ended without: {text}"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(printing.pid, signal.SIGTERM)  # a stand-in for docker may have it as its child
        await printing.communicate()


@asynccontextmanager
async def running(*command: str, options: tuple[str, ...] = ()) -> AsyncIterator[Running]:
    """A container on this machine's own network, so that servers on loopback can be reached."""
    name = f"re-faq-bot-{uuid4().hex[:12]}"
    await asyncio.to_thread(
        docker, "container", "run", "--detach", "--name", name, "--network", "host", *options, IMAGE, *command
    )
    try:
        yield Running(name=name)
    finally:
        await asyncio.to_thread(docker, "rm", "--force", "--volumes", name)
