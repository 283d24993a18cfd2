// An ordinary little program: fmt, runtime.GOROOT and runtime.Version.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	fmt.Println("hello from", runtime.Version(), "in", runtime.GOROOT())
}
