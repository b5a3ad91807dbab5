group "default" { targets = ["a"] }
target "b" { tags = ["b"] }
