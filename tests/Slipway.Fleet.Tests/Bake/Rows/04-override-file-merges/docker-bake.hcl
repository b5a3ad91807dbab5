variable "V" { default = "1" }
group "default" { targets = ["app"] }
target "app" {
  context = "src"
  args = { V = V, KEPT = "yes", GONE = "no" }
  labels = { one = "1" }
  tags = ["app:${V}"]
  platforms = ["linux/amd64", "linux/arm64"]
  cache-from = ["type=registry,ref=app:cache"]
  output = ["type=docker"]
}
