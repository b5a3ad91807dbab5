target "base" {
  context = "./base"
  args = { VERSION = "1.2", NAME = "base" }
  tags = ["base:1.2"]
}
target "default" {
  context = target.base.context
  args = { FROM = target.base.args.VERSION, NAME = "${target.base.args["NAME"]}-child" }
  tags = concat(target.base.tags, ["child:${target.base.args.VERSION}"])
}
