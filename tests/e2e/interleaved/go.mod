module interleaved

go 1.21
