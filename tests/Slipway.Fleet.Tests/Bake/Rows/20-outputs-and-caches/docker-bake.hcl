target "default" {
  output = ["type=local,dest=out", "type=tar,dest=out.tar"]
  cache-from = ["type=registry,ref=user/app:cache", "type=gha", "type=gha"]
  cache-to = ["type=inline"]
  attest = ["type=provenance,mode=max", "type=sbom"]
  secret = ["id=token,src=token.txt", "id=npm,src=token.txt"]
  ssh = ["default"]
}
