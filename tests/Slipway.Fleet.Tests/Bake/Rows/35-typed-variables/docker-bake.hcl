variable "LIST" {
  type = list(string)
  default = ["a"]
}
variable "PORTS" {
  type = map(number)
  default = { http = 80 }
}
variable "COUNT" {
  type = number
  default = "3"
}
variable "NOTHING" { type = string }
variable "OBJECT" {
  type = object({ name = string, on = bool })
  default = { name = "x", on = false }
}
target "default" {
  tags = [for l in LIST : "app:${l}"]
  args = { PORTS = jsonencode(PORTS), COUNT = COUNT + 1, NOTHING = NOTHING == null ? "null" : NOTHING, OBJECT = "${OBJECT.name} ${OBJECT.on}" }
}
