module example.com/gorigin/alpha

go 1.15
