variable "A" { default = null }
variable "L" { default = [] }
target "default" {
  args = {
    missing = A == null ? "chosen" : nowhere
    index   = length(L) > 0 ? L[0] : "none"
    number  = true ? 5 : elsewhere.at.all
    call    = false ? upper(["a"]) : "fine"
  }
}
