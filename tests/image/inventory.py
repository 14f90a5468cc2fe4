"""What ships in the image, and under which licences: an SBOM in CycloneDX, and a file of the licences' texts.

The Dockerfile runs it on what cyclonedx-py found in the image's environment, which is installed from the lock. This
adds what no package metadata tells: that the bot is what all of it is for, and the encoder inside the bot.
"""

import json
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

BOT = "re-faq-bot"
ENCODER = "all-mpnet-base-v2"
REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
LICENCE_FILES = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*", "ThirdPartyNotices*")

Json = dict[str, Any]


def main(packages: str, site: str, target: str) -> None:
    """Write ``sbom.cdx.json`` and ``THIRD-PARTY.txt`` into the folder ``target``."""
    folder = Path(target)
    folder.mkdir(parents=True)
    sbom = complete(json.loads(Path(packages).read_text("utf-8")), Path(site))
    text = json.dumps(sbom, indent=1, ensure_ascii=False) + "\n"
    validate(text)
    (folder / "sbom.cdx.json").write_text(text, "utf-8")
    (folder / "THIRD-PARTY.txt").write_text("\n".join(third_party(sbom, Path(site))), "utf-8")


def complete(sbom: Json, site: Path) -> Json:
    """The SBOM with the bot as its subject, and the encoder among what the bot consists of."""
    (bot,) = (each for each in sbom["components"] if each["name"] == BOT)
    encoder = describe_encoder(site)
    add_licences_in_words(sbom, site)
    sbom["metadata"]["component"] = {**bot, "type": "application"}
    sbom["components"] = [each for each in sbom["components"] if each is not bot] + [encoder]
    (needs,) = (each for each in sbom["dependencies"] if each["ref"] == bot["bom-ref"])
    needs["dependsOn"] = [*needs.get("dependsOn", ()), encoder["bom-ref"]]
    sbom["dependencies"].append({"ref": encoder["bom-ref"]})
    return sbom


def add_licences_in_words(sbom: Json, site: Path) -> None:
    """Take over what cyclonedx-py leaves out: licences that are named in words that are no SPDX expression."""
    words = {one.name: one.metadata["License"] for one in distributions(path=[str(site)])}
    for component in sbom["components"]:
        if not component.get("licenses"):
            component["licenses"] = [{"license": {"name": words[component["name"]], "acknowledgement": "declared"}}]


def describe_encoder(site: Path) -> Json:
    """The encoder as a component, with the checksum that it ships with."""
    sums = (site / "bot/matching/model/SHA256SUMS").read_text("utf-8")
    (checksum,) = (line.split()[0] for line in sums.splitlines() if line.endswith("encoder.onnx"))
    return {
        "bom-ref": ENCODER, "type": "machine-learning-model", "name": ENCODER, "version": REVISION,
        "description": "sentence-transformers' encoder, quantised to int8, with pooling inside",
        "licenses": [{"license": {"id": "Apache-2.0", "acknowledgement": "declared"}}],
        "hashes": [{"alg": "SHA-256", "content": checksum}],
        "purl": f"pkg:huggingface/sentence-transformers/{ENCODER}@{REVISION}",
    }  # fmt: skip


def validate(text: str) -> None:
    """Leave with what is wrong, if this is no CycloneDX."""
    from cyclonedx.schema import SchemaVersion  # type: ignore[import-not-found]  # only where the image is built
    from cyclonedx.validation.json import JsonStrictValidator  # type: ignore[import-not-found]

    wrong = JsonStrictValidator(SchemaVersion.from_version(json.loads(text)["specVersion"])).validate_str(text)
    if wrong:
        sys.exit(f"The SBOM is not valid: {wrong}")


def third_party(sbom: Json, site: Path) -> Iterator[str]:
    """The lines of a file with every package, what it is licensed under, and its licence files as they came."""
    licences = {each["name"]: licence_of(each) for each in sbom["components"]}
    yield "RE FAQ Bot is under the MIT licence; this is what it ships with, and under which terms.\n"
    yield from sorted((f"{name}: {licence}" for name, licence in licences.items()), key=str.casefold)
    for one in sorted(distributions(path=[str(site)]), key=lambda each: each.name.casefold()):
        for file in licence_files(one, site):
            yield f"\n{'=' * 100}\n{one.name} {one.version}: {file.relative_to(site)}\n"
            yield file.read_text("utf-8", "replace")


def licence_of(component: Json) -> str:
    """A component's licence in a line: an SPDX expression or identifier, else the name that it is given."""
    licences: list[dict[str, str]] = [each.get("license", each) for each in component["licenses"]]
    known = (each.get("expression") or each.get("id") for each in licences)
    named = (each["name"].removeprefix("License :: OSI Approved :: ") for each in licences if "name" in each)
    return next(filter(None, known), None) or next(named)


def licence_files(one: Distribution, site: Path) -> list[Path]:
    """Where a package's licences, notices and authors stand."""
    files = (site / str(each) for each in one.files or ())
    return sorted({each for each in files if any(each.match(form) for form in LICENCE_FILES) and each.is_file()})


if __name__ == "__main__":
    main(*sys.argv[1:])
