target "default" { args = { A = "b" } }
target "own" { args = { SOURCE_DATE_EPOCH = "1" } }
