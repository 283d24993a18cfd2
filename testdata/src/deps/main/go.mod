module example.com/gorigin/deps

go 1.15

require (
	example.com/gorigin/alpha v1.2.3
	example.com/gorigin/beta v0.4.0
	example.com/gorigin/gamma/v2 v2.0.1
)

replace example.com/gorigin/alpha => ../alpha

replace example.com/gorigin/beta => example.com/gorigin/beta-fork v0.4.1-0.20240102030405-abcdefabcdef
