group "default" { targets = ["app"] }
target "base" {
  context = "base"
  tags = ["base:1"]
}
target "tools" {
  context = "tools"
  contexts = { base = "target:base" }
}
target "app" {
  contexts = {
    base   = "target:base"
    tools  = "target:tools"
    alpine = "docker-image://alpine:3.20"
    data   = "../data"
    src    = "https://github.com/example/src.git#main"
    none   = ""
  }
}
