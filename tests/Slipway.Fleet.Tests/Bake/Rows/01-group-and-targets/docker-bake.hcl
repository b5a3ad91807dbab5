# Two images of one repository.
group "default" {
  targets = ["api", "web"]
}

target "api" {
  context    = "./api"
  dockerfile = "Dockerfile.api"
  tags       = ["example.org/shop/api:1.4", "example.org/shop/api:latest"]
}

target "web" {
  context = "web" // the Dockerfile is where it always is
  target  = "release"
}

target "spare" { tags = ["spare"] }
