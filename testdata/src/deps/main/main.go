// A program with three modules beside its own: one replaced by a directory,
// one replaced by a version of another module, one taken as it is.
package main

import (
	"runtime"

	"example.com/gorigin/alpha"
	"example.com/gorigin/beta"
	"example.com/gorigin/gamma/v2"
)

var version = "unset"

func main() {
	println(runtime.GOROOT(), version, alpha.Name(), beta.Name(), gamma.Name())
}
