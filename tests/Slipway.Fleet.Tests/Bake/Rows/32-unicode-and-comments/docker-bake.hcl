/* a block
   comment */
variable "grüße" { default = "ÄÖÜ 🚀" } # one more
target "default" { // and another
  args = {
    text    = "${grüße}: \u00e9 \U0001F680"
    length  = strlen("🚀é")
    html    = "<a href=\"x\">&</a>"
    slashes = "a//b#c"
    dollar  = "cost: $5, 5%"
  }
}
