variable "A" {
  default = null
}
variable "B" { }
variable "L" { default = [] }
target "default" {
  args = { A = A, B = B, C = A == null ? "null" : A, D = B == "" ? "empty" : B, L = length(L) }
  tags = L
}
