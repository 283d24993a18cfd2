// A C library in Go: built with -buildmode=c-shared or c-archive.
package main

import "C"

import "runtime"

//export gorigin_where
func gorigin_where() int {
	return len(runtime.GOROOT())
}

func main() {}
