variable "HOSTS" { default = [{ name = "a", ip = ["1.1.1.1", "1.1.1.2"] }, { name = "b", ip = ["2.2.2.2"] }] }
target "default" {
  tags = HOSTS[*].name
  args = {
    attribute = join(" ", HOSTS.*.name)
    first     = HOSTS[0].name
    deep      = HOSTS[0].ip[1]
    legacy    = HOSTS.1.name
    quoted    = HOSTS[1]["name"]
    each      = join(" ", HOSTS[*].ip[0])
    single    = jsonencode("one"[*])
    nothing   = jsonencode(null[*])
  }
}
