// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Fleets;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>A home in which the databases of examples/shudl are built, with all they stand on; what runs is counted from outside.</summary>
public sealed class ShudlFleet : IAsyncLifetime
{
    /// <summary>What is built, and named.</summary>
    internal static IReadOnlyList<string> Targets { get; } = ["packages", "base-alpine", "base-postgresql", "postgresql", "patroni", "etcd"];

    internal InstalledProgram Slipway { get; } = new();

    /// <summary>Executions, those of the first build included.</summary>
    internal CountingRuntime Runtime { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("gpgv");
        await Needs.DebianMirrorsAsync(Cancellation);
        Runtime = new(Slipway.Folder);
        Slipway.Variables["PATH"] = Runtime.Path;
        Copy("shudl");
        (await Slipway.RunAsync(["build", "./shudl", .. Targets])).ShouldSucceed();
    }

    public ValueTask DisposeAsync() => Slipway.DisposeAsync();

    /// <summary>Copies the example into a folder of its own, to be changed there.</summary>
    internal void Copy(string name)
    {
        var example = Example();
        foreach (var file in Directory.EnumerateFiles(example, "*", SearchOption.AllDirectories))
        {
            var target = Slipway.Folder[Path.Combine(name, Path.GetRelativePath(example, file))];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Changes a file of a copy.</summary>
    internal void Edit(string path, string old, string text)
    {
        var before = File.ReadAllText(Slipway.Folder[path]);
        before.ShouldContain(old);
        Slipway.Folder.Write(path, before.Replace(old, text, StringComparison.Ordinal));
    }

    /// <summary>The layers of an image, by their diffIDs, the lowest first.</summary>
    internal async Task<IReadOnlyList<string>> LayersAsync(string name)
    {
        using var image = JsonDocument.Parse((await Slipway.RunAsync("inspect", $"ghcr.io/org/repo/{name}")).ShouldSucceed().Bytes);
        return [.. image.RootElement[0].GetProperty("RootFS").GetProperty("Layers").EnumerateArray().Select(static layer => layer.GetString()!)];
    }

    internal static string Example([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../examples/shudl"));
}
