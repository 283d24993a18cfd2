#!/usr/bin/env python3
"""Rebuild the fixtures: real Go programs of many versions, formats and modes, and what Go's own tools say about them.

  make.py --go VERSION=TREE …            build all; write the files, expected.jsonl and README.md
  make.py --go … --only REGEX            only the fixtures whose name matches; the other rows stay
  make.py --go … --check                 build, write nothing, and tell what differs
  make.py --verify                       no toolchain needed: every file still has the size and SHA-256 of its row

The answers in expected.jsonl come from `go version -m`, `go tool buildid` and src/oracle (debug/elf, debug/pe,
debug/macho, debug/gosym), run on the file as it was before carving; never from gorigin.

A GOROOT is part of what is tested, so each toolchain must stand where the table GOROOTS says; a TREE elsewhere is
copied there with hard links and taken away at the end. Run this in a throw-away container or mount namespace.
"""
import argparse, atexit, collections, concurrent.futures, hashlib, json, lzma, os, re, shutil, struct, subprocess, sys, tempfile, zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True
import carve

GOROOTS = {  # the spellings people have: distribution, hand-made, CI cache, versioned, SDK download, toolchain download, default
    '1.15.15': '/usr/lib/go-1.15',
    '1.19.8': '/usr/lib/go-1.19',
    '1.21.13': '/opt/go/1.21.13',
    '1.22.10': '/opt/hostedtoolcache/go/1.22.10/x64',
    '1.23.9': '/usr/local/go1.23.9',
    '1.24.11': '/home/builder/sdk/go1.24.11',
    '1.25.5': '/home/builder/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.25.5.linux-amd64',
    '1.26.6': '/opt/go/1.26.6',
    '1.27.3': '/usr/local/go',
}
FULL = {v.rsplit('.', 1)[0]: v for v in GOROOTS}        # '1.22' → '1.22.10'
READER, NEWEST = '1.26', '1.27'                          # 1.27 does not read an ELF without section headers
GOMODCACHE = '/home/builder/go/pkg/mod'
WORKDIR = '/build/gorigin-fixtures'

FOLDERS = ('sample', 'intact', 'sealed', 'carved', 'not-go')

Mode = collections.namedtuple('Mode', 'args twin verdict program env note')
def mode(args, twin=None, verdict='found', program='where', env=None, note=''):
    return Mode(args, args if twin is None else twin, verdict, program, env or {}, note)

W, SW = '-ldflags=-w', '-ldflags=-s -w'
MODES = {
    'default': mode([], note='with DWARF'),
    'w': mode([W], note='symbols, no DWARF'),
    's-w': mode([SW], [W], note='no symbols, no DWARF'),
    'tiny-s-w': mode([SW], [W], program='tiny', note='does not refer to runtime.GOROOT'),
    'hello-s-w': mode([SW], [W], program='hello', note='with fmt'),
    'trimpath': mode(['-trimpath'], verdict='trimmed', note='with DWARF'),
    'trimpath-w': mode(['-trimpath', W], verdict='trimmed'),
    'trimpath-s-w': mode(['-trimpath', SW], ['-trimpath', W], verdict='trimmed'),
    'pie-w': mode(['-buildmode=pie', W]),
    'pie-s-w': mode(['-buildmode=pie', SW], ['-buildmode=pie', W]),
    'pie-trimpath-s-w': mode(['-buildmode=pie', '-trimpath', SW], ['-buildmode=pie', '-trimpath', W], verdict='trimmed'),
    'c-shared-w': mode(['-buildmode=c-shared', W], program='clib', env={'CGO_ENABLED': '1'}),
    'c-shared-s-w': mode(['-buildmode=c-shared', SW], ['-buildmode=c-shared', W], program='clib', env={'CGO_ENABLED': '1'}),
    'cgo': mode([], program='cgoexe', env={'CGO_ENABLED': '1'}, note='linked by gcc, with DWARF'),
    'cgo-s-w': mode([SW], [W], program='cgoexe', env={'CGO_ENABLED': '1'}, note='linked by gcc'),
    'strip': mode([], note='`strip` afterwards'),
    'llvm-strip': mode([], note='`llvm-strip` afterwards'),
    'no-id': mode(['-ldflags=-s -w -buildid='], ['-ldflags=-w -buildid=']),
    'custom-id': mode(['-ldflags=-s -w -buildid=custom/id'], ['-ldflags=-w -buildid=custom/id']),
    'b-gobuildid': mode(['-ldflags=-s -w -B gobuildid'], ['-ldflags=-w -B gobuildid'], note='GNU build-id on request'),
    'b-none': mode(['-ldflags=-s -w -B none'], ['-ldflags=-w -B none'], note='no GNU build-id'),
    'x-goroot': mode(['-ldflags=-s -w -X runtime.defaultGOROOT=/x'], ['-ldflags=-w -X runtime.defaultGOROOT=/x'], verdict='conflicting', note='the string says /x, the file table the real place'),
    'x-goroot-trimpath': mode(['-trimpath', '-ldflags=-s -w -X runtime.defaultGOROOT=/x'], ['-trimpath', '-ldflags=-w -X runtime.defaultGOROOT=/x'], verdict='conflicting', note='the string says /x, the file table is trimmed'),
    'go-run': mode([], [W], note='kept from `go run`'),
    'slash': mode([SW], [W], note='GOROOT given with a trailing slash'),
    'unexpanded': mode([SW, '-toolexec=env -u GOROOT'], [W, '-toolexec=env -u GOROOT'], verdict='unexpanded', program='tiny', note='linker without GOROOT in its environment'),
    'relative': mode([SW, '-toolexec=env GOROOT=GOROOT'], [W, '-toolexec=env GOROOT=GOROOT'], verdict='relative', program='tiny', note='linker with a relative GOROOT, as Bazel does'),
    'relative-final': mode(['-ldflags=-s -w -buildid=redacted'], ['-ldflags=-w -buildid=redacted'], verdict='relative', env={'GOROOT_FINAL': 'GOROOT'}, note='GOROOT_FINAL=GOROOT, as Bazel did'),
    'goroot-final': mode([SW], [W], env={'GOROOT_FINAL': '/usr/share/golang'}, note='GOROOT_FINAL, gone since 1.23'),
    'deps': mode(['-ldflags=-w -X main.version=v9.8.7', '-modcacherw'], program='deps', note='three modules, two of them replaced'),
    'deps-vcs': mode(['-ldflags=-w -X main.version=v9.8.7', '-modcacherw'], program='deps', note='the same from a Git tree with a change not committed'),
    'deps-trimpath': mode(['-trimpath', W, '-modcacherw'], verdict='trimmed', program='deps', note='three modules, two of them replaced'),
    'no-sections': mode([SW], [W], note='section headers removed: e_shoff, e_shnum, e_shstrndx are 0'),
    'upx': mode([SW], [W], verdict='hidden', note='packed by UPX 3.96; carved to its first and last 512 bytes'),
}

class Fixture:
    def __init__(self, go, mode, target='linux/amd64', folder='carved'):
        self.go, self.mode, self.folder = FULL[go], mode, folder
        self.minor = int(go.split('.')[1])
        self.goos, self.goarch = target.split('/')
        self.m = MODES[mode]
        self.name = '%s/%s-%s-go%s-%s' % (folder, self.goos, self.goarch, go, mode)
        self.goroot = GOROOTS[self.go]
    @property
    def stored(self): return self.name + ('' if self.folder == 'sample' else '.xz')
    @property
    def carved(self): return self.folder not in ('intact', 'sample')
    @property
    def suffix(self):
        if 'c-shared' in self.mode: return {'windows': '.dll', 'darwin': '.dylib'}.get(self.goos, '.so')
        return '.exe' if self.goos == 'windows' else '.wasm' if self.goarch == 'wasm' else ''

def fixtures():
    out = []
    def add(versions, modes, targets='linux/amd64', folder='carved'):
        out.extend(Fixture(v, m, t, folder) for t in targets.split() for v in versions.split() for m in modes.split())
    add(' '.join(FULL), 's-w trimpath-s-w')
    add('1.15 1.19 1.22 1.24 1.25 1.27', 'default')
    add('1.22', 'trimpath')
    add('1.19 1.21 1.22 1.27', 'w')
    add('1.22 1.27', 'tiny-s-w'); add('1.22', 'hello-s-w')
    add('1.19 1.22 1.25 1.26 1.27', 'pie-s-w')
    add('1.22', 'pie-w'); add('1.22 1.27', 'pie-trimpath-s-w')
    add('1.15 1.19 1.23 1.25 1.27', 'c-shared-s-w'); add('1.22 1.26', 'c-shared-w')
    add('1.19 1.24 1.27', 'cgo-s-w'); add('1.22', 'cgo')
    add('1.15 1.22 1.24 1.27', 'strip'); add('1.23', 'llvm-strip')
    add('1.19 1.23 1.24 1.27', 'no-id'); add('1.15 1.19 1.22 1.24 1.25 1.27', 'custom-id')
    add('1.22 1.23', 'b-gobuildid'); add('1.27', 'b-none')
    add('1.19 1.22 1.27', 'x-goroot x-goroot-trimpath')
    add('1.22 1.27', 'go-run')
    add('1.19 1.23 1.27', 'slash')
    add('1.23 1.27', 'unexpanded relative'); add('1.19 1.22', 'relative-final'); add('1.22', 'goroot-final')
    add('1.15 1.19 1.22 1.27', 'deps'); add('1.27', 'deps-trimpath'); add('1.19 1.24 1.27', 'deps-vcs')
    add('1.22 1.27', 'no-sections')
    add('1.22', 'upx')
    # Other machines: an old Go and the newest.
    add('1.15', 's-w', 'linux/386 linux/mips linux/arm64')
    add('1.19', 's-w', 'linux/arm linux/mips64le linux/ppc64 linux/ppc64le linux/riscv64 linux/loong64')
    add('1.19', 'w', 'linux/s390x')
    add('1.27', 's-w', 'linux/386 linux/arm linux/mips linux/mips64le linux/ppc64 linux/ppc64le linux/riscv64 linux/loong64')
    add('1.22', 's-w', 'linux/arm64'); add('1.24', 'trimpath-s-w', 'linux/arm64'); add('1.26', 'pie-s-w', 'linux/arm64')
    add('1.19 1.27', 's-w', 'freebsd/amd64 netbsd/amd64 openbsd/amd64')
    add('1.22', 'trimpath-s-w', 'freebsd/arm64'); add('1.22', 'no-id', 'openbsd/amd64')
    add('1.22', 's-w', 'dragonfly/amd64 solaris/amd64'); add('1.27', 's-w', 'illumos/amd64')
    add('1.27', 's-w', 'android/arm64')
    add('1.15 1.24', 's-w', 'windows/386'); add('1.27', 'w', 'windows/386')
    add('1.15 1.21 1.25 1.26', 's-w', 'windows/amd64'); add('1.22', 'w trimpath-s-w', 'windows/amd64'); add('1.27', 'default trimpath-s-w', 'windows/amd64')
    add('1.23', 'custom-id no-id', 'windows/amd64')
    add('1.22', 's-w', 'windows/arm64')
    add('1.19 1.27', 'c-shared-s-w', 'windows/amd64')
    add('1.15 1.19 1.23 1.25', 's-w', 'darwin/amd64'); add('1.22', 'trimpath-s-w', 'darwin/amd64'); add('1.27', 'w trimpath-s-w', 'darwin/amd64')
    add('1.22 1.25', 's-w', 'darwin/arm64'); add('1.25', 'trimpath-s-w', 'darwin/arm64')
    add('1.27', 'default', 'darwin/arm64'); add('1.22', 'w', 'darwin/arm64'); add('1.24', 'custom-id', 'darwin/arm64'); add('1.27', 'custom-id no-id', 'darwin/arm64')
    add('1.22 1.27', 's-w', 'darwin/fat')
    add('1.19', 's-w', 'aix/ppc64 plan9/amd64'); add('1.22', 's-w', 'js/wasm')
    # Carved, then given a true content ID again by `go tool buildid -w`: the hash rule of every format.
    for targets, versions, modes in (
        ('linux/amd64', '1.15 1.24 1.26', 's-w'), ('linux/amd64', '1.22', 'cgo-s-w'), ('linux/amd64', '1.24', 'c-shared-s-w'), ('linux/s390x', '1.27', 's-w'),
        ('linux/mips', '1.19', 's-w'), ('windows/amd64', '1.22', 'c-shared-s-w'), ('windows/arm64', '1.27', 's-w'), ('darwin/amd64', '1.22', 'w'),
        ('darwin/arm64', '1.19 1.24 1.26 1.27', 's-w'), ('aix/ppc64', '1.27', 's-w'), ('plan9/amd64', '1.27', 's-w'), ('js/wasm', '1.27', 's-w')):
        add(versions, modes, targets, 'sealed')
    # Whole files, as `go build` left them, one for each rule of the content hash.
    add('1.19', 'tiny-s-w', 'linux/amd64', 'intact')      # ELF without host ID
    add('1.24', 'tiny-s-w', 'linux/386', 'intact')        # ELF, the GNU build-id left out of the hash
    add('1.19', 'c-shared-s-w', 'linux/amd64', 'intact')  # ELF linked by gcc, its GNU build-id in the hash
    add('1.19', 'tiny-s-w', 'windows/386', 'intact')      # PE
    add('1.19', 'tiny-s-w', 'darwin/arm64', 'intact')     # Mach-O, signed, no LC_UUID
    add('1.24', 'tiny-s-w', 'darwin/arm64', 'intact')     # Mach-O, signed, LC_UUID left out of the hash
    # For the first command a reader tries; not compressed.
    add('1.22', 's-w', 'linux/amd64', 'sample')
    add('1.27', 'trimpath-s-w', 'linux/386', 'sample')
    add('1.19', 'custom-id', 'windows/386', 'sample')
    add('1.24', 's-w', 'darwin/arm64', 'sample')
    return out

# --- running things -----------------------------------------------------------------------------------------------

class Bench:
    """Where we build: the toolchains, the work directory, the helpers."""
    def __init__(self, a):
        self.work, self.cache = Path(a.workdir), a.cache
        self.upx, self.out = a.upx, Path(a.workdir) / 'out'
        self.trees = dict(g.split('=', 1) for g in a.go)
        for v, tree in self.trees.items(): place(v, tree)
        if self.work.exists(): shutil.rmtree(self.work)
        self.out.mkdir(parents=True)
        shutil.copytree(HERE / 'src', self.work / 'src')
        self.proxy = self.work / 'proxy'
        make_proxy(HERE / 'src/deps/proxy', self.proxy)
        self.vcs()
        self.oracle = self.work / 'oracle'
        self.run(NEWEST, ['build', '-o', str(self.oracle), '.'], cwd=self.work / 'src/oracle')

    def vcs(self):
        """A Git tree of src/deps with fixed dates and one file not committed."""
        tree = self.work / 'vcs'
        shutil.copytree(self.work / 'src/deps', tree)
        env = dict(os.environ, GIT_CONFIG_GLOBAL='/dev/null', GIT_CONFIG_NOSYSTEM='1')
        for who in ('AUTHOR', 'COMMITTER'):
            env.update({'GIT_%s_NAME' % who: 'builder', 'GIT_%s_EMAIL' % who: 'builder@example.com', 'GIT_%s_DATE' % who: '2024-01-02T03:04:05Z'})
        for cmd in (['init', '-q', '-b', 'main'], ['add', '-A'], ['commit', '-q', '-m', 'fixture']):
            subprocess.run(['git'] + cmd, cwd=tree, env=env, check=True)
        (tree / 'main/notes.txt').write_text('not committed\n')

    def env(self, go, extra=None):
        base = {k: v for k, v in os.environ.items() if k in ('PATH', 'LD_LIBRARY_PATH')}
        home = self.work / 'home'; home.mkdir(exist_ok=True)
        base.update(HOME=str(home), GOROOT=GOROOTS[FULL.get(go, go)], GOTOOLCHAIN='local', GOENV='off', GOFLAGS='-mod=mod', GO111MODULE='on',
                    GOPROXY='off', GOSUMDB='off', GOCACHE=self.cache, CGO_ENABLED='0', LC_ALL='C', TMPDIR='/tmp',
                    GIT_CONFIG_GLOBAL='/dev/null', GIT_CONFIG_NOSYSTEM='1', SOURCE_DATE_EPOCH='1704164645')
        return dict(base, **(extra or {}))

    def run(self, go, args, cwd=None, env=None, check=True):
        full = FULL.get(go, go)
        p = subprocess.run([GOROOTS[full] + '/bin/go'] + args, cwd=cwd or self.work, env=self.env(full, env), text=True, capture_output=True)
        if check and p.returncode: raise RuntimeError('go%s %s: %s' % (full, ' '.join(args), p.stderr.strip()))
        return p.stdout if check else (p.returncode, p.stdout, p.stderr.strip())

def place(version, tree):
    want = Path(GOROOTS[version])
    if want.is_dir(): return
    if Path(tree) == want: raise SystemExit('%s is not there' % want)
    made = next(p for p in [want, *want.parents] if not p.parent or p.parent.exists())
    def link(src, dst):
        try: os.link(src, dst)
        except OSError: shutil.copy2(src, dst)
    shutil.copytree(os.path.realpath(tree), want, copy_function=link, symlinks=False)
    atexit.register(shutil.rmtree, made, True)

def make_proxy(src, dst):
    """A module proxy in a directory: PATH@VERSION folders become the files the go command asks for."""
    paths = {'beta-fork': 'example.com/gorigin/beta-fork', 'gamma-v2': 'example.com/gorigin/gamma/v2'}
    for folder in sorted(src.iterdir()):
        short, version = folder.name.split('@')
        path, d = paths[short], dst / paths[short] / '@v'
        d.mkdir(parents=True)
        (d / (version + '.info')).write_text(json.dumps({'Version': version, 'Time': '2024-01-02T03:04:05Z'}))
        shutil.copy(folder / 'go.mod', d / (version + '.mod'))
        (d / 'list').write_text(version + '\n')
        with zipfile.ZipFile(d / (version + '.zip'), 'w') as z:
            for f in sorted(folder.iterdir()):
                z.writestr(zipfile.ZipInfo('%s@%s/%s' % (path, version, f.name)), f.read_bytes())

def build(bench, fx, goarch, twin=False):
    """(bytes, command shown, twin bytes' file): one link of one fixture."""
    goarch = goarch or fx.goarch
    args = list(fx.m.twin if twin else fx.m.args)
    env = dict(fx.m.env, GOOS=fx.goos, GOARCH=goarch)
    if goarch == '386': env['GO386'] = 'sse2'
    if goarch == 'arm': env['GOARM'] = '7'
    if fx.goos == 'windows' and env.get('CGO_ENABLED') == '1': env['CC'] = 'x86_64-w64-mingw32-gcc'
    cwd = bench.work / 'src' / fx.m.program
    if fx.m.program == 'deps':
        cwd = bench.work / ('vcs/main' if fx.mode == 'deps-vcs' else 'src/deps/main')
        env.update(GOPROXY='file://%s' % bench.proxy, GOMODCACHE=GOMODCACHE)
    if fx.mode == 'slash': env['GOROOT'] = fx.goroot + '/'
    # A twin goes to another folder under the same name: the name is in a DLL's export table.
    folder = bench.out / fx.name / ('twin' if twin else goarch + ('-twin' if goarch != fx.goarch and twin else ''))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (fx.m.program + fx.suffix)
    if fx.mode == 'go-run' and not twin:
        cmd = ['run', '-exec=cp', '.', str(target)]
        shown = 'go run .'
    else:
        cmd = ['build'] + args + ['-o', str(target), '.']
        shown = ' '.join(['go build'] + [("'%s'" % a if ' ' in a else a) for a in args if a != '-modcacherw'])
    bench.run(fx.go, cmd, cwd=cwd, env=env)
    shown = ' '.join(['%s=%s' % (k, v) for k, v in env.items() if k in ('GOOS', 'GOARCH', 'GOARM', 'GO386', 'CGO_ENABLED', 'CC', 'GOROOT', 'GOROOT_FINAL')] + [shown])
    return target, shown

def after(bench, fx, target):
    """What happens to the file after the link; gives the words for it."""
    if fx.mode in ('strip', 'llvm-strip'):
        subprocess.run([fx.mode, str(target)], check=True)
        return [fx.mode]
    if fx.mode == 'no-sections':
        d = bytearray(target.read_bytes())
        d[40:48] = bytes(8); d[60:64] = bytes(4)
        target.write_bytes(d)
        return ['section headers unlinked']
    if fx.mode == 'upx':
        subprocess.run([bench.upx, '-q', '-1', str(target)], check=True, capture_output=True)
        return ['upx -1']
    return []

def fat(slices):
    """A fat Mach-O of (cputype, cpusubtype, bytes), each at a multiple of 2^14."""
    head, body, at = struct.pack('>II', 0xcafebabe, len(slices)), b'', 1 << 14
    for cpu, sub, data in slices:
        head += struct.pack('>IIIII', cpu, sub, at, len(data), 14)
        body += data
        at += len(data)
        pad = -at % (1 << 14)
        body += bytes(pad); at += pad
    return head.ljust(1 << 14, b'\0') + body

CPUS = {'amd64': (0x01000007, 3), 'arm64': (0x0100000c, 0)}

# --- asking Go ----------------------------------------------------------------------------------------------------

def parse_version(text):
    """`go version -m` as data."""
    lines = text.splitlines()
    out = {'go_version': lines[0].rsplit(': ', 1)[1], 'main_package': None, 'module': None, 'deps': [], 'settings': {}}
    last = None
    for line in lines[1:]:
        if not line.strip(): continue          # `go version` prints an empty line after each replacement
        key, *rest = line.strip('\n').lstrip('\t').split('\t')
        mod = lambda: {'path': rest[0], 'version': rest[1] if len(rest) > 1 else '', 'sum': rest[2] if len(rest) > 2 else '', 'replace': None}
        if key == 'path': out['main_package'] = rest[0]
        elif key == 'mod': last = out['module'] = mod()
        elif key == 'dep': last = mod(); out['deps'].append(last)
        elif key == '=>': last['replace'] = {k: v for k, v in mod().items() if k != 'replace'}
        elif key == 'build':
            k, v = rest[0].split('=', 1)
            if v.startswith(('"', '`')): v = json.loads(v) if v[0] == '"' else v[1:-1]
            out['settings'][k] = v
        else: raise ValueError(line)
    return out

def ask(bench, fx, target, goarch):
    """What Go's tools say about the file as built."""
    row = {}
    code, text, err = bench.run(READER, ['version', '-m', str(target)], check=False)
    if code == 0 and text: row.update(parse_version(text))
    else: row.update(go_version=None, main_package=None, module=None, deps=[], settings={}, version_error=(err or text).replace(str(target), 'FILE'))
    code, text, err = bench.run(NEWEST, ['tool', 'buildid', str(target)], check=False)
    row['build_id'] = text.strip() or None if code == 0 else None
    goroot = '$GOROOT' if fx.m.verdict == 'unexpanded' else embedded(fx) or fx.goroot
    p = subprocess.run([str(bench.oracle), '-goroot', goroot, str(target)], text=True, capture_output=True)
    if p.returncode == 0: row.update(json.loads(p.stdout))
    else: row.update(oracle_error=p.stderr.strip().replace(str(target), 'FILE'))
    return row

def embedded(fx):
    """The GOROOT that is to be found in the file, as spelled in the file table."""
    if fx.m.verdict == 'unexpanded': return '$GOROOT'
    if fx.m.verdict == 'relative': return 'GOROOT'
    if fx.m.verdict in ('trimmed', 'hidden'): return None
    if fx.m.verdict == 'conflicting' and '-trimpath' in fx.m.args: return None
    if 'GOROOT_FINAL' in fx.m.env: return fx.m.env['GOROOT_FINAL']
    return fx.goroot

def content_id(bench, fx, data, build_id, scratch):
    """{status, expected, actual}: the ID's last part and what `go tool buildid -w` of the same Go would put there."""
    parts = (build_id or '').split('/')
    if len(parts) != 4: return {'status': 'uncheckable', 'expected': None, 'actual': None}
    scratch.write_bytes(data); scratch.chmod(0o755)
    code, _, err = bench.run(fx.go, ['tool', 'buildid', '-w', str(scratch)], check=False)
    if code: return {'status': 'uncheckable', 'expected': parts[3], 'actual': None, 'error': err.replace(str(scratch), 'FILE')}
    actual = bench.run(NEWEST, ['tool', 'buildid', str(scratch)]).strip().split('/')[3]
    status = 'verified' if actual == parts[3] else 'unfinalized' if parts[0] == parts[3] else 'mismatch'
    return {'status': status, 'expected': parts[3], 'actual': actual}

def host_id(row, fx):
    """The host ID and whether it is the Go linker's function of the build ID, by the rules of 1.22 to 1.27."""
    kind, value = ('gnu-build-id', row.pop('gnu_build_id', None)), row.pop('lc_uuid', None)
    kind, value = ('lc-uuid', value) if value else kind
    if not value: return None
    parts = (row['build_id'] or '').split('/')
    source = '/'.join(parts[:3] + parts[:1]) if len(parts) == 4 else row['build_id'] or ''
    h = bytearray(hashlib.sha256(source.encode()).digest())
    if fx.minor < 24: h = bytearray(b ^ 0xff for b in h)
    else: h[0] ^= 1 if fx.minor == 24 else 0xff
    if kind == 'lc-uuid':
        h = h[:16]; h[6] = h[6] & 0x0f | 0x30; h[8] = h[8] & 0x3f | (0x80 if fx.minor >= 27 else 0xc0)
    return {'kind': kind, 'value': value, 'derived': bytes(h[:len(value) // 2]).hex() == value}

# --- one fixture --------------------------------------------------------------------------------------------------

def make_thin(bench, fx, goarch):
    """(stored bytes, row) of a file with one program."""
    target, shown = build(bench, fx, goarch)
    keep = fx.mode == 'default' and fx.minor in (15, 27)     # these keep their functions
    if fx.m.twin == fx.m.args and fx.mode not in ('go-run',):
        twin = target.with_name('twin'); shutil.copy(target, twin)
    else:
        sub = target.parent / 'x'; sub.mkdir(exist_ok=True)
        saved = sub / target.name; target.rename(saved)
        twin, _ = build(bench, fx, goarch, twin=True)
        saved.rename(target) if not target.exists() else None
    before = target.read_bytes()
    steps = after(bench, fx, target)
    data = target.read_bytes()
    row = ask(bench, fx, target, goarch)
    stripped = not row.get('symtab', True)
    if fx.goarch == 'wasm': row['symbols'] = {}
    elif stripped or not row.get('symbols'):
        p = subprocess.run([str(bench.oracle), str(twin)], text=True, capture_output=True, check=True)
        row['symbols'] = json.loads(p.stdout)['symbols']
    stored = data
    intact = content_id(bench, fx, data, row['build_id'], target.with_name('scratch'))
    if fx.carved:
        if fx.mode == 'upx':
            stored = data[:512] + bytes(len(data) - 1024) + data[-512:]
        else:
            symbols = []
            if fx.goarch != 'wasm':
                nm = bench.run(NEWEST, ['tool', 'nm', '-n', str(twin)])
                symbols = sorted((int(m[1], 16), m[2]) for m in re.finditer(r'^\s*([0-9a-f]+)\s+\S\s+(.+)$', nm, re.M))
            if len(before) == len(data): stored = apply(carve.carve(before, twin.read_bytes(), symbols, keep), fx)
            else: stored = carve.carve(data, twin.read_bytes(), symbols, keep)
        again = target.with_name('carved'); again.write_bytes(stored); again.chmod(0o755)
        tell = lambda f: bench.run(READER, ['version', '-m', str(f)], check=False)[1].split(':', 1)[-1]
        if fx.mode != 'upx':
            assert tell(again) == tell(target), fx.name + ': go version -m differs after carving'
            assert bench.run(NEWEST, ['tool', 'buildid', str(again)], check=False)[1] == bench.run(NEWEST, ['tool', 'buildid', str(target)], check=False)[1], fx.name
    if fx.folder == 'sealed':
        again.write_bytes(stored); again.chmod(0o755)
        bench.run(fx.go, ['tool', 'buildid', '-w', str(again)])
        stored = again.read_bytes()
        row['build_id'] = bench.run(NEWEST, ['tool', 'buildid', str(again)]).strip()
        steps = steps + ['carved', 'go tool buildid -w']
    value = embedded(fx)
    spelled = row['symbols'].get('runtime.defaultGOROOT') or row['symbols'].get('runtime/internal/sys.DefaultGoroot') or None
    names = bool(row.get('pclntab') and row['pclntab']['names_runtime_GOROOT'])
    if not names: spelled = None
    if fx.mode == 'slash' and spelled: value = spelled
    settings = row['settings']
    facts = {
        'format': row.pop('format', None), 'bits': row.pop('bits', None), 'endian': row.pop('endian', None), 'machine': row.pop('machine', None),
        'goos': fx.goos, 'goarch': goarch, 'go_version': row.pop('go_version'), 'toolchain': 'go' + fx.go,
        'goroot': {'verdict': fx.m.verdict, 'value': value, 'variable': spelled, 'toolchain': fx.goroot,
                   'path_hash': hashlib.sha256(value.encode()).digest()[:8].hex() if value and fx.m.verdict == 'found' else None},
        'build_id': row['build_id'], 'host_id': host_id(row, fx),
        'content_id': content_id(bench, fx, stored, row['build_id'], target.with_name('scratch')) if fx.carved else intact,
        'content_id_before_carving': intact['status'],
        'build': {k: row.pop(k) for k in ('main_package', 'module', 'deps', 'settings')},
        'traits': {'trimpath': '-trimpath' in fx.m.args, 'stripped': stripped, 'dwarf': row.pop('dwarf', None), 'cgo': fx.m.env.get('CGO_ENABLED') == '1',
                   'build_mode': settings.get('-buildmode') or ('c-shared' if 'c-shared' in fx.mode else 'pie' if 'pie' in fx.mode else None),
                   'packed': fx.mode == 'upx'},
        'symbols': row.pop('symbols'), 'pclntab': row.pop('pclntab', None),
    }
    if not facts['symbols'] or fx.mode == 'upx': del facts['goroot']['variable']
    for k in ('version_error', 'oracle_error'):
        if k in row: facts[k] = row[k]
    facts['made'] = {'program': fx.m.program, 'command': shown, 'then': steps, 'note': fx.m.note}
    return data, stored, facts

def apply(carved, fx):
    if fx.mode != 'no-sections': return carved
    d = bytearray(carved)
    d[40:48] = bytes(8); d[60:64] = bytes(4)
    return bytes(d)

def make(bench, fx):
    if fx.goarch == 'fat':
        parts = [make_thin(bench, fx, arch) for arch in CPUS]
        stored = fat([CPUS[a] + (p[1],) for a, p in zip(CPUS, parts)])
        row = {'format': 'macho-fat', 'goos': fx.goos, 'slices': [p[2] for p in parts],
               'made': {'program': fx.m.program, 'command': 'two builds', 'then': ['joined by make.py'], 'note': 'a fat Mach-O of amd64 and arm64, aligned to 2^14'}}
    else:
        _, stored, row = make_thin(bench, fx, fx.goarch)
    shutil.rmtree(bench.out / fx.name, ignore_errors=True)
    head = {'name': fx.name, 'path': fx.stored, 'outcome': 'go', 'size': len(stored), 'sha256': hashlib.sha256(stored).hexdigest(), 'carved': fx.carved}
    return stored, dict(head, **row)

# --- files that are not Go ----------------------------------------------------------------------------------------

TEXT = b'''The bytes that mark a Go program, as text in a file that is none.

build info:  \xff Go buildinf:\x08\x02 and then nothing
build ID:    \xff Go build ID: "abcdefghijklmnopqrst/abcdefghijklmnopqrst/abcdefghijklmnopqrst/abcdefghijklmnopqrst"\n \xff
GOROOT:      /usr/local/go/src/runtime/proc.go
version:     go1.22.10
'''

def not_go(bench):
    c = bench.work / 'plain.c'; c.write_text('int main(void) { return 0; }\n')
    exe = bench.work / 'plain'
    subprocess.run(['gcc', '-s', '-o', str(exe), str(c)], check=True, cwd=bench.work)
    whole = exe.read_bytes()
    d = bytearray(whole)
    for s in carve.Image(whole).sections:
        if s.code: d[s.offset:s.offset + s.size] = bytes(s.size)
    for name, data, outcome, note in (
        ('c-program', bytes(d), 'not-go', 'an ELF made by gcc, stripped; its GNU build-id is gcc\'s'),
        ('empty', b'', 'not-go', 'no bytes'),
        ('go-words.txt', TEXT, 'not-go', 'text with the magics of build info and build ID'),
        ('header-cut', bytes(d[:40]), 'unreadable', 'the first 40 bytes of an ELF header'),
        ('sections-cut', bytes(d[:4096]), 'unreadable', 'the first 4096 bytes of the C program: its section headers are beyond the end'),
    ):
        f = bench.work / ('not-go-' + name); f.write_bytes(data); f.chmod(0o755)
        _, out, err = bench.run(READER, ['version', str(f)], check=False)
        yield data, {'name': 'not-go/' + name, 'path': 'not-go/' + name, 'outcome': outcome, 'size': len(data), 'sha256': hashlib.sha256(data).hexdigest(),
                     'carved': name == 'c-program' or name == 'sections-cut', 'version_error': (err or out).strip().replace(str(f), 'FILE'), 'made': {'note': note}}

# --- writing ------------------------------------------------------------------------------------------------------

def xz(data):
    return lzma.compress(data, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32,
                         filters=[{'id': lzma.FILTER_LZMA2, 'preset': 9 | lzma.PRESET_EXTREME, 'dict_size': 1 << 22}])

def write(row, data):
    p = HERE / row['path']
    p.parent.mkdir(exist_ok=True)
    p.write_bytes(xz(data) if p.suffix == '.xz' else data)

def rows():
    p = HERE / 'expected.jsonl'
    return [json.loads(l) for l in p.read_text().splitlines()] if p.exists() else []

def verify():
    bad = 0
    for row in rows():
        data = (HERE / row['path']).read_bytes()
        if row['path'].endswith('.xz'): data = lzma.decompress(data)
        if hashlib.sha256(data).hexdigest() != row['sha256'] or len(data) != row['size']:
            print('differs: ' + row['path']); bad += 1
    listed = {r['path'] for r in rows()}
    for f in sorted(HERE.glob('*/*')):
        if f.parent.name in FOLDERS and str(f.relative_to(HERE)) not in listed: print('no row: %s' % f.relative_to(HERE)); bad += 1
    print('%d rows, %d wrong' % (len(rows()), bad))
    return bad

README = '''# Fixtures

%(rows)d files, %(size).1f MB: real Go programs of nine Go versions (1.15 to 1.27), and what Go's own tools say about them.

| folder | what |
| --- | --- |
| `sample/` | a few whole programs as `go build` wrote them, not compressed: something to try gorigin on |
| `release.tar.gz` | one of these as releases are shipped, in `where-1.0/` beside a `README`; tar (ustar) and gzip -9 of Python, all times 0 |
| `intact/` | whole programs as `go build` left them, one for each rule of the content hash: their content IDs verify. These hold machine code; they are compressed and do nothing (an empty `main`, or a library) |
| `sealed/` | carved, then given a true content ID again by `go tool buildid -w`: they verify too |
| `carved/` | everything else: format × Go version × mode |
| `not-go/` | files that only look like something |
| `packed/` | some of these, packed by UPX 3.96 and 4.2.2: `pack.py` makes them, `tests/facts/unpack.rs` knows what is in them |
| `shipped/` | one of these in archives, packages and images; its README says how, `tests/shipped/` reads them |
| `src/` | the Go sources of all of them, and `src/oracle`, which asks Go's own packages |
| `expected.jsonl` | one row a file: what is to be found in it |

**Carving** zeroes in place, so no offset, address or size changes: all machine code, pc-value tables, type descriptors, string
constants, relocations of type descriptors, DWARF beyond the root entries and line-table headers (`carve.py` has the list). Build info, build IDs,
notes, symbols, the pclntab's header, names and file table, data and the linker-set strings stay. Nothing carved can run, `go version -m` and
`go tool buildid` answer as before, and **the content ID of a file in `carved/` no longer verifies**: `mismatch` is the right answer.
Files whose mode is `default` in 1.15 and 1.27 keep the functions of their pclntab, the others have zeros there.

**Rebuilding** takes the nine toolchains (`make.py` has the table of where each must stand, because a GOROOT is what is tested), gcc, binutils, llvm-strip,
mingw-w64 gcc, UPX 3.96 and Git; run it in a throw-away container. Sources are built in `/build/gorigin-fixtures`. The files linked by gcc, and `c-program`,
depend on the C toolchain (here Debian 12: gcc 12.2, binutils 2.40), and recompressed DWARF on the zlib of Python.

```
python3 make.py --verify                                    # no toolchain needed: sizes and SHA-256
python3 make.py --go 1.27.3=TREE --go 1.26.6=TREE …         # all nine; writes files, expected.jsonl, README.md
python3 make.py --go … --check                              # writes nothing, tells what differs
```

**`expected.jsonl`**, sorted by name. All facts but those of `content_id` and, in `sealed/`, `build_id` are of the file before carving.

| field | meaning | from |
| --- | --- | --- |
| `name`, `path` | folder and name; the file, below this folder | |
| `size`, `sha256`, `carved` | of the uncompressed file | |
| `outcome` | `go`, `not-go`, `unreadable` | intended |
| `format`, `bits`, `endian`, `machine` | `elf`, `pe`, `macho`, `xcoff`, `plan9`, `wasm` | `src/oracle` |
| `goos`, `goarch`, `toolchain` | what it was built for, and with | intended |
| `go_version`, `build` | null, with `version_error`, where the tool cannot read the format | `go version -m`, Go 1.26 |
| `goroot.verdict` | `found`, `trimmed`, `conflicting`, `unexpanded`, `relative`, `hidden` | intended |
| `goroot.value` | the GOROOT, as spelled; of `conflicting`, that of the file table, or null where it is trimmed | intended |
| `goroot.variable` | value of `runtime.defaultGOROOT`; null where the program has none; no such key where no tool could tell | `src/oracle` on the unstripped twin |
| `goroot.toolchain` | where the toolchain stood | |
| `goroot.path_hash` | first 8 bytes of SHA-256 of `value` | make.py |
| `build_id` | | `go tool buildid` |
| `host_id` | `kind`, `value`; `derived`: it is the Go linker's function of the build ID | `src/oracle`, make.py |
| `content_id` | of the stored file: `verified`, `mismatch`, `unfinalized`, `uncheckable`; the ID's last segment and the one that would be true | `go tool buildid -w` of the same Go |
| `content_id_before_carving` | the same of the file as built | `go tool buildid -w` |
| `symbols` | Go string variables, in the unstripped twin | debug/elf, debug/pe, debug/macho |
| `pclntab` | section, file offset, magic, names in the file table, how many of them under GOROOT, functions, whether `runtime.GOROOT` is among the names | debug/gosym |
| `traits` | `build_mode` null where neither build info nor the flags tell | mixed |
| `slices` | of a fat Mach-O: all of the above, once for each slice | |
| `made` | program in `src/`, command, what was done then | |

**Without labels**: `tests/origin/nolabel.rs` makes further programs of these in memory and keeps none: with build info and version scrubbed, without section
headers or their names, with an edited version, and as garble leaves them (another pclntab magic, directories in the file table replaced by hashes of equal
length, the starts in function records encrypted, version `unknown`, no modules, no build ID). Real output of garble for Go 1.26 (Linux, Windows, macOS; PIE;
`-tiny`) was looked at for this; its marks are those that `src/origin/obfuscation.rs` lists.
'''

def readme(all_rows):
    """README.md, from the rows alone."""
    text = README % {'rows': len(all_rows), 'size': sum((HERE / r['path']).stat().st_size for r in all_rows) / 1e6}
    for folder, title in ((f, f + '/') for f in FOLDERS):
        text += '\n## %s\n\n' % title
        part = [r for r in all_rows if r['path'].startswith(folder + '/')]
        if folder == 'not-go':
            text += '| file | what | sha256 |\n| --- | --- | --- |\n'
            for r in part: text += '| `%s` | %s | `%s` |\n' % (r['name'][len(folder) + 1:], r['made']['note'], r['sha256'])
            continue
        text += '| file | Go | GOROOT | how made | bytes | sha256 of the uncompressed file |\n| --- | --- | --- | --- | --: | --- |\n'
        for r in part:
            one = r.get('slices', [r])[0]
            how = '`%s`: `%s`' % (one['made']['program'], one['made']['command'])
            how += ''.join(', then %s' % s for s in one['made']['then'] + (r['made']['then'] if 'slices' in r else []))
            if r['made']['note']: how += '; ' + r['made']['note']
            text += '| `%s` | %s | %s | %s | %d | `%s` |\n' % (r['name'][len(folder) + 1:], one['toolchain'][2:], one['goroot']['verdict'], how.replace('|', '\\|'), r['size'], r['sha256'])
    return text

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--go', action='append', default=[], metavar='VERSION=TREE')
    p.add_argument('--only', metavar='REGEX')
    p.add_argument('--check', action='store_true')
    p.add_argument('--verify', action='store_true')
    p.add_argument('--workdir', default=WORKDIR)
    p.add_argument('--cache', default='/tmp/gorigin-fixtures-cache', help='GOCACHE')
    p.add_argument('--upx', default='upx')
    p.add_argument('--jobs', type=int, default=1)
    a = p.parse_args()
    if a.verify: return 1 if verify() else 0
    todo = [fx for fx in fixtures() if not a.only or re.search(a.only, fx.stored)]
    needed = {fx.go for fx in todo} | {FULL[READER], FULL[NEWEST]} if a.only else GOROOTS
    for v in GOROOTS:
        if v in needed and not any(g.startswith(v + '=') for g in a.go): p.error('--go %s=TREE is missing' % v)
    bench = Bench(a)
    seen = collections.Counter(fx.stored for fx in fixtures())
    assert max(seen.values()) == 1, seen.most_common(3)
    old = {r['path']: r for r in rows()}
    new, failed, differing = {}, [], []
    def one(fx):
        try: return fx, make(bench, fx), None
        except Exception as e: return fx, None, '%s: %s' % (type(e).__name__, e)
    def done(data, row):
        new[row['path']] = row
        if not a.check: write(row, data)
        elif row != old.get(row['path']): differing.append(row['path'])
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        for fx, made, error in pool.map(one, todo):
            if error: failed.append(fx.name); print('FAILED %s: %s' % (fx.name, error), file=sys.stderr); continue
            done(*made)
            print(fx.stored, len(made[0]), flush=True)
    if not a.only:
        for data, row in not_go(bench): done(data, row)
    if a.check:
        print('%d built, %d differ%s' % (len(new), len(differing), ''.join('\n  ' + d for d in differing)))
        return 1 if differing or failed else 0
    keep = {fx.stored for fx in fixtures()}
    if a.only: new = dict({k: v for k, v in old.items() if k in keep or k.startswith('not-go/')}, **new)
    final = sorted(new.values(), key=lambda r: r['name'])
    (HERE / 'expected.jsonl').write_text(''.join(json.dumps(r, ensure_ascii=False) + '\n' for r in final))
    (HERE / 'README.md').write_text(readme(final))
    for f in HERE.glob('*/*'):
        if f.parent.name in FOLDERS and str(f.relative_to(HERE)) not in new: f.unlink()
    return 1 if failed else 0

if __name__ == '__main__':
    sys.exit(main())
