"""Seals: each table's checksum in ``datapackage.json``, so no change goes unnoticed.

A seal says nothing about truth; it says that the file is the one that was published. After
a change that is meant and logged, ``python -m helpers.seal`` renews the seals.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from helpers.dataset import data_root, load, package


def compute_seal(path: Path) -> tuple[int, str]:
    """A file's size in bytes and its checksum, as the Data Package standard writes it."""
    content = path.read_bytes()
    return len(content), f"sha256:{hashlib.sha256(content).hexdigest()}"


def check_seals() -> Iterator[str]:
    """Every table is the file that was sealed."""
    for table in package().tables.values():
        size, seal = compute_seal(table.path)
        if (table.manifest.get("bytes"), table.manifest.get("hash")) != (size, seal):
            yield (
                f"{table.path.name}: the file is not the one that was sealed; if the change is "
                "meant, log it in data/CHANGELOG.md and run 'make seal', else restore the file"
            )


def renew_seals() -> list[str]:
    """Write the current seals into ``datapackage.json``; returns the tables that changed."""
    path = data_root() / "datapackage.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    changed = []
    for resource in content["resources"]:
        size, seal = compute_seal(path.parent / resource["path"])
        if resource.get("hash") != seal:
            changed.append(resource["name"])
        resource["bytes"], resource["hash"] = size, seal
        # A floor only rises by itself: losing rows has to be meant.
        resource["row_floor"] = max(resource.get("row_floor", 0), len(load(resource["name"])))
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    with NamedTemporaryFile(
        "w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
    Path(file.name).replace(path)
    return changed


def main() -> int:
    """Renew the seals and say which tables changed."""
    print(f"Sealed anew: {', '.join(renew_seals()) or 'nothing changed'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
