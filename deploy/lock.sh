#!/usr/bin/env bash
# Writes both lock files from pyproject.toml: every version with its hashes, without the address they came from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"${PYTHON:-python3}" -m venv "$scratch"
"$scratch/bin/python" -m pip install --quiet --disable-pip-version-check uv
compile=("$scratch/bin/uv" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11)
"${compile[@]}" pyproject.toml -o requirements.lock
"${compile[@]}" pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
