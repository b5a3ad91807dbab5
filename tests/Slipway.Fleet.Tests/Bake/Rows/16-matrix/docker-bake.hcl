target "app" {
  name = "app-${flavor}"
  matrix = { flavor = ["debian", "alpine", "ubi"] }
  dockerfile = "Dockerfile.${flavor}"
  tags = ["app:${flavor}"]
}
group "default" { targets = ["app"] }
