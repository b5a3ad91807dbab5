target "_base" {
  args = { A = "base", B = "base", C = "base" }
  platforms = ["linux/amd64"]
  labels = { from = "base" }
  no-cache-filter = ["fetch"]
}
target "_release" {
  args = { B = "release" }
  tags = ["from-release"]
  pull = true
  no-cache-filter = ["compile"]
}
target "app" {
  inherits = ["_base", "_release"]
  args = { C = "app" }
  tags = ["app"]
}
target "app-dev" {
  inherits = ["app"]
  target = "dev"
  args = { B = "dev" }
  platforms = []
}
group "default" { targets = ["app", "app-dev"] }
