module example.com/gorigin/where

go 1.15
