#!/bin/bash
# make.sh GO_BINARY OUTDIR [KIND…]: one Go program in every container that the tools of this machine can write.
# Writes OUTDIR/* and OUTDIR/manifest.tsv: file, kind, inner path(s), Go programs expected, notes.
# "expected" counts what a user sees after unpacking or running it (images: the merged root); notes say more (all-layers=N, hard links, tricks).
# A kind whose tool is missing is a line with "-" as count and the missing tool as note. Debian packages that make all of them:
# tar libarchive-tools zip p7zip-full bzip2 xz-utils zstd lz4 lzip lzop ncompress dpkg-dev binutils rpm makepkg pacman-package-manager squashfs-tools erofs-utils e2fsprogs
# genisoimage xorriso cpio gcab msitools wixl nsis makeself ruby nix-bin npm git python3 skopeo umoci buildah podman (as root) docker.io busybox-static (dockerd, as root).
# rpm 6 and docker 25 or newer (both image stores) make v6.rpm and the buildx rows: Debian unstable has them.
# STUB: an ELF that is not Go, to stand before a squashfs (else /bin/true). CONDA_PY: a python with conda_package_streaming and zstandard (else the .conda kind is made from zip + zstd alone).
set -u
[ $# -ge 2 ] || { sed -n 2,11p "$0" | cut -c3-; exit 2; }
BIN=$(realpath "$1"); mkdir -p "$2"; OUT=$(realpath "$2"); shift 2; ONLY=" $* "
W=$(mktemp -d "${TMPDIR:-/tmp}/mk.XXXXXX"); trap 'rm -rf "$W"' EXIT
M="$OUT/manifest.tsv"; printf 'file\tkind\tinner\texpected\tnotes\n' > "$M"
have(){ local t; for t in "$@"; do command -v "$t" >/dev/null 2>&1 || { MISSING=$t; return 1; }; done; }
row(){ if [ "$1" = - ] || [ -e "$OUT/$1" ]; then printf '%s\t%s\t%s\t%s\t%s\n' "$@"; else printf -- '-\t%s\t-\t-\tnot written: %s\n' "$2" "$1"; fi >> "$M"; }   # file kind inner expected notes
want(){ [ "$ONLY" = "  " ] || case "$ONLY" in *" $1 "*) ;; *) return 1;; esac; }
kind(){ # kind NAME "tools" : runs k_NAME in a fresh folder with the tree below
  want "$1" || return 0
  # shellcheck disable=SC2086
  have $2 || { row - "$1" - - "missing tool: $MISSING"; return 0; }
  local d="$W/$1" rc; mkdir -p "$d"; ( cd "$d"; set -e; "k_$1" ) >"$W/$1.log" 2>&1; rc=$?      # not "|| …": that would switch set -e off inside
  [ $rc = 0 ] || row - "$1" - - "stopped, exit $rc: $(tail -1 "$W/$1.log" | tr '\t' ' ' | cut -c1-150)"; [ -z "${KEEP_LOGS:-}" ] || cp "$W/$1.log" "$KEEP_LOGS/"
}
tree(){ mkdir -p "$1/usr/bin" "$1/usr/share/doc"; install -m755 "$BIN" "$1/usr/bin/prog"; echo doc > "$1/usr/share/doc/readme.txt"; }   # 1 program
inner="usr/bin/prog"

# ---------- one compressed program
k_plain(){ for c in "gzip gz" "bzip2 bz2" "xz xz" "zstd zst" "lz4 lz4" "lzip lz" "lzop lzo" "compress Z"; do set -- $c; have "$1" || { row - "plain.$2" - - "missing tool: $1"; continue; }
    cp "$BIN" prog; case $1 in gzip|bzip2|xz|compress|lzip) "$1" -c prog > "$OUT/plain.$2" || true;; zstd|lz4) "$1" -q -c prog > "$OUT/plain.$2";; lzop) lzop -c prog > "$OUT/plain.lzo";; esac
    row "plain.$2" plain "" 1 "$1 of the bare program"; done; }
# ---------- streams that a naive decoder cuts short or refuses; all decode with the format's own tool
k_streams(){ tree t; tar cf t.tar -C t .; S=$(stat -c %s t.tar); head -c $((S/2)) t.tar > h1; tail -c +$((S/2+1)) t.tar > h2
  (gzip -c h1; gzip -c h2) > "$OUT/multi-member.tar.gz"; row multi-member.tar.gz gzip ./$inner 1 "two gzip members, as pigz -i, bgzip, eStargz and apk write"
  (gzip -c t.tar; head -c 1024 /dev/zero) > "$OUT/zero-padded.tar.gz"; row zero-padded.tar.gz gzip ./$inner 1 "zeros after the last member (tape blocks); gzip accepts silently"
  (gzip -c t.tar; echo trailing text) > "$OUT/trailing.tar.gz"; row trailing.tar.gz gzip ./$inner 1 "text after the last member; gzip warns and goes on (exit 2)"
  (bzip2 -c h1; bzip2 -c h2) > "$OUT/multi-stream.tar.bz2"; row multi-stream.tar.bz2 bzip2 ./$inner 1 "as pbzip2 writes"
  (xz -c h1; xz -c h2) > "$OUT/multi-stream.tar.xz"; row multi-stream.tar.xz xz ./$inner 1 "two streams (pixz, cat)"
  (xz -c h1; head -c 8 /dev/zero; xz -c h2) > "$OUT/padded-stream.tar.xz"; row padded-stream.tar.xz xz ./$inner 1 "stream padding between two streams"
  xz -T2 --block-size=256KiB -c t.tar > "$OUT/blocks.tar.xz"; row blocks.tar.xz xz ./$inner 1 "many blocks, sizes in block headers (xz -T)"
  xz --x86 --lzma2=preset=6 -c t.tar > "$OUT/bcj.tar.xz"; row bcj.tar.xz xz ./$inner 1 "x86 BCJ filter before LZMA2"
  xz --check=sha256 -c t.tar > "$OUT/sha256.tar.xz"; row sha256.tar.xz xz ./$inner 1 "check SHA-256"
  xz --format=lzma -c t.tar > "$OUT/t.tar.lzma"; row t.tar.lzma lzma ./$inner 1 "lzma alone, size unknown in header"
  (zstd -q -c h1; zstd -q -c h2) > "$OUT/multi-frame.tar.zst"; row multi-frame.tar.zst zstd ./$inner 1 "two frames"
  python3 - > skip <<'P'
import sys,struct; sys.stdout.buffer.write(struct.pack('<II',0x184D2A50,5)+b'hello')
P
  (cat skip; zstd -q -c t.tar; cat skip) > "$OUT/skippable.tar.zst"; row skippable.tar.zst zstd ./$inner 1 "skippable frames before and after"
  if have pzstd; then pzstd -q -p 2 -c t.tar > "$OUT/pzstd.tar.zst"; row pzstd.tar.zst zstd ./$inner 1 "pzstd: each frame preceded by a skippable one"; fi
  zstd -q --ultra -22 --long=27 -c t.tar > "$OUT/long27.tar.zst"; row long27.tar.zst zstd ./$inner 1 "window asked for 128 MiB (shrinks to content size if known)"
  cat t.tar | zstd -q --long=27 -c > "$OUT/long27-stream.tar.zst"; row long27-stream.tar.zst zstd ./$inner 1 "from a pipe: the frame really says a 128 MiB window"
  cat t.tar | zstd -q --long=31 -c > "$OUT/long31-stream.tar.zst"; row long31-stream.tar.zst zstd ./$inner 1 "2 GiB window: zstd itself refuses without --long=31 or --memory; a limit record is right"
  lz4 -q -c t.tar > "$OUT/t.tar.lz4"; row t.tar.lz4 lz4 ./$inner 1 "lz4 frame"
  lz4 -q -l -c t.tar > "$OUT/legacy.tar.lz4"; row legacy.tar.lz4 lz4 ./$inner 1 "legacy frame (kernel, initramfs)"
  (lz4 -q -c h1; lz4 -q -c h2) > "$OUT/multi-frame.tar.lz4"; row multi-frame.tar.lz4 lz4 ./$inner 1 "two frames"; }
# ---------- tar dialects
k_tar(){ tree t; D=$(printf 'd%.0s' $(seq 1 60)); mkdir -p "t/$D/$D/$D"; mv t/usr/bin/prog "t/$D/$D/$D/a-name-that-is-long-enough-to-need-an-extension"; L="./$D/$D/$D/a-name-that-is-long-enough-to-need-an-extension"
  tar cf "$OUT/long.gnu.tar" --format=gnu -C t .; row long.gnu.tar tar "$L" 1 "GNU @LongLink name"
  tar cf "$OUT/long.pax.tar" --format=posix -C t .; row long.pax.tar tar "$L" 1 "pax path record"
  rm -rf t; tree t; for f in v7 ustar oldgnu; do tar cf "$OUT/$f.tar" --format=$f -C t .; row $f.tar tar ./$inner 1 "$f headers"; done
  if have bsdtar; then bsdtar -cf "$OUT/bsd.tar" -C t .; row bsd.tar tar ./$inner 1 "bsdtar default (restricted pax)"; fi
  cp "$BIN" s; truncate -s +3M s; head -c 4096 "$BIN" >> s; mkdir -p s1/usr/bin; mv s s1/usr/bin/prog
  tar cSf "$OUT/sparse.gnu.tar" --format=gnu -C s1 .; row sparse.gnu.tar tar ./$inner 1 "old GNU sparse; program followed by a 3 MiB hole"
  for v in 0.0 0.1 1.0; do tar cSf "$OUT/sparse.pax$v.tar" --format=posix --sparse-version=$v -C s1 .; row sparse.pax$v.tar tar ./$inner 1 "pax sparse $v; program followed by a 3 MiB hole"; done
  (cd t; git init -q .; git add -A; git -c user.name=x -c user.email=x@example.com commit -qm x; git archive --prefix=p/ -o "$OUT/git-archive.tar" HEAD); row git-archive.tar tar p/$inner 1 "global pax header first"
  rm -rf t/.git; cat > "$W/dup.py" <<'P'
import sys,tarfile
b,o=sys.argv[1:]
t=tarfile.open(o+'/duplicate.tar','w'); t.add(b,'usr/bin/prog'); t.add(b,'usr/bin/prog'); t.close()
P
  python3 "$W/dup.py" "$BIN" "$OUT"; row duplicate.tar tar $inner 1 "same name twice (tar -r): unpacking leaves one; as a stream two"
  ln t/usr/bin/prog t/usr/bin/again; ln -s prog t/usr/bin/soft; tar cf "$OUT/links.tar" -C t usr; row links.tar tar "usr/bin/prog usr/bin/again" 2 "hard link has no bytes of its own (order is the tool's); the symlink is no program"
  (cat "$OUT/ustar.tar"; cat "$OUT/ustar.tar") > "$OUT/concatenated.tar"; row concatenated.tar tar ./$inner 1 "two archives in a row: tar stops at the first end mark (-i reads on)"
  tar cf - --format=ustar -C t usr | head -c -1024 > "$OUT/no-end.tar" || true; row no-end.tar tar $inner 2 "no end-of-archive blocks: legal for most readers (hard link: 2)"
  tar cf "$OUT/labelled.tar" -V label -C t usr; row labelled.tar tar $inner 2 "GNU volume label entry (hard link: 2)"
  for c in "gzip tgz" "bzip2 tbz" "xz txz" "zstd tzst"; do set -- $c; tar cf - -C s1 usr | "$1" -c > "$OUT/short.$2"; row "short.$2" tar $inner 1 "short suffix"; done; }
# ---------- ar, cpio, initramfs
k_cpio(){ tree t; cd t; for f in newc crc odc bin; do find . | cpio -o -H $f > "$OUT/$f.cpio"; row $f.cpio cpio $inner 1 "cpio $f"; done
  ln usr/bin/prog usr/bin/again; find . | sort | cpio -o -H newc > "$OUT/links.cpio"; row links.cpio cpio "usr/bin/again usr/bin/prog" 2 "hard links: only the last name carries the data, nlink 2"
  mkdir -p ../mc/kernel/x86/microcode; head -c 2000 /dev/zero > ../mc/kernel/x86/microcode/GenuineIntel.bin; (cd ../mc; find . | cpio -o -H newc) > ../early
  (cat ../early; find . | cpio -o -H newc | zstd -q -c) > "$OUT/initramfs-zstd.img"; row initramfs-zstd.img initramfs "usr/bin/again usr/bin/prog" 2 "microcode cpio, then a zstd one"
  (cat ../early; find . | cpio -o -H newc | gzip -c) > "$OUT/initramfs-gzip.img"; row initramfs-gzip.img initramfs "usr/bin/again usr/bin/prog" 2 "microcode cpio, then a gzip one"
  find . | cpio -o -H newc | xz --check=crc32 -c > "$OUT/initramfs-xz.img"; row initramfs-xz.img initramfs "usr/bin/again usr/bin/prog" 2 "xz only"
  find . | cpio -o -H newc | lz4 -q -l > "$OUT/initramfs-lz4.img"; row initramfs-lz4.img initramfs "usr/bin/again usr/bin/prog" 2 "lz4 legacy frame"
  ar rcs "$OUT/members.a" usr/bin/prog; row members.a ar prog/ 1 "GNU ar of a program"; }
# ---------- zip family
k_zip(){ tree t; cd t; zip -qr "$OUT/deflate.zip" usr; row deflate.zip zip $inner 1 "Info-ZIP"
  zip -q0r "$OUT/stored.zip" usr; row stored.zip zip $inner 1 "stored: could be read in place"
  zip -qr - usr | cat > "$OUT/streamed.zip"; row streamed.zip zip $inner 1 "to a pipe: data descriptors"
  zip -q -Z bzip2 -r "$OUT/bzip2.zip" usr || true; row bzip2.zip zip $inner 1 "method 12"
  zip -q -P secret -r "$OUT/encrypted.zip" usr; row encrypted.zip zip $inner 0 "encrypted: one record that says so"
  python3 - "$BIN" "$OUT" <<'P'
import sys,zipfile
b,o=sys.argv[1:]; d=open(b,'rb').read()
z=zipfile.ZipFile(o+'/lzma.zip','w',zipfile.ZIP_LZMA); z.writestr('usr/bin/prog',d); z.close()
z=zipfile.ZipFile(o+'/zip64.zip','w',zipfile.ZIP_DEFLATED)
with z.open(zipfile.ZipInfo('usr/bin/prog'),'w',force_zip64=True) as f: f.write(d)
z.close()
z=zipfile.ZipFile(o+'/many.zip','w')
for i in range(66000): z.writestr('e/%d'%i,b'')
z.writestr('usr/bin/prog',d); z.close()
z=zipfile.ZipFile(o+'/hello.jar','w',zipfile.ZIP_DEFLATED); z.writestr('META-INF/MANIFEST.MF','Manifest-Version: 1.0\r\n'); z.writestr('native/linux-x86_64/prog',d); z.close()
z=zipfile.ZipFile(o+'/gomobile.aar','w',zipfile.ZIP_DEFLATED); z.writestr('AndroidManifest.xml','<manifest/>'); z.writestr('classes.jar',open(o+'/hello.jar','rb').read()); z.writestr('jni/x86_64/libgojni.so',d); z.close()
z=zipfile.ZipFile(o+'/module.zip','w',zipfile.ZIP_DEFLATED); z.writestr('example.com/m@v1.0.0/go.mod','module example.com/m\n'); z.writestr('example.com/m@v1.0.0/testdata/prog',d); z.close()
z=zipfile.ZipFile(o+'/pkg.nupkg','w',zipfile.ZIP_DEFLATED); z.writestr('pkg.nuspec','<package/>'); z.writestr('[Content_Types].xml','<Types/>'); z.writestr('runtimes/linux-x64/native/prog',d); z.close()
z=zipfile.ZipFile(o+'/ext.vsix','w',zipfile.ZIP_DEFLATED); z.writestr('extension.vsixmanifest','<x/>'); z.writestr('extension/bin/prog',d); z.close()
z=zipfile.ZipFile(o+'/app.ipa','w',zipfile.ZIP_DEFLATED); z.writestr('Payload/A.app/Frameworks/X.framework/X',d); z.close()
P
  for f in "lzma.zip $inner method_14" "zip64.zip $inner forced_zip64_sizes" "many.zip $inner 66001_entries:_zip64_end_record" "hello.jar native/linux-x86_64/prog jar" "module.zip example.com/m@v1.0.0/testdata/prog Go_module_zip" "pkg.nupkg runtimes/linux-x64/native/prog NuGet" "ext.vsix extension/bin/prog VSIX" "app.ipa Payload/A.app/Frameworks/X.framework/X ipa"; do set -- $f; row "$1" zip "$2" 1 "${3//_/ }"; done
  row gomobile.aar zip "jni/x86_64/libgojni.so classes.jar!/native/linux-x86_64/prog" 2 "nested jar"
  (printf '#!/bin/sh\nexec true\n'; cat "$OUT/deflate.zip") > "$OUT/stub.zip"; row stub.zip zip $inner 1 "stub in front, offsets not adjusted"
  cp "$OUT/stub.zip" "$OUT/stub-adjusted.zip"; zip -qA "$OUT/stub-adjusted.zip"; row stub-adjusted.zip zip $inner 1 "stub in front, offsets adjusted"
  (cat "$BIN"; cat "$OUT/deflate.zip") > "$OUT/self-extract.bin"; row self-extract.bin zip ". $inner" 2 "a Go program with a zip behind it (the program itself and the member)"
  printf 'a comment' | zip -qz "$OUT/deflate.zip"
  if have 7z; then 7z a -tzip -mm=Deflate64 "$OUT/deflate64.zip" usr; row deflate64.zip zip $inner 1 "method 9 (Windows Explorer above 2 GiB)"; 7z a -tzip -mm=PPMd "$OUT/ppmd.zip" usr; row ppmd.zip zip $inner 1 "method 98"; 7z a -tzip -mm=LZMA "$OUT/lzma7.zip" usr; row lzma7.zip zip $inner 1 "method 14 by 7-Zip"; fi; }
k_wheel(){ mkdir -p prog-1.0.dist-info prog-1.0.data/scripts; install -m755 "$BIN" prog-1.0.data/scripts/prog; printf 'Metadata-Version: 2.1\nName: prog\nVersion: 1.0\n' > prog-1.0.dist-info/METADATA; printf 'Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n' > prog-1.0.dist-info/WHEEL; touch prog-1.0.dist-info/RECORD
  python3 -m zipfile -c "$OUT/prog-1.0-py3-none-any.whl" prog-1.0.dist-info prog-1.0.data; row prog-1.0-py3-none-any.whl wheel prog-1.0.data/scripts/prog 1 "wheel"; }
k_7z(){ tree t; cd t; 7z a "$OUT/lzma2.7z" usr; row lzma2.7z 7z $inner 1 "LZMA2 with BCJ: default for programs"; 7z a -m0=BCJ2 -m1=LZMA -m2=LZMA -m3=LZMA -mb0:1 -mb0s1:2 -mb0s2:3 "$OUT/bcj2.7z" usr; row bcj2.7z 7z $inner 1 "BCJ2"
  7z a -m0=zstd "$OUT/zstd.7z" usr && row zstd.7z 7z $inner 1 zstd || true; 7z a -psecret -mhe=on "$OUT/encrypted.7z" usr; row encrypted.7z 7z $inner 0 "headers encrypted: one record that says so"; 7z a -v300k "$OUT/volumes.7z" usr; row volumes.7z.001 7z $inner 0 "first of several volumes: one record that says so"; }
# ---------- package formats
k_deb(){ tree t; mkdir t/DEBIAN; printf 'Package: prog\nVersion: 1\nArchitecture: amd64\nMaintainer: x <x@example.com>\nDescription: x\n' > t/DEBIAN/control
  for z in gzip xz zstd none; do dpkg-deb -Z$z --root-owner-group --build t "$OUT/$z.deb"; row $z.deb deb ./$inner 1 "data.tar by dpkg-deb -Z$z"; done
  dpkg-deb -Zgzip --uniform-compression --root-owner-group --build t x.deb; ar x x.deb; bzip2 -c <(gzip -dc data.tar.gz) > data.tar.bz2; xz --format=lzma -c <(gzip -dc data.tar.gz) > data.tar.lzma
  ar rcS "$OUT/bzip2.deb" debian-binary control.tar.gz data.tar.bz2; row bzip2.deb deb ./$inner 1 "written by GNU ar: names end in a slash"; ar rcS "$OUT/lzma.deb" debian-binary control.tar.gz data.tar.lzma; row lzma.deb deb ./$inner 1 "data.tar.lzma (old)"
  cp "$OUT/xz.deb" "$OUT/signed.deb"; echo sig > _gpgorigin; ar qS "$OUT/signed.deb" _gpgorigin; row signed.deb deb ./$inner 1 "member _gpgorigin appended (debsigs)"
  tar czf "$OUT/prog.ipk" ./debian-binary ./control.tar.gz ./data.tar.gz; row prog.ipk ipk ./data.tar.gz!/./$inner 1 "opkg: tar.gz of the three members"; }
k_rpm(){ tree t; ln t/usr/bin/prog t/usr/bin/again; cat > p.spec <<'P'
Name: prog
Version: 1
Release: 1
Summary: x
License: x
AutoReqProv: no
%global debug_package %{nil}
%global __os_install_post %{nil}
%description
x
%install
mkdir -p %{buildroot}; cp -a %{src}/. %{buildroot}/
%files
/usr
P
  for p in w9.gzdio w7.xzdio w19.zstdio w9.bzdio w7.lzdio w0.ufdio; do rm -rf top; rpmbuild -bb --define "_buildhost localhost" --define "_topdir $PWD/top" --define "src $PWD/t" --define "_binary_payload $p" p.spec; f=$(find top -name '*.rpm' | head -1); cp "$f" "$OUT/$p.rpm"
    row $p.rpm rpm "/usr/bin/again /usr/bin/prog" 2 "$(rpm --version), payload $(rpm -qp --qf '%{PAYLOADFORMAT} %{PAYLOADCOMPRESSOR}' "$OUT/$p.rpm" 2>/dev/null); the two are hard links"; done
  rm -rf top; rpmbuild -bb --define "_buildhost localhost" --define "_topdir $PWD/top" --define "src $PWD/t" --define "_rpmformat 6" p.spec && f=$(find top -name '*.rpm' | head -1) && rpm -qp --qf '%{RPMFORMAT}' "$f" 2>/dev/null | grep -q 6 && cp "$f" "$OUT/v6.rpm" && row v6.rpm rpm "/usr/bin/again /usr/bin/prog" 2 "rpm format 6" || true; }
k_apk2(){ tree t; python3 - "$BIN" "$OUT" <<'P'
# Alpine v2: three gzip members; signature and control tars are cut before their end blocks
import sys,tarfile,gzip,io
b,o=sys.argv[1:]; d=open(b,'rb').read()
def tar(entries,end):
    f=io.BytesIO(); t=tarfile.open(fileobj=f,mode='w',format=tarfile.PAX_FORMAT)
    for n,c,m,pax in entries:
        i=tarfile.TarInfo(n); i.size=len(c); i.mode=m; i.pax_headers=pax; t.addfile(i,io.BytesIO(c))
    n=t.offset; t.close(); return f.getvalue() if end else f.getvalue()[:n]
sig=tar([('.SIGN.RSA.x.rsa.pub',b's'*256,0o644,{})],False)
ctl=tar([('.PKGINFO',b'pkgname = prog\npkgver = 1-r0\narch = x86_64\n',0o644,{})],False)
dat=tar([('usr/bin/prog',d,0o755,{'APK-TOOLS.checksum.SHA1':'0'*40})],True)
open(o+'/v2.apk','wb').write(b''.join(map(gzip.compress,(sig,ctl,dat))))
P
  row v2.apk apk $inner 1 "three gzip members; written here by the published rules, not by abuild"; }
k_apk3(){ tree t; apk mkpkg --files t --info name:prog --info version:1-r0 --info arch:x86_64 --output "$OUT/v3.apk"; row v3.apk apk $inner 1 "ADB container, $(head -c4 "$OUT/v3.apk")"; }
k_arch(){ tree t; cp "$BIN" .; cat > PKGBUILD <<'P'
pkgname=prog
pkgver=1
pkgrel=1
arch=(x86_64)
options=(!strip)
package(){ install -Dm755 "$startdir/bin" "$pkgdir/usr/bin/prog"; }
P
  mv "$(basename "$BIN")" bin; chmod -R a+rwX .; chmod a+x "$W"; for e in pkg.tar.zst pkg.tar.xz; do sed "s/^PKGEXT=.*/PKGEXT='.$e'/" /etc/makepkg.conf > mp.conf; echo "PKGEXT='.$e'" >> mp.conf; if [ "$(id -u)" = 0 ]; then chown -R nobody .; setpriv --reuid=65534 --clear-groups env HOME="$PWD" makepkg -df --config "$PWD/mp.conf"; else makepkg -df --config "$PWD/mp.conf"; fi
    cp prog-1-1-x86_64.$e "$OUT/prog-1-1-x86_64.$e"; row prog-1-1-x86_64.$e arch $inner 1 "makepkg: .BUILDINFO .MTREE .PKGINFO first"; done; }
k_npm(){ mkdir -p bin; install -m755 "$BIN" bin/prog; echo '{"name":"prog","version":"1.0.0","bin":{"prog":"bin/prog"}}' > package.json; npm pack --silent; cp prog-1.0.0.tgz "$OUT/npm.tgz"; row npm.tgz npm package/bin/prog 1 "npm pack"; }
k_gem(){ mkdir -p exe; install -m755 "$BIN" exe/prog; cat > p.gemspec <<'P'
Gem::Specification.new{|s| s.name='prog'; s.version='1'; s.summary='x'; s.authors=['x']; s.files=['exe/prog']; s.licenses=['MIT']; s.homepage='https://example.com'}
P
  gem build p.gemspec; cp prog-1.gem "$OUT/prog.gem"; row prog.gem gem data.tar.gz!/exe/prog 1 "tar of metadata.gz, data.tar.gz, checksums.yaml.gz"; }
k_conda(){ mkdir -p p/bin p/info; install -m755 "$BIN" p/bin/prog; echo '{"name":"prog","version":"1","build":"0","build_number":0,"subdir":"linux-64"}' > p/info/index.json; echo bin/prog > p/info/files
  tar cjf "$OUT/prog-1-0.tar.bz2" -C p info bin; row prog-1-0.tar.bz2 conda bin/prog 1 "old conda package"
  mkdir c; echo '{"conda_pkg_format_version": 2}' > c/metadata.json; cat <(tar cf - -C p bin) | zstd -q -19 -c > c/pkg-prog-1-0.tar.zst; cat <(tar cf - -C p info) | zstd -q -19 -c > c/info-prog-1-0.tar.zst; (cd c; zip -q0 "$OUT/prog-1-0.conda" metadata.json info-prog-1-0.tar.zst pkg-prog-1-0.tar.zst); row prog-1-0.conda conda pkg-prog-1-0.tar.zst!/bin/prog 1 "zip, stored, of zstd tars"
  if [ -n "${CONDA_PY:-}" ]; then "$CONDA_PY" -m conda_package_streaming.cli -h >/dev/null 2>&1 || true; "$CONDA_PY" -c "
import sys; from conda_package_streaming.transmute import transmute
transmute('$OUT/prog-1-0.tar.bz2','$PWD')"; cp "$PWD/prog-1-0.conda" "$OUT/real-prog-1-0.conda"; row real-prog-1-0.conda conda pkg-prog-1-0.tar.zst!/bin/prog 1 "by conda_package_streaming"; fi; }
k_nar(){ tree t; nix-store --dump t > "$OUT/tree.nar"; row tree.nar nar $inner 1 "nix-store --dump"; xz -c "$OUT/tree.nar" > "$OUT/tree.nar.xz"; row tree.nar.xz nar $inner 1 "as binary caches serve it"; }
k_makeself(){ tree t; for c in gzip xz zstd none; do case $c in none) o=--nocomp;; *) o=--$c;; esac; makeself $o t "$OUT/makeself-$c.run" label ./usr/bin/prog; row makeself-$c.run makeself ./$inner 1 "shell script with a tar ($c) behind it"; done; }
# ---------- file systems
k_squashfs(){ tree t; for c in gzip xz lzo lz4 zstd lzma; do mksquashfs t "$OUT/$c.squashfs" -comp $c -noappend -quiet -no-progress; row $c.squashfs squashfs $inner 1 "compressor $c"; done
  mkdir -p s/meta; printf 'name: prog\nversion: 1\n' > s/meta/snap.yaml; install -m755 "$BIN" s/prog; mksquashfs s "$OUT/prog_1_amd64.snap" -comp xz -no-xattrs -no-fragments -noappend -all-root -quiet -no-progress; row prog_1_amd64.snap snap prog 1 "snap pack's options"
  mkdir -p a/usr/bin; install -m755 "$BIN" a/usr/bin/prog; ln -s usr/bin/prog a/AppRun; mksquashfs a a.sfs -comp zstd -root-owned -noappend -quiet -no-progress; (cat "${STUB:-/bin/true}"; cat a.sfs) > "$OUT/like.AppImage"; chmod +x "$OUT/like.AppImage"; row like.AppImage appimage $inner 1 "an ELF that is not Go (${STUB:-/bin/true}, not the real runtime), with a squashfs right behind its section headers"; }
k_erofs(){ tree t; mkfs.erofs -zlz4hc "$OUT/lz4.erofs" t; row lz4.erofs erofs $inner 1 "lz4hc"; mkfs.erofs "$OUT/plain.erofs" t; row plain.erofs erofs $inner 1 "uncompressed"; }
k_ext4(){ tree t; truncate -s 16M "$OUT/root.ext4"; mkfs.ext4 -q -d t "$OUT/root.ext4"; row root.ext4 ext4 $inner 1 "mkfs.ext4 -d"; }
k_iso(){ tree t; genisoimage -quiet -R -J -o "$OUT/rr-joliet.iso" t; row rr-joliet.iso iso $inner 1 "Rock Ridge + Joliet"; genisoimage -quiet -o "$OUT/bare.iso" t; row bare.iso iso "USR/BIN/PROG.;1" 1 "no extensions: upper case 8.3 names"; if have xorriso; then xorriso -as mkisofs -quiet -R -iso-level 3 -o "$OUT/xorriso.iso" t; row xorriso.iso iso $inner 1 "xorriso, level 3"; fi; }
# ---------- Windows and macOS installers
k_cab(){ tree t; cp t/usr/bin/prog prog.exe; gcab -c -z "$OUT/mszip.cab" prog.exe; row mszip.cab cab prog.exe 1 MSZIP; gcab -c "$OUT/stored.cab" prog.exe; row stored.cab cab prog.exe 1 stored; }
k_msi(){ cp "$BIN" prog.exe; cat > p.wxs <<'P'
<?xml version="1.0"?><Wix xmlns="http://schemas.microsoft.com/wix/2006/wi"><Product Id="*" UpgradeCode="6b8b1a2e-0001-4e0f-9d8e-2f5c5a1b0001" Name="prog" Version="1.0" Manufacturer="x" Language="1033"><Package InstallerVersion="200" Compressed="yes"/><Media Id="1" Cabinet="prog.cab" EmbedCab="yes"/><Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="ProgramFilesFolder"><Directory Id="D" Name="prog"><Component Id="C" Guid="6b8b1a2e-0002-4e0f-9d8e-2f5c5a1b0002"><File Id="TheProgram" Source="prog.exe"/></Component></Directory></Directory></Directory><Feature Id="F" Level="1"><ComponentRef Id="C"/></Feature></Product></Wix>
P
  wixl -o "$OUT/prog.msi" p.wxs; row prog.msi msi "prog.cab!/TheProgram" 1 "file key in the cabinet, real name prog.exe in table File"; }
k_nsis(){ cp "$BIN" prog.exe; for c in zlib bzip2 lzma; do printf 'OutFile "%s"\nSetCompressor %s\nInstallDir "$TEMP\\x"\nSection\nSetOutPath $INSTDIR\nFile prog.exe\nSectionEnd\n' "$OUT/nsis-$c.exe" $c > p.nsi; makensis -V1 p.nsi; row nsis-$c.exe nsis prog.exe 1 "installer stub is a PE that is not Go"; done; }
k_pkg(){ tree t; (cd t; find . | cpio -o -H odc | gzip -c) > Payload; mkdir -p p; mv Payload p/; echo '<pkg-info/>' > p/PackageInfo; (cd p; bsdtar --format=xar -cf "$OUT/flat.pkg" PackageInfo Payload); row flat.pkg pkg "Payload!/./$inner" 1 "xar (by libarchive) with a gzip cpio odc payload"; }
# ---------- images. Two layers: layer 1 has /usr/bin/{keep,gone,again}, /opt/d/{old1,old2}; layer 2 removes gone, replaces /opt/d by a new folder with "new", adds a hard link to keep.
IMG_IN="usr/bin/keep usr/bin/link opt/d/new"; IMG_N=3; IMG_NOTE="merged: keep, link (hard link into the lower layer or a copy), new; all-layers: keep gone old1 old2 link new"
lay(){ mkdir -p "$1/usr/bin" "$1/opt/d"; for f in usr/bin/keep usr/bin/gone opt/d/old1 opt/d/old2; do install -m755 "$BIN" "$1/$f"; done; }
k_umoci(){ rm -rf "$OUT"/umoci.*; umoci init --layout img; umoci new --image img:x; umoci unpack --image img:x b; lay b/rootfs; umoci repack --image img:x b; rm -rf b; umoci unpack --image img:x b; rm b/rootfs/usr/bin/gone; rm -r b/rootfs/opt/d; mkdir b/rootfs/opt/d; install -m755 "$BIN" b/rootfs/opt/d/new; ln b/rootfs/usr/bin/keep b/rootfs/usr/bin/link; umoci repack --image img:x b; cp -r img "$OUT/umoci.oci"; row umoci.oci oci-dir "$IMG_IN" $IMG_N "$(umoci --version | head -1), OCI layout folder; $IMG_NOTE"; tar cf "$OUT/umoci.oci.tar" -C img .; row umoci.oci.tar oci-archive "$IMG_IN" $IMG_N "the same as a tar: names begin with ./"; }
k_skopeo(){ rm -rf "$OUT"/skopeo.*; [ -d "$OUT/umoci.oci" ] || ( ONLY=" umoci "; d="$W/u2"; mkdir -p "$d"; cd "$d"; k_umoci ); S="oci:$OUT/umoci.oci:x"; sk(){ skopeo copy -q --insecure-policy "$@"; }
  sk "$S" "docker-archive:$OUT/skopeo.docker.tar:img:1"; row skopeo.docker.tar docker-archive "$IMG_IN" $IMG_N "$(skopeo --version)"
  sk "$S" "oci-archive:$OUT/skopeo.oci.tar:x"; row skopeo.oci.tar oci-archive "$IMG_IN" $IMG_N gzip
  sk "$S" "dir:$OUT/skopeo.dir"; row skopeo.dir dir "$IMG_IN" $IMG_N "dir transport: blobs named by bare digest"
  for c in zstd zstd:chunked; do n=${c/:/-}; sk --dest-compress --dest-compress-format $c "$S" "oci:$OUT/skopeo.$n.oci:x" && row skopeo.$n.oci oci-dir "$IMG_IN" $IMG_N "$c layers" || row - skopeo.$n - - "failed"; done
  sk --dest-decompress "$S" "dir:$OUT/skopeo.plain.dir" && row skopeo.plain.dir dir "$IMG_IN" $IMG_N "layers uncompressed"; }
k_buildah(){ rm -rf "$OUT"/buildah.* "$OUT"/podman.*; lay l1; export STORAGE_DRIVER=${STORAGE_DRIVER:-vfs} BUILDAH_ISOLATION=chroot; R="--root $PWD/r --runroot $PWD/rr"; c=$(buildah $R from scratch); m=$(buildah $R mount "$c"); cp -a l1/. "$m/"; buildah $R commit -q "$c" one; buildah $R umount "$c"
  c=$(buildah $R from --pull-never one); m=$(buildah $R mount "$c"); rm "$m/usr/bin/gone"; rm -r "$m/opt/d"; mkdir "$m/opt/d"; install -m755 "$BIN" "$m/opt/d/new"; ln "$m/usr/bin/keep" "$m/usr/bin/link"; buildah $R umount "$c"; buildah $R commit -q "$c" two
  buildah $R push -q two "oci:$OUT/buildah.oci:two"; row buildah.oci oci-dir "$IMG_IN" $IMG_N "$(buildah --version), storage $STORAGE_DRIVER; $IMG_NOTE"
  buildah $R push -q two "docker-archive:$OUT/buildah.docker.tar:two:1"; row buildah.docker.tar docker-archive "$IMG_IN" $IMG_N "storage $STORAGE_DRIVER"
  buildah $R manifest create list one two; buildah $R manifest push --all list "oci-archive:$OUT/buildah.list.oci.tar:list"; row buildah.list.oci.tar oci-archive "$IMG_IN" 7 "an index of two images: one (4 programs) and two (3)"
  if have podman; then podman --storage-driver $STORAGE_DRIVER $R save -q --format docker-archive -o "$OUT/podman.docker.tar" localhost/two; row podman.docker.tar docker-archive "$IMG_IN" $IMG_N "$(podman --version)"; podman --storage-driver $STORAGE_DRIVER $R save -q --format oci-archive -o "$OUT/podman.oci.tar" localhost/two; row podman.oci.tar oci-archive "$IMG_IN" $IMG_N "podman save --format oci-archive"; podman --storage-driver $STORAGE_DRIVER $R save -q -m -o "$OUT/podman.multi.tar" localhost/one localhost/two; row podman.multi.tar docker-archive "$IMG_IN" 7 "two images in one archive"; fi; }
# The daemon that DOCKER_HOST names, else one of our own (as root), which ends with the kind. DOCKER_TAG is put into the file names (version and store).
daemon(){ [ -n "${DOCKER_HOST:-}" ] && return; have dockerd || return; export DOCKER_HOST="unix://$PWD/sock"; dockerd --data-root "$PWD/data" --exec-root "$PWD/exec" -p "$PWD/pid" -H "$DOCKER_HOST" --iptables=false --bridge=none ${DOCKER_STORE:+--storage-driver=$DOCKER_STORE} & DAEMON=$!
  trap 'kill "$DAEMON"; wait "$DAEMON"' EXIT; for _ in $(seq 100); do docker version && return; sleep 0.2; done; return 1; }
removed='"rm /usr/bin/gone; ln /usr/bin/keep /usr/bin/link; rm -r /opt/d; mkdir /opt/d; cp /usr/bin/keep /opt/d/new"'
k_docker(){ daemon || { row - docker - - "no docker daemon"; return 0; }; V=$(docker version -f '{{.Server.Version}}')${DOCKER_TAG:+-$DOCKER_TAG}; STORE=$(docker info -f '{{.Driver}}'); lay l1; tar cf - -C l1 . | docker import - gor:one; mkdir c; install -m755 "$BIN" c/new; printf 'FROM gor:one\nCOPY new /opt/d/new\n' > c/Dockerfile
  DOCKER_BUILDKIT=0 docker build -q -t gor:two c; docker save -o "$OUT/docker-$V.tar" gor:two; row docker-$V.tar docker-save "usr/bin/keep usr/bin/gone opt/d/old1 opt/d/old2 opt/d/new" 5 "docker save, $STORE"; docker save gor:one gor:two > "$OUT/docker-$V.multi.tar"; row docker-$V.multi.tar docker-save "-" 9 "two images, the first is the base of the second"
  if have busybox; then cp "$(command -v busybox)" c/; cp -r l1 c/; after='COPY new /opt/e/\nCOPY new /opt/e/\n'; commands=${removed//rm /\/busybox rm }; for word in ln mkdir cp; do commands=${commands//; $word /; \/busybox $word }; done
    if docker buildx version; then printf "FROM scratch\nCOPY l1 /\nRUN --mount=type=bind,source=busybox,target=/busybox [\"/busybox\",\"sh\",\"-c\",$commands]\n$after" > c/Dockerfile; docker buildx build -q --network none --provenance=mode=max --load -t gor:wh c || docker buildx build -q --network none --load -t gor:wh c
    else printf "FROM scratch\nCOPY busybox /busybox\nCOPY l1 /\nRUN [\"/busybox\",\"sh\",\"-c\",$commands]\n$after" > c/Dockerfile; DOCKER_BUILDKIT=0 docker build -q --network none -t gor:wh c; fi
    docker save -o "$OUT/docker-$V.whiteouts.tar" gor:wh; row docker-$V.whiteouts.tar docker-save "$IMG_IN opt/e/new" 4 "docker save, $STORE: files removed by RUN, one layer twice"; docker rmi gor:wh; fi
  id=$(docker create gor:two x); docker export "$id" > "$OUT/docker-$V.export.tar"; row docker-$V.export.tar tar "-" 5 "docker export: a plain root file system"; docker rm "$id"
  if docker buildx version; then printf 'FROM scratch\nCOPY new /opt/d/new\n' > c/Dockerfile; for c in gzip zstd; do docker buildx build -q --provenance=mode=max -o "type=oci,compression=$c,force-compression=true,dest=$OUT/buildx-$V.$c.oci.tar" c && row buildx-$V.$c.oci.tar oci-archive opt/d/new 1 "index inside the index, second manifest is an attestation (platform unknown/unknown)" || row - buildx - - "needs the containerd image store"; done; fi; docker rmi gor:two gor:one; }

kind plain "gzip bzip2 xz zstd lz4"; kind streams "gzip bzip2 xz zstd lz4"; kind tar "tar git python3"; kind cpio "cpio ar zstd lz4"; kind zip "zip python3"; kind wheel python3; kind 7z 7z
kind deb "dpkg-deb ar"; kind rpm rpmbuild; kind apk2 python3; kind apk3 apk; kind arch makepkg; kind npm npm; kind gem gem; kind conda "zip zstd"; kind nar nix-store; kind makeself makeself
kind squashfs mksquashfs; kind erofs mkfs.erofs; kind ext4 mkfs.ext4; kind iso genisoimage; kind cab gcab; kind msi wixl; kind nsis makensis; kind pkg "bsdtar cpio"
kind umoci umoci; kind skopeo "skopeo umoci"; kind buildah buildah; kind docker docker
echo "$(($(wc -l < "$M")-1)) rows, $(grep -c -P '\t-\t[^\t]*$' "$M") not made; see $M"
