registry = "example.org"
image    = "${registry}/app"
tags_of  = { latest = "${image}:latest", edge = "${image}:edge" }
target "default" {
  tags = values(tags_of)
  args = { IMAGE = image }
}
