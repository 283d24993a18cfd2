// The smallest Go program: nothing but the runtime. It does not refer to
// runtime.GOROOT, so the linker drops the GOROOT string and only the file
// table names the place of the toolchain.
package main

func main() {}
