// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Fleet.Tests.Compose;

public sealed class ComposeServiceTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private readonly ComposeText _text = new();

    [Fact]
    public void Variables_come_from_the_environment_then_from_the_file_beside_it()
    {
        _text.Variables["AWS_ACCESS_KEY_ID"] = "from outside";
        _text.Write(".env", "AWS_ACCESS_KEY_ID=from the file\nREGION=us-east-1\n");

        var app = _text.App("environment:\n  KEY: ${AWS_ACCESS_KEY_ID}\n  REGION: ${REGION}\n  PORT: 1883\n  DEBUG: true\n  NAMED:\n  AWS_ACCESS_KEY_ID:\n  PRICE: $$5");

        app.Environment.ShouldBe([new("KEY", "from outside"), new("REGION", "us-east-1"), new("PORT", "1883"), new("DEBUG", "true"), new("AWS_ACCESS_KEY_ID", "from outside"), new("PRICE", "$5")]);
    }

    [Fact]
    public void What_stands_in_for_a_variable_that_is_set_need_not_be_there()
    {
        _text.Variables["SET"] = "set";

        var reading = _text.Read(ComposeText.File("environment:\n  A: ${SET:-${MISSING:?say so}}\n  B: ${UNSET:+${MISSING}}\n  C: ${SET?$MISSING}"));

        reading.Diagnostics.ShouldBeEmpty();
        reading.Project!.Find("app")!.Environment.ShouldBe([new("A", "set"), new("B", ""), new("C", "set")]);
    }

    [Fact]
    public void Files_of_variables_are_read_and_what_the_service_says_wins()
    {
        _text.Write("a.env", "A=1\nB='$C'\n# no\nexport D=\"x y\" # yes\n");
        _text.Write("raw.env", "E='as it is'\n");

        var app = _text.App("env_file:\n  - a.env\n  - { path: none.env, required: false }\n  - { path: raw.env, format: raw }\nenvironment: [A=2]");

        app.Environment.ShouldBe([new("A", "1"), new("B", "$C"), new("D", "x y"), new("E", "'as it is'"), new("A", "2")]);
    }

    [Fact]
    public void The_hardening_of_a_production_file_reaches_the_container()
    {
        var app = _text.App("""
            read_only: true
            tmpfs: [/tmp, "/var/tmp:size=64m,mode=1777"]
            security_opt: [no-new-privileges:true]
            cap_drop: [ALL]
            cap_add: [NET_BIND_SERVICE]
            user: "1001:1001"
            restart: unless-stopped
            stop_grace_period: 1m30s
            deploy:
              resources:
                limits: { cpus: '0.50', memory: 256M, pids: 50 }
                reservations: { cpus: '0.25', memory: 128M }
            logging: { driver: json-file, options: { max-size: 10m, max-file: "3" } }
            """);

        app.User.ShouldBe("1001:1001");
        var container = app.Container;
        container.ReadOnlyRoot.ShouldBeTrue();
        container.NoNewPrivileges.ShouldBeTrue();
        container.Capabilities.ShouldBe(["CAP_NET_BIND_SERVICE"]);
        container.Mounts.OfType<DefinedMount.TmpfsMount>().Select(static mount => (mount.Target, mount.SizeBytes)).ShouldBe([("/tmp", (long?)null), ("/var/tmp", 64L << 20)]);
        container.Resources.ShouldBe(new ResourceLimits { Cpus = 0.5, MemoryBytes = 256L << 20, Pids = 50, MemoryReservationBytes = 128L << 20, CpuShares = 256 });
        container.Restart.Mode.ShouldBe(RestartMode.UnlessStopped);
        container.StopTimeout.ShouldBe(TimeSpan.FromSeconds(90));
        container.Log.ShouldBe(new ContainerLogOptions { MaxFileBytes = 10L << 20, MaxFiles = 3 });
    }

    [Theory]
    [InlineData("cap_add: [ALL]\ncap_drop: [CHOWN]", 40)]
    [InlineData("cap_drop: [CHOWN]\ncap_add: [ALL]", 40)]
    [InlineData("cap_add: [SYS_TIME]", 15)]
    [InlineData("privileged: true\ncap_drop: [ALL]", 41)]
    public void Powers_are_added_and_dropped_as_Docker_does_in_whatever_order(string keys, int count) => _text.App(keys).Container.Capabilities.Count.ShouldBe(count);

    [Fact]
    public void Ports_are_read_in_their_short_and_long_forms() =>
        _text.App("ports:\n  - \"8000:8000\"\n  - 3000\n  - 0.0.0.0:53:53/udp\n  - { target: 80, published: \"8080\", protocol: tcp, mode: host, name: web }\n  - { target: 81, host_ip: 10.0.0.1 }\nexpose: [6379, \"7000-7001\"]")
            .ShouldSatisfyAllConditions(
                static app => app.Container.Ports.Select(static port => port.ToString()).ShouldBe(["127.0.0.1:8000:8000/tcp", "127.0.0.1::3000/tcp", "0.0.0.0:53:53/udp", "127.0.0.1:8080:80/tcp", "10.0.0.1::81/tcp"]),
                static app => app.Container.ExposedPorts.ShouldBe(["6379/tcp", "7000/tcp", "7001/tcp"]));

    [Fact]
    public void Volumes_are_read_in_their_short_and_long_forms()
    {
        var text = ComposeText.File("""
            volumes:
              - ./data:/var/lib/registry
              - certs:/certs:ro,z
              - /cache
              - { type: bind, source: ./there, target: /there, read_only: true, bind: { create_host_path: false } }
              - { type: volume, source: own, target: /own, volume: { nocopy: true } }
              - { type: tmpfs, target: /scratch, tmpfs: { size: 1m, mode: 0700 } }
            """) + "volumes:\n  certs:\n  own: { name: mine }\n";

        var project = _text.Project(text);

        var app = project.Find("app")!;
        app.Container.Mounts.ShouldBe(
        [
            new DefinedMount.BindMount($"{_text.Folder}/data", "/var/lib/registry", BindAccess.ReadWrite),
            new DefinedMount.VolumeMount("shop_certs", "/certs", BindAccess.ReadOnly, VolumeFilling.FromImage),
            new DefinedMount.VolumeMount(ComposeVolume.Nameless("shop", "app", "/cache"), "/cache", BindAccess.ReadWrite, VolumeFilling.FromImage),
            new DefinedMount.BindMount($"{_text.Folder}/there", "/there", BindAccess.ReadOnly),
            new DefinedMount.VolumeMount("mine", "/own", BindAccess.ReadWrite, VolumeFilling.None),
            new DefinedMount.TmpfsMount("/scratch", 1 << 20, 0x1C0),
        ]);
        app.FoldersToMake.ShouldBe([$"{_text.Folder}/data"]);
        app.VolumeKeys.ShouldBe(["certs", "own"]);
        project.Volumes["certs"].Labels["com.docker.compose.project"].ShouldBe("shop");
    }

    [Theory]
    [InlineData("healthcheck: { test: curl -f http://localhost || exit 1, interval: 1m30s, retries: 5 }", "CMD-SHELL|curl -f http://localhost || exit 1", 90 * Second, 5)]
    [InlineData("healthcheck: { test: [CMD, 'true'] }", "CMD|true", 7 * Second, 2)]
    [InlineData("healthcheck: { timeout: 3s }", "CMD|of the image", 7 * Second, 2)]
    [InlineData("healthcheck: { disable: true }", null, null, null)]
    [InlineData("healthcheck: { test: [NONE] }", null, null, null)]
    public void A_check_stands_over_that_of_the_image(string keys, string? test, long? interval, int? retries)
    {
        var check = _text.App(keys).Health!.Over(new() { Test = ["CMD", "of the image"], Interval = 7 * Second, Retries = 2 });

        (check is null ? null : string.Join('|', check.Test!), check?.Interval, check?.Retries).ShouldBe((test, interval, retries));
    }

    [Theory]
    [InlineData("sh -c 'echo \"a b\"' c\\ d", "sh|-c|echo \"a b\"|c d")]
    [InlineData("\"\" ''", "|")]
    [InlineData("  a\t b ", "a|b")]
    public void A_command_that_is_a_text_is_parted_into_words(string text, string words) => string.Join('|', ComposeWords.Split(text)).ShouldBe(words);

    [Fact]
    public void A_command_and_an_entry_point_are_the_image_s_unless_they_are_given()
    {
        var (none, both) = (_text.App("user: root"), _text.App("command: []\nentrypoint: /bin/run --fast"));

        (none.Command, none.Entrypoint).ShouldBe((null, null));
        both.Command.ShouldBeEmpty();
        both.Entrypoint.ShouldBe(["/bin/run", "--fast"]);
    }

    public void Dispose() => _text.Dispose();
}
