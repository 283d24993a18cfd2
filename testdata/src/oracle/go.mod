module example.com/gorigin/oracle

go 1.21
