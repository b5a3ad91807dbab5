x = "1"
variable "x" { default = "2" }
target "default" { args = { X = x } }
