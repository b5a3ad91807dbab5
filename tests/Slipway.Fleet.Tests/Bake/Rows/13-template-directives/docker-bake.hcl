variable "ON" { default = true }
variable "LIST" { default = ["a", "b"] }
target "default" {
  args = {
    if     = "x%{ if ON }yes%{ else }no%{ endif }y"
    noelse = "[%{ if !ON }hidden%{ endif }]"
    for    = "%{ for l in LIST }<${l}>%{ endfor }"
    index  = "%{ for i, l in LIST }${i}${l};%{ endfor }"
    trim   = "a   ${~ "b" ~}   c"
    lines  = <<EOT
%{ for l in LIST ~}
item ${l}
%{ endfor ~}
end
EOT
  }
}
