target "default" {
  attest = ["type=provenance,mode=min", "type=sbom,generator=x", "type=provenance,mode=max"]
  inherits = ["p"]
}
target "p" {
  attest = ["type=sbom"]
  cache-to = ["type=inline"]
  context = ".././a/../b/"
  dockerfile = "./x/../Dockerfile"
}
