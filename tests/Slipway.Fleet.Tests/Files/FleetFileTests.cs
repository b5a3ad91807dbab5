// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet.Tests;

public sealed class FleetFileTests
{
    [Fact]
    public void Every_problem_is_reported_at_once_with_place_excerpt_and_help()
    {
        const string text = """
            fleet: OpenHQM
            registry: ghcr.io/team
            images:
              app:
                contxt: .
                matrix: { backend: [all, redis] }
                args: { QUEUE: "{bakend}" }
                claims:
                  size: { max: 500M }
                when:
                  - match: { backend: reddis }
                    tags: [x]
            """;
        FleetText.Problems(text).ShouldBe("""
            slipway.yaml:1:8: error: 'OpenHQM' cannot be a fleet's name
              1 | fleet: OpenHQM
                |        ^^^^^^^
            help: use lower-case letters and digits, with single '_' or '-' between them
            slipway.yaml:5:5: error: an image has no 'contxt'
              5 |     contxt: .
                |     ^^^^^^
            help: did you mean 'context'?
            slipway.yaml:7:21: error: nothing is known as '{bakend}' here
              7 |     args: { QUEUE: "{bakend}" }
                |                     ^^^^^^^^
            help: did you mean '{backend}'?
            slipway.yaml:9:20: error: '500M' could be thousands or 1024s; write '500MB' or '500MiB'
              9 |       size: { max: 500M }
                |                    ^^^^
            slipway.yaml:11:27: error: the axis 'backend' has no value 'reddis'
             11 |       - match: { backend: reddis }
                |                           ^^^^^^
            help: did you mean 'redis'?

            """);
    }

    [Theory]
    [InlineData("", "1:1: the file holds nothing | begin it with 'fleet: NAME' and 'images:'")]
    [InlineData("# nothing\n", "1:1: the file holds nothing | begin it with 'fleet: NAME' and 'images:'")]
    [InlineData("- a\n", "1:1: a fleet file is a map, not a list | write its fields as 'name: value', each on a line of its own below it")]
    [InlineData("fleet: f\n", "1:1: the file has no images | say what they are under 'images:'")]
    [InlineData("fleet: f\nimages: {}\n", "2:9: 'images' is a map of names to images, not an empty one | write each image below it: 'app: { context: . }'")]
    [InlineData("images: { a: {} }\n", "1:1: the file does not name its fleet | begin it with 'fleet: NAME'")]
    [InlineData("fleet: f\nimages: { App: {} }\n", "2:11: 'App' cannot be an image's name | use lower-case letters and digits, with single '_' or '-' between them")]
    [InlineData("fleet: f\nimages: { a: {} }\nfunction: { x: 1 }\n", "3:1: 'function' is not supported | use the matrix, variables and the words in braces")]
    [InlineData("fleet: f\nimages: { a: {} }\ngroups: { x: [a] }\n", "3:1: a fleet file has no 'groups' | did you mean 'group'?")]
    [InlineData("fleet: f\nregistry: team\nimages: { a: {} }\n", "2:11: 'team' is not a registry | write a host, with a port and a path where there are some, such as 'ghcr.io/team' or 'localhost:5000'")]
    [InlineData("fleet: f\nplatforms: [linux/amd46]\nimages: { a: {} }\n", null)]
    [InlineData("fleet: f\nplatforms: [Linux AMD64]\nimages: { a: {} }\n", "2:13: 'Linux AMD64' is not a platform | did you mean 'linux/amd64'?")]
    [InlineData("fleet: f\nimages: { a: {} }\ngroup: { a: [a] }\n", "3:10: 'a' is an image and cannot be a group as well | give the group another name")]
    [InlineData("fleet: f\nimages: { app: {} }\ngroup: { web: [ap] }\n", "3:16: no image or group is named 'ap' | did you mean 'app'?")]
    [InlineData("fleet: f\nimages: { app: {} }\ngroup: { x: [y], y: [x] }\n", "3:10: groups hold each other in a circle: x → y → x | take one of them out of the other")]
    [InlineData("fleet: f\nimages: { a: { inherits: b }, b: { inherits: a } }\n", "2:26: images inherit in a circle: a → b → a | take one of the links away")]
    [InlineData("fleet: f\nimages: { app: { inherits: bas }, base: {} }\n", "2:28: no image is named 'bas' | did you mean 'base'?")]
    public void The_top_of_a_file_says_what_is_wrong(string text, string? problem)
    {
        var shown = FleetText.Expand(text).Diagnostics.Select(diagnostic => $"{diagnostic.Position}: {diagnostic.Message}" + (diagnostic.Help is null ? "" : $" | {diagnostic.Help}")).ToList();
        if (problem is not null)
            shown.ShouldContain(problem);
    }

    [Theory]
    [InlineData("packages: { from: bookworm }", "5:23: 'bookworm' is not a distribution that images are composed from | known are: debian/bullseye, debian/bookworm, debian/trixie, debian/forky, debian/sid")]
    [InlineData("packages: { include: [nodejs] }", "5:15: 'packages' does not say where they come from | add 'from: debian/bookworm'")]
    [InlineData("packages: { from: debian/bookwrm }", "5:23: 'debian/bookwrm' is not a distribution that images are composed from | did you mean 'debian/bookworm'?")]
    [InlineData("packages: { from: debian/bookworm, include: ['No Such'] }", "5:50: 'No Such' is not the name of a Debian package | write lower-case letters, digits, '+', '.' and '-', with ':arch' or '=version' after it at most")]
    [InlineData("packages: { from: debian/bookworm, configure: maybe }", "5:51: 'configure' is true or false, not 'maybe' | write true or false, or leave it out")]
    [InlineData("packages: { from: debian/bookworm, layers: both }", "5:48: 'both' is no way to lay out layers | write 'one', or 'each' for a layer for each package that is included")]
    [InlineData("packages: { from: debian/bookworm, remove: [manuals] }", "5:49: 'manuals' is neither a kind of files (docs, man, locales, copyright) nor an absolute path | docs/reference/fleet-file.md says what 'packages' takes")]
    [InlineData("packages: { from: debian/bookworm, users: [App] }", "5:48: 'App' is not a user's name | write lower-case letters, digits, '-' and '_', at most 32")]
    [InlineData("packages: { from: debian/bookworm, users: [{ name: app, uid: x }] }", "5:66: 'x' is not an id | write a number from 0")]
    [InlineData("packages: { from: debian/bookworm, users: app }", "5:47: 'users' is a list, not a text | write it in brackets, or each with '- ' on a line below it")]
    [InlineData("packages: { from: debian/bookworm, links: { bin/js: node } }", "5:49: 'bin/js' is not a path in an image | write an absolute one without '..'")]
    [InlineData("packages: { from: debian/bookworm, files: { /a: { mode: '0644' } } }", "5:49: '/a' has one of 'content' and 'source' | write its text under 'content', or name a file under 'source'")]
    [InlineData("packages: { from: debian/bookworm, files: { /a: { content: x, mode: '888' } } }", "5:73: '888' is not a mode | write it in octal, as in '0644'")]
    [InlineData("packages: { from: debian/bookworm, sources: [{ name: x, uri: 'http://x', suite: y }] }", "5:50: an entry of 'sources' has no 'key' | a source has name, uri, suite and key, the key that signs it")]
    [InlineData("packages: { from: debian/bookworm, recomends: true }", "5:40: 'packages' has no 'recomends' | did you mean 'recommends'?")]
    [InlineData("cache-from: [\"type=gha\"]", "5:18: caches of the type 'gha' are not supported: GitHub's cache is reached by its own runners alone; keep it in the repository's registry: type=registry,ref=ghcr.io/OWNER/NAME:cache | write it as in 'type=registry,ref=example.org/team/app:cache'")]
    [InlineData("args: [a]", "5:11: 'args' is a map of names to texts, not a list | write its entries as 'name: text', each on a line of its own below it")]
    [InlineData("labels: { a: [b] }", "5:18: 'a' is a text, not a list | write one text; one that begins with '[' stands in quotes")]
    [InlineData("tags: []", "5:11: 'tags' is an empty list, which says nothing | leave it out")]
    [InlineData("tags: [{a: b}]", "5:12: an entry of 'tags' is a text, not a map | write a text; one that begins with '{' stands in quotes")]
    [InlineData("no-cache: maybe", "5:15: 'no-cache' is true or false, not 'maybe' | write true or false, or leave it out")]
    [InlineData("context: https://example.org/x.git", "5:14: the context 'https://example.org/x.git' is remote, which is not supported | fetch it first and name its folder")]
    [InlineData("when: [{ match: { a: b } }]", "5:11: 'app' has no matrix, so nothing can match | give it a 'matrix:', or say this of the image itself")]
    [InlineData("args: { A: '{arch}' }", "5:17: '{arch}' is known in tags only | elsewhere a target is one for all its platforms; a Dockerfile has ARG TARGETARCH")]
    [InlineData("args: { A: '{x}' }", "5:17: nothing is known as '{x}' here | known are {version}, {major}, {minor}; write {{x}} for the text itself")]
    [InlineData("tags: ['a b']", "5:12: 'a b' is not a tag: letters, digits, '_', '.' and '-' only, beginning with a letter, digit or '_' | write a tag such as '1.0', or a whole reference such as 'ghcr.io/team/app:1.0'")]
    [InlineData("tags: ['Team/App:1']", "5:12: 'Team/App:1' is not an image reference: 'Team' is not")]
    [InlineData("name: 'a b'", "4:3: 'a b' cannot name a target | use letters, digits and . _ -")]
    public void An_image_says_what_is_wrong(string line, string problem)
    {
        if (problem.EndsWith("is not", StringComparison.Ordinal))
            FleetText.ImageProblems(line).ShouldHaveSingleItem().ShouldStartWith(problem[..^14]);
        else
            FleetText.ImageProblems(line).Select(shown => line.StartsWith("name", StringComparison.Ordinal) ? "4:3" + shown[shown.IndexOf(": ", StringComparison.Ordinal)..] : shown).ShouldBe([problem]);
    }

    [Theory]
    [InlineData("a: []", "5:18: 'a' is an empty list, which says nothing | leave it out")]
    [InlineData("version: [x]", "5:15: 'version' cannot name an axis | '{version}' already means something else")]
    [InlineData("a: [x, x]", "5:22: the axis 'a' has 'x' twice | take one of them out")]
    [InlineData("a: ['x(y)']", "5:19: 'x(y)' cannot be a value of a matrix | use letters, digits and . _ - + / : @")]
    [InlineData("a: [x], exclude: [{ a: y }]", "5:38: the axis 'a' has no value 'y' | its values: x")]
    [InlineData("a: [x], exclude: [{ a: x }]", "5:13: every combination of the matrix is excluded | leave one, or take the image out")]
    [InlineData("a: [x, y], b: [1, 2], include: [{ a: x }]", "5:47: an entry of 'include' needs a value for each axis; it has none for b | add 'b: VALUE'")]
    [InlineData("a: [x], include: [{ a: x }]", "5:33: the matrix has this combination already | take it out")]
    [InlineData("a: [x, y], exclude: [{ a: x }, { a: [x] }]", null)]
    public void A_matrix_says_what_is_wrong(string axes, string? problem)
    {
        var problems = FleetText.ImageProblems($"matrix: {{ {axes} }}");
        if (problem is null)
            problems.ShouldBeEmpty();
        else
            problems.ShouldBe([problem]);
    }

    [Fact]
    public void A_matrix_that_explodes_is_refused()
    {
        var axis = $"[{string.Join(", ", Enumerable.Range(0, 40).Select(value => $"v{value}"))}]";
        FleetText.ImageProblems($"matrix: {{ a: {axis}, b: {axis}, c: {axis}, d: {axis}, e: {axis}, f: {axis}, g: {axis} }}").ShouldHaveSingleItem().ShouldContain("more than the 1024 that one image may have");
    }

    [Theory]
    [InlineData("label: {}", "6:7: 'claims' has no 'label' | did you mean 'labels'?")]
    [InlineData("size: { max: lots }", "6:20: 'lots' is not a size; write a number with KB, MB, GB, KiB, MiB or GiB, such as '500MB'")]
    [InlineData("size: { saves: 40, against: x }", "6:22: '40' is not a difference of sizes | write it in percent or bytes, such as '40%' or '10MB'")]
    [InlineData("size: { saves: 40% }", "6:22: the saving has nothing that it is compared with | add 'against: SIBLING'")]
    [InlineData("size: { against: app }", "6:24: this is compared with, and nothing is claimed of the difference | add 'saves: N%' or 'grows: N%'")]
    [InlineData("size: { saves: 40%, against: ap }", "6:22: there is no sibling 'ap' of 'app': no image or group is named 'ap' | did you mean 'app'?")]
    [InlineData("size: { saves: 40%, against: app }", "6:22: 'app' cannot be compared with itself | claim the difference under 'when' for the other variants")]
    [InlineData("user: { uid: openhqm }", "6:20: 'uid' is a number, not 'openhqm' | write the user's name under 'name'")]
    [InlineData("ports: [http]", "6:15: 'http' is not a port | write a number from 1 to 65535, with /udp or /sctp where it isn't TCP")]
    [InlineData("ports: [70000]", "6:15: '70000' is not a port | write a number from 1 to 65535, with /udp or /sctp where it isn't TCP")]
    [InlineData("healthcheck: maybe", "6:20: 'healthcheck' is present, absent or a map, not 'maybe' | write 'healthcheck: { test: … }' for what it runs")]
    [InlineData("packages: {}", "6:17: 'packages' claims nothing | list names under 'present' or 'absent'")]
    [InlineData("packages: { absent: [] }", "6:27: 'absent' is an empty list, which says nothing | leave it out")]
    [InlineData("packages: { absent: ['pip:x'] }", "6:28: the ecosystem 'pip' is not one whose packages are read: deb, apk, npm, pypi | write a name, 'deb:name', 'apk:name', 'npm:@scope/name' or 'pypi:name', and a version if it matters: 'deb:name>=1.2'")]
    [InlineData("packages: { absent: ['*'] }", "6:28: '*' stands for every package | write a name, 'deb:name', 'apk:name', 'npm:@scope/name' or 'pypi:name', and a version if it matters: 'deb:name>=1.2'")]
    [InlineData("packages: { present: [a], absent: [npm:a] }", "6:42: package 'npm:a' is claimed to be present and absent | keep one of the two")]
    [InlineData("files: { present: [/a], absent: [/a] }", "6:40: file '/a' is claimed to be present and absent | keep one of the two")]
    [InlineData("files: { absent: ['**/*.pyc'] }", "6:25: '**/*.pyc' is not an absolute path | write '/**/*.pyc'")]
    [InlineData("commands: [{ prints: x }]", "6:18: an entry of 'commands' runs nothing | add 'run: [program, argument]'")]
    [InlineData("commands: [{ run: x, matches: '(' }]", "6:37: '(' is not a regular expression")]
    [InlineData("commands: [{ run: x, prints: a, contains: b }]", "6:49: an entry of 'commands' has one of 'prints', 'contains', 'lacks' and 'matches' | add an entry for each")]
    [InlineData("commands: [{ run: x, exit: 300 }]", "6:34: '300' is not an exit code | write a number from 0 to 255")]
    public void A_claim_says_what_is_wrong(string line, string problem) => FleetText.ImageProblems($"claims:\n  {line}").ShouldBe([problem]);

    [Theory]
    [InlineData("module_name: app", "4:5: the module 'app' has no image | name a target under 'image', such as 'image: app(axis=value)'")]
    [InlineData("image: app", "4:5: a module needs a name | add 'module_name: NAME'")]
    [InlineData("{ module_name: App, image: app }", "4:20: 'App' cannot be a module's name | use 3 to 50 lower-case letters, digits and '-', with a letter or digit at both ends")]
    [InlineData("{ module_name: one, image: app, ports: [8000] }", "4:45: '8000' is not a pair of ports | write HOST:CONTAINER, such as '8000:8000', in quotes")]
    [InlineData("{ module_name: one, image: apps }", "4:32: no image or group is named 'apps' | did you mean 'app'?")]
    [InlineData("{ module_name: one, image: var }", "4:32: 'var' names 2 targets, and a module runs one | write 'var(a=x)', for one")]
    [InlineData("{ module_name: one, image: var(a=z) }", "4:32: 'var' has no a 'z' | it has: x, y")]
    [InlineData("{ module_name: one, image: app, depends_on: two }", "4:49: no module is named 'two'")]
    [InlineData("{ module_name: one, image: app, security_profile: strikt }", "4:55: 'strikt' is not a security profile | did you mean 'strict'?")]
    [InlineData("{ module_name: one, image: app, privileged: true }", "4:37: a module has no 'privileged' | it has cpu_limit")]
    public void A_module_says_what_is_wrong(string module, string problem)
    {
        var text = $"fleet: f\nimages: {{ app: {{}}, var: {{ matrix: {{ a: [x, y] }} }} }}\nmodules:\n  - {module}\n";
        FleetText.Expand(text).Diagnostics.Select(diagnostic => $"{diagnostic.Position}: {diagnostic.Message}" + (diagnostic.Help is null ? "" : $" | {diagnostic.Help}"))
            .ShouldHaveSingleItem().ShouldStartWith(problem);
    }
}
