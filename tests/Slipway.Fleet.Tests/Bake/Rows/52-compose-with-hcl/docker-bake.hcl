target "app" {
  args = { B = "hcl" }
  tags = ["app:hcl"]
}
