foo "bar" { x = 1 }
target "default" {
  unknown = nowhere(at_all)
  tags = ["a"]
}
