variable "NAMES" { default = ["beta", "alpha", "gamma"] }
variable "PORTS" { default = { http = 80, https = 443, ssh = 22 } }
target "default" {
  tags = [for n in NAMES : "app:${n}" if n != "gamma"]
  args = { for k, v in PORTS : upper(k) => v + 8000 }
  labels = {
    joined  = join(",", [for i, n in NAMES : "${i}=${n}"])
    keys    = join(",", [for k, v in PORTS : k])
    grouped = jsonencode({ for n in NAMES : strlen(n) => n... })
    object  = jsonencode({ for k, v in PORTS : k => v if v > 50 })
    nested  = jsonencode([for a in ["x", "y"] : [for b in [1, 2] : "${a}${b}"]])
  }
}
