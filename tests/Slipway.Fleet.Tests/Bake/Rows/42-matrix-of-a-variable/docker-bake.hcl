variable "toset" { default = ["b","a"] }
target "m" {
  name = "d-${v}"
  matrix = { v = toset }
  args = { V = v, O = target.base.context }
}
target "base" { context = "bb" }
group "default" { targets = ["m", "base"] }
