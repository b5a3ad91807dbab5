variable "MAYBE" { default = null }
target "default" {
  context = null
  target = MAYBE
  args = { SET = "x", UNSET = null, MAYBE = MAYBE }
  tags = ["a", ""]
  labels = { l = null }
  dockerfile = MAYBE == null ? "Dockerfile.none" : MAYBE
}
