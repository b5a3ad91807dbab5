group "default" { targets = ["images", "one"] }
group "images" { targets = ["pair", "three"] }
group "pair" { targets = ["one", "two"] }
target "one" { tags = ["one"] }
target "two" { tags = ["two"] }
target "three" { tags = ["three"] }
