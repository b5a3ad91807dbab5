target "default" {
  args = {
    "a-b" = 1, a-b = 2
    x : 3
  }
  platforms = ["linux/amd64",
    "linux/arm64", # c
  ]
}