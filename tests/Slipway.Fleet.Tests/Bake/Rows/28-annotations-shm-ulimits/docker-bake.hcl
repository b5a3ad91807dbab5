target "default" {
  annotations = ["org.opencontainers.image.title=app", "index:k=v", "index:k=v"]
  shm-size = "128m"
  ulimits = ["nofile=1024:1024"]
  no-cache = true
  pull = false
  no-cache-filter = ["a", "a", "b"]
}
