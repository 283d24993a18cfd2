module example.com/gorigin/cgoexe

go 1.15
