target "default" {
  args = { CONTEXT = BAKE_CMD_CONTEXT, PLATFORM = BAKE_LOCAL_PLATFORM, OS = split("/", BAKE_LOCAL_PLATFORM)[0] }
}
