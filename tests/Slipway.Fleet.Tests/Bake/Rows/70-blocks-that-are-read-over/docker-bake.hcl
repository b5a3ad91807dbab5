foo "bar" { x = 1 }
target "default" {}
