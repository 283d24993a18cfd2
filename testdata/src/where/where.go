// A program without fmt that refers to runtime.GOROOT, so the linker keeps the
// GOROOT string and the function name table has "runtime.GOROOT".
package main

import "runtime"

func main() {
	println(runtime.GOROOT(), runtime.Version())
}
