function "tag" {
  params = [name, version]
  result = "example.org/${name}:${version}"
}
function "all" {
  params = [first]
  variadic_params = rest
  result = concat([first], rest)
}
function "twice" {
  params = [x]
  result = multiply(double(x), 1)
}
function "double" {
  params = [x]
  result = x * 2
}
variable "SUFFIX" { default = "-slim" }
function "suffixed" {
  params = [s]
  result = "${s}${SUFFIX}"
}
target "default" {
  tags = all(tag("a", "1"), tag("b", suffixed("2")), tag("c", 3))
  args = { n = twice(21), spread = tag(["x", "y"]...) }
}
