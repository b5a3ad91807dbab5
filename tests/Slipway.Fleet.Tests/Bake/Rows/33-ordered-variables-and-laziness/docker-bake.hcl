target "default" {
  args = { Z = z, Y = y, X = upper(x) }
}
variable "z" { default = "${y}-z" }
y = "${x}-y"
variable "x" { default = "x" }
