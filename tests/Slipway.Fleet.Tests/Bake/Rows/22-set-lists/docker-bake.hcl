target "default" {
  tags = ["old"]
  output = ["type=image"]
  cache-from = ["type=local,src=a"]
  platforms = ["linux/amd64"]
}
