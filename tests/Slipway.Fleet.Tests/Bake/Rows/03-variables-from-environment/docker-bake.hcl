variable "TAG" { default = "dev" }
variable "WORKERS" { default = 4 }
variable "RATIO" { default = 0.25 }
variable "FAST" { default = false }
variable "OPEN" { default = null }
variable "UNSET" {}
target "default" {
  tags = ["app:${TAG}"]
  args = { WORKERS = WORKERS * 2, RATIO = RATIO, FAST = FAST, OPEN = OPEN, UNSET = UNSET, MODE = FAST ? "fast" : "slow" }
}
