#!/usr/bin/env python3
"""Makes the files in packed/ from other fixtures, with UPX 4.2.2 and 3.96 (as in Debian 12 backports and 11).

    python3 pack.py --upx4 TOOL --upx3 TOOL

UPX_DEBUG_FORCE_PACK_MACOS makes UPX 4.2 pack programs for macOS, which it refuses otherwise.
"""
import argparse, lzma, os, pathlib, subprocess, tempfile

HERE = pathlib.Path(__file__).parent
ROWS = [  # packed, from, UPX, method
    ('linux-amd64-go1.24-s-w-nrv2b', 'sealed/linux-amd64-go1.24-s-w', 4, '--nrv2b'),
    ('linux-mips-go1.19-s-w-lzma', 'sealed/linux-mips-go1.19-s-w', 4, '--lzma'),
    ('linux-arm-go1.19-s-w-nrv2d', 'carved/linux-arm-go1.19-s-w', 4, '--nrv2d'),
    ('linux-arm64-go1.22-s-w-nrv2e', 'carved/linux-arm64-go1.22-s-w', 4, '--nrv2e'),
    ('linux-386-go1.27-s-w-upx3-nrv2b', 'carved/linux-386-go1.27-s-w', 3, '--nrv2b'),
    ('darwin-arm64-go1.24-s-w-nrv2e', 'sealed/darwin-arm64-go1.24-s-w', 4, '--nrv2e'),
    ('windows-amd64-go1.26-s-w-upx3-nrv2e', 'carved/windows-amd64-go1.26-s-w', 3, '--nrv2e'),
    ('windows-386-go1.24-s-w-nrv2d', 'carved/windows-386-go1.24-s-w', 4, '--nrv2d'),
    ('c-program-nrv2e', 'not-go/c-program', 4, '--nrv2e'),
]

p = argparse.ArgumentParser()
p.add_argument('--upx4', required=True)
p.add_argument('--upx3', required=True)
a = p.parse_args()
os.environ['UPX_DEBUG_FORCE_PACK_MACOS'] = '1'
with tempfile.TemporaryDirectory() as folder:
    for name, origin, version, method in ROWS:
        plain, packed = pathlib.Path(folder, 'plain'), pathlib.Path(folder, 'packed')
        packed.unlink(missing_ok=True)
        stored = HERE / origin
        plain.write_bytes(stored.read_bytes() if stored.exists() else lzma.open(f'{stored}.xz').read())
        plain.chmod(0o755)
        subprocess.run([a.upx4 if version == 4 else a.upx3, '-q', method, '-o', str(packed), str(plain)], check=True)
        if name == 'c-program-nrv2e':
            (HERE / 'packed' / name).write_bytes(packed.read_bytes())
        else:
            (HERE / 'packed' / f'{name}.xz').write_bytes(lzma.compress(packed.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
