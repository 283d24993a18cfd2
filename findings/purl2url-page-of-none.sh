#!/bin/sh
# packageurl-python 0.17.6 makes of pkg:golang/stdlib@1.27.3, by which inventories name the standard library of Go, the page
# /None/stdlib@1.27.3 of Go's package site: a purl without namespace gets Python's word for nothing. The address of its
# download, .../stdlib/@v/v1.27.3.zip, is one of a module that is none. For a module with a namespace both are right, capital
# letters of the proxy's path too ("!azure").
#
# Seen: as above.
# Needs python3 with pip and the network. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --disable-pip-version-check install -q packageurl-python==0.17.6
"$folder/venv/bin/python" - <<'P'
import sys
from packageurl.contrib.purl2url import get_download_url, get_repo_url

std = "pkg:golang/stdlib@1.27.3"
module = "pkg:golang/github.com/Azure/azure-sdk-for-go/sdk/azcore@v1.2.0"
got = [get_repo_url(std), get_download_url(std), get_repo_url(module), get_download_url(module)]
print(*got, sep="\n")
sys.exit(
    not (
        got[0].endswith("/None/stdlib@1.27.3")
        and got[1].endswith("/stdlib/@v/v1.27.3.zip")
        and got[2].endswith("/github.com/Azure/azure-sdk-for-go/sdk/azcore@v1.2.0")
        and got[3].endswith("/github.com/!azure/azure-sdk-for-go/sdk/azcore/@v/v1.2.0.zip")
    )
)
P
