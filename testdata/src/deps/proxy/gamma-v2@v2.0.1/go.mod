module example.com/gorigin/gamma/v2

go 1.15
