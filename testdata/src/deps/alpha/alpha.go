// Package alpha is a dependency with a function that is not inlined, so its file
// name reaches the file table.
package alpha

//go:noinline
func Name() string { return "alpha" }
