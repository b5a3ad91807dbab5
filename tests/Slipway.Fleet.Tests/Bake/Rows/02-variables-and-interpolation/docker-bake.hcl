variable "REGISTRY" { default = "registry.example.org" }
variable "VERSION" {
  default = "0.9.1"
}
variable "EMPTY" {}
variable "COUNT" { default = 3 }
variable "DEBUG" { default = false }
target "default" {
  tags = ["${REGISTRY}/tool:${VERSION}", "${REGISTRY}/tool:v${COUNT + 1}"]
  args = {
    VERSION = VERSION
    EMPTY   = EMPTY
    COUNT   = COUNT
    HALF    = COUNT / 2
    DEBUG   = DEBUG
    PLAIN   = "$$ and $ and 100%"
    "quoted key" = "tab\tquote\"end"
    (upper("made")) = "computed key"
  }
}
