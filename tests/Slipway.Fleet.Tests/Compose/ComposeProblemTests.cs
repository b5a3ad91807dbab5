// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet.Tests.Compose;

public sealed class ComposeProblemTests : IDisposable
{
    private readonly ComposeText _text = new();

    [Theory]
    [InlineData("imgae: x", "4:5: the service 'app' has no 'imgae' | did you mean 'image'?")]
    [InlineData("gpus: all", "4:5: 'gpus' of the service 'app' is not supported | give the device nodes by devices")]
    [InlineData("healthcheck: { tset: x }", "4:20: a health check has no 'tset' | did you mean 'test'?")]
    [InlineData("healthcheck: { test: [curl, x] }", "4:26: a check is NONE, CMD with a program, or CMD-SHELL with one text | write such as [\"CMD\", \"curl\", \"-f\", \"http://localhost/\"]")]
    [InlineData("healthcheck: { interval: soon }", "4:30: 'interval' is a duration such as 1m30s, not 'soon'")]
    [InlineData("deploy: { update_config: { parallelism: 1 } }", "4:15: 'update_config' of 'deploy' is not supported | it is for clusters of machines; leave it out")]
    [InlineData("deploy: { replicas: 2 }", "4:25: 2 containers of a service are not supported | a service is one container here; write a service for each")]
    [InlineData("deploy: { restart_policy: { delay: 5s } }", "4:33: 'delay' of 'restart_policy' is not supported | a restart waits 100 ms, then twice as long each time, a minute at most; leave it out")]
    [InlineData("mem_limit: 1g\n    deploy: { resources: { limits: { memory: 2g } } }", "5:46: this is another limit than 'mem_limit' of the service says | leave one of them out")]
    [InlineData("mem_limit: 1k", "4:16: A container needs 4 MiB of memory at least")]
    [InlineData("ports: ['80:x']", "4:13: '80:x' publishes no port; expected PORT, HOSTPORT:PORT or ADDRESS:HOSTPORT:PORT, each port 1 to 65535 or a range, and /tcp or /udp")]
    [InlineData("volumes: ['dat:/data']", "4:15: the volume 'dat' is not declared | declare it under 'volumes:' at the top")]
    [InlineData("security_opt: ['apparmor=x']", "4:19: The security option 'apparmor=x' is not supported: no AppArmor profile is set for containers; apparmor=unconfined is understood")]
    [InlineData("cap_add: [NET_ADMN]", "4:15: Linux has no capability 'NET_ADMN'")]
    [InlineData("depends_on: [db]", "3:5: the service 'app' needs 'db', which there isn't")]
    [InlineData("depends_on: { app: { condition: service_ready } }", "4:37: the condition 'service_ready' is not known | write service_started, service_healthy or service_completed_successfully")]
    [InlineData("depends_on: [app]", "3:5: services depend on each other in a circle: app → app | take one of these out of 'depends_on'")]
    [InlineData("networks: [back]", "3:5: the network 'back' of the service 'app' is not declared | declare it under 'networks:' at the top")]
    [InlineData("network_mode: host\n    ports: [80]", "5:12: the service 'app' has no ports of its own to publish in that network | leave 'ports' or 'network_mode' out")]
    [InlineData("extra_hosts: ['host.docker.internal:host-gateway']", "4:19: 'host.docker.internal' cannot be the host: a container doesn't reach it | run what it asks as a service, or give this one network_mode: host")]
    [InlineData("command: 'a; b'", "4:14: ';' is a shell's, and no shell reads this: write [\"sh\", \"-c\", \"…\"], or put it in quotes")]
    [InlineData("logging: { driver: syslog }", "4:24: the log driver 'syslog' is not supported | write json-file, local or none; slipway logs -f sends a log elsewhere")]
    [InlineData("pull_policy: daily", "4:18: the pull policy 'daily' is not supported | write missing, always, never or build; when an image was pulled is not kept")]
    [InlineData("build: .\n    pull_policy: always", "5:18: the service 'app' is built, and is not pulled | leave 'pull_policy' or 'build' out")]
    [InlineData("extra_hosts: ['a=10.0.0.1', 'a=10.0.0.2']", "4:33: 'a' has two addresses in 'extra_hosts': 10.0.0.1 and 10.0.0.2 | a name leads to one address here; leave one out")]
    [InlineData("ulimits: { nofile: { soft: 10, hard: 5 } }", "4:32: the soft limit of 'nofile' is above its hard limit | a process may raise the soft one up to the hard one; write a smaller one")]
    [InlineData("cpus: Infinity", "4:11: 'cpus' is a number such as 0.5, not 'Infinity'")]
    [InlineData("env_file: \"a\\0b\"", "4:15: this text holds a NUL character, which ends a text for Linux | take it out")]
    [InlineData("env_file: /dev/zero", "4:15: the file '/dev/zero' of variables can't be read: Cannot read '/dev/zero': it is a CharacterDevice and not a regular file | name a file of lines NAME=VALUE, of 1 MiB at most")]
    [InlineData("volumes: ['./x:/..']", "4:15: '/..' in '{folder}/x:/..' is no place in a container; expected an absolute path other than /")]
    [InlineData("environment: [=1]", "4:18: a variable has no name | write NAME=VALUE")]
    [InlineData("labels: [[a]]", "4:14: an entry of this list is a text NAME=VALUE, not a list | write a map in place of the list, or quote the entry")]
    [InlineData("environment: { A: '${B:?say so}' }", "4:23: the variable 'B' is not set: say so | set it in the environment or in .env")]
    public void A_key_that_cannot_be_honoured_is_refused_with_its_place(string keys, string problem) => _text.Problem(ComposeText.File(keys).Replace("        ", "    ", StringComparison.Ordinal)).ShouldBe(problem.Replace("{folder}", _text.Folder, StringComparison.Ordinal));

    [Theory]
    [InlineData("services: { app: {} }", "1:18: the service 'app' has neither an image nor a build | write image: NAME or build: FOLDER")]
    [InlineData("include: [x.yaml]\nservices: { app: { image: a } }", "1:1: 'include' of a Compose file is not supported | name the files one by one: --fleet compose.yaml --fleet other.yaml")]
    [InlineData("servces: { app: { image: a } }", "1:1: this Compose file has no services | name them under 'services:'")]
    [InlineData("name: Shop\nservices: { app: { image: a } }", "1:7: 'Shop' is no name of a project | one has lower-case letters, digits, '-' and '_', and begins with a letter or digit")]
    [InlineData("services: { app: { image: a } }\nvolumes: { d: { driver: nfs } }", "2:25: the volume driver 'nfs' is not supported | volumes are folders of this machine; bind a folder of yours instead")]
    [InlineData("services: { app: { image: a } }\nnetworks: { n: { external: true } }", "2:18: 'external' of a network is not supported | projects share no networks; external_links of a service lead to a container of another")]
    [InlineData("services: { app: { image: a, secrets: [s] } }\nsecrets: { s: { environment: S } }", "2:17: 'environment' of a secret is not supported | write it into a file, and name that by 'file'")]
    [InlineData("services: { a: { extends: b }, b: { extends: { service: a } } }", "1:18: services extend each other in a circle: a (compose.yaml) → b (compose.yaml) → a (compose.yaml) | take one of these 'extends' out")]
    [InlineData("services: { a: { extends: basis }, base: { image: a } }", "1:27: there is no service 'basis' to extend in 'compose.yaml' | did you mean 'base'?")]
    [InlineData("services: { a: { extends: { service: a, file: ../other.yaml } } }", "1:47: the file '{above}/other.yaml' lies in another folder, whose services are not extended | put it beside this file, or write the service out")]
    [InlineData("services: { a: { extends: { service: a, file: none.yaml } } }", "1:47: the file '{folder}/none.yaml' can't be read: Cannot open '{folder}/none.yaml': No such file or directory (errno 2) | name a Compose file beside this one")]
    [InlineData("services: { a: { extends: { file: none.yaml } } }", "1:27: 'extends' is the name of a service, or a map with 'service', not a map")]
    [InlineData("services: { a: { image: 'a b' } }", "1:25: 'a b' is not an image reference: ' ' does not belong in a repository name | use lower-case letters, digits, '.', '_', '-' and '/'")]
    [InlineData("services: { a: , b: { image: b } }", "1:16: nothing is said of the service 'a' | write image: NAME or build: FOLDER below it, or take it out")]
    [InlineData("services: { a: { image: a, depends_on: { x: { required: false }, y: {} } } }", "1:16: the service 'a' needs 'y', which there isn't")]
    [InlineData("services: { a: { image: a, depends_on: { x: { required: false } }, volumes_from: [x] } }", "1:16: the service 'a' needs 'x', which there isn't")]
    [InlineData("services: { a: { image: a, container_name: xx }, b: { image: a, container_name: xx } }", "1:53: two services have the container name 'xx' | give one of them another")]
    [InlineData("services: { a: { image: a, depends_on: [b] }, b: { image: a, links: [a] } }", "1:16: services depend on each other in a circle: a → b → a | take one of these out of 'depends_on'")]
    public void A_file_that_cannot_be_honoured_is_refused_with_its_place(string text, string problem) =>
        _text.Problem(text).ShouldBe(problem.Replace("{folder}", _text.Folder, StringComparison.Ordinal).Replace("{above}", Path.GetDirectoryName(_text.Folder), StringComparison.Ordinal));

    [Fact]
    public void Services_that_depend_on_each_other_in_many_ways_are_read_and_too_many_are_not()
    {
        string File(int layers, int width) => $"services:\n{string.Join('\n', Enumerable.Range(0, layers * width).Select(one => $"  s{one}: {{ image: a, depends_on: [{(one < width ? "" : string.Join(", ", Enumerable.Range(0, width).Select(below => $"s{((one / width) - 1) * width + below}")))}] }}"))}\n";

        _text.Project(File(50, 3)).Select([], []).Count.ShouldBe(150);
        _text.Project(File(1000, 1)).Select([], []).Count.ShouldBe(1000);
        _text.Problem(File(1001, 1)).ShouldContain("a project has 1001 services, and 1000 at most are read");
    }

    [Fact]
    public void What_is_wrong_in_a_file_of_variables_is_told_with_its_place_and_nothing_of_what_stands_there()
    {
        _text.Write("x.env", "A=1\n\nPASS WORD=hunter2\n");

        var problem = _text.Read(ComposeText.File("env_file: x.env")).Diagnostics.Single();

        $"{problem.Source.Path}:{problem.Position}: {problem.Message}".ShouldBe($"{_text.Folder}/x.env:3:1: this is no name of a variable");
        problem.Source.Text.ShouldNotContain("hunter2");
    }

    [Fact]
    public void What_a_variable_held_is_not_told()
    {
        _text.Variables["TOKEN"] = "hunter2";

        _text.Problem(ComposeText.File("healthcheck: { retries: '${TOKEN}' }")).ShouldNotContain("hunter2");
    }

    [Fact]
    public void A_variable_that_is_not_set_is_warned_of_once()
    {
        var reading = _text.Read(ComposeText.File("environment: { A: '${X}', B: '$X', C: '${Y:-z}' }"));

        reading.Diagnostics.Select(static diagnostic => diagnostic.Message).ShouldBe(["the variable 'X' is not set, and nothing stands in its place"]);
    }

    public void Dispose() => _text.Dispose();
}
