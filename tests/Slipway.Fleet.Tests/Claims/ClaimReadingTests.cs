// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet.Tests;

/// <summary>From the words of a fleet file to claims, and what is said of words that claim nothing.</summary>
public sealed class ClaimReadingTests
{
    [Theory]
    [InlineData("labels: { a: b }", "labels: label 'a' is 'b'")]
    [InlineData("labels: { a: { absent: true } }", "labels: there is no label 'a'")]
    [InlineData("labels: { a: { present: true } }", "labels: there is a label 'a'")]
    [InlineData("annotations: { a: { matches: '^v[0-9]' } }", "annotations: annotation 'a' matches /^v[0-9]/")]
    [InlineData("env: { PATH: { contains: [/a, /b], lacks: /c } }", "env: variable 'PATH' contains '/a'|env: variable 'PATH' contains '/b'|env: variable 'PATH' does not contain '/c'")]
    [InlineData("env: { V: { equals: '{version}' } }", "env: variable 'V' is '1.2.3'")]
    [InlineData("env: { V: { lacks: '{version}' } }", "env: variable 'V' does not contain '1.2.3'")]
    [InlineData("user: 1000", "user: it runs as user number 1000")]
    [InlineData("user: app", "user: it runs as user 'app'")]
    [InlineData("user: { gid: 0 }", "user: it runs as group number 0")]
    [InlineData("ports: 8000", "ports: port 8000/tcp is exposed")]
    [InlineData("ports: { present: [8000], absent: [22, 53/udp] }", "ports: port 8000/tcp is exposed|ports: port 22/tcp is not exposed|ports: port 53/udp is not exposed")]
    [InlineData("volumes: [/data, '/{major}']", "volumes: '/data' is a volume|volumes: '/1' is a volume")]
    [InlineData("volumes: { absent: /tmp }", "volumes: '/tmp' is no volume")]
    [InlineData("healthcheck: absent", "healthcheck: it has no health check")]
    [InlineData("healthcheck: { test: wget -q localhost, interval: 1m30s, start-period: 500ms, retries: 3 }",
        "healthcheck: the health check is [\"CMD-SHELL\", \"wget -q localhost\"]|healthcheck: the health check's interval is 90s|healthcheck: the health check's start period is 0.5s|healthcheck: the health check's number of retries is 3")]
    [InlineData("healthcheck: { test: [node, health.js] }", "healthcheck: the health check is [\"CMD\", \"node\", \"health.js\"]")]
    [InlineData("entrypoint: { absent: true }", "entrypoint: there is no entry point")]
    [InlineData("cmd: node a.js", "cmd: the command is [\"/bin/sh\", \"-c\", \"node a.js\"]")]
    [InlineData("stop-signal: int", "stop-signal: the stop signal is SIGINT")]
    [InlineData("layers: 12", "layers: it has at most 12 layers")]
    [InlineData("layers: { max: 12, exactly: 1 }", "layers: it has at most 12 layers|layers: it has exactly 1 layer")]
    [InlineData("no-build-tools: true", "no-build-tools: no build tool is in it")]
    [InlineData("packages: { present: ['deb:nodejs>=18', 'pypi:Flask'], absent: ['nodejs<18'] }", "packages: package 'deb:nodejs>=18' is present|packages: package 'pypi:Flask' is present|packages: package 'nodejs<18' is absent")]
    [InlineData("files: { content: { /etc/motd: hi, /v: { contains: '{version}' } } }", "files.content: the content of '/etc/motd' is 'hi'|files.content: the content of '/v' contains '1.2.3'")]
    [InlineData("files: { mode: { /app: 755, '/app/*': '0644', /su: 4755 }, owner: { /app: 'app:0' } }",
        "files.mode: the mode of '/app' is 0755|files.mode: the mode of '/app/*' is 0644|files.mode: the mode of '/su' is 4755|files.owner: the owner of '/app' is 'app:0'")]
    [InlineData("size: 10MB", "size: the size is at most 10.0MB")]
    [InlineData("size: { grows: 5%, against: base, compressed: { saves: 2MB, against: base } }", "size: it grows by at most 5% against 'base'|size.compressed: it saves at least 2.0MB against 'base'")]
    [InlineData("size: { saves: { by: 40%, against: base }, grows: { by: 1KB, against: old.json } }", "size: it saves at least 40% against 'base'|size: it grows by at most 1.0KB against 'old.json'")]
    [InlineData("size: { grows: 0%, against: 'debian:bookworm-slim' }", "size: it grows by at most 0% against 'debian:bookworm-slim'")]
    [InlineData("platforms: [linux/amd64]", "platforms: it exists for linux/amd64")]
    [InlineData("commands: [{ run: [x], prints: '' }, { run: [y], lacks: z, exit: 2 }]", "commands: [\"x\"] ends with 0 and prints ''|commands: [\"y\"] ends with 2 and prints nothing that contains 'z'")]
    public void A_word_says_what_is_claimed(string words, string claims)
    {
        var fleet = FleetText.ExpandWell($"fleet: f\nversion: 1.2.3\nimages:\n  base: {{}}\n  app:\n    claims: {{ {words} }}\n");
        string.Join('|', fleet.Find("app")!.Claims.Select(claim => $"{claim.Word}: {claim.Statement}")).ShouldBe(claims);
    }

    [Theory]
    [InlineData("labels: {}", "6:15: 'labels' is a map of names to texts, not an empty one")]
    [InlineData("labels: { a: }", "6:17: 'a' has no value | write a: \"\" for an empty one, or a: { absent: true }")]
    [InlineData("labels: { a: {} }", "6:20: 'a' claims nothing | write one of equals, contains, lacks, matches, present, absent")]
    [InlineData("labels: { a: [b] }", "6:20: 'a' is a text or a map, not a list | write a: \"\" for an empty one, or a: { absent: true }")]
    [InlineData("labels: { a: { contain: b } }", "6:22: 'a' has no 'contain' | did you mean 'contains'?")]
    [InlineData("labels: { a: { absent: true, equals: b } }", "6:20: 'a' is claimed to be absent, and something else of it | keep one of the two")]
    [InlineData("labels: { a: { absent: false } }", "6:30: 'absent: false' claims nothing | write true, or leave it out")]
    [InlineData("env: { A: { matches: '.*' } }", "6:28: every text matches '.*', which proves nothing")]
    [InlineData("env: { A: { matches: '' } }", "6:28: 'matches' is a text, not an empty one | write its value, or leave it out")]
    [InlineData("user: {}", "6:13: 'user' claims nothing | write 'uid', 'gid', 'name' or 'not-root: true'")]
    [InlineData("ports: { absent: [8000], present: [8000] }", "6:25: port '8000/tcp' is claimed to be present and absent | keep one of the two")]
    [InlineData("volumes: [data]", "6:17: 'data' is not an absolute path | begin it with '/'")]
    [InlineData("healthcheck: {}", "6:20: 'healthcheck' claims nothing | write present, absent, or a map of test, interval, timeout, start-period, start-interval and retries")]
    [InlineData("healthcheck: { interval: soon }", "6:32: 'soon' is not a duration | write it as in 30s or 1m30s")]
    [InlineData("healthcheck: { retries: 0 }", "6:31: '0' is not a number of retries | write a number from 1 on")]
    [InlineData("entrypoint: { absent: false }", "6:19: 'entrypoint' is a command, or 'absent: true'")]
    [InlineData("stop-signal: SIGSTAP", "6:20: there is no signal 'SIGSTAP' | write a name such as SIGTERM, or a number from 1 to 64")]
    [InlineData("layers: many", "6:15: 'many' is not a number of layers")]
    [InlineData("layers: {}", "6:15: 'layers' claims nothing | write 'max' or 'exactly'")]
    [InlineData("no-build-tools: false", "6:23: 'no-build-tools: false' claims nothing | write true, or leave it out")]
    [InlineData("size: {}", "6:13: 'size' claims nothing | write 'max', or 'saves' or 'grows' with 'against'")]
    [InlineData("size: { compressed: {} }", "6:27: 'compressed' claims nothing | write 'max', or 'saves' or 'grows' with 'against'")]
    [InlineData("size: { grows: 5% }", "6:22: the growth has nothing that it is compared with | add 'against: SIBLING'")]
    [InlineData("size: { saves: 101%, against: base }", "6:22: nothing can save '101%' | write a percentage up to 100%")]
    [InlineData("size: { saves: { by: 4% } }", "6:22: 'saves' needs 'by' and 'against' | write 'saves: { by: 40%, against: SIBLING }', or 'saves: 40%' with 'against' beside it")]
    [InlineData("files: {}", "6:14: 'files' claims nothing | list paths under 'present' or 'absent', or give their 'content', 'mode' or 'owner'")]
    [InlineData("files: { absent: /a/../b }", "6:24: no path of an image has '.' or '..' in it, as '/a/../b' does")]
    [InlineData("files: { present: '/**' }", "6:25: every image has a '/**'")]
    [InlineData("files: { absent: '/[z-a]' }", "6:24: '/[z-a]' has a set of characters in brackets that is none")]
    [InlineData("files: { mode: { /a: 999 } }", "6:28: '999' is not a mode | write three or four octal digits, such as \"0755\"")]
    [InlineData("files: { owner: { /a: 'a b' } }", "6:29: 'a b' is not an owner | write user or user:group, names or numbers")]
    [InlineData("files: { content: { '/a*': x } }", "6:27: '/a*' is a pattern, and 'content' is of one file | write the file's path")]
    [InlineData("files: { content: { /a: { present: true } } }", "6:33: '/a' has no 'present' | it has contains, equals, lacks, matches")]
    [InlineData("files: { absent: /a, mode: { /a: 755 } }", "6:40: file '/a' is claimed to be present and absent | keep one of the two")]
    [InlineData("packages: { present: ['deb:x>=1_2'] }", "6:29: '1_2' is not a version of a Debian package | write a name, 'deb:name', 'apk:name', 'npm:@scope/name' or 'pypi:name', and a version if it matters: 'deb:name>=1.2'")]
    [InlineData("platforms: { linux/amd64: {} }", "6:33: these claims claim nothing | leave them out")]
    [InlineData("platforms: { linux/amd64: { platforms: [linux/arm64] } }", "6:35: 'platforms' is not supported | it stands under a platform already")]
    [InlineData("platforms: { 'linux amd64': ~ }", "6:20: 'linux amd64' is not a platform | did you mean 'linux/amd64'?")]
    [InlineData("platforms: { linux/amd64: { user: 1 }, linux/x86_64: { user: 2 } }", "6:46: 'linux/x86_64' is linux/amd64, of which something is claimed already | write it once")]
    public void A_word_that_claims_nothing_is_an_error_with_its_place(string words, string problem) =>
        FleetText.ImageProblems($"claims:\n  {words}").ShouldBe([problem]);

    [Fact]
    public void Claims_that_are_empty_claim_nothing() =>
        FleetText.ImageProblems("claims: {}").ShouldBe(["5:13: these claims claim nothing | leave them out"]);

    [Fact]
    public void Of_two_largest_the_tighter_holds_and_what_is_absent_is_not_there_again()
    {
        var fleet = FleetText.ExpandWell("""
            fleet: f
            claims: { layers: { max: 5 }, healthcheck: absent, size: { max: 1MB, compressed: { max: 2MB } }, env: { A: x, B: y } }
            images:
              app:
                claims: { layers: { max: 9 }, healthcheck: { retries: 2 }, size: { max: 2MB, compressed: { max: 1MB } }, env: { A: { absent: true } } }
            """);
        fleet.Targets[0].Claims.Select(claim => claim.Statement).ShouldBe([
            "there is no variable 'A'", "variable 'B' is 'y'", "the health check's number of retries is 2", "the size is at most 1.0MB", "the compressed size is at most 1.0MB",
            "it has at most 5 layers",
        ]);
    }

    [Fact]
    public void What_is_claimed_of_one_platform_is_laid_over_what_is_claimed_of_all()
    {
        var fleet = FleetText.ExpandWell("""
            fleet: f
            images:
              app:
                platforms: [linux/amd64, linux/arm64]
                claims:
                  user: 1000
                  env: { A: all, B: all }
                  size: 10MB
                  platforms:
                    linux/amd64:
                    linux/aarch64: { env: { A: arm }, size: 8MB, files: { present: [/lib/arm] } }
            """);
        fleet.Targets[0].Claims.Select(claim => $"{claim.OnlyOn?.ToString() ?? "all"}: {claim.Statement}").ShouldBe([
            "all: variable 'B' is 'all'", "all: it runs as user number 1000", "all: it exists for linux/amd64", "all: it exists for linux/arm64",
            "linux/amd64: variable 'A' is 'all'", "linux/amd64: the size is at most 10.0MB",
            "linux/arm64: variable 'A' is 'arm'", "linux/arm64: file '/lib/arm' is present", "linux/arm64: the size is at most 8.0MB",
        ]);
    }

    [Fact]
    public void What_is_claimed_of_a_platform_that_is_not_built_claims_that_it_is()
    {
        var fleet = FleetText.ExpandWell("fleet: f\nimages: { app: { platforms: [linux/amd64], claims: { platforms: { linux/arm64: { user: app } } } } }\n");
        fleet.Targets[0].Claims.ShouldHaveSingleItem().ShouldBeOfType<PlatformClaim>().Platform.ShouldBe(Platform.LinuxArm64);
    }
}
