group "default" {
  description = "All of it"
  targets = ["app"]
}
target "app" {
  description = "The application"
  args = { SHELL = "$${HOME} and %%{if}" }
  labels = { l = "$${x}" }
  annotations = ["a=$${b}"]
  dockerfile-inline = "RUN echo $${PATH}"
  context = "$${dir}"
}
