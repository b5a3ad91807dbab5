target "app" {
  name = "app-${item.os}-${replace(item.version, ".", "-")}"
  matrix = {
    item = [
      { os = "bookworm", version = "12.5", extra = true },
      { os = "trixie", version = "13.0", extra = false },
    ]
  }
  args = { OS = item.os, VERSION = item.version, EXTRA = item.extra }
}
target "default" {
  inherits = ["app-trixie-13-0"]
  tags = ["default"]
}
