variable "TAG_LATEST" { default = true }
variable "GITHUB_REF" { default = "" }
variable "BASE" { default = { A = "1" } }
target "default" {
  tags = concat(["app:1"], TAG_LATEST ? ["app:latest"] : [])
  platforms = GITHUB_REF == "" ? ["linux/amd64"] : ["linux/amd64", "linux/arm64"]
  args = merge(BASE, { B = "2" }, TAG_LATEST ? { L = "yes" } : {})
  cache-to = compact([GITHUB_REF != "" ? "type=gha" : "", "type=inline"])
}
