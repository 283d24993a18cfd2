module example.com/gorigin/hello

go 1.15
