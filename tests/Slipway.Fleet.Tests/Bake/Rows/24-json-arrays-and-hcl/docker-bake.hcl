variable "B" { default = "hcl" }
target "app" { labels = { by = "hcl" } }
