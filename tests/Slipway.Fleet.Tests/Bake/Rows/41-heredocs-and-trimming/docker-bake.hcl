target "default" {
  args = {
    a = <<-EOT
        x
      y
    	z
    EOT
    b = <<EOT
${~ "q" ~}
   tail
EOT
    c = <<-EOT

      indented

        more
    EOT
    d = <<-EOT
      ${"interp"} at start
        deeper
      %{ if true }
      yes
      %{ else }
      no
      %{ endif }
    EOT
    e = <<EOT
a
%{~ for x in ["1","2"] ~}
 [${x}]
%{~ endfor ~}
b
EOT
  }
}
