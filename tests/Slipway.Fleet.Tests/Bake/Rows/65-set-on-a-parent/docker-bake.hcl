target "p" { args = { A = "1" } }
target "default" { inherits = ["p"] }
