target "default" {
  tags = ["app:1"]
  platforms = ["linux/amd64"]
  cache-from = ["type=local,src=c"]
}
