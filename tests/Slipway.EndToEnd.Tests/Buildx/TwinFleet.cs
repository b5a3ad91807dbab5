// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Buildx;

/// <summary>One fleet, built once by our own engine and once by Debian 13's buildx, each into a home of its own.</summary>
public sealed class TwinFleet : IAsyncDisposable
{
    /// <summary>The value of the fleet's secret.</summary>
    public const string Secret = "sesame-8d1f";

    // Names are linked by a sibling's name, by its tag, by a base of the store alone, and by another layout; steps have no network, for the peer has no bridge.
    private const string File = """
        fleet: twin
        version: 1.0.0
        registry: registry.test/team
        images:
          system:
            packages: { from: debian/bookworm, include: [busybox-static], users: [{ name: app, uid: 1000 }], links: { /bin/sh: /bin/busybox } }
            platforms: [linux/amd64, linux/arm64]
            tags: ["1"]
          base:
            dockerfile-inline: |
              FROM system
              RUN --network=none busybox mkdir /opt && busybox echo base > /opt/base
              ENV KIND=base
            claims: { env: { KIND: base }, files: { present: [/opt/base] } }
          app:
            matrix: { backend: [redis, minimal] }
            dockerfile: app.Dockerfile
            args: { QUEUE_BACKEND: "{backend}" }
            tags: ["{version}-{backend}"]
            labels: { literal: "${{not}} %{{a}}" }
            annotations: { who: me }
            platforms: [linux/amd64]
            secret: ["id=token,env=TOKEN"]
            claims: { labels: { queue.backend: "{backend}" }, user: { uid: 1000 }, cmd: [busybox, sh] }
          tool:
            dockerfile-inline: |
              FROM test/base:1 AS store
              FROM scratch
              COPY --from=registry.test/team/base:1.0.0 /opt/base /base
              COPY --from=elsewhere /bin/busybox /elsewhere
              COPY --from=store /bin/busybox /own
            contexts: { elsewhere: "oci-layout://other" }
          both:
            dockerfile-inline: |
              FROM system
              COPY data /data
              LABEL of=both
            annotations: { "index:what": twins }
            platforms: [linux/amd64, linux/arm64]
            tags: ["1", "{arch}"]
        group:
          twins: [app, tool, both]
        """;

    private readonly SemaphoreSlim _opening = new(1);
    private readonly InstalledProgram _slipway = new();
    private TrixieDocker? _docker;

    /// <summary>The daemon that buildx builds on.</summary>
    internal TrixieDocker Docker => _docker!;

    internal InstalledProgram Slipway => _slipway;

    /// <summary>What building with each engine said.</summary>
    internal Answer Own { get; private set; } = null!;

    internal Answer Buildx { get; private set; } = null!;

    /// <summary>The fleet's files before and after buildx.</summary>
    internal IReadOnlyList<string> Before { get; private set; } = [];

    internal IReadOnlyList<string> After { get; private set; } = [];

    internal string Home(string engine) => _slipway.Folder[$"home-{engine}"];

    /// <summary>Builds with both, the first time.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_docker is not null)
                return;
            Needs.Root();
            Needs.Tool("busybox");
            Needs.Tool("runc");
            await Needs.DebianMirrorsAsync(cancellationToken);
            var docker = await TrixieDocker.StartAsync(cancellationToken);
            await WriteAsync(docker, cancellationToken);
            _docker = docker;
            Own = (await RunAsync("own", "build", "./fleet", "twins", "base")).ShouldSucceed();
            Before = Listing();
            Buildx = (await RunAsync("buildx", "build", "./fleet", "twins", "base", "--engine", "buildx", "--metadata-file", "metadata.json")).ShouldSucceed();
            After = Listing();
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Runs our program in the home of an engine.</summary>
    internal Task<Answer> RunAsync(string engine, params string[] words)
    {
        _slipway.Variables["SLIPWAY_HOME"] = Home(engine);
        return _slipway.RunAsync(words);
    }

    public async ValueTask DisposeAsync()
    {
        if (_docker is not null)
            await _docker.DisposeAsync();
        await _slipway.DisposeAsync();
        _opening.Dispose();
    }

    private async Task WriteAsync(TrixieDocker docker, CancellationToken cancellationToken)
    {
        // The peer's client with the environment of whoever calls it, as a client that is installed has it.
        var client = docker.Client.Where(static word => word != "-i").Select(static word => $"'{word}'");
        var script = _slipway.Folder.Write("docker.sh", $"#!/bin/sh\nexec {string.Join(' ', client)} \"$@\"\n");
        (await new Command("install", ["-D", "-m", "755", script, _slipway.Folder["bin/docker"]]).RunAsync(cancellationToken)).EnsureSuccess();
        _slipway.Variables["PATH"] = $"{_slipway.Folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        _slipway.Variables["TOKEN"] = Secret;
        _slipway.Folder.Write("fleet/slipway.yaml", File);
        _slipway.Folder.Write("fleet/app.Dockerfile", """
            FROM base
            ARG QUEUE_BACKEND
            RUN --network=none --mount=type=secret,id=token busybox wc -c </run/secrets/token >/opt/length
            COPY data /data
            LABEL queue.backend=$QUEUE_BACKEND
            ENV BACKEND=$QUEUE_BACKEND
            USER app
            WORKDIR /srv
            CMD ["busybox", "sh"]
            """);
        _slipway.Folder.Write("fleet/data/file", "data\n");
        foreach (var engine in (string[])["own", "buildx"])
            (await RunAsync(engine, "base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        (await RunAsync("own", "save", "test/base:1", "-o", "other.tar")).ShouldSucceed();
        (await new Command("tar", ["-x", "-C", _slipway.Folder.MakeFolder("fleet/other"), "-f", _slipway.Folder["other.tar"]]).RunAsync(cancellationToken)).EnsureSuccess();
    }

    private IReadOnlyList<string> Listing() => [.. Directory.EnumerateFileSystemEntries(_slipway.Folder["fleet"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
