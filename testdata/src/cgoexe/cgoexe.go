// A program with C in it, so the system's linker makes the file.
package main

/*
static int twice(int n) { return 2 * n; }
*/
import "C"

import "runtime"

func main() {
	println(runtime.GOROOT(), C.twice(21))
}
