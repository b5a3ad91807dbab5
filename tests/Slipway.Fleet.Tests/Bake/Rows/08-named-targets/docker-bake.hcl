group "default" { targets = ["one"] }
group "all" { targets = ["one", "two"] }
target "one" {}
target "two" {}
target "three" { context = "3" }
