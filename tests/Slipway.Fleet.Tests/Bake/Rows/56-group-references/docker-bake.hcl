group "g" { targets = ["default"] }
target "default" {
  tags = group.g.targets
}
