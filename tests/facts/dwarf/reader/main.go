// Says in JSON what the debug packages of Go's library read in the DWARF of a program: producers,
// languages and directories of the units, and the directories of all files in line tables.
package main

import (
	"debug/dwarf"
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"encoding/json"
	"os"
	"path"
)

type result struct {
	Units       int            `json:"units"`
	LineTables  int            `json:"line_tables"`
	Producers   map[string]int `json:"producers"`
	CompDirs    map[string]int `json:"comp_dirs"`
	Directories []string       `json:"directories"`
	Error       string         `json:"error"`
}

func open(name string) (*dwarf.Data, error) {
	if f, err := elf.Open(name); err == nil {
		return f.DWARF()
	}
	if f, err := macho.Open(name); err == nil {
		return f.DWARF()
	}
	f, err := pe.Open(name)
	if err != nil {
		return nil, err
	}
	return f.DWARF()
}

func read(name string) (r result, err error) {
	r.Producers, r.CompDirs = map[string]int{}, map[string]int{}
	data, err := open(name)
	if err != nil {
		return r, err
	}
	directories := map[string]bool{}
	reader := data.Reader()
	for {
		entry, err := reader.Next()
		if err != nil {
			return r, err
		}
		if entry == nil {
			break
		}
		if entry.Tag == dwarf.TagCompileUnit {
			r.Units++
			if producer, ok := entry.Val(dwarf.AttrProducer).(string); ok {
				r.Producers[producer]++
			}
			if dir, ok := entry.Val(dwarf.AttrCompDir).(string); ok {
				r.CompDirs[dir]++
			}
			lines, err := data.LineReader(entry)
			if err != nil {
				return r, err
			}
			if lines != nil {
				r.LineTables++
				for _, file := range lines.Files() {
					if file != nil {
						directories[path.Dir(file.Name)] = true
					}
				}
			}
		}
		reader.SkipChildren()
	}
	for dir := range directories {
		r.Directories = append(r.Directories, dir)
	}
	return r, nil
}

func main() {
	for _, name := range os.Args[1:] {
		r, err := read(name)
		if err != nil {
			r.Error = err.Error()
		}
		json.NewEncoder(os.Stdout).Encode(r)
	}
}
