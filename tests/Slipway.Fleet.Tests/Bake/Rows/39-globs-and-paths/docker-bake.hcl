target "img-a" { context = "a" }
target "img-b" { context = "b" }
target "other" {}
target "default" { dockerfile = basename("x/y/Dockerfile.z") }
