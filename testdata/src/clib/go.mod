module example.com/gorigin/clib

go 1.15
