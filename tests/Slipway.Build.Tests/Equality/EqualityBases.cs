// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build.Tests;

/// <summary>The images that rows begin from: a busybox with every kind of configuration. Each has the folders that a runtime mounts on.</summary>
internal static class EqualityBases
{
    /// <summary>A PATH and nothing else.</summary>
    public const string Plain = "equal/base:1";

    /// <summary>Every field that a configuration has.</summary>
    public const string Configured = "equal/configured:1";

    /// <summary>Triggers for its children.</summary>
    public const string Triggering = "equal/triggering:1";

    /// <summary>No configuration at all.</summary>
    public const string Bare = "equal/bare:1";

    public static IReadOnlyList<string> Names { get; } = [Plain, Configured, Triggering, Bare];

    /// <summary>A world with the contexts and the bases.</summary>
    public static async Task<BuildWorld> CreateAsync()
    {
        var world = new BuildWorld();
        EqualityContext.Make(world.Folder);
        LayerEntry[] folders =
        [
            BuildWorld.Directory("dev"), BuildWorld.Directory("proc"), BuildWorld.Directory("sys"), BuildWorld.Directory("run"), BuildWorld.Directory("home"),
            BuildWorld.Directory("home/app", 0x1E8, 1000, 1001), BuildWorld.File("etc/hosts", ""), BuildWorld.File("etc/resolv.conf", ""), BuildWorld.File("etc/hostname", ""),
        ];
        await world.AddBaseAsync(Plain, Platform.Host, new() { Env = ["PATH=/bin"] }, folders);
        await world.AddBaseAsync(Bare, Platform.Host, new(), folders);
        await world.AddBaseAsync(Configured, Platform.Host, Everything(), [.. folders, .. WithAttributes()]);
        await world.AddBaseAsync(Triggering, Platform.Host, new()
        {
            Env = ["PATH=/bin"],
            OnBuild = ["ENV TRIGGERED=yes", "RUN echo triggered > /triggered", "COPY f /from-trigger", "ARG T=1", "WORKDIR /triggered-folder", "LABEL t=$T"],
        }, folders);
        return world;
    }

    // cap_net_bind_service, permitted and effective, and an attribute of nobody's.
    private static IEnumerable<LayerEntry> WithAttributes()
    {
        yield return BuildWorld.Directory("with");
        (string, string, byte[])[] files = [("able", "security.capability", [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), ("noted", "user.note", [0xFF, 0])];
        foreach (var (name, attribute, value) in files)
        {
            var file = BuildWorld.File("with/" + name, name);
            yield return file with { Metadata = file.Metadata with { ExtendedAttributes = new Dictionary<string, ReadOnlyMemory<byte>> { [attribute] = value } } };
        }
    }

    private static ContainerConfig Everything() => new()
    {
        Env = ["PATH=/bin", "BASE=base", "EMPTY=", "SPACED=a b"],
        User = "app",
        WorkingDir = "/srv/base",
        Cmd = ["base", "command"],
        Entrypoint = ["/bin/echo"],
        Labels = new Dictionary<string, string> { ["base"] = "yes", ["z"] = "1" },
        ExposedPorts = ["8080/tcp"],
        Volumes = ["/base-volume"],
        StopSignal = "SIGQUIT",
        Shell = ["/bin/sh", "-e", "-c"],
        Healthcheck = new() { Test = ["CMD-SHELL", "true"], Interval = 5_000_000_000, Timeout = 1_000_000_000, Retries = 2 },
        ArgsEscaped = true,
    };
}
