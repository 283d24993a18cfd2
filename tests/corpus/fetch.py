#!/usr/bin/env python3
"""Fetch a corpus of real executables by package name and version, using only the ordinary
clients (npm pack, pip download, apt-get download), and check every file's SHA-256.

  fetch.py DEST [--tsv public.tsv] [--tier T[,T]] [--jobs N] [--deadline SECONDS] [--only REGEX] [--packages FOLDER]

Each TSV row names a package (kind, package, version, variant), the file inside it (member; "a!/b"
means b inside the nested archive a, "data" when a is one compressed file), the path under DEST and
the file's SHA-256.  Nothing that is downloaded is installed or run.  Rows already present with the
right SHA-256 are skipped, so the script can be run again after a failure.
With --packages the package files themselves stay too, in FOLDER/KIND/; nothing else is there.
Writes DEST/index.tsv (path, status, note).  Exit status: 0 when at least --min-ok percent of the rows
are present and verified (default 90), else 1.
"""
import argparse, bz2, csv, fcntl, gzip, hashlib, io, lzma, os, re, shutil, subprocess, sys, tarfile, tempfile, threading, time, zipfile
from concurrent.futures import ThreadPoolExecutor

LINUX = ['manylinux1', 'manylinux2010', 'manylinux2014'] + ['manylinux_2_%d' % n for n in (5, 12, 17, 24, 26, 27, 28, 31, 34, 35, 36, 38, 39)] + ['linux']

def pip_platforms(v):
    if v in ('', 'any'): return []
    system, arch = v.split('-', 1)
    if system == 'linux': return ['%s_%s' % (t, arch) for t in reversed(LINUX)]
    if system == 'musl': return ['musllinux_1_2_' + arch, 'musllinux_1_1_' + arch]
    if system == 'mac':
        vs = ['%d_0' % n for n in range(26, 10, -1)] + ['10_%d' % n for n in range(16, 5, -1)]
        return ['macosx_%s_%s' % (x, a) for a in [arch, 'universal2'] + (['intel'] if arch == 'x86_64' else []) for x in vs]
    if system == 'win': return ['win32' if arch == '32' else 'win_' + arch]
    raise ValueError('unknown variant ' + v)

class Gone(Exception): pass

def run(cmd, timeout, **kw):
    try:
        p = subprocess.run(cmd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, **kw)
        return p.returncode, p.stdout.decode('utf-8', 'replace')
    except subprocess.TimeoutExpired:
        return 124, 'timed out after %ds' % timeout

def pip_cmd():
    rc, _ = run([sys.executable, '-m', 'pip', '--version'], 60)
    if rc == 0: return [sys.executable, '-m', 'pip']
    for p in ('pip3', 'pip'):
        if shutil.which(p): return [p]
    raise RuntimeError('no pip on this machine')

_apt_lock = threading.Lock()
_apt_suite_locks = {}
def apt_conf(suite, arch, root):
    """A private apt tree for one suite and architecture; the mirror is the one this machine's apt already uses."""
    key = suite + '_' + arch
    with _apt_lock: lock = _apt_suite_locks.setdefault(key, threading.Lock())
    with lock:
        d = os.path.join(root, key); conf = os.path.join(d, 'apt.conf')
        if os.path.exists(os.path.join(d, '.ok')): return conf
        if os.path.exists(os.path.join(d, '.bad')): raise Gone(open(os.path.join(d, '.bad')).read())
        rc, out = run(['apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'], 60)
        uri = next((l.strip() for l in out.splitlines() if re.search(r'/debian/?$', l.strip())), None)
        if not uri:
            lists = ['/etc/apt/sources.list'] + [os.path.join('/etc/apt/sources.list.d', x) for x in (os.listdir('/etc/apt/sources.list.d') if os.path.isdir('/etc/apt/sources.list.d') else [])]
            for f in lists:
                m = re.search(r'(\S+/debian)/?(\s|$)', open(f, errors='replace').read()) if os.path.isfile(f) else None
                if m: uri = m.group(1); break
        if not uri: raise RuntimeError('this machine has no Debian mirror in its apt set-up')
        for x in ('lists/partial', 'cache/archives/partial', 'etc'): os.makedirs(os.path.join(d, x), exist_ok=True)
        open(os.path.join(d, 'status'), 'a').close()
        kr = '/usr/share/keyrings/debian-archive-keyring.gpg'
        opts = 'arch=' + arch + (' signed-by=' + kr if os.path.exists(kr) else '')
        with open(os.path.join(d, 'etc/sources.list'), 'w') as f: f.write('deb [%s] %s %s main\n' % (opts, uri, suite))
        with open(conf, 'w') as f: f.write('''Dir::Etc::SourceList "%(d)s/etc/sources.list";
Dir::Etc::SourceParts "-";
Dir::Etc::Preferences "-";
Dir::Etc::PreferencesParts "-";
Dir::State::Lists "%(d)s/lists";
Dir::State::Status "%(d)s/status";
Dir::Cache "%(d)s/cache";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
APT::Sandbox::User "";
APT::Architecture "%(a)s";
APT::Architectures { "%(a)s"; };
''' % dict(d=d, a=arch))
        for attempt in range(3):
            rc, out = run(['apt-get', '-q', 'update'], 180, env=dict(os.environ, APT_CONFIG=conf))
            if rc == 0 and '\nErr' not in '\n' + out: break
        else:
            open(os.path.join(d, '.bad'), 'w').write('suite %s/%s: %s' % (suite, arch, out[-200:]))
            raise Gone('suite %s/%s not available: %s' % (suite, arch, out[-200:]))
        open(os.path.join(d, '.ok'), 'w').close()
        return conf

def download(kind, pkg, ver, variant, wd, cfg, limit):
    if kind == 'npm':
        rc, out = run(['npm', 'pack', '--ignore-scripts', '--loglevel=error', '--update-notifier=false', '--cache', cfg['npmcache'], '%s@%s' % (pkg, ver)], limit, cwd=wd)
        suffix = '.tgz'
    elif kind == 'PyPI':
        plat, _, py = variant.partition(':')
        cmd = cfg['pip'] + ['--disable-pip-version-check', 'download', '-q', '--no-deps', '--no-cache-dir', '--only-binary=:all:', '-d', wd]
        for p in pip_platforms(plat): cmd += ['--platform', p]
        if py:
            n = py.replace('.', '')
            cmd += ['--python-version', py, '--implementation', 'cp', '--abi', 'cp' + n, '--abi', 'cp%sm' % n, '--abi', 'abi3', '--abi', 'none']
        rc, out = run(cmd + ['%s==%s' % (pkg, ver)], limit)
        suffix = '.whl'
    elif kind == 'Debian':
        suite, arch = variant.split('/')
        conf = apt_conf(suite, arch, cfg['apt'])
        rc, out = run(['apt-get', '-q', 'download', '%s=%s' % (pkg, ver)], limit, cwd=wd, env=dict(os.environ, APT_CONFIG=conf))
        suffix = '.deb'
    else: raise ValueError('unknown kind ' + kind)
    fs = [f for f in os.listdir(wd) if f.endswith(suffix)]
    if rc == 0 and fs: return os.path.join(wd, fs[0])
    msg = ' '.join(out.split())[-220:]
    if re.search(r'E404|ETARGET|No matching distribution|was not found|Unable to locate', out): raise Gone(msg)
    raise RuntimeError(msg or 'no file')

def norm(n):
    while n.startswith('./'): n = n[2:]
    return n.lstrip('/')

def pull(path, wanted, out):
    """Take the wanted members (dict member -> target file) out of the archive at path."""
    top, nested = {}, {}
    for m, t in wanted.items():
        a, sep, b = m.partition('!/')
        if sep: nested.setdefault(a, {})[b] = t
        else: top[a] = t
    need = set(top) | set(nested)
    def take(name, fh):
        if name in top:
            with open(top[name], 'wb') as w: shutil.copyfileobj(fh, w, 1 << 20)
        elif name in nested:
            fd, tmp = tempfile.mkstemp(dir=out)
            with os.fdopen(fd, 'wb') as w: shutil.copyfileobj(fh, w, 1 << 20)
            pull(tmp, nested[name], out); os.unlink(tmp)
    with open(path, 'rb') as f: head = f.read(300)
    if head[:8] == b'!<arch>\n':
        p = subprocess.Popen(['dpkg-deb', '--fsys-tarfile', path], stdout=subprocess.PIPE)
        with tarfile.open(fileobj=p.stdout, mode='r|') as t:
            for m in t:
                if m.isreg() and norm(m.name) in need: take(norm(m.name), t.extractfile(m)); need.discard(norm(m.name))
        p.stdout.close(); p.wait()
        return
    if head[:4] == b'PK\3\4':
        with zipfile.ZipFile(path) as z:
            for i in z.infolist():
                if norm(i.filename) in need:
                    with z.open(i) as f: take(norm(i.filename), f)
        return
    try:
        t = tarfile.open(path, 'r:*')
    except tarfile.TarError:
        t = None
    if t is not None:
        with t:
            for m in t:
                if m.isreg() and norm(m.name) in need: take(norm(m.name), t.extractfile(m))
        return
    op = gzip.open if head[:2] == b'\x1f\x8b' else lzma.open if head[:6] == b'\xfd7zXZ\0' or head[:3] == b'\x5d\0\0' else bz2.open if head[:3] == b'BZh' else None
    if op is None: raise RuntimeError('cannot unpack ' + path)
    with op(path) as f: take('data', f)

def sha256(p):
    h = hashlib.sha256()
    with open(p, 'rb') as f:
        for b in iter(lambda: f.read(1 << 20), b''): h.update(b)
    return h.hexdigest()

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('dest')
    here = os.path.dirname(os.path.abspath(__file__))
    ap.add_argument('--tsv', default=os.path.join(here, 'public.tsv'))
    ap.add_argument('--tier', help='comma-separated tiers to fetch (default: all)')
    ap.add_argument('--only', help='fetch only rows whose path matches this regular expression')
    ap.add_argument('--jobs', type=int, default=6)
    ap.add_argument('--deadline', type=float, default=0, help='start no new package after this many seconds (0: none)')
    ap.add_argument('--packages', metavar='FOLDER', help='keep the package files too')
    ap.add_argument('--min-ok', type=float, default=90.0)
    a = ap.parse_args()
    t0 = time.time()
    with open(a.tsv, newline='') as f: rows = list(csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE))
    if a.tier: rows = [r for r in rows if r['tier'] in a.tier.split(',')]
    if a.only: rows = [r for r in rows if re.search(a.only, r['path'])]
    dest = os.path.abspath(a.dest); os.makedirs(dest, exist_ok=True)
    status = {}
    groups = {}
    def kept(r): return os.path.join(a.packages, r['kind'], r['package_file'])
    def has_package(r): return not a.packages or os.path.isfile(kept(r)) and os.path.getsize(kept(r)) == int(r['package_size'])
    for r in rows:
        t = os.path.join(dest, r['path'])
        if has_package(r) and os.path.isfile(t) and os.path.getsize(t) == int(r['size']) and sha256(t) == r['sha256']: status[r['path']] = ('ok', 'already there')
        else: groups.setdefault((r['kind'], r['package'], r['version'], r['variant']), []).append(r)
    scratch = tempfile.mkdtemp(prefix='.fetch-', dir=dest)
    cfg = dict(apt=os.path.join(scratch, 'apt'), npmcache=os.path.join(scratch, 'npmcache'), pip=pip_cmd() if any(k[0] == 'PyPI' for k in groups) else None)
    todo = sum(int(v[0]['package_size']) for v in groups.values())
    print('%d files, %d already there; %d packages to fetch, %.0f MB (plus Debian package lists)' % (len(rows), len(status), len(groups), todo / 1e6), flush=True)
    plock = threading.Lock(); done = [0]
    def job(item):
        key, rs = item
        note = ''
        if a.deadline and time.time() - t0 > a.deadline:
            for r in rs: status[r['path']] = ('skipped', 'deadline')
        else:
            wd = tempfile.mkdtemp(dir=scratch)
            try:
                for attempt in range(3):
                    for f in os.listdir(wd): os.unlink(os.path.join(wd, f))
                    try: pkg = download(*key, wd, cfg, (60 + 3 * int(rs[0]['package_size']) / 1e6) * (attempt + 1)); break
                    except Gone: raise
                    except Exception as e:
                        if attempt == 2: raise
                        time.sleep(1 + 2 * attempt)
                if sha256(pkg) != rs[0]['package_sha256']: note = 'package file differs from the recorded one'
                elif a.packages:
                    os.makedirs(os.path.dirname(kept(rs[0])), exist_ok=True)
                    shutil.copyfile(pkg, kept(rs[0]) + '.part'); os.replace(kept(rs[0]) + '.part', kept(rs[0]))
                wanted = {}
                for r in rs:
                    t = os.path.join(dest, r['path']); os.makedirs(os.path.dirname(t), exist_ok=True)
                    if os.path.exists(t): os.chmod(t, 0o644); os.unlink(t)
                    wanted[r['member']] = t
                pull(pkg, wanted, wd)
                for r in rs:
                    t = os.path.join(dest, r['path'])
                    if not os.path.isfile(t): status[r['path']] = ('missing', 'not in the package')
                    elif sha256(t) != r['sha256']: os.unlink(t); status[r['path']] = ('mismatch', 'SHA-256 differs')
                    else: os.chmod(t, 0o644); status[r['path']] = ('ok', note)
            except Exception as e:
                for r in rs: status.setdefault(r['path'], ('gone' if isinstance(e, Gone) else 'failed', ' '.join(str(e).split())[-200:]))
            finally: shutil.rmtree(wd, ignore_errors=True)
        with plock:
            done[0] += 1
            bad = [status[r['path']] for r in rs if status[r['path']][0] != 'ok']
            print('[%3d/%d %4.0fs] %s %s@%s %s: %s' % (done[0], len(groups), time.time() - t0, key[0], key[1], key[2], key[3], '%d files ok' % len(rs) if not bad else '%s: %s' % bad[0]), flush=True)
    # Debian first (its package lists take longest), then the biggest packages
    order = sorted(groups.items(), key=lambda kv: (kv[0][0] != 'Debian', -int(kv[1][0]['package_size'])))
    try:
        with ThreadPoolExecutor(max(1, a.jobs)) as ex: list(ex.map(job, order))
    finally: shutil.rmtree(scratch, ignore_errors=True)
    with open(os.path.join(dest, 'index.tsv'), 'w') as f:
        f.write('path\tstatus\tnote\n')
        for r in rows: f.write('%s\t%s\t%s\n' % ((r['path'],) + status.get(r['path'], ('failed', ''))))
    ok = sum(status.get(r['path'], ('',))[0] == 'ok' for r in rows)
    print('%d of %d files present and verified in %.0f s' % (ok, len(rows), time.time() - t0))
    for r in rows:
        s = status.get(r['path'], ('failed', ''))
        if s[0] != 'ok': print('  %s: %s (%s)' % (s[0], r['path'], s[1]))
    return 0 if rows and 100.0 * ok / len(rows) >= a.min_ok else 1

if __name__ == '__main__': sys.exit(main())
