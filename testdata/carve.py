"""Carving: zero in place what a fixture must not have (machine code) or does not need (bulk).

Nothing is moved and no size changes, so every offset, address and table stays true. What is zeroed:

  code        all executable sections, but for the raw build ID marker that PE, Mach-O and others keep at their start
  pclntab     the pc-value tables and function bodies; header, function names, compilation units and file table stay
  read-only   type descriptors, string constants, funcdata, GC bitmaps, the power-of-ten table: found by their symbols
  relocations those of type descriptors: ELF RELA entries become R_*_NONE, a PE .reloc becomes one block of padding
  DWARF       frames, locations, ranges, public names; each unit keeps its root entry, each line table its header
  signature   the page hashes of an ad-hoc Mach-O code signature
"""
import re, struct, zlib

MARKER, MARKER_END = b'\xff Go build ID: "', b'"\n \xff'
MAGICS = {0xfffffffb: 'go1.2', 0xfffffffa: 'go1.16', 0xfffffff0: 'go1.18', 0xfffffff1: 'go1.20'}
BULK = re.compile(r'(type(rel)?[:.]\*|go[:.]string\.\*|go[:.]func\.\*|runtime\.gcbits\.\*|runtime\.findfunctab|(internal/)?strconv\.\w*[pP]ow\w*)$')
DWARF = re.compile(r'(?:\.z?|__z?)debug_(\w+)$')
DROPPED_DWARF = {'frame', 'loc', 'loclists', 'ranges', 'rnglists', 'pubnames', 'pubtypes', 'aranges'}
POINTERS_TO_TYPES = re.compile(r'\.(data\.rel\.ro|typelink|itablink|rodata|go\.type)')


class Section:
    def __init__(self, name, va, offset, size, code=False, compressed=False):
        self.name, self.va, self.offset, self.size, self.code, self.compressed = name, va, offset, size, code, compressed


class Image:
    """The sections of one ELF, PE or thin Mach-O file."""

    def __init__(self, data):
        self.data, self.sections, self.order, self.format, self.signature = data, [], '<', None, None
        if data[:4] == b'\x7fELF': self._elf()
        elif data[:2] == b'MZ': self._pe()
        elif data[:4] in (b'\xcf\xfa\xed\xfe', b'\xce\xfa\xed\xfe'): self._macho()
        elif data[:4] == b'\0asm': self._wasm()
        elif data[:2] == b'\x01\xf7': self.format, self.order = 'xcoff', '>'
        else: self.format = 'plan9'

    def u(self, fmt, at): return struct.unpack_from(self.order + fmt, self.data, at)

    def _elf(self):
        self.format, wide = 'elf', self.data[4] == 2
        self.order = '<' if self.data[5] == 1 else '>'
        shoff, = self.u('Q', 40) if wide else self.u('I', 32)
        size, count, names = self.u('HHH', 58 if wide else 46)
        raw = []
        for i in range(count):
            name, kind, flags, va, off, length = self.u('IIQQQQ' if wide else 'IIIIII', shoff + i * size)
            raw.append((name, kind, flags, va, off, length))
        for name, kind, flags, va, off, length in raw:
            at = raw[names][4] + name
            text = self.data[at:self.data.index(b'\0', at)].decode()
            if kind not in (0, 8):
                self.sections.append(Section(text, va, off, length, bool(flags & 4), bool(flags & 0x800)))

    def _pe(self):
        self.format = 'pe'
        at, = self.u('I', 60)
        count, = self.u('H', at + 6); opt, = self.u('H', at + 20)
        symtab, nsyms = self.u('II', at + 12)
        base, = self.u('Q', at + 24 + 24) if self.u('H', at + 24)[0] == 0x20b else self.u('I', at + 24 + 28)
        strings = symtab + nsyms * 18
        for i in range(count):
            o = at + 24 + opt + i * 40
            name = self.data[o:o + 8].rstrip(b'\0').decode()
            if name.startswith('/') and symtab:
                p = strings + int(name[1:])
                name = self.data[p:self.data.index(b'\0', p)].decode()
            vsize, va, size, off = self.u('IIII', o + 8)
            flags, = self.u('I', o + 36)
            if off: self.sections.append(Section(name, base + va, off, min(size, vsize) or size, bool(flags & 0x20000020)))

    def _macho(self):
        self.format, wide = 'macho', self.data[0] == 0xcf
        at = 32 if wide else 28
        for _ in range(self.u('I', 16)[0]):
            cmd, size = self.u('II', at)
            if cmd == 0x19:
                for i in range(self.u('I', at + 64)[0]):
                    o = at + 72 + i * 80
                    va, length = self.u('QQ', o + 32)
                    off, flags = self.u('I', o + 48)[0], self.u('I', o + 64)[0]
                    name = self.data[o:o + 16].rstrip(b'\0').decode()
                    if off and flags & 0xff != 1:
                        self.sections.append(Section(name, va, off, length, bool(flags & 0x80000400)))
            if cmd == 0x1d: self.signature = self.u('II', at + 8)
            at += size

    def _wasm(self):
        """Only the code section (10), as bytes of the file."""
        self.format, at = 'wasm', 8
        while at < len(self.data):
            kind, at = self.data[at], at + 1
            size = shift = 0
            while True:
                b = self.data[at]; at += 1
                size |= (b & 0x7f) << shift; shift += 7
                if b < 0x80: break
            if kind == 10: self.sections.append(Section('code', 0, at, size, True))
            at += size

    def offset(self, va):
        for s in self.sections:
            if s.va and s.va <= va < s.va + s.size: return s.offset + va - s.va


def find_pclntab(im):
    """(offset, end, magic) of the table; end is the section's end where the section is the table's own, else None."""
    pattern = re.compile(b'|'.join(re.escape(struct.pack(im.order + 'I', m)) + b'\0\0[\1\2\4][\4\x08]' for m in MAGICS), re.S)
    for m in pattern.finditer(im.data):
        at, magic = m.start(), im.u('I', m.start())[0]
        word = {4: 'I', 8: 'Q'}[im.data[at + 7]]
        width = im.data[at + 7]
        if magic == 0xfffffffb:
            n, = im.u(word, at + 8)
            if not 0 < n < 1 << 20: continue
        else:
            words = im.u(word * 8, at + 8)
            skip = 2 if magic == 0xfffffffa else 3
            tables = words[skip:skip + 5]
            if list(tables) != sorted(tables) or not 0 < tables[-1] < len(im.data) - at: continue
        own = [s for s in im.sections if s.name.endswith('gopclntab') and s.offset <= at < s.offset + s.size]
        if any(s.code and s.offset <= at < s.offset + s.size for s in im.sections): continue
        return at, own[0].offset + own[0].size if own else None, magic, word, width


def pclntab_ranges(im, keep_functions):
    found = find_pclntab(im)
    if not found: return []
    at, end, magic, word, width = found
    if magic == 0xfffffffb: return _old_pclntab_ranges(im, at, end, word, width, keep_functions)
    words = im.u(word * 8, at + 8)
    funcname, cu, files, pctab, functab = (words[2:7] if magic == 0xfffffffa else words[3:8])
    ranges = [(at + pctab, at + functab)]
    if not keep_functions:
        if end is None:
            n = words[0]
            last, = im.u('I', at + functab + (n - 1) * 8 + 4)
            end = at + functab + last + 32
        ranges.append((at + functab, end))
    return ranges


def _old_pclntab_ranges(im, at, end, word, width, keep_functions):
    """Go 1.2–1.15 mix functions, names and pc-value tables: zero the last, and of a function all but entry and name."""
    n, = im.u(word, at + 8)
    ranges, limit = [], end or len(im.data)
    for i in range(n):
        off, = im.u(word, at + 8 + width + (2 * i + 1) * width)
        f = at + off
        pcsp, pcfile, pcln, npcdata = im.u('IIII', f + width + 12)
        for table in (pcsp, pcfile, pcln) + im.u('I' * npcdata, f + width + 32):
            if not table: continue
            p = start = at + table
            first = True
            while p < limit:
                done = im.data[p] == 0 and not first
                while im.data[p] & 0x80: p += 1
                p += 1
                if done: break
                while im.data[p] & 0x80: p += 1
                p += 1
                first = False
            ranges.append((start, p))
        if not keep_functions:
            pointers = f + width + 32 + 4 * npcdata
            pointers += -(pointers - at) % width
            ranges.append((f + width + 4, pointers + im.data[f + width + 31] * width))
    return ranges


def marker(data):
    i = data.find(MARKER)
    j = data.find(MARKER_END, i)
    return (i, j + len(MARKER_END)) if 0 <= i < j else (0, 0)


def text_of(im, symbols):
    """Text of an XCOFF or Plan 9 file, up to the pclntab in it: the table's place and its symbol tie addresses to offsets."""
    va = dict((name, a) for a, name in symbols)
    at, start, table = find_pclntab(im)[0], va['runtime.text'], va['runtime.pclntab']
    return Section('text', start, at - (table - start), table - start)


def code_ranges(im, symbols):
    if im.format in ('xcoff', 'plan9'):
        # Text holds the tables too; code ends at runtime.etext.
        text, etext = text_of(im, symbols), next(a for a, name in symbols if name == 'runtime.etext')
        spans = [(text.offset, text.offset + etext - text.va)]
    else:
        spans = [(s.offset, s.offset + s.size) for s in im.sections if s.code]
    lo, hi = marker(im.data)
    out = []
    for a, b in spans:
        if a <= lo and hi <= b and hi: out += [(a, lo), (hi, b)]
        else: out.append((a, b))
    return out


def bulk_ranges(im, twin, symbols):
    """Symbols come from the unstripped twin; a range counts only where the file has the same bytes, there or moved a little."""
    out, addresses = [], [a for a, _ in symbols]
    twin_image = Image(twin)
    if im.format in ('xcoff', 'plan9'):
        for image in (im, twin_image): image.sections.append(text_of(image, symbols))
    found = find_pclntab(im)
    old = found and found[2] == 0xfffffffb      # up to 1.15 the version and the module text are ordinary constants
    for i, (va, name) in enumerate(symbols):
        if not BULK.match(name) or old and name.startswith('go.string'): continue
        nxt, t = next((a for a in addresses[i:] if a > va), None), twin_image.offset(va)
        if nxt is None or t is None: continue
        block = twin[t:t + nxt - va]
        a = im.offset(va)
        if a is None or im.data[a:a + len(block)] != block:
            a = im.data.find(block) if len(block) >= 256 else -1
        if a >= 0: out.append((a, a + len(block)))
    for s in im.sections:
        if s.name in ('.go.type', '__go_type'): out.append((s.offset, s.offset + s.size))
    return out


def squeeze_relocations(im, out):
    for s in im.sections:
        if im.format == 'elf' and im.data[4] == 2 and s.name.startswith('.rela.'):
            for at in range(s.offset, s.offset + s.size - 23, 24):
                va, = im.u('Q', at)
                if any(POINTERS_TO_TYPES.match(t.name) and t.va <= va < t.va + t.size for t in im.sections if t.va):
                    out[at:at + 24] = bytes(24)
        if im.format == 'pe' and s.name == '.reloc' and s.size >= 12:
            out[s.offset:s.offset + s.size] = struct.pack('<II', 0x1000, s.size & ~3).ljust(s.size, b'\0')


# DWARF: sections are unpacked, made dull, packed again and padded with zeros to the size they had.

def unpack(im, s):
    """(head, plain bytes) of a debug section; head is None where it is not compressed."""
    body = im.data[s.offset:s.offset + s.size]
    if s.compressed: head = 24 if im.data[4] == 2 else 12
    elif body[:4] == b'ZLIB': head = 12
    else: return None, body
    return body[:head], zlib.decompressobj().decompress(body[head:])


def squeeze_dwarf(im, out):
    debug = {DWARF.match(s.name)[1]: s for s in im.sections if DWARF.match(s.name)}
    if 'abbrev' not in debug: return
    abbrev = unpack(im, debug['abbrev'])[1]
    for kind, s in debug.items():
        head, plain = unpack(im, s)
        if kind in DROPPED_DWARF: dull = bytes(len(plain))
        elif kind == 'info': dull = only_roots(im, plain, abbrev)
        elif kind == 'line': dull = only_headers(im, plain)
        else: continue
        packed = dull if head is None else head + zlib.compress(dull, 9)
        if len(packed) <= s.size: out[s.offset:s.offset + s.size] = packed.ljust(s.size, b'\0')


def uleb(b, at):
    value = shift = 0
    while True:
        value |= (b[at] & 0x7f) << shift; shift += 7; at += 1
        if b[at - 1] < 0x80: return value, at


def only_roots(im, info, abbrev):
    """Each unit keeps its header and root entry; zeros (null entries) follow to its end."""
    out, at = bytearray(info), 0
    while at + 11 < len(info):
        length, version = struct.unpack_from(im.order + 'IH', info, at)
        end = at + 4 + length
        if length >= 0xfffffff0 or end > len(info): break
        if version >= 5: size, table, p = info[at + 7], struct.unpack_from(im.order + 'I', info, at + 8)[0], at + 12
        else: table, size, p = struct.unpack_from(im.order + 'I', info, at + 6)[0], info[at + 10], at + 11
        p = entry_end(info, p, abbrev, table, size)
        if p: out[p:end] = bytes(end - p)
        at = end
    return bytes(out)


def entry_end(info, p, abbrev, table, address_size):
    """Where the entry at p ends; None for forms not known here."""
    code, p = uleb(info, p)
    while True:
        this, table = uleb(abbrev, table)
        if this == 0: return None
        _, table = uleb(abbrev, table)
        table += 1
        forms = []
        while True:
            attribute, table = uleb(abbrev, table)
            form, table = uleb(abbrev, table)
            if form == 0x21: _, table = uleb(abbrev, table)
            if not attribute and not form: break
            forms.append(form)
        if this == code: break
    fixed = {0x01: address_size, 0x0b: 1, 0x05: 2, 0x06: 4, 0x07: 8, 0x0c: 1, 0x0e: 4, 0x13: 4, 0x17: 4, 0x19: 0, 0x1f: 4, 0x21: 0}
    for form in forms:
        if form == 0x08: p = info.index(b'\0', p) + 1
        elif form in (0x0d, 0x0f, 0x1a, 0x1b): _, p = uleb(info, p)
        elif form in fixed: p += fixed[form]
        else: return None
    return p


def only_headers(im, line):
    """Each line table keeps its header; its program becomes DW_LNS_copy to the end and DW_LNE_end_sequence."""
    out, at = bytearray(line), 0
    while at + 12 < len(line):
        length, version = struct.unpack_from(im.order + 'IH', line, at)
        end = at + 4 + length
        if length >= 0xfffffff0 or end > len(line): break
        p = at + (8 if version >= 5 else 6)
        p += 4 + struct.unpack_from(im.order + 'I', line, p)[0]
        if end - p >= 3: out[p:end] = b'\1' * (end - p - 3) + b'\0\1\1'
        at = end
    return bytes(out)


# WebAssembly: the linker cuts memory into data segments and drops runs of zeros; the table is found in rebuilt memory.

def wasm_memory(data):
    """(memory, [(address, file offset, size)])."""
    at, memory, map_ = 8, bytearray(), []
    while at < len(data):
        kind = data[at]
        size, at = uleb(data, at + 1)
        if kind == 11:
            n, p = uleb(data, at)
            for _ in range(n):
                flag, p = uleb(data, p)
                assert flag == 0 and data[p] == 0x41
                va, p = uleb(data, p + 1)       # the addresses are small and positive, so signed LEB128 reads the same
                assert data[p] == 0x0b
                length, p = uleb(data, p + 1)
                memory.extend(bytes(max(0, va + length - len(memory))))
                memory[va:va + length] = data[p:p + length]
                map_.append((va, p, length)); p += length
        at += size
    return bytes(memory), map_


def wasm_ranges(data, keep_functions):
    memory, map_ = wasm_memory(data)
    im = Image(b'\x7fnot'); im.data, im.format = memory, 'wasm'
    out = []
    for a, b in pclntab_ranges(im, keep_functions):
        for va, off, n in map_:
            lo, hi = max(a, va), min(b, va + n)
            if lo < hi: out.append((off + lo - va, off + hi - va))
    return out


def carve(data, twin, symbols, keep_functions=False):
    """The carved bytes. symbols: sorted (address, name) of the twin, the same program with its symbol table."""
    im, out = Image(data), bytearray(data)
    ranges = code_ranges(im, symbols) + pclntab_ranges(im, keep_functions)
    if im.format == 'wasm': ranges += wasm_ranges(data, keep_functions)
    else: ranges += bulk_ranges(im, twin, symbols)
    if im.signature: ranges.append((im.signature[0] + 128, sum(im.signature)))
    for a, b in ranges:
        out[a:b] = bytes(len(out[a:b]))
    squeeze_relocations(im, out)
    squeeze_dwarf(im, out)
    assert len(out) == len(data)
    return bytes(out)
