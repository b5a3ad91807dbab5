target "default" {
  tags = ["b", "a", "b"]
  platforms = ["linux/arm64", "linux/arm64"]
  labels = { z = 1, a = true, "k.k" = "v" }
  no-cache = "true"
  dockerfile = ""
  target = ""
}
