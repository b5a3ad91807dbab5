variable "P" { default = ["linux/amd64", "linux/arm64"] }
target "default" {
  name = "app-${replace(p, "/", "-")}"
  matrix = { p = P }
  platforms = [p]
}
