variable "V" { default = "2" }
target "app" {
  args = { GONE = "overridden", NEW = "n" }
  labels = { two = "2" }
  tags = ["app:over-${V}"]
  cache-from = ["type=local,src=/tmp/c"]
  output = ["type=registry"]
}
target "extra" { context = "extra" }
group "default" { targets = ["app", "extra"] }
