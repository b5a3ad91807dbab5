group "default" { targets = ["app", "tool"] }
target "app" { args = { A = "1" } }
target "tool" { tags = ["tool:1"] }
