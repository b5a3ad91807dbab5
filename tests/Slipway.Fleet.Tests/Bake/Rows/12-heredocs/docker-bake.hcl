variable "WHO" { default = "world" }
target "default" {
  dockerfile-inline = <<EOT
FROM alpine
RUN echo "hello ${WHO}" \\
 && true
EOT
  args = {
    flush = <<-EOF
      first
        second ${WHO}

      last
    EOF
    literal = <<X
  a "quoted" \n stays
X
  }
}
