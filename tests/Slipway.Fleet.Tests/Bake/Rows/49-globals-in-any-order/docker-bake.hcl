a = b
b = "x"
target "default" { tags = [a, "${a}-${c}"] }
c = upper(b)
