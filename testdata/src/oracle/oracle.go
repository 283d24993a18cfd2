// Oracle prints, as JSON, what Go's own packages (debug/elf, debug/pe,
// debug/macho, debug/plan9obj, debug/gosym) say about one executable. make.py
// writes its answers to expected.jsonl; gorigin's tests compare with them.
//
//	oracle [-goroot PREFIX] FILE
//
// Build it with the newest Go: debug/gosym must know the newest table.
package main

import (
	"bytes"
	"debug/elf"
	"debug/gosym"
	"debug/macho"
	"debug/pe"
	"debug/plan9obj"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
)

// A section is a piece of the file with a name and an address.
type section struct {
	name          string
	va            uint64
	offset, size  uint64 // in the file; size 0 where the section has no bytes there
	thread, zeros bool
}

type image struct {
	data     []byte
	format   string
	bits     int
	order    binary.ByteOrder
	sections []section
	symbols  map[string]uint64 // name → address
	relocs   map[uint64]uint64 // address → value, where the loader fills in a pointer
	gnu      []byte
	uuid     []byte
	machine  string
	dwarf    bool
}

type pclntab struct {
	Section        string `json:"section"`
	Offset         uint64 `json:"offset"`
	Magic          string `json:"magic"`
	Files          int    `json:"files"`
	UnderGoroot    int    `json:"under_goroot"`
	Functions      int    `json:"functions"`
	NamesGorootFun bool   `json:"names_runtime_GOROOT"`
}

type answer struct {
	Format     string            `json:"format"`
	Bits       int               `json:"bits"`
	Endian     string            `json:"endian"`
	Machine    string            `json:"machine"`
	Dwarf      bool              `json:"dwarf"`
	Symtab     bool              `json:"symtab"`
	GnuBuildID string            `json:"gnu_build_id,omitempty"`
	LcUUID     string            `json:"lc_uuid,omitempty"`
	Symbols    map[string]string `json:"symbols"`
	Pclntab    *pclntab          `json:"pclntab"`
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("oracle: ")
	goroot := flag.String("goroot", "", "count the files of the file table under this `prefix`")
	flag.Parse()
	data, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	im, err := open(data)
	if err != nil {
		log.Fatalf("%s: %v", flag.Arg(0), err)
	}
	a := answer{
		Format: im.format, Bits: im.bits, Machine: im.machine, Dwarf: im.dwarf,
		Symtab: len(im.symbols) > 0, Symbols: map[string]string{}, Pclntab: im.pclntab(*goroot),
		GnuBuildID: hex.EncodeToString(im.gnu), LcUUID: hex.EncodeToString(im.uuid),
	}
	a.Endian = "little"
	if im.order == binary.BigEndian {
		a.Endian = "big"
	}
	for _, name := range []string{"runtime.buildVersion", "runtime.defaultGOROOT", "runtime/internal/sys.DefaultGoroot"} {
		if s, ok := im.stringVar(name); ok {
			a.Symbols[name] = s
		}
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if err := out.Encode(a); err != nil {
		log.Fatal(err)
	}
}

func open(data []byte) (*image, error) {
	im := &image{data: data, symbols: map[string]uint64{}, relocs: map[uint64]uint64{}, order: binary.LittleEndian, bits: 64}
	r := bytes.NewReader(data)
	switch {
	case bytes.HasPrefix(data, []byte("\x7fELF")):
		f, err := elf.NewFile(r)
		if err != nil {
			return nil, err
		}
		im.elf(f)
	case bytes.HasPrefix(data, []byte("MZ")):
		f, err := pe.NewFile(r)
		if err != nil {
			return nil, err
		}
		im.pe(f)
	case bytes.HasPrefix(data, []byte("\x00asm")):
		im.format, im.machine, im.bits = "wasm", "wasm", 32
	case bytes.HasPrefix(data, []byte("\x01\xf7")) || bytes.HasPrefix(data, []byte("\x01\xdf")):
		im.format, im.machine, im.order = "xcoff", "ppc64", binary.BigEndian
	default:
		if f, err := macho.NewFile(r); err == nil {
			im.macho(f)
			break
		}
		f, err := plan9obj.NewFile(r)
		if err != nil {
			return nil, fmt.Errorf("no known format")
		}
		im.format, im.machine = "plan9", fmt.Sprintf("%#x", f.Magic)
		im.bits = f.PtrSize * 8
		for _, s := range f.Sections {
			im.sections = append(im.sections, section{name: s.Name, offset: uint64(s.Offset), size: uint64(s.Size)})
		}
	}
	return im, nil
}

func (im *image) elf(f *elf.File) {
	im.format, im.order, im.machine = "elf", f.ByteOrder, f.Machine.String()
	if f.Class == elf.ELFCLASS32 {
		im.bits = 32
	}
	for _, s := range f.Sections {
		size := s.FileSize
		if s.Type == elf.SHT_NOBITS {
			size = 0
		}
		if s.Flags&elf.SHF_ALLOC != 0 || s.Type != elf.SHT_NULL {
			im.sections = append(im.sections, section{name: s.Name, va: s.Addr, offset: s.Offset, size: size})
		}
		if strings.HasSuffix(s.Name, "debug_info") {
			im.dwarf = true
		}
		if s.Name == ".note.gnu.build-id" && s.FileSize > 16 {
			im.gnu = im.data[s.Offset+16 : s.Offset+s.FileSize]
		}
		if s.Type == elf.SHT_RELA && s.Flags&elf.SHF_ALLOC != 0 && im.bits == 64 {
			b, _ := s.Data()
			for ; len(b) >= 24; b = b[24:] {
				im.relocs[im.order.Uint64(b)] = im.order.Uint64(b[16:])
			}
		}
	}
	if len(f.Sections) == 0 {
		for _, p := range f.Progs {
			if p.Type == elf.PT_LOAD {
				im.sections = append(im.sections, section{va: p.Vaddr, offset: p.Off, size: p.Filesz})
			}
		}
	}
	syms, _ := f.Symbols()
	for _, s := range syms {
		im.symbols[s.Name] = s.Value
	}
}

func (im *image) pe(f *pe.File) {
	im.format, im.machine = "pe", fmt.Sprintf("%#x", f.Machine)
	var base uint64
	switch h := f.OptionalHeader.(type) {
	case *pe.OptionalHeader32:
		im.bits, base = 32, uint64(h.ImageBase)
	case *pe.OptionalHeader64:
		base = h.ImageBase
	}
	for _, s := range f.Sections {
		size := s.Size
		if s.VirtualSize < size {
			size = s.VirtualSize
		}
		im.sections = append(im.sections, section{name: s.Name, va: base + uint64(s.VirtualAddress), offset: uint64(s.Offset), size: uint64(size)})
		if strings.HasSuffix(s.Name, "debug_info") {
			im.dwarf = true
		}
	}
	for _, s := range f.Symbols {
		if n := int(s.SectionNumber); n > 0 && n <= len(f.Sections) {
			im.symbols[s.Name] = base + uint64(f.Sections[n-1].VirtualAddress) + uint64(s.Value)
		}
	}
}

func (im *image) macho(f *macho.File) {
	im.format, im.order, im.machine = "macho", f.ByteOrder, f.Cpu.String()
	for _, s := range f.Sections {
		size := s.Size
		if s.Offset == 0 {
			size = 0
		}
		im.sections = append(im.sections, section{name: s.Name, va: s.Addr, offset: uint64(s.Offset), size: size})
		if strings.HasSuffix(s.Name, "debug_info") {
			im.dwarf = true
		}
	}
	for _, l := range f.Loads {
		if b := l.Raw(); len(b) >= 24 && im.order.Uint32(b) == 0x1b {
			im.uuid = b[8:24]
		}
	}
	if f.Symtab != nil {
		for _, s := range f.Symtab.Syms {
			im.symbols[s.Name] = s.Value
			if strings.HasPrefix(s.Name, "_") {
				im.symbols[s.Name[1:]] = s.Value
			}
		}
	}
}

// at gives the file's bytes from an address to the end of its section.
func (im *image) at(va uint64) []byte {
	for _, s := range im.sections {
		if s.va != 0 && va >= s.va && va < s.va+s.size {
			return im.data[s.offset+va-s.va : s.offset+s.size]
		}
	}
	return nil
}

func (im *image) pointer(va uint64) uint64 {
	b := im.at(va)
	if im.bits == 32 && len(b) >= 4 {
		return uint64(im.order.Uint32(b))
	}
	if len(b) < 8 {
		return 0
	}
	if v, ok := im.relocs[va]; ok {
		return v
	}
	return im.order.Uint64(b)
}

// stringVar gives the initial value of a Go string variable; false when there is no such symbol.
func (im *image) stringVar(name string) (string, bool) {
	va, ok := im.symbols[name]
	if !ok {
		return "", false
	}
	b := im.at(im.pointer(va))
	n := im.pointer(va + uint64(im.bits/8))
	if n > uint64(len(b)) {
		return "", n == 0
	}
	return string(b[:n]), true
}

// pclntab finds the table by its magic, as the first place where debug/gosym reads functions and files.
func (im *image) pclntab(goroot string) *pclntab {
	for _, magic := range []uint32{0xfffffffb, 0xfffffffa, 0xfffffff0, 0xfffffff1} {
		var needle [6]byte
		im.order.PutUint32(needle[:], magic)
		for from := 0; ; {
			i := bytes.Index(im.data[from:], needle[:])
			if i < 0 {
				break
			}
			at := from + i
			from = at + 1
			if at+8 > len(im.data) {
				break
			}
			if q, p := im.data[at+6], im.data[at+7]; q != 1 && q != 2 && q != 4 || p != 4 && p != 8 {
				continue
			}
			if t := im.table(at, magic, goroot); t != nil {
				return t
			}
		}
	}
	return nil
}

func (im *image) table(at int, magic uint32, goroot string) (t *pclntab) {
	defer func() {
		if recover() != nil {
			t = nil
		}
	}()
	table, err := gosym.NewTable(nil, gosym.NewLineTable(im.data[at:], 0))
	if err != nil || len(table.Files) == 0 || len(table.Funcs) == 0 {
		return nil
	}
	t = &pclntab{Offset: uint64(at), Magic: fmt.Sprintf("%08x", magic), Files: len(table.Files), Functions: len(table.Funcs)}
	for name := range table.Files {
		if goroot != "" && strings.HasPrefix(name, strings.TrimSuffix(goroot, "/")+"/src/") {
			t.UnderGoroot++
		}
	}
	end := uint64(len(im.data))
	for _, s := range im.sections {
		if t.Offset >= s.offset && t.Offset < s.offset+s.size {
			t.Section, end = s.name, s.offset+s.size
		}
	}
	// An inlined function has no entry in the function table, only its name.
	t.NamesGorootFun = bytes.Contains(im.data[at:end], []byte("\x00runtime.GOROOT\x00"))
	return t
}
