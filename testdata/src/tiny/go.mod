module example.com/gorigin/tiny

go 1.15
