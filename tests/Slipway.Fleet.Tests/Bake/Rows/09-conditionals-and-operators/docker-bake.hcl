variable "CI" { default = "" }
variable "N" { default = 7 }
target "default" {
  args = {
    where    = CI != "" ? "ci" : "local"
    parity   = N % 2 == 0 ? "even" : "odd"
    order    = 2 + 3 * 4 - 10 / 4
    grouped  = (2 + 3) * 4
    compare  = N >= 7 && !(N < 3) || false
    negative = -N + 1
    same     = "a" == "a" && 1 != 2
    typed    = "1" == 1
    third    = 1 / 3
    big      = 9007199254740993 + 1
    tiny     = 0.1 + 0.2
    power    = 1e3
  }
}
